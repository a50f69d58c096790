"""What an installation is told from outside: where its data lies, which databases, how it is reached."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parent.parent
# how many requests a worker answers at once
THREADS = 64


def files(kind: str) -> Path:
    """Find `templates`, `static` or `examples`: beside the package in a checkout, inside it in a wheel."""
    beside = PACKAGE.parent / kind
    return beside if (PACKAGE.parent / "pyproject.toml").exists() else PACKAGE / "_files" / kind


def instance_folder() -> Path:
    """Find the folder of this installation's database, keys and uploads."""
    told = os.environ.get("COMPETITION_INSTANCE")
    if told:
        return Path(told).resolve()
    home = PACKAGE.parent if (PACKAGE.parent / "pyproject.toml").exists() else Path.cwd()
    return (home / "instance").resolve()


def read(given: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Gather the settings: what is given, else the environment, else what a single machine needs."""
    given = dict(given or {})
    instance = Path(given.get("INSTANCE") or instance_folder())
    instance.mkdir(parents=True, exist_ok=True)
    settings: dict[str, Any] = {
        "INSTANCE": instance,
        "DATABASE_URL": os.environ.get("COMPETITION_DATABASE_URL", f"sqlite:///{instance / 'competition.sqlite'}"),
        "REDIS_URL": os.environ.get("COMPETITION_REDIS_URL", ""),
        "PUBLIC_URL": os.environ.get("COMPETITION_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/"),
        "CONNECTIONS": int(os.environ.get("COMPETITION_CONNECTIONS", "36")),
        "THREADS": int(os.environ.get("COMPETITION_THREADS", str(THREADS))),
        "HTTPS": os.environ.get("COMPETITION_HTTPS", "") == "1",
        "SCHEDULER": os.environ.get("COMPETITION_SCHEDULER", "1") == "1",
        # how much long work a worker does beside its answers; 0 leaves it to other workers
        "TASK_THREADS": int(os.environ.get("COMPETITION_TASK_THREADS", "2")),
        # templates as they were compiled: a page's first reader after a start does not wait for it
        "TEMPLATE_CACHE": os.environ.get("COMPETITION_TEMPLATE_CACHE", str(instance / "templates")),
        "TRUSTED_PROXIES": int(os.environ.get("COMPETITION_TRUSTED_PROXIES", "0")),
    }
    settings.update(given, INSTANCE=instance)
    settings.setdefault("SECRET_KEY", _kept_secret(instance / "secret.key"))
    settings["DEMO"] = settings.get("DEMO", (instance / "demo.json").exists())
    return settings


def _kept_secret(path: Path) -> str:
    told = os.environ.get("COMPETITION_SECRET_KEY")
    if told:
        return told
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii")
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))
    return path.read_text(encoding="ascii")
