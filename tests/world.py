"""Two competitions side by side, each with everything a competition has: what one's people must not reach of the other."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from competition.accounts.models import HeldRole, SignIn, User
from competition.accounts.rules import SCOPES, Role, Scope
from competition.foundation import tasks
from competition.foundation.database import db, transaction
from competition.foundation.media import Piece
from competition.foundation.trail import TrailRow
from competition.funding import applications, balances, ledger, prize_papers
from competition.funding.actions import payments as money
from competition.funding.ledger_rules import Kind
from competition.funding.models import HostClaim, PaymentList, Prize, Recovery
from competition.honours import actions as honours
from competition.honours.models import HonourEntry
from competition.judging import blind, calibrations, cards, sheets
from competition.judging import queries as judging
from competition.judging.actions import blinding, calibrating, closing, pooling, recommending, schemes, unlocking
from competition.judging.actions.calibrating import Sample
from competition.judging.actions.hall import Noted, write_note
from competition.judging.actions.pairing import offer_pairing as pairing_of
from competition.judging.hall_models import Note, NoteKind, Pairing
from competition.judging.paper import PaperState, page_code
from competition.judging.paper_models import PaperEntry
from competition.judging.pool_models import Recommendation
from competition.judging.signature_models import Unlocking
from competition.plan import actions as plan
from competition.plan.models import Competition, Following, Item, News, TimetableEntry
from competition.plan.rules import CompetitionState
from competition.policy import actions as policy
from competition.policy import reader
from competition.policy.actions import DraftData
from competition.registration.rules import EntryState
from competition.results import corrections, snapshots
from competition.results.actions import appealing, boards, computing, correcting, finishing, objecting, reviewing
from competition.results.actions.appealing import Filing
from competition.results.actions.correcting import Wanted
from competition.results.announced_models import PublicPerson
from competition.results.appeal_models import Appeal
from competition.results.appeal_rules import AppealKind
from competition.results.correction_models import CorrectionSet
from competition.results.models import ItemResult, Objection
from competition.results.review_rules import Quotas
from tests import make
from tests.funding.build import Office, other_grant
from tests.honours import asked_build
from tests.honours.build import announced
from tests.judging.build import Hall, evidence_on, hall, tree


@dataclass
class Side:
    """One competition: one item closed with a result on notice, one item being marked now."""

    mark: str
    competition: Competition
    closed: Hall
    marking: Hall
    result: ItemResult
    objection: Objection
    slot: TimetableEntry
    draft: int
    claim: HostClaim
    prize: Prize
    honour: HonourEntry
    pairing: Pairing
    note: Note
    layer_id: int = 0
    calibration_id: int = 0
    recommended: Recommendation | None = None
    correction: int = 0
    card: str = ""
    paper_id: int = 0
    closed_paper_id: int = 0
    unlocking: Unlocking | None = None
    appeal: Appeal | None = None
    member_id: int = 0
    set: CorrectionSet | None = None
    person_code: str = ""
    following: Following | None = None
    asked: dict[str, Any] = field(default_factory=dict)
    people: dict[Role, list[User]] = field(default_factory=dict)

    @property
    def unit_id(self) -> int:
        return self.marking.entries[0].organisation_id


@dataclass
class World:
    """Both sides, the people who hold their parts for the whole city, and somebody without any part."""

    mine: Side
    other: Side
    city: dict[Role, User]
    nobodys: User
    payments: PaymentList
    recovery: Recovery
    news: News
    task_id: int
    policy_draft_id: int
    workbook: str = ""

    def values(self) -> dict[str, Any]:
        """Give the true ids of my side's records that routes' arguments ask for."""
        side = self.mine
        entry = side.marking.entries[0]
        sheet = side.marking.sheet("A1", entry)
        member = entry.members[0].person_id
        return {
            "competition_id": side.competition.id,
            "item_id": side.marking.item.id,
            "entry_id": entry.id,
            "judge_id": side.marking.judges[0].id,
            "scheme_id": side.draft,
            "sub_id": sheet.sub_criterion_id,
            "sheet_id": sheet.id,
            "result_id": side.result.id,
            "line_id": side.result.lines[0].id,
            "objection_id": side.objection.id,
            "person_id": member,
            "kept_id": member,
            "place": 2,
            "merged_id": side.marking.entries[1].members[0].person_id,
            "organisation_id": side.unit_id,
            "user_id": self.nobodys.id,
            "held_id": db.session.scalar(db.select(HeldRole.id).order_by(HeldRole.id.desc()).limit(1)),
            "seq": db.session.scalar(db.select(TrailRow.seq).order_by(TrailRow.seq).limit(1)),
            "claim_id": side.claim.id,
            "document_id": applications.of(side.claim).papers[0].id,
            "prize_id": side.prize.id,
            "prize_paper_id": prize_papers.of(side.prize).besides[0].papers[0].id,
            "share_id": side.prize.shares[0].id,
            "list_id": self.payments.id,
            "payment_id": self.payments.payments[0].id,
            "appropriation_id": balances.of_year(side.competition.season.year)[0].id,
            "recovery_id": self.recovery.id,
            "grant_id": other_grant(side.prize).id,
            "number": side.honour.number,
            "code": side.honour.code,
            "pairing_id": side.pairing.id,
            "note_id": side.note.id,
            "layer_id": side.layer_id,
            "calibration_id": side.calibration_id,
            "paper_id": side.paper_id,
            "page_code": page_code(sheet.id, sheet.judge_id, sheet.sub_criterion_id),
            "unlocking_id": side.unlocking.id,
            "snapshot_id": side.unlocking.snapshot_id,
            "made": "0" * 10,
            "appeal_id": side.appeal.id,
            "file_id": side.appeal.files[0].id,
            "member_id": side.member_id,
            "pool_id": side.recommended.judge_id,
            "recommendation_id": side.recommended.id,
            "correction_id": side.correction,
            "set_id": side.set.id,
            "change_id": side.set.changes[0].id,
            "news_id": self.news.id,
            "task_id": self.task_id,
            "unit_id": side.unit_id,
            "move": "suspend",
            "aspect_id": sheets.aspects_of(sheet)[0].id,
            "year": side.competition.starts_on.year,
            "language": "en",
            "name": self.workbook,
            "kind": "xlsx",
            "what": "list",
            "draft_id": self.policy_draft_id,
            "table_name": "funding.prize.cap",
            **side.asked,
        }

    def values_elsewhere(self) -> dict[str, dict[str, Any]]:
        """Give the ids of views and rooms whose arguments mean another record than everywhere else."""
        side = self.mine
        return {
            # organiser and supervisor look at a sheet once it is closed, its scan and evidence likewise
            "judging_sheets.show_sheet": {"sheet_id": side.closed.sheet("A1", side.closed.entries[0]).id},
            "judging_papers.show_scan": {"paper_id": side.closed_paper_id},
            "evidence.show_photo": evidence_on(side.closed),
            "policy.show_measure": {"code": "prizes"},
            "tablet.show_script": {"name": "tablet.js"},
            # organiser and supervisor see marks once the item is closed
            "judging_sheets.show_conflicts": {"item_id": side.closed.item.id},
            "judging.export_recount": {"item_id": side.closed.item.id},
            "plan.remove_slot": {"entry_id": side.slot.id},
            "results": {"item_id": side.closed.item.id},
            "results_records": {"item_id": side.closed.item.id},
            "released": {"item_id": side.closed.item.id, "number": 1},
            "open_results": {"item_id": side.closed.item.id, "number": 1, "kind": "json"},
            "honours": {"entry_id": side.honour.id},
            "funding_bank.export_list": {"kind": "list"},
            "judging_recommendations.verify_card": {"code": side.card},
            "site.show_person": {"code": side.person_code},
            "results_reviews.review_file": {"item_id": side.closed.item.id},
            "results_stages": {"item_id": side.following.item_id, "result_id": side.result.id, "kind": "xlsx"},
            "results_corrections": {"entry_id": side.closed.entries[0].id},
            "honours.enter_honours": {"result_id": side.honour.line.result_id},
            "honours.print_certificates": {"result_id": side.honour.line.result_id},
        }

    def sessions(self) -> dict[int, int]:
        """Give one open session of each person."""
        first = db.select(SignIn.user_id, db.func.min(SignIn.id)).group_by(SignIn.user_id)
        return dict(db.session.execute(first).all())

    def everyone(self) -> list[tuple[str, Role, User]]:
        """List everybody with the reach of their part: mine, other or city."""
        found = [("mine", role, user) for role, users in self.mine.people.items() for user in users]
        found += [("other", role, user) for role, users in self.other.people.items() for user in users]
        return [*found, *(("city", role, user) for role, user in self.city.items())]


def build() -> World:
    """Make the two competitions and everybody who plays a part in either."""
    city = {role: make.user(role) for role in Role if Scope.CITY in SCOPES[role] and role is not Role.JUDGE}
    office = Office()
    sides = [_side(mark, city[Role.ORGANISER], office) for mark in "甲乙"]
    payments = money.prepare_list(office.one, make.AT)
    told = plan.NewsData("参赛须知", "Notice", "请带身份证。", "Bring your card.", make.AT)
    news = plan.add_news(told, by=city[Role.ORGANISER], at=make.AT)
    asked = tasks.Wanted("results.record", {"item": sides[0].closed.item.id}, "档案", "en")
    with transaction(trail=False):
        task = tasks.put(asked, city[Role.ORGANISER].id, make.AT, make.AT)
    made = World(*sides, city, make.user(), payments, _recovery(sides[0]), news, task.id, _policy_draft())
    for person in [user for _reach, _role, user in made.everyone()] + [made.nobodys]:
        make.session(person, f"kept-{person.id}", make.AT)
    return made


def _policy_draft() -> int:
    # about money, and by nobody who walks: every organiser of the city and every finance officer may check it
    told = DraftData(date(2099, 1, 1), "50000000", "奖励办法", "淄人社发〔2098〕1号", "", Piece("办法.pdf", b"%PDF-"))
    return policy.draft_value("funding.prize.cap", told, by=make.user(Role.ORGANISER), at=make.AT).id


def _recovery(side: Side) -> Recovery:
    share = side.prize.shares[0]
    told = {"number": "ZH2026-001", "had_fen": share.gross_fen, "best_fen": 0, "opened_at": make.AT}
    of = {"gross_fen": share.gross_fen, "tax_fen": share.tax_fen, "net_fen": share.net_fen}
    made = make.keep(Recovery(share_id=share.id, due_on=make.AT.date(), **told, **of))
    with transaction(trail=False) as session:
        (budget, *_rest), write = balances.of_year(side.competition.season.year), ledger.Writer(make.AT)
        write.write(Kind.PAY, budget, share.net_fen, share_id=share.id)
        write.write(Kind.WITHHOLD, budget, share.tax_fen, share_id=share.id)
        ledger.claim_back(session, made, write)
    return made


def _side(mark: str, organiser: User, office: Office) -> Side:
    held = make.competition(name=f"{mark}竞赛", state=CompetitionState.RUNNING)
    closed = hall(item=make.item(competition_id=held.id, name=f"{mark}已判赛项"))
    marking = hall(item=make.item(competition_id=held.id, name=f"{mark}在判赛项"))
    _name_entries(mark, marking)
    for one in (closed, marking):
        one.all_theory()
        one.all_present()
    closed.mark_all()
    closing.close_item(closed.item, by=closed.chief, at=make.AT)
    draft = schemes.store_scheme(marking.item, tree(), schemes.Source("新.xlsx", "1" * 64), by=organiser, at=make.AT)
    result = _on_notice(closed.item, organiser)
    asked = _asked(closed, f"{mark}录入有误")
    receipt = objecting.receive_objection(result, f"{mark}异议人", "13800000000", f"{mark}异议", at=make.AT)
    objection = db.session.scalars(db.select(Objection).filter_by(receipt=receipt)).one()
    times = {"starts_at": make.AT, "ends_at": make.AT + timedelta(hours=1)}
    slot = make.keep(TimetableEntry(competition_id=held.id, title=f"{mark}报到", **times))
    with make.transaction(trail=False):
        held.state = CompetitionState.HELD
    won = make.item(competition_id=held.id, name=f"{mark}已公布赛项")
    winner = make.entry(won, make.person(name=f"{mark}获奖选手"), organisation=marking.entries[0].organisation)
    given = announced([winner])
    with make.transaction(trail=False):
        snapshots.release(given, make.AT)
    prize = office.with_certificate(office.approved(held)[0])
    honour = honours.enter_honours(given, reader.book(), by=organiser, at=make.AT)[0]
    pairing, note = _at_the_benches(marking)
    claim = office.claimed(held)
    side = Side(mark, held, closed, marking, result, objection, slot, draft.id, claim, prize, honour, pairing, note)
    side.people, side.unlocking, side.asked = _people(side), asked, asked_build.values(held, organiser)
    _appeal(side, organiser)
    final = make.item(competition_id=held.id, name=f"{mark}决赛")
    side.following = make.keep(Following(item_id=final.id, earlier_id=closed.item.id, first=1))
    side.set = _corrected(side, organiser)
    reviewing.set_quotas(held, Quotas(*map(Decimal, (30, 15, 5))), reader.book(), None, by=organiser, at=make.AT)
    side.person_code = db.session.get_one(PublicPerson, winner.members[0].person_id).code
    side.layer_id = _kept_layer(side, organiser)
    side.calibration_id = _sample_work(marking)
    _pool(side)
    side.paper_id = _paper(marking, PaperState.ENTERED)
    side.closed_paper_id = _paper(closed, PaperState.KEPT)
    return side


def _appeal(side: Side, organiser: User) -> None:
    # the board's member is the supervisor of the walk, who may neither judge nor coach
    member = side.people[Role.SUPERVISOR][0]
    side.member_id = boards.name_member(side.competition, member, by=organiser, at=make.AT).id
    leader, entry = side.people[Role.DELEGATION_LEADER][0], side.marking.entries[0]
    during = make.AT + timedelta(days=18)
    told = Filing(entry, AppealKind.FACT, f"{side.mark}未公开申诉", files=[Piece("证据.jpg", b"\xff\xd8\xff")])
    side.appeal = appealing.file_appeal(told, reader.book(), by=leader, at=during)


def _corrected(side: Side, organiser: User) -> CorrectionSet:
    of = correcting.open_set(side.result, f"{side.mark}未公开更正组", by=organiser, at=make.AT)
    now = corrections.standing(side.closed.item.id, side.closed.entries[0].id)
    marks = {(mark.sheet_id, mark.aspect.id): mark.value for mark in now.marks}
    correcting.put_changes(of, now, Wanted(now.presence, Decimal(61), marks, "按原卷"), by=organiser, at=make.AT)
    return corrections.one(of.id)


def _asked(of: Hall, reason: str) -> Unlocking:
    # nobody asks once a result is final, and no result is final while somebody asks: the walk wants both
    with make.transaction(trail=False):
        judging.held_closing(of.item.id).let_go()
    return unlocking.ask_unlocking(of.sheet("A1", of.entries[0]), reason=reason, by=of.chief, at=make.AT)


def _sample_work(of: Hall) -> int:
    aspect = calibrations.aspects(of.item.id)[0].aspect_id
    return calibrating.make_calibration(of.item, Sample("样品", "", {aspect: None}), by=of.chief, at=make.AT).id


def _pool(side: Side) -> None:
    judge = side.marking.judges[0]
    record = make.pool_judge(user_id=judge.user_id, name=judge.user.name, organisation_id=side.unit_id)
    told = recommending.Recommending(record, side.unit_id, f"{side.mark}未公开理由")
    leader = side.people[Role.DELEGATION_LEADER][0]
    side.recommended = recommending.recommend_judge(side.marking.item, told, most=2, by=leader, at=make.AT)
    side.correction = pooling.ask_correction(f"{side.mark}未公开更正", by=judge.user, at=make.AT).id
    side.card = cards.code_of(judge)


def _paper(of: Hall, state: PaperState) -> int:
    sheet = of.sheet("A1", of.entries[0])
    clerks = [make.user(Role.SCORE_CLERK, scope=Scope.ITEM, scope_id=of.item.id).id for _ in range(2)]
    second = {"confirmed_by_id": clerks[1], "confirmed_at": make.AT} if state is PaperState.KEPT else {}
    made = PaperEntry(
        sheet_id=sheet.id, judge_id=sheet.judge_id, sub_criterion_id=sheet.sub_criterion_id, state=state, first={},
        scan=b"\x89PNG\r\n\x1a\n", scan_type="image/png", scan_sha256="0" * 64,
        entered_by_id=clerks[0], entered_at=make.AT, **second,
    )  # fmt: skip
    return make.keep(made).id


def _kept_layer(side: Side, organiser: User) -> int:
    item = make.item(competition_id=side.competition.id, name=f"{side.mark}加密赛项")
    blinding.choose_layers(item, blinding.Preset.ONE, side.people[Role.CODE_KEEPER][:1], by=organiser, at=make.AT)
    return blind.layers_of(item.id)[0].id


def _at_the_benches(of: Hall) -> tuple[Pairing, Note]:
    pairing_of(of.judges[0], by=of.chief, at=make.AT)
    told = Noted(NoteKind.INCIDENT, "跳闸", photo=b"\x89PNG\r\n\x1a\n")
    note = write_note(of.item, told, by=of.chief, at=make.AT)
    return db.session.scalars(db.select(Pairing).order_by(Pairing.id.desc()).limit(1)).one(), note


def _name_entries(mark: str, of: Hall) -> None:
    # names that stand on no public page: where another's list shows them, something leaks
    with make.transaction(trail=False):
        for n, entry in enumerate(of.entries):
            entry.unit_as_was = f"{mark}未公开单位{n}"
            entry.members[0].name_as_was = f"{mark}未公开选手{n}"
            entry.members[0].person.name = f"{mark}未公开选手{n}"
    make.entry(of.item, state=EntryState.SUBMITTED, number=None, unit_as_was=f"{mark}未公开单位9")


def _on_notice(item: Item, organiser: User) -> ItemResult:
    result = computing.compute_result(item, reader.book(), "results.awards", "", by=organiser, at=make.AT)
    finishing.finalise_result(result, "", None, by=organiser, at=make.AT)
    finishing.put_on_notice(result, reader.book(), None, by=organiser, at=make.AT)
    return result


def _people(side: Side) -> dict[Role, list[User]]:
    competition, item = side.competition.id, side.marking.item.id
    judges = [side.marking.user_of(side.marking.sheet("A1", side.marking.entries[0]))]
    judges.append(db.session.get(User, side.marking.reserve.user_id))
    judges.append(side.closed.user_of(side.closed.sheet("A1", side.closed.entries[0])))
    return {
        Role.ORGANISER: [make.user(Role.ORGANISER, scope=Scope.COMPETITION, scope_id=competition)],
        Role.SUPERVISOR: [make.user(Role.SUPERVISOR, scope=Scope.COMPETITION, scope_id=competition)],
        Role.CODE_KEEPER: [
            make.user(Role.CODE_KEEPER, scope=Scope.COMPETITION, scope_id=competition),
            make.user(Role.CODE_KEEPER, scope=Scope.ITEM, scope_id=item),
        ],
        Role.SCORE_CLERK: [
            make.user(Role.SCORE_CLERK, scope=Scope.COMPETITION, scope_id=competition),
            make.user(Role.SCORE_CLERK, scope=Scope.ITEM, scope_id=item),
        ],
        Role.HOST_OFFICER: [make.user(Role.HOST_OFFICER, scope=Scope.ORGANISATION, scope_id=side.competition.host_id)],
        Role.DELEGATION_LEADER: [make.user(Role.DELEGATION_LEADER, scope=Scope.ORGANISATION, scope_id=side.unit_id)],
        Role.JUDGE: judges,
        Role.CHIEF_JUDGE: [side.marking.chief, side.closed.chief],
    }
