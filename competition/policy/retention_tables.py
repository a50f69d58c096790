"""How long each kind of record is kept, as a dated table: its classes, what each rests on, and faults of a new one; pure.

Sources: policy.md 3.14 (国家档案局令第8号: 永久, 30年, 10年), 4.1 (个人信息保护法 art. 19, 47), 4.2 (network logs).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

UNIT = "retention"
PERMANENT = "permanent"
YEARS = {"years_30": 30, "years_10": 10}
MONTHS = {"months_6": 6, "months_3": 3}
KEEPS = (PERMANENT, *YEARS, *MONTHS)
# what every entry of the register rests on: no table shortens it, and no list destroys it
FOR_GOOD = ("register", "results", "policy_tables", "trail", "destruction_records", "integrity_reports")
KINDS = (
    *FOR_GOOD,
    *("plan", "given_honours", "judging_record", "packages", "paper_scans", "hall_photos"),
    *("entries", "person_data", "appeals", "appeal_files", "payments", "claim_papers"),
    *("person_requests", "sign_ins", "cctv"),
)
# what a class rests on: the words say which text, and which of them are text to be checked
GROUNDS = ("achievement", "process", "accounting", "personal", "traceable", "network_log", "surveillance")
KEYS = ("keep", "ground")
# a fault's code for words, the place in the value, and what stands there
Found = tuple[str, tuple[str, ...], str]


@dataclass(frozen=True, slots=True)
class Kept:
    """How long a kind of record is kept, and what that rests on."""

    keep: str
    ground: str

    @property
    def is_for_good(self) -> bool:
        """Say whether it never goes."""
        return self.keep == PERMANENT


def table_of(value: Mapping[str, Mapping[str, str]]) -> dict[str, Kept]:
    """Read a table that has no fault, in the order of the kinds."""
    return {kind: Kept(value[kind]["keep"], value[kind]["ground"]) for kind in KINDS}


def faults(value: Any) -> list[Found]:
    """Name every fault: a kind unknown or missing, a class or ground that is none, a record for good that would go."""
    if not isinstance(value, Mapping) or not value:
        return [("mapping", (), str(value)[:60])]
    found: list[Found] = [("unknown", (), str(kind)[:60]) for kind in value if kind not in KINDS]
    found += [("missing", (), kind) for kind in KINDS if kind not in value]
    for kind in (kind for kind in KINDS if kind in value):
        found += _faults_of(kind, value[kind])
    return found


def _faults_of(kind: str, row: Any) -> Iterator[Found]:
    if not isinstance(row, Mapping):
        yield "mapping", (kind,), str(row)[:60]
        return
    yield from (("unknown", (kind,), str(key)[:60]) for key in row if key not in KEYS)
    yield from (("missing", (kind,), key) for key in KEYS if key not in row)
    if "keep" in row and row["keep"] not in KEEPS:
        yield "keep", (kind,), str(row["keep"])[:60]
    elif "keep" in row and kind in FOR_GOOD and row["keep"] != PERMANENT:
        yield "for_good", (kind,), str(row["keep"])
    if "ground" in row and row["ground"] not in GROUNDS:
        yield "keep_ground", (kind,), str(row["ground"])[:60]
