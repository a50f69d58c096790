"""What a certificate says and how it is set: in Chinese or in English, whatever the language of the page."""

import base64
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from flask import current_app

from competition.directory import pinyin
from competition.foundation import clock, documents, qr
from competition.foundation.errors import Refused
from competition.foundation.texts import _l
from competition.honours import certificate_rules, issued, rules, templates
from competition.honours.certificate_rules import HEADINGS_EN, EnglishCase, Look
from competition.honours.integrity import Document
from competition.honours.models import HonourEntry
from competition.honours.rules import CertificateCase, EntryState, HonourKind
from competition.honours.templates import CHINESE, Paper

# what stands beside the QR code, and across what is no certificate
WORDS = {
    "zh": {
        "number": "编　号", "document": "文　号", "code": "防伪码", "check": "核　验", "note": "备　注",
        "how": "扫描二维码，或在 {site} 输入防伪码", "again": "补打于 {day}",
        "demo": "演示数据　无效证书", "sample": "样张　无效",
    },
    "en": {
        "number": "Number", "document": "Document", "code": "Code", "check": "Verify", "note": "Note",
        "how": "Scan the code, or type it in at {site}", "again": "Printed again on {day}",
        "demo": "DEMO — NOT VALID", "sample": "SAMPLE — NOT VALID", "certify": "This is to certify that",
    },
}  # fmt: skip


def verify_address() -> str:
    """Say where certificates are verified."""
    return f"{current_app.config['PUBLIC_URL']}/verify"


def address(entry: HonourEntry) -> str:
    """Say where an entry is verified: what the QR code holds."""
    return f"{verify_address()}/{entry.code}"


def pdf(
    entries: Sequence[HonourEntry],
    paper: Paper,
    at: datetime,
    proofs: Mapping[str, Document] | None = None,
    *,
    apart: bool = False,
) -> bytes:
    """Set certificates of entries, a page each; `proofs` are their bundles by number, where they were made already.

    `apart` is for what takes long. Refused where our fonts lack a character.
    """
    told = data([certificate(entry, paper, at) for entry in entries], paper)
    # the file alone can be verified, wherever it is taken
    found = issued.bundles(entries, at) if proofs is None else proofs
    numbers = [entry.number for entry in entries if entry.number in found]
    attached = {f"{number}.json": json.dumps(found[number], ensure_ascii=False) for number in numbers}
    # a list can show that a character is missing, a certificate cannot
    return documents.pdf("certificate", told, at, attached, apart=apart, refused=_not_shown)


def _not_shown(lacking: str) -> Refused:
    return Refused(
        _l(
            "A name on this certificate holds a character our fonts lack: %(list)s. Enter it on the paper by hand.",
            list=lacking,
        )
    )


def data(pages: Sequence[dict[str, Any]], paper: Paper) -> dict[str, Any]:
    """Give the template what it sets: pages, and how their versions look."""
    looks = {str(version or 0): _look(look) for version, look in paper.looks.items()}
    heading = pages[0]["heading" if paper.language == CHINESE else "heading_en"]
    return {"title": heading, "looks": looks, "certificates": list(pages)}


def _look(of: Look) -> dict[str, Any]:
    return {"frame": of.frame, "accent": of.accent, "seal": _seal(of), "seal_mm": of.seal_mm}


def _seal(of: Look) -> str:
    # as a picture within SVG, because the template is given text alone
    if not of.seal:
        return ""
    size, content = f'width="{of.seal_width}" height="{of.seal_height}"', base64.b64encode(of.seal).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}><image {size} href="data:image/png;base64,{content}"/></svg>'
    )


def certificate(entry: HonourEntry, paper: Paper, at: datetime) -> dict[str, Any]:
    """Give the template what one certificate says."""
    version, words, beginning = paper.versions[entry.id], WORDS[paper.language], f"{verify_address()}/"
    site, day = beginning.split("//", 1)[-1].rstrip("/"), f"{clock.in_city(at):%Y-%m-%d}"
    said = _chinese(entry, paper.looks[version]) if paper.language == CHINESE else _english(entry, paper.looks[version])
    return {
        **said,
        "lang": paper.language,
        "look": str(version or 0),
        "heading": rules.HEADINGS[entry.kind],
        "heading_en": HEADINGS_EN[entry.kind],
        "team": entry.team,
        "number": entry.number,
        "document": entry.document_number,
        "code": rules.grouped_code(entry.code),
        "words": {**words, "how": words["how"].format(site=site)},
        "address": address(entry),
        "qr": qr.svg_of(beginning, entry.code),
        "reprint": words["again"].format(day=day) if entry.id in paper.reprinted else "",
        "mark": words["demo"] if entry.synthetic else "",
    }


