"""Certificates made: at once for a few, in the background for many; each print is noted, and again is said to be again."""

import hashlib
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from competition.accounts import queries as accounts
from competition.accounts.models import User
from competition.foundation import bags, changes, clock, documents, spreadsheets, tasks, trail
from competition.foundation.database import transaction
from competition.foundation.errors import NotAllowed, Refused, SeenChanged
from competition.foundation.tables import Task
from competition.foundation.tasks import Claim, Kind, Made, Tell, Wanted
from competition.foundation.texts import _, _l
from competition.foundation.trail import Act
from competition.honours import access, certificates, issued, queries, template_words, templates
from competition.honours.models import CertificatePrint, HonourEntry
from competition.honours.templates import CHINESE, Paper
from competition.plan import queries as plan
from competition.plan.models import Competition

KIND, VERB = "honours.certificates", "honours.certificate_printed"
MOST_AT_ONCE, MOST_IN_BATCH = 300, 2000
# one file for the printer, or one for each certificate
ONE, EACH = "one", "each"
# of a file's name: what some system cannot write
_ODD = re.compile(r'[\\/:*?"<>|%\x00-\x1f]+')
COLUMNS = ("登记编号", "姓名", "文件", "SHA-256")


def print_certificate(entry: HonourEntry, by: User, at: datetime, language: str = CHINESE) -> bytes:
    """Make an entry's certificate as PDF and keep that it was printed."""
    return _print([entry], by, at, language)


def print_certificates(of: Sequence[HonourEntry], by: User, at: datetime, language: str = CHINESE) -> bytes:
    """Make the certificates of several entries as one PDF, a page each, and keep that they were printed."""
    if not of:
        raise Refused(_l("There is no standing entry to print."))
    if len(of) > MOST_AT_ONCE:
        raise Refused(_l("These are too many certificates to wait for. Let a batch be made of them."))
    return _print(of, by, at, language)


def _print(of: Sequence[HonourEntry], by: User, at: datetime, language: str) -> bytes:
    paper = _paper(of, at, language)
    # setting takes time and keeps nobody waiting: the write lock is taken only to note it
    content = certificates.pdf(of, paper, at)
    _note(of, dict.fromkeys((one.id for one in of), _hash(content)), paper, by, at)
    return content


def _paper(of: Sequence[HonourEntry], at: datetime, language: str) -> Paper:
    for entry in of:
        entry.must_stand()
        entry.must_be_ours()
    return templates.paper([one.id for one in of], at, language)


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _note(of: Sequence[HonourEntry], made: Mapping[int, str], paper: Paper, by: User, at: datetime) -> None:
    """Keep that certificates were printed, each with its hash, an act of the trail for each; many are two statements."""
    ids = [one.id for one in of]
    with transaction() as session:
        list(session.scalars(sa.select(HonourEntry).where(HonourEntry.id.in_(ids)).with_for_update()))
        if queries.printed(ids, paper.language) != paper.reprinted:
            raise SeenChanged(_l("Somebody printed one of these certificates at the same moment. Try again."))
        for entry in of:
            entry.must_stand()
        rows = [_row(entry_id, made[entry_id], paper, by, at) for entry_id in ids]
        new = sa.insert(CertificatePrint).returning(CertificatePrint.id, sort_by_parameter_order=True)
        acts = []
        for entry, row, number in zip(of, rows, session.scalars(new, rows), strict=True):
            told = {"id": number, **{name: changes.plain(value) for name, value in row.items()}}
            acts.append(
                Act(at, by, VERB, changes.label(entry), after={f"{CertificatePrint.__tablename__}#{number}": told})
            )
        trail.record_many(acts)


def _row(entry_id: int, sha256: str, paper: Paper, by: User, at: datetime) -> dict[str, Any]:
    return {
        "entry_id": entry_id,
        "printed_at": at,
        "printed_by_id": by.id,
        "reprint": entry_id in paper.reprinted,
        "language": paper.language,
        "template_id": paper.versions[entry_id],
        "sha256": sha256,
    }


