"""The security administrator grants parts for the competitions, items and units that there are."""

import pytest

from competition.accounts.models import User
from competition.accounts.rules import Role, Scope
from competition.foundation.database import db
from competition.plan.rules import CompetitionState
from tests import make


@pytest.fixture
def security(client):
    return make.sign_in(client, make.user(Role.SECURITY_ADMIN))


@pytest.mark.parametrize(
    ("role", "scope"),
    [
        (Role.ORGANISER, Scope.COMPETITION),
        (Role.SUPERVISOR, Scope.COMPETITION),
        (Role.JUDGE, Scope.ITEM),
        (Role.CHIEF_JUDGE, Scope.ITEM),
        (Role.DELEGATION_LEADER, Scope.ORGANISATION),
        (Role.HOST_OFFICER, Scope.ORGANISATION),
    ],
)
def test_a_part_is_granted_for_a_thing_found_by_its_name(security, role, scope):
    item = make.item(name="陶瓷装饰工", competition_id=make.competition(name="陶瓷竞赛").id)
    unit = make.organisation(name="陶瓷琉璃研究所")
    make.item(name="电工")
    thing = {Scope.COMPETITION: item.competition_id, Scope.ITEM: item.id, Scope.ORGANISATION: unit.id}[scope]
    user = make.user()
    page = security.get(f"/office/accounts/{user.id}/grant?role={role}&q=陶瓷").text
    assert f'value="{scope}:{thing}"' in page
    assert page.count(f'value="{scope}:') == 1
    answer = security.post(f"/office/accounts/{user.id}/grant?role={role}&q=陶瓷", data={"part": f"{scope}:{thing}"})
    assert answer.status_code == 302
    db.session.expire_all()
    assert db.session.get(User, user.id).holds(role, scope, thing)
    assert "陶瓷" in security.get(f"/office/accounts/{user.id}").text


def test_what_is_cancelled_or_merged_is_not_offered(security):
    gone = make.item(cancelled=True, name="停办赛项")
    off = make.item(competition_id=make.competition(state=CompetitionState.CANCELLED).id, name="停办竞赛的赛项")
    kept = make.organisation()
    merged = make.organisation(merged_into_id=kept.id)
    user = make.user()
    page = security.get(f"/office/accounts/{user.id}/grant?role=chief_judge").text
    assert f'value="item:{gone.id}"' not in page
    assert f'value="item:{off.id}"' not in page
    assert (
        f'value="organisation:{merged.id}"'
        not in security.get(f"/office/accounts/{user.id}/grant?role=host_officer").text
    )
