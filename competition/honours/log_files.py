"""The register's log as a file: written for witnesses, read again, and held against what the log says later; pure."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from competition.honours import integrity, merkle
from competition.honours.integrity import Document, Fault

FORMAT = "register-log/1"
# of a log that was made anew, so many changed leaves are named
MOST = 1000


class LogFaultKind(StrEnum):
    """What can be wrong with the log."""

    SHORTER = "shorter"
    LEAF_CHANGED = "leaf_changed"
    LEAF_MISSING = "leaf_missing"
    SEAL_BROKEN = "seal_broken"
    PIECE_WRONG = "piece_wrong"
    HEAD_WRONG = "head_wrong"
    HEAD_UNSIGNED = "head_unsigned"
    KEY_GONE = "key_gone"
    ENTRY_DIFFERS = "entry_differs"
    ENTRY_NOT_LOGGED = "entry_not_logged"


@dataclass(frozen=True, slots=True)
class LogFault:
    """One thing that is wrong: what, and where (a leaf's place, a size, a number of the register, a key)."""

    kind: LogFaultKind
    where: str


@dataclass(frozen=True, slots=True)
class LogFile:
    """A copy of the log: the issuer's keys, the signed head, and the words of every leaf."""

    issuer: Document
    head: Document
    leaves: tuple[str, ...]


class NotALog(ValueError):  # noqa: N818 - reads as what it says
    """A file is no copy of the log."""


def lines(of: LogFile) -> Iterator[str]:
    """Write a copy, a line for its keys and head and then one a leaf."""
    yield json.dumps({"format": FORMAT, "issuer": of.issuer, "head": of.head}, ensure_ascii=False) + "\n"
    for leaf in of.leaves:
        yield leaf + "\n"


def read(text: Iterable[str]) -> LogFile:
    """Read a copy; NotALog for anything else."""
    rows = iter(text)
    try:
        told = json.loads(next(rows, ""))
        if told["format"] != FORMAT:
            raise NotALog(told["format"])
        return LogFile(told["issuer"], told["head"], tuple(row.rstrip("\r\n") for row in rows))
    except (KeyError, TypeError, ValueError) as error:
        raise NotALog("not a copy of the log") from error


def hashes(leaves: Sequence[str]) -> list[bytes]:
    """Hash the words of leaves."""
    return [merkle.leaf_hash(one.encode()) for one in leaves]


def own_faults(of: LogFile) -> list[LogFault]:
    """Name what is wrong within one copy: leaves that do not come to the head, or a head its keys did not sign."""
    found = []
    size, root = of.head.get("size"), merkle.root(hashes(of.leaves)).hex()
    if size != len(of.leaves) or of.head.get("root") != root:
        found.append(LogFault(LogFaultKind.HEAD_WRONG, str(size)))
    if not is_signed(of.head, of.issuer):
        found.append(LogFault(LogFaultKind.HEAD_UNSIGNED, str(size)))
    return found


def is_signed(head: Document, issuer: Document) -> bool:
    """Say whether a head was signed by one of the keys, one revoked since included: it was published once."""
    return head.get("log") == issuer.get("id") and integrity.fault(head, issuer) in (None, Fault.KEY_REVOKED)


def against(mirror: LogFile, now: LogFile) -> list[LogFault]:
    """Name what was rewritten, dropped or put back since a mirror was made; nothing where the log only grew."""
    found = own_faults(now)
    if len(now.leaves) < len(mirror.leaves):
        found.append(LogFault(LogFaultKind.SHORTER, f"{len(now.leaves)} < {len(mirror.leaves)}"))
    pairs = enumerate(zip(mirror.leaves, now.leaves, strict=False))
    changed = [str(seq) for seq, (then, today) in pairs if then != today]
    found += [LogFault(LogFaultKind.LEAF_CHANGED, seq) for seq in changed[:MOST]]
    keys = {one["id"] for one in now.issuer.get("verificationMethod", [])}
    gone = [one["id"] for one in mirror.issuer.get("verificationMethod", []) if one["id"] not in keys]
    return found + [LogFault(LogFaultKind.KEY_GONE, one) for one in gone]
