"""Refuse a package needed at run time whose licence Apache-2.0 cannot stand beside; names each that is unclear."""

import re
import sys
from importlib import metadata
from pathlib import Path

LOCK = Path(__file__).parent.parent / "requirements.txt"
FREE = re.compile(
    r"\b(MIT|MIT-0|BSD|BSD-[23]-Clause|Apache|Apache-2\.0|PSF-2\.0|ISC|OFL-1\.1|Python Software Foundation)\b"
)
COPYLEFT = re.compile(r"GPL", re.IGNORECASE)
# loaded unchanged, as a library that anyone may replace: what the LGPL asks for
REVIEWED = {
    "psycopg": "LGPL-3.0-only",
    "psycopg-binary": "LGPL-3.0-only",
    "pygal": "GNU LGPL v3+ / GNU Lesser General Public License v3 or later (LGPLv3+)",
}


def names() -> list[str]:
    """Name the packages of the lock once each."""
    return sorted(
        set(re.findall(r"^([A-Za-z0-9_.-]+)(?:\[[^]]*\])?==", LOCK.read_text(encoding="utf-8"), re.MULTILINE))
    )


def licence(name: str) -> str | None:
    """Say a package's licence as it declares it; None where it is not for this machine."""
    try:
        told = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return None
    classified = [c.split("::")[-1].strip() for c in told.get_all("Classifier") or [] if c.startswith("License ::")]
    return " / ".join([told.get("License-Expression") or (told.get("License") or "")[:60], *classified]).strip(" /")


def main() -> int:
    """Check every package of the lock."""
    bad = []
    for name in names():
        said = licence(name)
        if said is None or REVIEWED.get(name) == said:
            continue
        if COPYLEFT.search(said) or not FREE.search(said):
            bad.append(f"{name}: {said or 'no licence named'}")
    print("\n".join(bad))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
