"""What a certificate says and how it is set: a Chinese document in whatever language the page is read."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from flask import current_app

from competition.foundation import clock, documents, glyphs
from competition.foundation.errors import Refused
from competition.foundation.texts import _l
from competition.honours import issued, rules
from competition.honours.models import HonourEntry
from competition.honours.rules import CertificateCase, EntryState, HonourKind

HEADINGS_EN = {
    HonourKind.AWARD: "CERTIFICATE OF AWARD",
    HonourKind.TITLE: "CERTIFICATE OF HONOUR",
    HonourKind.HOST: "CERTIFICATE OF HONOUR",
    HonourKind.MERIT: "CERTIFICATE OF HONOUR",
}


def address(entry: HonourEntry) -> str:
    """Say where an entry is verified: what the QR code holds."""
    return f"{current_app.config['PUBLIC_URL']}/verify/{entry.code}"


def pdf(entries: Sequence[HonourEntry], reprinted: Collection[int], at: datetime) -> bytes:
    """Set the certificates of entries, a page each; `reprinted` names those that say so."""
    pages = [certificate(entry, entry.id in reprinted, at) for entry in entries]
    if lacking := glyphs.replaced(pages)[1]:
        # a list can show that a character is missing, a certificate cannot
        raise Refused(
            _l(
                "A name on this certificate holds a character our fonts lack: %(list)s. Enter it on the paper by hand.",
                list=glyphs.note(lacking),
            )
        )
    told = {"title": pages[0]["heading"], "certificates": pages}
    # the file alone can be verified, wherever it is taken
    proofs = {
        f"{number}.json": json.dumps(one, ensure_ascii=False) for number, one in issued.bundles(entries, at).items()
    }
    return documents.pdf("certificate", told, at, proofs)


def certificate(entry: HonourEntry, reprint: bool, at: datetime) -> dict[str, Any]:
    """Give the template what one certificate says."""
    said = rules.certificate_wording(entry.kind, _case(entry))
    return {
        "heading": said.heading,
        "heading_en": HEADINGS_EN[entry.kind],
        "name": entry.name_as_was,
        "unit": "" if entry.kind is HonourKind.HOST else entry.unit_as_was,
        "team": entry.team,
        # the closing formula stands in a paragraph of its own
        "text": [part for part in said.body.replace("特发此证", "\n特发此证").split("\n") if part],
        "text_en": _english(entry),
        "issuer": entry.issuer_as_was,
        "day": rules.chinese_day(entry.awarded_on),
        "number": entry.number,
        "document": entry.document_number,
        "code": rules.grouped_code(entry.code),
        "site": current_app.config["PUBLIC_URL"].split("//", 1)[-1] + "/verify",
        "address": address(entry),
        "qr": documents.qr_rows(address(entry)),
        "reprint": f"补打于 {clock.in_city(at):%Y-%m-%d}" if reprint else "",
        "synthetic": entry.synthetic,
    }


def _case(entry: HonourEntry) -> CertificateCase:
    return CertificateCase(
        entry.name_as_was,
        entry.competition_name,
        entry.item_name,
        entry.award,
        entry.honour_name or rules.TITLES.get(entry.title, entry.title),
        entry.document_number,
    )


def _english(entry: HonourEntry) -> str:
    # a merit is named as its document names it, in Chinese
    if entry.kind is HonourKind.MERIT:
        return ""
    where = ", ".join(name for name in (entry.item_name_en, entry.competition_name_en) if name)
    if not entry.competition_name_en or (entry.item_name and not entry.item_name_en):
        return ""
    what = rules.AWARDS_EN.get(entry.award) or rules.TITLES_EN.get(entry.title) or "Host"
    return f"{what} — {where}"


COLUMNS = (
    "登记编号",
    "证书名称",
    "姓名",
    "团队",
    "单位",
    "正文",
    "竞赛",
    "赛项",
    "发证单位",
    "发证日期",
    "文号",
    "防伪码",
    "查验网址",
)


def printers_rows(entries: Sequence[HonourEntry], at: datetime) -> list[tuple[str, ...]]:
    """Give what a printer sets, a certificate a row, under COLUMNS: Chinese as the certificate itself; ended entries are left out."""
    rows: list[tuple[str, ...]] = []
    for entry in entries:
        if entry.state is not EntryState.ENTERED or not entry.is_ours:
            continue
        told = certificate(entry, False, at)
        text = "".join(part.strip() for part in told["text"])
        rows.append((
            told["number"], told["heading"], told["name"], told["team"], told["unit"], text, entry.competition_name,
            entry.item_name, told["issuer"], told["day"], told["document"], told["code"], told["address"],
        ))  # fmt: skip
    return rows
