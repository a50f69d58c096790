"""An honour as an Open Badges 3.0 credential, its leaf in the register's log, and the lists of what no longer counts; pure.

Sources: W3C Verifiable Credentials 2.0, Open Badges 3.0, W3C Bitstring Status List 1.0.
"""

import base64
import gzip
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from competition.honours import integrity
from competition.honours.integrity import Document
from competition.honours.rules import AWARDS, TITLES

CONTEXT = "https://www.w3.org/ns/credentials/v2"
BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
LEAF, BUNDLE, HEAD, TRUST = "register-leaf/1", "register-bundle/1", "register-head/1", "register-trust/1"
# as many places as the standard asks for at least, so that no list tells how many credentials there are
PLACES = 131_072
HOST = "竞赛承办单位"
# stands behind the name of what is no real honour, for every wallet to show
DEMO = "（演示数据，无效）"
# with these events a credential is issued; whatever else happens to an entry only gives its reason
CHANGED = "changed"
ISSUES = ("entered", CHANGED)


class Purpose(StrEnum):
    """What a status list says: no longer counts, or another took its place."""

    REVOCATION = "revocation"
    REFRESH = "refresh"


@dataclass(frozen=True, slots=True)
class Honour:
    """An entry of the register as the public reads it, with its place in the status lists."""

    place: int
    number: str
    kind: str
    award: str
    title: str
    what: str
    name: str
    unit: str
    team: str
    competition: str
    item: str
    awarded_on: date
    issuer: str
    document: str
    entered_at: datetime
    supersedes: str
    synthetic: bool


def what(award: str, title: str) -> str:
    """Name what an honour is given for, as the certificate does."""
    return AWARDS.get(award) or TITLES.get(title) or title or HOST


def credential(honour: Honour, address: str) -> Document:
    """Write an honour as a credential, not signed yet; `address` is the site's."""
    here = f"{address}/honours/{honour.number}"
    return {
        "@context": [CONTEXT, BADGES],
        "id": here,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": f"{honour.what} {honour.number}" + (DEMO if honour.synthetic else ""),
        "issuer": {
            "id": integrity.did(address),
            "type": ["Profile"],
            "name": honour.issuer,
            "url": address,
        },
        "validFrom": integrity.moment(honour.entered_at),
        "awardedDate": f"{honour.awarded_on.isoformat()}T00:00:00+08:00",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": _identified(honour),
            "achievement": _achievement(honour, f"{here}#achievement"),
        },
        # Open Badges 3.0 knows one status; the other list lies beside it, at the same place
        "credentialStatus": _status(honour.place, address),
    }


def _achievement(honour: Honour, name: str) -> Document:
    return {
        "id": name,
        "type": ["Achievement"],
        "achievementType": "Award",
        "inLanguage": "zh-CN",
        "name": honour.what,
        "description": " ".join(filter(None, (honour.competition, honour.item))),
        "criteria": {"narrative": honour.document or honour.competition},
    }


def persons(honour: Honour) -> dict[str, str]:
    """Give what names a person in an entry: what the seal covers."""
    return {"name": honour.name, "unit": honour.unit, "team": honour.team}


def _identified(honour: Honour) -> list[Document]:
    told = {"name": honour.name, "ext:unit": honour.unit, "ext:team": honour.team}
    return [
        {"type": "IdentityObject", "hashed": False, "identityType": kind, "identityHash": text}
        for kind, text in told.items()
        if text
    ]


def of_leaf(place: int, told: Mapping[str, Any], named: Mapping[str, str]) -> Honour:
    """Read an honour from its leaf and the words that open it."""
    same = (
        "number",
        "kind",
        "award",
        "title",
        "what",
        "competition",
        "item",
        "issuer",
        "document",
        "supersedes",
        "synthetic",
    )
    return Honour(
        place=place,
        awarded_on=date.fromisoformat(told["awarded_on"]),
        entered_at=datetime.fromisoformat(told["at"]),
        **{name: told[name] for name in same},
        name=named["name"],
        unit=named["unit"],
        team=named["team"],
    )


