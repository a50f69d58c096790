"""Signing: a judge their checked sheets, then the chief whole forms, which locks them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from competition.accounts.models import User
from competition.foundation import trail
from competition.foundation.database import db, transaction
from competition.foundation.errors import NotAllowed, Refused, SeenChanged
from competition.foundation.texts import _l
from competition.judging import access, queries, rosters, signature_words, signatures, signing
from competition.judging.actions import closing
from competition.judging.models import ItemJudge, Sheet
from competition.judging.signature_models import SheetSnapshot, Signature, SignedSheet
from competition.judging.signatures import Standing, canonical, moment, sha256
from competition.judging.signing import Hand, SnapshotKind
from competition.plan.models import Item


def sign_sheets(item: Item, shown: Mapping[int, str], hand: Hand, *, by: User, at: datetime) -> Signature:
    """Sign all of one's own checked sheets on these forms, each form as its fingerprint says it was shown."""
    with transaction():
        if not access.may_sign(by, item):
            raise NotAllowed(_l("Each judge signs their own sheets and no others."))
        queries.must_be_closable(item.id)
        judge = _seat(item, by)
        _hold(item, judge)
        due = signatures.to_sign(item.id, judge.id, shown)
        _must_be_as_shown(due, shown)
        made = _sign(judge, due, hand, by, at)
        trail.record(by, "judging.sheets_signed", made, at, _note(made))
    return made


def sign_and_lock(item: Item, shown: Mapping[int, str], hand: Hand, *, by: User, at: datetime) -> Signature:
    """Sign whole forms as chief judge once every judge signed; their sheets are closed with it."""
    with transaction():
        if not access.is_chief(by, item):
            raise NotAllowed(_l("The chief judge named for this item signs its forms."))
        queries.must_be_closable(item.id)
        chief = _seat(item, by)
        _hold(item)
        there = signatures.standings(item.id)
        due = signatures.lockable(there, shown)
        _must_be_as_shown(due, shown)
        closing.refuse_blocks(
            signatures.blocking_forms(signatures.blocking(item.id, there=there, chief_signs=True), shown)
        )
        made = _sign(chief, due, hand, by, at)
        closing.close_sheets(item, due, by, at)
        trail.record(by, "judging.forms_signed", made, at, _note(made))
    return made


def _seat(item: Item, by: User) -> ItemJudge:
    judge = rosters.seat(by.id, item.id)
    assert judge is not None, "who may sign has a seat"
    return judge


def _hold(item: Item, judge: ItemJudge | None = None) -> None:
    # nobody hands a sheet back between reading and signing it
    query = sa.select(Sheet.id).join(Sheet.judge).where(ItemJudge.item_id == item.id).order_by(Sheet.id)
    query = query.where(Sheet.judge_id == judge.id) if judge else query
    db.session.execute(query.with_for_update(of=Sheet)).all()


def _must_be_as_shown(due: Sequence[Standing], shown: Mapping[int, str]) -> None:
    if not shown:
        raise Refused(_l("Choose at least one form to sign."))
    for sub_id, seen in shown.items():
        if signatures.fingerprint(each for each in due if each.row.sub_id == sub_id) != seen:
            raise SeenChanged(
                _l("A sheet changed after your page was shown, or is signed already. Look at it again, then sign.")
            )
    if not due:
        raise Refused(_l("Nothing is left to sign here."))


def _sign(judge: ItemJudge, due: Sequence[Standing], hand: Hand, by: User, at: datetime) -> Signature:
    fault = signing.hand_fault(hand, by.name)
    if fault is not None:
        raise Refused(signature_words.hand_fault(fault), field="typed" if hand.typed else "path")
    typed = "" if hand.path else " ".join(hand.typed.split())
    forms = ", ".join(dict.fromkeys(each.row.code for each in due))
    told = {
        "item": judge.item_id, "judge": judge.id, "seat": judge.seat, "name": by.name, "at": moment(at),
        "path": hand.path, "typed": typed, "sheets": sorted([each.row.id, each.sha256] for each in due),
    }  # fmt: skip
    made = Signature(
        item_id=judge.item_id, judge_id=judge.id, seat=judge.seat, name=by.name, forms=forms, path=hand.path or None,
        typed=typed, sheets=len(due), signed_at=at, sha256=sha256(canonical(told)),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    kept = keep_snapshots([(each.row.id, canonical(each.content or {})) for each in due], SnapshotKind.SIGNED, at)
    db.session.execute(sa.insert(SignedSheet), [{"signature_id": made.id, "snapshot_id": each} for each in kept])
    return made


def keep_snapshots(contents: Sequence[tuple[int, str]], kind: SnapshotKind, at: datetime) -> list[int]:
    """Keep sheets' contents for good, each once however often it is signed; gives the versions' ids in order."""
    ids = [sheet_id for sheet_id, _text in contents]
    there = _kept(ids)
    newest = {sheet_id: max(n for (of, _sha), (_id, n) in there.items() if of == sheet_id) for sheet_id, _sha in there}
    new: list[dict[str, Any]] = []
    for sheet_id, text in contents:
        if (sheet_id, sha256(text)) not in there:
            told = {"sheet_id": sheet_id, "number": newest.get(sheet_id, 0) + 1, "kind": kind, "kept_at": at}
            new.append({**told, "content": text, "sha256": sha256(text)})
    if new:
        db.session.execute(sa.insert(SheetSnapshot), new)
        there = _kept(ids)
    return [there[sheet_id, sha256(text)][0] for sheet_id, text in contents]


def _kept(sheet_ids: list[int]) -> dict[tuple[int | None, str], tuple[int, int]]:
    columns = (SheetSnapshot.sheet_id, SheetSnapshot.sha256, SheetSnapshot.id, SheetSnapshot.number)
    query = sa.select(*columns).where(SheetSnapshot.sheet_id.in_(sheet_ids))
    return {(sheet_id, hashed): (kept, n) for sheet_id, hashed, kept, n in db.session.execute(query)}


def _note(of: Signature) -> dict[str, Any]:
    return {"forms": of.forms, "sheets": of.sheets, "sha256": of.sha256, "drawn": of.path is not None}
