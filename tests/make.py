"""Makers: the smallest true records a test needs, each with sensible defaults."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from competition.accounts.models import HeldRole, SignIn, User
from competition.accounts.rules import Role, Scope
from competition.accounts.signing_in import TOKEN, token_hash
from competition.directory.models import Organisation, Person
from competition.foundation.database import db, transaction
from competition.foundation.words import OrganisationKind
from competition.judging.declaration_models import Commitment
from competition.judging.models import ItemJudge
from competition.judging.pool_models import PoolJudge, PoolQualification, PoolTraining
from competition.judging.pool_rules import Grade, PoolState
from competition.judging.rules import Seat
from competition.plan.models import Competition, Item, Season
from competition.plan.rules import CompetitionState, Group, Level
from competition.registration.models import Coach, Entry, Member
from competition.registration.rules import EntryState

AT = datetime(2026, 9, 1, 1, 0, tzinfo=UTC)
_numbers = count(1)


def keep(*records: Any) -> Any:
    """Store records outside any action, as a test's beginning."""
    with transaction(trail=False) as session:
        session.add_all(records)
    return records[0]


def user(*roles: Role, scope: Scope = Scope.CITY, scope_id: int | None = None, **values: Any) -> User:
    """Make somebody who signs in, holding the roles for the scope."""
    n = next(_numbers)
    # no hash of any password: these people sign in through sign_in() below
    made = keep(
        User(
            **{
                "login": f"user{n}",
                "name": f"用户{n}",
                "password_hash": "-",
                "must_change_password": False,
                "created_at": AT,
                **values,
            }
        )
    )
    for role in roles:
        keep(HeldRole(user_id=made.id, role=role, scope=scope, scope_id=scope_id, granted_at=AT))
    db.session.expire_all()
    return made


def session(person: User, token: str, at: datetime) -> SignIn:
    """Open a session for somebody; `token` is the hash under which it is kept."""
    return keep(
        SignIn(
            user_id=person.id,
            token_hash=token,
            agent="test",
            address="127.0.0.1",
            started_at=at,
            seen_at=at,
        )
    )


def sign_in(client: Any, person: User, at: datetime | None = None) -> Any:
    """Open a session for somebody in a test client and give the client back."""
    from competition.foundation import clock

    at = at or clock.now()
    token = f"token{next(_numbers)}"
    session(person, token_hash(token), at)
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"], cookie[TOKEN] = str(person.id), True, token
    return client


def organisation(**values: Any) -> Organisation:
    """Make an organisation in 张店区."""
    n = next(_numbers)
    return keep(
        Organisation(
            **{
                "name": f"淄博第{n}机械厂",
                "kind": OrganisationKind.ENTERPRISE,
                "division_code": "370303",
                "created_at": AT,
                **values,
            }
        )
    )


def person(**values: Any) -> Person:
    """Make a person without an ID number."""
    n = next(_numbers)
    return keep(Person(**{"name": f"王{n}", "birth_date": date(1990, 3, 7), "created_at": AT, **values}))


def season(**values: Any) -> Season:
    """Make the season of 2026, or of the year given."""
    year = values.pop("year", 2026)
    found = db.session.scalar(db.select(Season).filter_by(year=year))
    return found or keep(Season(year=year, title=f"{year}年淄博市职业技能大赛", created_at=AT, **values))


def competition(**values: Any) -> Competition:
    """Make a published municipal category I competition held 2026-09-18 to 20."""
    n = next(_numbers)
    made = {
        "season_id": values.pop("season_id", None) or season().id,
        "name": f"竞赛{n}",
        "level": Level.MUNICIPAL_1,
        "starts_on": date(2026, 9, 18),
        "ends_on": date(2026, 9, 20),
        "venue": "淄博职业学院",
        "registration_opens_at": AT - timedelta(days=20),
        "registration_closes_at": AT + timedelta(days=7),
        "state": CompetitionState.OPEN,
        "published_at": AT - timedelta(days=30),
        "created_at": AT,
        **values,
    }
    made.setdefault("organiser_id", None)
    made.setdefault("host_id", None)
    made["organiser_id"] = made["organiser_id"] or organisation().id
    made["host_id"] = made["host_id"] or organisation().id
    return keep(Competition(**made))


def item(**values: Any) -> Item:
    """Make a single item for employees, theory 20 and practice 80."""
    n = next(_numbers)
    made = {
        "competition_id": values.pop("competition_id", None) or competition().id,
        "code": f"X{n:02d}",
        "name": f"焊工{n}",
        "occupation_code": "6-18-02-04",
        "occupation_name": "焊工",
        "group": Group.EMPLOYEE,
        "theory_weight": Decimal(20),
        "practice_weight": Decimal(80),
        "held_on": date(2026, 9, 19),
        **values,
    }
    return keep(Item(**made))


def entry(of: Item, *people: Person, **values: Any) -> Entry:
    """Make an accepted entry with its members (one new person where none is given)."""
    unit = values.pop("organisation", None) or organisation()
    by = values.pop("submitted_by", None) or user(Role.DELEGATION_LEADER, scope=Scope.ORGANISATION, scope_id=unit.id)
    members, coaches = people or (person(),), values.pop("coaches", ())
    made = Entry(
        **{
            "item_id": of.id,
            "organisation_id": unit.id,
            "unit_as_was": unit.name,
            "submitted_at": AT,
            "submitted_by_id": by.id,
            "state": EntryState.ACCEPTED,
            "number": next(_numbers),
            **values,
        }
    )
    made.members = [Member(person_id=p.id, position=i, name_as_was=p.name) for i, p in enumerate(members, 1)]
    made.coaches = [Coach(person_id=p.id, position=i, name_as_was=p.name) for i, p in enumerate(coaches, 1)]
    return keep(made)


def judge(of: Item, position: int = 1, seat: Seat = Seat.SCORING, **values: Any) -> ItemJudge:
    """Name a new judge for an item, who has signed the commitment unless told otherwise (`signed`)."""
    signed = values.pop("signed", True)
    who = values.pop("user", None) or user(
        Role.CHIEF_JUDGE if seat is Seat.CHIEF else Role.JUDGE, scope=Scope.ITEM, scope_id=of.id
    )
    made = keep(
        ItemJudge(
            **{
                "item_id": of.id,
                "user_id": who.id,
                "organisation_id": organisation().id,
                "seat": seat,
                "position": position,
                "named_at": AT,
                **values,
            }
        )
    )
    if signed:
        keep(Commitment(item_id=of.id, user_id=who.id, text="承诺", signed_at=AT))
    return made


def pool_judge(**values: Any) -> PoolJudge:
    """Take somebody into the judges' pool: a senior technician, trained for good; `until` ends the training."""
    n, until = next(_numbers), values.pop("until", None)
    made = {"name": f"李{n}", "state": PoolState.IN_POOL, "since": 2006, "created_at": AT, **values}
    made["organisation_id"] = made.get("organisation_id") or organisation().id
    record = PoolJudge(**made)
    record.qualifications = [PoolQualification(grade=Grade.SENIOR_TECHNICIAN, number="S1")]
    record.trainings = [PoolTraining(name="裁判员赛前培训", passed_on=date(2026, 8, 20), valid_until=until)]
    return keep(record)
