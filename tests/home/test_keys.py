"""A new key, and everything stored encrypted anew with it, whatever interrupts."""

import json

import pytest
import sqlalchemy as sa

from competition.directory import records
from competition.foundation import crypto, keys, rotation, trail
from competition.foundation.database import db
from competition.foundation.trail import TrailRow
from competition.home import key_actions
from competition.home.key_commands import group
from tests import make
from tests.funding.build import Office, announced, held

NUMBERS = [f"37030319900307{n:03d}X" for n in range(7)]


@pytest.fixture
def people(app):
    made = [
        make.person(id_number=number, id_number_index=records.index_of(number), phone=f"1380000{n:04d}")
        for n, number in enumerate(NUMBERS)
    ]
    make.keep(make.organisation(contact_phone="0533-2345678"))
    make.user(totp_secret="JBSWY3DPEHPK3PXP")
    return made


def run(app, *args):
    done = app.test_cli_runner().invoke(group, args)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def raw(column):
    """The values of a column as they lie in the database, by record."""
    query = sa.select(column.table.c.id, sa.type_coerce(column, sa.Text)).where(column.is_not(None))
    return dict(db.session.execute(query.order_by(column.table.c.id)).all())


def everything():
    return {rotation.field_of(column): raw(column) for column in rotation.columns()}


def plain():
    db.session.expire_all()
    rows = {}
    for column in rotation.columns():
        for number, value in db.session.execute(sa.select(column.table.c.id, column).where(column.is_not(None))):
            rows[rotation.field_of(column), number] = value
    return rows


def test_the_house_knows_every_encrypted_column():
    assert {rotation.field_of(column) for column in rotation.columns()} == {
        "accounts_users.totp_secret",
        "directory_organisations.contact_phone",
        "directory_persons.id_number",
        "directory_persons.phone",
        "funding_host_claims.account",
        "funding_payments.account",
        "funding_prize_shares.account",
        "honours_signing_keys.secret",
        "honours_person_requests.contact",
        "judging_blind_codes.code",
        "judging_blind_layers.mapping",
        "judging_blind_layers.seed",
        "judging_signatures.path",
        "results_review_draws.seed",
    }


@pytest.mark.parametrize("cipher", ["sm4-gcm", "aes-gcm"])
def test_a_rotation_encrypts_every_value_anew_and_reads_the_same(app, people, cipher):
    office, competition = Office(), held()
    announced(competition, (1, [make.person(name="王一"), make.organisation()]))
    office.claimed(competition)
    office.give_accounts(office.approved(competition))
    before, values = everything(), plain()
    done = run(app, "rotate", "--cipher", cipher)
    newest = keys.ring().keys[0]
    assert (done.exit_code, newest.cipher) == (0, cipher)
    after = everything()
    assert sum(map(len, after.values())) == sum(map(len, before.values())) >= 2 * len(people) + 4
    for field, stored in after.items():
        assert all(one.startswith(f"v1.{cipher}.{newest.id}.") for one in stored.values()), field
        assert not set(stored.values()) & set(before[field].values())
    assert plain() == values
    assert set(records.persons_by_number(NUMBERS)) == set(NUMBERS)


def test_a_rotation_changes_no_version_and_is_in_the_trail_without_a_value(app, people):
    versions = [person.version for person in people]
    run(app, "rotate")
    db.session.expire_all()
    assert [person.version for person in people] == versions
    rows = db.session.scalars(sa.select(TrailRow).where(TrailRow.verb.startswith("home.")).order_by(TrailRow.seq)).all()
    assert [row.verb for row in rows] == ["home.key_added"] + ["home.values_encrypted_anew"] * 4
    assert json.loads(rows[0].note)["key"] == keys.ring().keys[0].id
    told = str([(row.before, row.after, row.note) for row in rows])
    assert not [number for number in NUMBERS if number in told]
    assert keys.ring().keys[0].secret.hex() not in told
    assert list(trail.breaks()) == []


def test_a_rotation_broken_off_goes_on_where_it_stopped(app, people, monkeypatch):
    monkeypatch.setattr(rotation, "BATCH", 2)
    column = next(c for c in rotation.columns() if rotation.field_of(c) == "directory_persons.id_number")
    key_actions.add_key(app.config["INSTANCE"], "sm4-gcm", make.AT)
    batch = key_actions.encrypt_anew(column, 0, make.AT)
    assert (batch.moved, batch.next_after) == (2, people[1].id)
    half = raw(column)
    assert rotation.waiting(column) == len(people) - 2
    # here the machine stops; every value is still read, with whichever key
    assert sorted(value for (field, _), value in plain().items() if field.endswith("id_number")) == NUMBERS
    done = run(app, "reencrypt")
    assert done.exit_code == 0
    assert rotation.waiting(column) == 0
    whole = raw(column)
    # what was done before the stop was not done again
    assert {number for number in whole if whole[number] == half[number]} == {people[0].id, people[1].id}
    assert "0 values encrypted anew" in run(app, "reencrypt").output


def test_a_process_that_runs_meanwhile_reads_the_new_key_by_itself(app, people, monkeypatch):
    old = keys.ring()
    run(app, "rotate")
    monkeypatch.setattr(keys, "_ring", old)
    assert sorted(value for (field, _), value in plain().items() if field.endswith("id_number")) == NUMBERS
    assert keys.ring().keys[0].id != old.keys[0].id


def test_a_damaged_value_is_named_and_hinders_no_other(app, people, monkeypatch):
    monkeypatch.setattr(rotation, "BATCH", 2)
    # no record is loaded again below: the damaged one could not be
    damaged, last = people[3].id, people[6].id
    with make.transaction(trail=False) as session:
        session.execute(
            sa.text("UPDATE directory_persons SET id_number = 'v1.aes-gcm.00000000.AAAA' WHERE id = :id"),
            {"id": damaged},
        )
    done = run(app, "rotate")
    assert done.exit_code == 1
    assert f"directory_persons.id_number#{damaged}" in done.output
    column = next(c for c in rotation.columns() if rotation.field_of(c) == "directory_persons.id_number")
    assert rotation.waiting(column) == 1
    assert keys.decrypted(raw(column)[last], "directory_persons.id_number") == NUMBERS[6]


def test_keys_told_by_the_environment_are_not_touched(app, people, monkeypatch):
    file = app.config["INSTANCE"] / keys.FILE
    before = file.read_text()
    monkeypatch.setenv("COMPETITION_KEYS", json.dumps(crypto.new_ring()))
    done = run(app, "rotate")
    assert done.exit_code == 1
    assert "COMPETITION_KEYS" in done.output
    assert file.read_text() == before


def test_the_keys_are_shown_with_how_many_values_each_holds_and_no_secret(app, people):
    run(app, "rotate", "--cipher", "sm4-gcm")
    output = run(app, "show").output
    first = output.splitlines()[0].split("\t")
    assert first == [keys.ring().keys[0].id, "sm4-gcm", str(2 * len(people) + 2)]
    assert not [key for key in keys.ring().keys if key.secret.hex() in output]