def _chinese(entry: HonourEntry, look: Look) -> dict[str, Any]:
    said = rules.certificate_wording(entry.kind, _case(entry), look.bodies[entry.kind])
    return {
        "name": entry.name_as_was,
        "unit": "" if entry.kind is HonourKind.HOST else entry.unit_as_was,
        # the closing formula stands in a paragraph of its own
        "text": [part.strip() for part in said.body.replace("特发此证", "\n特发此证").splitlines() if part.strip()],
        "text_en": _beneath(entry),
        "issuer": certificate_rules.issuer_lines(look.issuer_line, entry.issuer_as_was),
        "day": rules.chinese_day(entry.awarded_on),
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


def _beneath(entry: HonourEntry) -> str:
    # a merit is named as its document names it, in Chinese
    if entry.kind is HonourKind.MERIT:
        return ""
    where = ", ".join(name for name in (entry.item_name_en, entry.competition_name_en) if name)
    if not entry.competition_name_en or (entry.item_name and not entry.item_name_en):
        return ""
    what = rules.AWARDS_EN.get(entry.award) or rules.TITLES_EN.get(entry.title) or "Host"
    return f"{what} — {where}"


def _english(entry: HonourEntry, look: Look) -> dict[str, Any]:
    unit, is_unit = _unit_in_english(entry), _is_unit(entry)
    name = unit if is_unit else pinyin.romanised(entry.name_as_was)
    case = EnglishCase(
        entry.competition_name_en or entry.competition_name,
        entry.item_name_en or entry.item_name,
        entry.award,
        entry.title,
        entry.honour_name,
        entry.document_number,
    )
    return {
        "name": name,
        "name_zh": entry.name_as_was if name != entry.name_as_was else "",
        "unit": "" if is_unit else unit,
        "text": [certificate_rules.english_wording(entry.kind, case, look.bodies_en[entry.kind])],
        "issuer": certificate_rules.issuer_lines(look.issuer_line_en, _issuer_in_english(entry)),
        "day": certificate_rules.english_day(entry.awarded_on),
    }


def _is_unit(entry: HonourEntry) -> bool:
    # a decision honours a person of a unit, or a unit of nobody's
    is_nobody = entry.person_id is None and not entry.unit_as_was
    return entry.kind is HonourKind.HOST or (entry.kind is HonourKind.MERIT and is_nobody)


def _unit_in_english(entry: HonourEntry) -> str:
    # the unit may bear another name today: then the one it had stands, in Chinese
    was = entry.name_as_was if _is_unit(entry) else entry.unit_as_was
    unit = entry.organisation
    return unit.name_en if unit is not None and unit.name_en and unit.name == was else was


def _issuer_in_english(entry: HonourEntry) -> str:
    if known := certificate_rules.ISSUERS_EN.get(entry.issuer_as_was):
        return known
    by = entry.competition.organiser if entry.competition else None
    return by.name_en if by is not None and by.name_en and by.name == entry.issuer_as_was else entry.issuer_as_was


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
    paper = templates.paper([entry.id for entry in entries], at)
    for entry in entries:
        if entry.state is not EntryState.ENTERED or not entry.is_ours:
            continue
        told = certificate(entry, paper, at)
        text, issuer = "".join(told["text"]), "、".join(told["issuer"])
        rows.append((
            told["number"], told["heading"], told["name"], told["team"], told["unit"], text, entry.competition_name,
            entry.item_name, issuer, told["day"], told["document"], told["code"], told["address"],
        ))  # fmt: skip
    return rows


# --- before a version is put into force ---------------------------------------------------------------------------

SAMPLE_DAY = date(2026, 10, 9)
_WHERE = {
    "competition_name": "2026年淄博市职业技能大赛",
    "competition_name_en": "2026 Zibo Vocational Skills Competition",
    "document_number": "淄人社字〔2026〕1号",
    "unit_as_was": "淄博示例陶瓷有限公司",
    "item_name": "陶瓷装饰工",
    "item_name_en": "Ceramic Decoration",
}
SAMPLES: tuple[dict[str, Any], ...] = (
    {"kind": HonourKind.AWARD, "name_as_was": "张小明", "award": "first"},
    {"kind": HonourKind.TITLE, "name_as_was": "㛃𬭎䶮", "title": rules.TECHNICIAN},
    {"kind": HonourKind.AWARD, "name_as_was": "阿卜杜热合曼·买买提艾力", "award": "gold"},
    {"kind": HonourKind.HOST, "name_as_was": "淄博示例职业学院", "item_name": "", "item_name_en": ""},
    {"kind": HonourKind.MERIT, "name_as_was": "欧阳建国", "honour_name": "优秀指导教师", "item_name": "", "item_name_en": ""},
)  # fmt: skip


def samples(look: Look, language: str, at: datetime) -> dict[str, Any]:
    """Give certificates of invented people by a look, each marked as a sample: what the template sets as a preview."""
    paper = Paper(dict.fromkeys(range(1, len(SAMPLES) + 1)), {None: look}, language)
    pages = [certificate(_sample(place, told), paper, at) for place, told in enumerate(SAMPLES, 1)]
    return data([{**page, "mark": WORDS[language]["sample"]} for page in pages], paper)


def _sample(place: int, told: Mapping[str, Any]) -> HonourEntry:
    values = {"award": "", "title": "", "honour_name": "", **_WHERE, **told}
    number = rules.entry_number(SAMPLE_DAY.year, values["kind"], place)
    return HonourEntry(
        id=place, number=number, code=rules.ALPHABET[0] * rules.CODE_LENGTH, issuer_as_was=rules.TITLE_ISSUER,
        awarded_on=SAMPLE_DAY, ground={}, synthetic=False, **values,
    )  # fmt: skip


def preview(look: Look, language: str, at: datetime) -> bytes:
    """Set the samples as PDF."""
    return documents.pdf("certificate", samples(look, language, at), at)


def picture(look: Look, language: str, at: datetime) -> bytes:
    """Draw the first sample as PNG."""
    told = samples(look, language, at)
    return documents.png("certificate", {**told, "certificates": told["certificates"][:1]}, ppi=110)
