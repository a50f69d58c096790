"""The editor of a scheme: kept as a whole, faults at their place, an old page overwrites nothing."""

import json
from dataclasses import replace

import pytest
from flask import g

from competition.accounts.rules import Role
from competition.judging import rosters, tree_contents
from competition.judging.actions import schemes
from competition.judging.rules import SchemeState
from tests import make
from tests.judging.build import tree


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
