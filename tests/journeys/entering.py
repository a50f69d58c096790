"""Prepares an installation where one registration is open and one leader may enter; run as a program."""

from datetime import timedelta

from competition.accounts import passwords
from competition.accounts.rules import Role, Scope
from competition.app import create_app
from competition.foundation import clock, schema
from competition.foundation.database import db
from tests import make
from tests.registration.workbooks import OWN, OWN_NAME

PASSWORD = "kiln-and-glaze-19"


def main() -> None:
    """Bring the tables up and make the leader, the unit, the competition and its items."""
    app = create_app({"SCHEDULER": False})
    with app.app_context():
        schema.upgrade()
        now = clock.now()
        first = (now + timedelta(days=40)).date()
        unit = make.organisation(name=OWN_NAME, credit_code=OWN)
        held = make.competition(
            name="淄博市机械行业职业技能竞赛",
            registration_opens_at=now - timedelta(days=1),
            registration_closes_at=now + timedelta(days=7),
            starts_on=first,
            ends_on=first + timedelta(days=2),
        )
        make.item(competition_id=held.id, code="A1", held_on=first)
        make.item(competition_id=held.id, code="B2", team_size=2, held_on=first)
        make.item(competition_id=held.id, code="C3", cancelled=True, held_on=first)
        make.user(
            Role.DELEGATION_LEADER,
            scope=Scope.ORGANISATION,
            scope_id=unit.id,
            login="leader",
            name="赵领队",
            password_hash=passwords.hash_of(PASSWORD),
        )
        db.session.remove()
        db.engine.dispose()


if __name__ == "__main__":
    main()
