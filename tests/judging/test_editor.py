"""The editor of a scheme: kept as a whole, faults at their place, an old page overwrites nothing."""

import json
from dataclasses import replace

import pytest
from flask import g

from competition.accounts.rules import Role
from competition.foundation.errors import Refused
from competition.judging import boards, rosters, sheets, tree_contents
from competition.judging.actions import closing, replacing, schemes
from competition.judging.revisions import Touch
from competition.judging.rules import SchemeState
from tests import make
from tests.judging.build import hall, tree


@pytest.fixture
def organiser(app):
    return make.user(Role.ORGANISER)


def draft(item, by):
    return schemes.store_scheme(item, tree(), schemes.Source("方案.xlsx", "0" * 64), by=by, at=make.AT)


def send(app, person, item, changed, **more):
    g.pop("_login_user", None)
    client = make.sign_in(app.test_client(), person)
    told = {"tree": json.dumps(tree_contents.content_of(changed), ensure_ascii=False), **more}
    return client.post(f"/office/judging/items/{item.id}/scheme/edit", data=told)


def newest(item):
    return rosters.scheme(rosters.schemes(item.id)[0].id)


def test_a_draft_is_written_anew_in_its_place(app, organiser):
    item = make.item()
    scheme = draft(item, organiser)
    changed = replace(tree(), title="改过的方案", criteria=tree().criteria)
    assert send(app, organiser, item, changed, seen_version=scheme.version).status_code == 302
    kept = newest(item)
    assert (kept.number, kept.state, rosters.tree(kept)) == (1, SchemeState.DRAFT, changed)


def test_an_old_page_of_the_editor_overwrites_nothing(app, organiser):
    item = make.item()
    scheme = draft(item, organiser)
    seen = scheme.version
    assert send(app, organiser, item, replace(tree(), title="甲"), seen_version=seen).status_code == 302
    assert send(app, organiser, item, replace(tree(), title="乙"), seen_version=seen).status_code in (409, 422)
    assert newest(item).title == "甲"


def test_a_locked_scheme_is_changed_only_by_a_new_version_with_its_reason(app, organiser):
    item = make.item()
    scheme = draft(item, organiser)
    schemes.lock_scheme(scheme, reason="", seen=None, by=organiser, at=make.AT)
    changed = replace(tree(), title="第二版")
    assert send(app, organiser, item, changed, seen_version=scheme.version).status_code == 422
    answer = send(app, organiser, item, changed, seen_version=scheme.version, reason="题目更正")
    assert answer.status_code == 302
    versions = [(s.number, s.state, s.reason) for s in rosters.schemes(item.id)]
    assert versions == [(2, SchemeState.DRAFT, "题目更正"), (1, SchemeState.LOCKED, "")]


def test_faults_are_named_at_their_place_and_what_was_typed_stays(app, organiser):
    item = make.item()
    first = tree().criteria[0]
    form = first.sub_criteria[1]
    broken = replace(form, aspects=(replace(form.aspects[0], description=""),))
    changed = replace(tree(), criteria=(replace(first, sub_criteria=(first.sub_criteria[0], broken)),))
    answer = send(app, organiser, item, changed)
    assert answer.status_code == 422
    assert "A2.1" in answer.text
    assert "整体造型" in answer.text
    assert rosters.schemes(item.id) == []


def test_only_the_organiser_opens_the_editor(app, organiser):
    item = make.item()
    for person, status in ((organiser, 200), (make.user(Role.AUDITOR), 403), (make.user(Role.JUDGE), 403)):
        g.pop("_login_user", None)
        client = make.sign_in(app.test_client(), person)
        assert client.get(f"/office/judging/items/{item.id}/scheme/edit").status_code == status


def test_a_new_version_keeps_the_marks_that_mean_the_same_and_hands_the_other_sheets_back(app):
    there = hall(1)
    first, second = there.sheet("A1", there.entries[0]), there.sheet("A2", there.entries[0])
    there.mark(first, 2, 39)
    there.mark(second, 50)
    old = tree().criteria[0]
    measured = replace(old.sub_criteria[0].aspects[1], description="口径（更正）")
    worded = replace(old.sub_criteria[0], aspects=(old.sub_criteria[0].aspects[0], measured))
    stricter = replace(old.sub_criteria[1], aspects=(replace(old.sub_criteria[1].aspects[0], calculation=""),))
    changed = replace(tree(), criteria=(replace(old, sub_criteria=(worded, stricter)),))
    source = schemes.Source("新.xlsx", "1" * 64)
    new = schemes.store_scheme(there.item, changed, source, by=there.organiser, at=make.AT)
    seen = boards.touched(rosters.scheme(new.id))
    assert [(each.before, each.touch, count) for each, count in seen.lines] == [("A2.1", Touch.VOID, 1)]
    assert (seen.marks, seen.stay) == (3, 2)
    counts = replacing.replace_scheme(new, reason="更正", seen=None, by=there.organiser, at=make.AT)
    assert counts == {"stayed": 2, "void": 1}
    first, second = there.sheet("A1", there.entries[0]), there.sheet("A2", there.entries[0])
    assert sorted(sheets.marks_on(first.id).values()) == [2, 39]
    assert (sheets.marks_on(second.id), second.return_reason, first.return_reason) == ({}, "更正", "")
    assert {a.sub_criterion_id for a in sheets.aspects_of(first)} == {first.sub_criterion_id}
    assert rosters.scheme_in_force(there.item.id).id == new.id


def test_replacing_needs_its_reason_and_no_closed_form(app):
    there = hall(1)
    there.all_present()
    there.mark_all()
    closing.close_sub_criterion(
        there.item, there.sheet("A1", there.entries[0]).sub_criterion_id, by=there.chief, at=make.AT
    )
    new = schemes.store_scheme(there.item, tree(), schemes.Source("新", "1" * 64), by=there.organiser, at=make.AT)
    for reason, told in (("", "why"), ("更正", "closed")):
        with pytest.raises(Refused, match=told):
            replacing.replace_scheme(new, reason=reason, seen=None, by=there.organiser, at=make.AT)
