"""Writes a release of a result, in every form and language, as part of the action that moves the result."""

import gzip
import hashlib
from collections.abc import Mapping
from datetime import datetime

from competition.foundation import i18n, trail
from competition.foundation.database import db
from competition.results import announced, appeals, queries, released, rendering
from competition.results.announced import Shown
from competition.results.models import ItemResult
from competition.results.rules import ResultState
from competition.results.snapshot_models import Release, ReleaseState, Snapshot, SnapshotKind


def release(result: ItemResult, at: datetime) -> None:
    """Write what everyone reads of a result from now on; call it before the action's trail is written."""
    over = result.notice_ended_at is not None
    state = ReleaseState.NOTICE_OVER if over else ReleaseState.ON_NOTICE
    _write(result, ReleaseState.ANNOUNCED if result.state is ResultState.ANNOUNCED else state, "", at)


def withdraw(result: ItemResult, reason: str, at: datetime) -> None:
    """Write that a result is taken back and why, where the public has seen it."""
    last = released.newest(result.item_id)
    if last is not None and last.state is not ReleaseState.WITHDRAWN:
        _write(result, ReleaseState.WITHDRAWN, reason, at)


def _write(result: ItemResult, state: ReleaseState, reason: str, at: datetime) -> None:
    # two releases at one moment are counted one after the other, as they are kept
    trail.take_turn()
    new = Release(
        item_id=result.item_id,
        result_id=result.id,
        number=released.last_number(result.item_id) + 1,
        sequence=released.last_sequence() + 1,
        state=state,
        reason=reason.strip(),
        released_at=at,
        # known when the snapshots are made, which name the release
        sha256="",
    )
    shown = _shown(result, new)
    made = _snapshots(result, new, shown)
    new.sha256 = hashlib.sha256("".join(one.sha256 for one in made).encode()).hexdigest()
    session = db.session()
    session.add(new)
    session.flush()
    for one in made:
        one.release_id = new.id
    session.add_all(made)
    announced.keep(new, result, shown)


def _shown(result: ItemResult, new: Release) -> dict[int, Shown]:
    # only what is announced leads to the pages of persons and units
    if new.state is not ReleaseState.ANNOUNCED:
        return {}
    return announced.shown(result, queries.public_names(result), appeals.held_of(result, new.released_at))


def _snapshots(result: ItemResult, new: Release, shown: Mapping[int, Shown]) -> list[Snapshot]:
    told = rendering.content(result, new)
    forms = [
        (SnapshotKind.JSON, "", rendering.as_json(told)),
        (SnapshotKind.CSV, "", rendering.as_csv(told)),
        *((SnapshotKind.HTML, language, rendering.page(result, new, language, shown)) for language in i18n.LANGUAGES),
        *((SnapshotKind.PNG, language, rendering.card(result, new, language)) for language in i18n.LANGUAGES),
    ]
    return [
        Snapshot(
            kind=kind,
            language=language,
            sha256=hashlib.sha256(content).hexdigest(),
            content=gzip.compress(content, 9, mtime=0),
        )
        for kind, language, content in forms
    ]