# --- many, in the background ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Batch:
    """What is to be made of a competition: of all or of one item, in which language and form, all or only what is new."""

    item: int = 0
    language: str = CHINESE
    form: str = ONE
    only_new: bool = False


def chosen(competition: Competition, batch: Batch) -> list[HonourEntry]:
    """Give the standing entries a batch is made of; refused where there are none or too many."""
    found = queries.to_print(competition.id, batch.item)
    if not found:
        raise Refused(_l("There is no standing entry to print."))
    if batch.only_new:
        before = queries.printed([one.id for one in found], batch.language)
        found = [one for one in found if one.id not in before]
        if not found:
            raise Refused(_l("All of these certificates were made before. Leave the tick away to make them again."))
    if len(found) > MOST_IN_BATCH:
        raise Refused(_("More than %(most)s certificates at once are too many. Choose an item.", most=MOST_IN_BATCH))
    return found


def ask_certificates(
    competition: Competition, batch: Batch, language: str, present: datetime, *, by: User, at: datetime
) -> Task:
    """Put down that a batch of certificates is to be made; `language` is that of the page it was asked on."""
    with transaction():
        count = len(chosen(competition, batch))
        title = f"{competition.name} · {template_words.LANGUAGES[batch.language]} · {count}"
        about = {"competition": competition.id, **asdict(batch)}
        made = tasks.put(Wanted(KIND, about, title[:300], language), by.id, at, present)
        trail.record(by, "honours.certificates_asked", competition, at, {"task": made.id, "certificates": count})
    return made


def make_certificates(of: Claim, tell: Tell) -> Made:
    """Make a batch for whoever asked, if they still may."""
    told = dict(of.about)
    by, competition = accounts.user(of.by_id), plan.competition(int(told.pop("competition")))
    if by is None or competition is None or not by.active or not access.may_manage(by, competition):
        raise NotAllowed(_("Your part does not reach this competition any more."))
    batch = Batch(**told)
    content = print_batch(chosen(competition, batch), batch, by, clock.now(), tell)
    name = _ODD.sub("-", f"{competition.name}-{'certificates' if batch.language != CHINESE else '证书'}")
    if batch.form == EACH:
        return Made(f"{name}.zip", bags.MEDIA_TYPE, content)
    return Made(f"{name}.pdf", documents.MEDIA_TYPE, content)


CERTIFICATES = Kind(KIND, _l("Certificates"), make_certificates)


def print_batch(of: Sequence[HonourEntry], batch: Batch, by: User, at: datetime, tell: Tell) -> bytes:
    """Make certificates as one file or one each in a zip, tell how far it is, and keep that they were printed."""
    paper = _paper(of, at, batch.language)
    proofs = issued.bundles(of, at)
    if batch.form == EACH:
        files = {}
        for done, one in enumerate(of):
            tell(done, len(of))
            files[one.id] = certificates.pdf([one], paper, at, proofs, apart=True)
        content, made = _zipped(of, files, at), {key: _hash(file) for key, file in files.items()}
    else:
        tell(0, 2)
        content = certificates.pdf(of, paper, at, proofs, apart=True)
        made = dict.fromkeys((one.id for one in of), _hash(content))
    # who has stopped it meanwhile has no certificate, and none is noted
    tell(len(of), len(of))
    _note(of, made, paper, by, at)
    return content


def _zipped(of: Sequence[HonourEntry], files: Mapping[int, bytes], at: datetime) -> bytes:
    names = {one.id: f"{one.number}-{_ODD.sub('-', one.name_as_was)[:60]}.pdf" for one in of}
    listed = [(one.number, one.name_as_was, names[one.id], _hash(files[one.id])) for one in of]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bag:
        bags.put(bag, "certificates.csv", spreadsheets.csv_bytes(COLUMNS, listed), at)
        for one in of:
            bags.put(bag, names[one.id], files[one.id], at)
    return out.getvalue()
