"""A whole copy of an installation in one file, and bringing it back."""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from competition.foundation.errors import Refused
from competition.foundation.texts import _

DATABASE = "database.sqlite"
DUMP = "database.dump"
KEPT = ("uploads", "keys.json", "secret.key", "demo.json")
# sealed packages never change: each is held once, beside the files of the nights and not in them
PACKAGES = "archives"
KEEP = 14
_CHUNK = 1 << 20


def back_up(engine: sa.Engine, instance: Path, at: datetime, packages: Mapping[str, str] | None = None) -> Path:
    """Write the database as it is at one moment, the uploads and the keys into one file, and drop the oldest.

    The file is complete under its name or not there at all. It holds the keys: guard it like them. `packages` are the
    sealed ones, name and SHA-256, held beside it.
    """
    folder = instance / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    hold(instance, packages or {})
    target = folder / f"competition-{at:%Y%m%d-%H%M%S}.tar.gz"
    with tempfile.TemporaryDirectory(dir=folder) as work:
        copy = _copy_of(engine, Path(work))
        part = Path(work) / "part"
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file, tarfile.open(fileobj=file, mode="w:gz", compresslevel=3) as archive:
            archive.add(copy, copy.name)
            for name in KEPT:
                if (instance / name).exists():
                    archive.add(instance / name, name)
            _add_note(
                archive, Path(work), {"at": at.isoformat(), "database": engine.dialect.name, "packages": packages}
            )
        part.replace(target)
    for old in sorted(folder.glob("competition-*.tar.gz"))[:-KEEP]:
        old.unlink()
    return target


def held(instance: Path, sha256: str) -> Path:
    """Say where the copy of a sealed package lies, whatever its name."""
    return instance / "backups" / PACKAGES / sha256


def hold(instance: Path, packages: Mapping[str, str]) -> None:
    """Hold each sealed package once (name and SHA-256); a file that is gone or not as it was sealed gives no copy."""
    for name, sha256 in packages.items():
        if not (copy := held(instance, sha256)).exists():
            put(instance / PACKAGES / name, copy, sha256)


def put(source: Path, target: Path, sha256: str) -> bool:
    """Copy a file whole and as its hash says, or not at all."""
    if not source.is_file():
        return False
    for folder in (target.parent.parent, target.parent):
        folder.mkdir(mode=0o700, exist_ok=True)
    part, found = target.with_name(f".{target.name}.part"), hashlib.sha256()
    with source.open("rb") as file, part.open("wb") as copy:
        while chunk := file.read(_CHUNK):
            found.update(chunk)
            copy.write(chunk)
        copy.flush()
        os.fsync(copy.fileno())
    if found.hexdigest() != sha256:
        part.unlink()
        return False
    part.chmod(0o600)
    part.replace(target)
    return True


def restore(archive: Path, engine: sa.Engine, instance: Path) -> list[str]:
    """Put a backup in the place of what is there now; what was there is kept beside it, named `before-restore-…`.

    Sealed packages come from the folder beside the backup, else from what was there; those found nowhere are named.
    """
    with tempfile.TemporaryDirectory(dir=instance) as work:
        with tarfile.open(archive) as file:
            file.extractall(work, filter="data")
        source = Path(work)
        about = json.loads((source / "about.json").read_text(encoding="utf-8"))
        if about["database"] != engine.dialect.name:
            raise Refused(_("This backup is of another kind of database (%(kind)s).", kind=about["database"]))
        aside = instance / f"before-restore-{archive.stem.removesuffix('.tar')}"
        aside.mkdir(exist_ok=True)
        engine.dispose()
        _put_database(source, engine, aside)
        for name in KEPT:
            if (source / name).exists():
                if (instance / name).exists():
                    shutil.move(instance / name, aside / name)
                shutil.move(source / name, instance / name)
        return _put_packages(archive.parent / PACKAGES, instance, aside, about.get("packages"))


def _put_packages(copies: Path, instance: Path, aside: Path, packages: Mapping[str, str] | None) -> list[str]:
    # a backup made before packages were held says nothing of them: they stay where they are
    if packages is None:
        return []
    if (instance / PACKAGES).exists():
        shutil.move(instance / PACKAGES, aside / PACKAGES)
    missing = []
    for name, sha256 in packages.items():
        target = instance / PACKAGES / Path(name).name
        if not any(put(one, target, sha256) for one in (copies / sha256, aside / PACKAGES / name)):
            missing.append(name)
    return missing


def _copy_of(engine: sa.Engine, folder: Path) -> Path:
    if engine.dialect.name == "sqlite":
        copy = folder / DATABASE
        source, target = sqlite3.connect(str(engine.url.database)), sqlite3.connect(copy)
        with source, target:
            source.backup(target)
        source.close()
        target.close()
        return copy
    copy = folder / DUMP
    _run("pg_dump", "--format=custom", f"--file={copy}", _address(engine))
    return copy


def _put_database(source: Path, engine: sa.Engine, aside: Path) -> None:
    if engine.dialect.name == "sqlite":
        there = Path(str(engine.url.database))
        for old in there.parent.glob(f"{there.name}*"):
            shutil.move(old, aside / old.name)
        shutil.move(source / DATABASE, there)
        return
    target = f"--dbname={_address(engine)}"
    _run("pg_restore", "--clean", "--if-exists", "--single-transaction", target, str(source / DUMP))


def _run(name: str, *words: str) -> None:
    done = subprocess.run([_tool(name), *words], capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        # the last line says why; the words asked with hold the database's password and are shown to nobody
        why = (done.stderr.strip().splitlines() or ["?"])[-1]
        raise Refused(_("%(name)s of PostgreSQL failed: %(why)s", name=name, why=why))


def _tool(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        raise Refused(_("The program %(name)s of PostgreSQL is needed here; install its client package.", name=name))
    return path


def _address(engine: sa.Engine) -> str:
    return engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


def _add_note(archive: tarfile.TarFile, folder: Path, told: Mapping[str, object]) -> None:
    note = folder / "about.json"
    note.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    archive.add(note, note.name)
