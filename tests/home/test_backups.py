"""A backup brings everything back: rows, keys and uploads, on both databases."""

import hashlib
import shutil
import subprocess
from datetime import timedelta

import pytest
import sqlalchemy as sa

from competition import rooms
from competition.directory.models import Person
from competition.foundation import backups, keys
from competition.foundation.database import db, transaction
from competition.foundation.errors import Refused
from competition.home import jobs
from competition.honours import archiving
from competition.honours.archives import Package
from tests import make


@pytest.fixture
def instance(app, tmp_path, monkeypatch):
    """Give the installation a folder of its own for keys, uploads and backups."""
    monkeypatch.setitem(app.config, "INSTANCE", tmp_path)
    (tmp_path / "uploads").mkdir()
    (tmp_path / "uploads" / "scheme.xlsx").write_bytes(b"as it was")
    if db.engine.dialect.name == "postgresql" and (why := no_client()):
        pytest.skip(why)
    return tmp_path


def no_client() -> str:
    """Say why PostgreSQL cannot be backed up here, or nothing: its client must be as new as the server."""
    path = shutil.which("pg_dump")
    if path is None:
        return "pg_dump is not on this machine"
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout
    client = int(said.split()[2].split(".")[0])
    server = db.session.scalar(sa.text("SHOW server_version_num"))
    return f"pg_dump {client} cannot read a server of version {int(server) // 10000}" * (client < int(server) // 10000)


def test_what_was_changed_after_a_backup_is_as_it_was_once_restored(app, instance):
    person = make.person(name="亓淼", id_number="370303199003070013", phone="19900000000")
    trail_rows = sa.text("SELECT count(*) FROM trail_rows")
    before, person_id = db.session.scalar(trail_rows), person.id
    jobs.back_up(make.AT)
    (archive,) = (instance / "backups").iterdir()
    assert archive.stat().st_mode & 0o077 == 0, "a backup holds the keys"
    with transaction(trail=False) as session:
        session.execute(sa.update(Person).values(name="改了"))
    make.organisation()
    (instance / "uploads" / "scheme.xlsx").write_bytes(b"changed")
    db.session.remove()
    backups.restore(archive, db.engine, instance)
    found = db.session.scalars(sa.select(Person)).all()
    assert [(p.id, p.name, p.id_number) for p in found] == [(person_id, "亓淼", "370303199003070013")]
    assert db.session.scalar(sa.text("SELECT count(*) FROM directory_organisations")) == 0
    assert db.session.scalar(trail_rows) == before
    assert (instance / "uploads" / "scheme.xlsx").read_bytes() == b"as it was"
    assert keys.ring() is not None


def test_a_restore_keeps_what_was_there_aside(app, instance):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL keeps its database to itself; only SQLite's file can be moved aside")
    jobs.back_up(make.AT)
    (archive,) = (instance / "backups").iterdir()
    make.person()
    db.session.remove()
    backups.restore(archive, db.engine, instance)
    aside = instance / f"before-restore-{archive.name.removesuffix('.tar.gz')}"
    assert (aside / "uploads" / "scheme.xlsx").exists()
    assert [path for path in aside.iterdir() if path.suffix == ".sqlite"]


def test_only_the_newest_backups_are_kept(app, instance):
    for day in range(backups.KEEP + 2):
        jobs.back_up(make.AT + timedelta(days=day))
    kept = sorted(path.name for path in (instance / "backups").iterdir())
    assert len(kept) == backups.KEEP
    assert kept[0] == "competition-20260903-010000.tar.gz"


def test_a_backup_of_another_kind_of_database_is_refused(app, instance, monkeypatch):
    jobs.back_up(make.AT)
    (archive,) = (instance / "backups").iterdir()
    monkeypatch.setattr(db.engine.dialect, "name", "oracle")
    with pytest.raises(Refused):
        backups.restore(archive, db.engine, instance)


def test_the_backup_is_among_the_jobs_of_the_night():
    (job,) = (job for job in rooms.JOBS if job.name == "home.back_up")
    assert (job.daily_at_hour, job.every_seconds) == (2, 0)


def test_a_client_that_cannot_read_the_server_is_a_refusal_with_its_reason(app, tmp_path, monkeypatch):
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite is copied without a client")
    fake = tmp_path / "pg_dump"
    fake.write_text("#!/bin/sh\necho 'pg_dump: error: aborting because of server version mismatch' >&2\nexit 1\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Refused, match="version mismatch"):
        backups.back_up(db.engine, tmp_path, make.AT)
    assert list((tmp_path / "backups").iterdir()) == []


def packed(content: bytes) -> Package:
    return Package(1, f"{content.decode()}.zip", content, hashlib.sha256(content).hexdigest())


def test_a_sealed_package_is_held_once_beside_the_backups_and_comes_back_with_either(app, instance):
    here = [archiving.seal(make.competition(), packed(name), make.user(), make.AT) for name in (b"one", b"two")]
    names = {one.file_name: one.sha256 for one in here}
    jobs.back_up(make.AT)
    copies = {path.name: path.stat().st_mtime_ns for path in (instance / "backups" / "archives").iterdir()}
    assert set(copies) == set(names.values())
    (instance / "archives" / "one.zip").write_bytes(b"changed")
    archive = jobs.back_up(make.AT + timedelta(days=1))
    assert {path.name: path.stat().st_mtime_ns for path in (instance / "backups" / "archives").iterdir()} == copies
    # a copy that is lost or not as it was sealed is never put back: what is there may still be
    backups.held(instance, names["two.zip"]).write_bytes(b"rot")
    archiving.seal(make.competition(), packed(b"later"), make.user(), make.AT)
    db.session.remove()
    assert backups.restore(archive, db.engine, instance) == []
    assert {path.name: path.read_bytes() for path in (instance / "archives").iterdir()} == {
        "one.zip": b"one",
        "two.zip": b"two",
    }
    assert (instance / f"before-restore-{archive.name.removesuffix('.tar.gz')}" / "archives" / "later.zip").exists()


def test_a_package_of_which_no_copy_is_left_is_named(app, instance):
    archiving.seal(make.competition(), packed(b"lost"), make.user(), make.AT)
    archive = jobs.back_up(make.AT)
    shutil.rmtree(instance / "archives")
    shutil.rmtree(instance / "backups" / "archives")
    db.session.remove()
    assert backups.restore(archive, db.engine, instance) == ["lost.zip"]


def test_a_backup_made_before_packages_were_held_leaves_them_where_they_are(app, instance):
    archiving.seal(make.competition(), packed(b"here"), make.user(), make.AT)
    archive = backups.back_up(db.engine, instance, make.AT)
    db.session.remove()
    assert backups.restore(archive, db.engine, instance) == []
    assert (instance / "archives" / "here.zip").read_bytes() == b"here"
