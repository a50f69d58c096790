"""A competition that was held long ago as the archive sees it, with one of each thing that can be destroyed."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from competition.accounts.models import User
from competition.accounts.rules import Role
from competition.directory.models import Person
from competition.foundation.database import db, transaction
from competition.foundation.media import Piece
from competition.funding import applications
from competition.funding.claim_models import ClaimPaper
from competition.honours import archiving, destroying, destructions
from competition.honours.archive_models import Archive
from competition.honours.archives import Package
from competition.honours.destroying import Proposal
from competition.honours.destruction_models import DestructionList
from competition.honours.retention_rules import Destructible
from competition.judging.hall_models import Note, NoteKind
from competition.judging.paper import PaperState
from competition.judging.paper_models import PaperEntry
from competition.plan.rules import CompetitionState
from competition.policy import reader
from competition.registration.models import PriorTitle
from competition.results.actions import appealing
from competition.results.actions.appealing import Filing
from competition.results.appeal_models import Appeal
from competition.results.appeal_rules import AppealKind, AppealState
from tests import make, scenes
from tests.funding import build as money
from tests.judging.build import Hall, hall
from tests.results.appeal_build import leader_of

BOOK = reader.book()
PNG = b"\x89PNG\r\n\x1a\n"
# makers' competitions end on 20 September 2026: ten years are over on 1 January 2037, thirty on 1 January 2057
DAY_BEFORE, TEN_YEARS = date(2036, 12, 31), date(2037, 1, 1)
BEFORE_THIRTY, THIRTY_YEARS = date(2056, 12, 31), date(2057, 1, 1)
TEN = {Destructible.PAPER_SCANS, Destructible.HALL_PHOTOS, Destructible.APPEAL_FILES, Destructible.PERSON_DATA}


def noon(day: date) -> datetime:
    """Give noon of a day in the city."""
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


@dataclass
class Old:
    """One of each kind, and who competed: somebody with a title held before, and somebody without."""

    hall: Hall
    paper: PaperEntry
    note: Note
    appeal: Appeal
    claim_paper: ClaimPaper
    package: Archive
    titled: Person
    plain: Person

    def ids(self) -> dict[Destructible, set[int]]:
        """Name all of it as a list does."""
        return {
            Destructible.PACKAGES: {self.package.id},
            Destructible.PAPER_SCANS: {self.paper.id},
            Destructible.HALL_PHOTOS: {self.note.id},
            Destructible.APPEALS: {self.appeal.id},
            Destructible.APPEAL_FILES: {self.appeal.files[0].id},
            Destructible.CLAIM_PAPERS: {self.claim_paper.id},
            Destructible.PERSON_DATA: {self.titled.id, self.plain.id},
            Destructible.ENTRIES: {one.id for one in self.hall.entries},
        }


def old(ended: date | None = None) -> Old:
    """Make it with the package's file, which no scene holds."""
    made = _old(ended)
    (archiving.folder() / made.package.file_name).write_bytes(b"PK")
    return made


@scenes.kept
def _old(ended: date | None) -> Old:
    """Make its rows; `ended` sets its last day afterwards, where it is not the makers' own."""
    of = hall(item=make.item(competition_id=make.competition().id))
    competition = of.item.competition
    people = [entry.members[0].person for entry in of.entries]
    with transaction(trail=False):
        for number, person in enumerate(people):
            person.phone, person.id_number = "13800001234", f"37030319900307001{number}"
            person.id_number_index = f"{competition.id}-{number}"
    make.keep(PriorTitle(person_id=people[0].id, title="municipal_technician", document="1号"))
    told = Filing(of.entries[0], AppealKind.FACT, "请求复议", files=[Piece("证据.jpg", b"\xff\xd8\xff")])
    appeal = appealing.file_appeal(told, BOOK, by=leader_of(of.entries[0]), at=make.AT + timedelta(days=18))
    note = Note(
        item_id=of.item.id, kind=NoteKind.INCIDENT, text="跳闸", photo=PNG, photo_type="image/png",
        written_by_id=of.chief.id, written_at=make.AT,
    )  # fmt: skip
    sealed = Package(1, f"{competition.id}.zip", b"PK", hashlib.sha256(b"PK").hexdigest())
    package = archiving.seal(competition, sealed, of.organiser, make.AT)
    claim = money.inspected(competition, of.organiser)
    days = {"starts_on": ended, "ends_on": ended} if ended else {}
    with transaction(trail=False):
        appeal.state = AppealState.FINAL
        for name, value in {"state": CompetitionState.HELD, **days}.items():
            setattr(competition, name, value)
    made = Old(of, _paper(of), make.keep(note), appeal, applications.of(claim).papers[0], package, *people)
    db.session.expire_all()
    return made


def _paper(of: Hall) -> PaperEntry:
    sheet = of.sheet("A1", of.entries[0])
    clerks = {"entered_by_id": make.user().id, "confirmed_by_id": make.user().id, "confirmed_at": make.AT}
    return make.keep(
        PaperEntry(
            sheet_id=sheet.id, judge_id=sheet.judge_id, sub_criterion_id=sheet.sub_criterion_id, first={},
            state=PaperState.KEPT, scan=PNG, scan_type="image/png", scan_sha256="1" * 64, entered_at=make.AT, **clerks,
        )
    )  # fmt: skip


def goes(on: date) -> dict[Destructible, set[int]]:
    """Name what may go on a day."""
    _basis, kept = destructions.table(BOOK, on)
    found: dict[Destructible, set[int]] = {}
    for one in destructions.looked_through(tuple(Destructible), on, kept):
        if one.stays is None:
            found.setdefault(one.kind, set()).add(one.found.id)
    return found


def prepared(on: date, by: User | None = None, kinds: Any = tuple(Destructible)) -> DestructionList:
    """Put on a list what is past its time on a day."""
    _basis, kept = destructions.table(BOOK, on)
    looked = destructions.looked_through(kinds, on, kept)
    seen = destructions.fingerprint([one for one in looked if one.stays is None])
    told = Proposal(kinds, on, "已逐件鉴定，无保存价值", seen)
    return destroying.prepare_list(told, BOOK, by=by or make.user(Role.ORGANISER), at=noon(on))


def approved(on: date, by: User | None = None) -> DestructionList:
    """Let two others approve such a list."""
    of = prepared(on, by)
    for _time in range(2):
        destroying.approve_list(of, None, by=make.user(Role.ORGANISER), at=noon(on))
    return of


def again(record: Any) -> Any:
    """Read a record as it is now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.get(type(record), record.id)