def says_the_same(credential: Mapping[str, Any], told: Mapping[str, Any]) -> bool:
    """Say whether a credential says what a leaf does, name by name; whom it names is for the seal."""
    achievement = credential["credentialSubject"]["achievement"]
    said = (
        str(credential["id"]).rsplit("/", 1)[-1],
        achievement["name"],
        achievement["description"],
        achievement["criteria"]["narrative"],
        str(credential["awardedDate"])[:10],
        credential["issuer"]["name"],
    )
    where = " ".join(filter(None, (told["competition"], told["item"])))
    ground = told["document"] or told["competition"]
    return said == (told["number"], told["what"], where, ground, told["awarded_on"], told["issuer"])


def list_address(address: str, number: int, purpose: Purpose) -> str:
    """Say where a status list is served."""
    return f"{address}/register/status/{number}/{purpose}"


def beside(listed: str, purpose: Purpose) -> str:
    """Say where the list of another purpose lies beside one."""
    return f"{listed.rsplit('/', 1)[0]}/{purpose}"


def _status(place: int, address: str) -> Document:
    number, index = divmod(place, PLACES)
    of = list_address(address, number, Purpose.REVOCATION)
    return {
        "id": f"{of}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": str(Purpose.REVOCATION),
        "statusListIndex": str(index),
        "statusListCredential": of,
    }


def status_list(at_address: str, issuer: str, purpose: Purpose, ended: Iterable[int], at: datetime) -> Document:
    """Write the list of the places (of one list, from 0) that are marked, not signed yet."""
    bits = bytearray(PLACES // 8)
    for index in ended:
        bits[index // 8] |= 0x80 >> index % 8
    packed = base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).decode().rstrip("=")
    return {
        "@context": [CONTEXT],
        "id": at_address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": integrity.moment(at),
        "credentialSubject": {
            "id": f"{at_address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": str(purpose),
            "encodedList": f"u{packed}",
        },
    }


def is_marked(listed: Mapping[str, Any], index: int) -> bool:
    """Say whether a place is marked in a status list; ValueError where the list cannot be read."""
    text = str(listed["credentialSubject"]["encodedList"])
    try:
        packed = base64.urlsafe_b64decode(text.removeprefix("u") + "=" * (-len(text[1:]) % 4))
        # a list is as long as it has to be: whatever unpacks to more is no list of ours
        bits = zlib.decompressobj(wbits=31).decompress(packed, PLACES // 8)
    except zlib.error as error:
        raise ValueError("not a status list") from error
    if len(bits) != PLACES // 8 or not 0 <= index < PLACES:
        raise ValueError("not a status list")
    return bool(bits[index // 8] & 0x80 >> index % 8)


def sealed(salt: str, told: Mapping[str, Any]) -> str:
    """Hash what names a person together with its salt: without the salt nothing can be guessed from the hash."""
    return integrity.digest({"salt": salt, **told})


def leaf(honour: Honour, event: str, at: datetime, personal: str) -> bytes:
    """Write what the log says of one event of an entry; `personal` is the seal of what names a person."""
    return integrity.canonical(
        {
            "format": LEAF,
            "event": event,
            "at": integrity.moment(at),
            "number": honour.number,
            "kind": honour.kind,
            "award": honour.award,
            "title": honour.title,
            "what": honour.what,
            "competition": honour.competition,
            "item": honour.item,
            "awarded_on": honour.awarded_on.isoformat(),
            "issuer": honour.issuer,
            "document": honour.document,
            "supersedes": honour.supersedes,
            "synthetic": honour.synthetic,
            "personal": personal,
        }
    )


def head(log: str, size: int, root: bytes, at: datetime, restored: str = "") -> Document:
    """Write the head of the log's tree, not signed yet; `restored` tells why a log may begin anew from an earlier state."""
    told = {"format": HEAD, "log": log, "size": size, "root": root.hex(), "at": integrity.moment(at)}
    return told | ({"restored": restored} if restored else {})
