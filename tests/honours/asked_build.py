"""A list of nominees on notice, an objection, a competitor's appeal, a decision, a request, a package, a key: what the walk of the roles opens."""

from datetime import date, timedelta
from typing import Any

from competition.accounts.actions import keys
from competition.accounts.actions.keys import KeyData
from competition.accounts.models import User
from competition.accounts.rules import Role
from competition.foundation.database import db
from competition.honours import (
    archiving,
    asking,
    deciding,
    destructions,
    nominating,
    nominations,
    person_requests,
    templating,
)
from competition.honours.archives import Package
from competition.honours.asking import Asked
from competition.honours.deciding import DecisionData
from competition.honours.decision_rules import DecisionRow
from competition.honours.destruction_models import DestructionList
from competition.honours.integrity_models import IntegrityRun
from competition.honours.nominating import Decision
from competition.honours.request_models import RequestKind
from competition.honours.retention_rules import DestructionState
from competition.honours.title_rules import PAPERS, ListKind, Verdict
from competition.plan.models import Competition
from competition.policy import reader
from competition.results.actions import appealing
from competition.results.actions.appealing import Filing
from competition.results.appeal_rules import AppealKind, Proof
from tests import make
from tests.honours import template_build

RUN = {"began_at": make.AT, "packages": [], "leaves": 0, "root": "0" * 64, "trail_rows": 0, "faults": []}


def values(competition: Competition, organiser: User) -> dict[str, Any]:
    """Make them for a competition with an announced result, and give what routes ask for."""
    of = nominating.propose_list(competition, ListKind.TITLE, reader.book(), by=organiser, at=make.AT)
    for one in of.nominees:
        if one.verdict is Verdict.OPEN:
            nominating.decide_nominee(one, Decision(True, PAPERS), None, by=organiser, at=make.AT)
    nominating.put_list_on_notice(of, reader.book(), None, by=organiser, at=make.AT)
    receipt = nominating.receive_objection(of, f"{competition.name}异议人", "13800000000", "异议", at=make.AT)
    told = DecisionData("某厅", "通知", "1号", date(2026, 8, 20), "通知.pdf", b"%PDF-1.7")
    # by nobody who walks: every organiser of the city may confirm it
    row, recorder = DecisionRow(2, "李四", honour="一等奖"), make.user(Role.ORGANISER)
    decision = deciding.record_decision(told, [row], [], by=recorder, at=make.AT)
    asked = asking.receive_request(Asked(RequestKind.COPY, "王五", "13800000000", ""), at=make.AT)
    key, _told = keys.issue_key(KeyData("某局", "比对", 1000), by=organiser, at=make.AT)
    objection, request = nominations.objection_by_receipt(receipt), person_requests.by_receipt(asked)
    sealed = archiving.seal(competition, Package(1, f"{competition.id}.zip", b"PK", "0" * 64), organiser, make.AT)
    doomed, run = _doomed(competition), make.keep(IntegrityRun(**RUN))
    assert objection is not None
    assert request is not None
    # by nobody who walks either: every organiser of the city may put it into force
    version = templating.draft_template(template_build.data(), by=recorder, at=make.AT)
    db.session.expire_all()
    return {
        "receipt": _own_appeal(competition),
        "nomination_id": of.id,
        "nominee_id": of.nominees[0].id,
        "list_objection_id": objection.id,
        "list_kind": "level_list",
        "decision_id": decision.id,
        "request_id": request.id,
        "archive_id": sealed.id,
        "destruction_id": doomed.id,
        "run_id": run.id,
        "template_id": version.id,
        "key_id": key.id,
        "occupation": "6-18-02-04",
    }


def _own_appeal(competition: Competition) -> str:
    shown = Proof(f"{competition.name}申诉选手", "07001X")
    own = make.entry(
        make.item(competition_id=competition.id), make.person(name=shown.name, id_number="37030319900307001X")
    )
    filing, during = Filing(own, AppealKind.FACT, "设备故障未补时"), make.AT + timedelta(days=18)
    return appealing.file_own_appeal(filing, shown, reader.book(), at=during).receipt


def _doomed(competition: Competition) -> DestructionList:
    # by nobody who walks: every organiser of the city may approve it
    told = {"year": 2026, "seq": competition.id, "as_of": make.AT.date(), "state": DestructionState.PROPOSED}
    by, basis = make.user(Role.ORGANISER), reader.book().on(make.AT.date(), destructions.TABLE).as_json()
    made = DestructionList(
        **told, opinion="无保存价值", basis=basis, items_sha256="0" * 64, prepared_at=make.AT, prepared_by_id=by.id
    )
    return make.keep(made)
