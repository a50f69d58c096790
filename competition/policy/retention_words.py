"""Kinds of records, how long they are kept and what that rests on, in words."""

from collections.abc import Mapping

from competition.foundation.texts import _, _l
from competition.policy.retention_tables import table_of

KEEPS = {
    "permanent": _l("Kept for good"),
    "years_30": _l("30 years"),
    "years_10": _l("10 years"),
    "months_6": _l("6 months"),
    "months_3": _l("3 months"),
}
KINDS = {
    "register": _l("Register of honours with its log"),
    "results": _l("Announced results and award lists, every release"),
    "plan": _l("Plan, notices and timetable of a competition"),
    "policy_tables": _l("Policy tables with their documents"),
    "given_honours": _l("Decisions of other bodies with their documents"),
    "judging_record": _l("Judging record: schemes, sheets, marks, signatures"),
    "packages": _l("Sealed packages of the archive"),
    "paper_scans": _l("Scans of paper mark sheets"),
    "hall_photos": _l("Photos of incidents in the hall"),
    "entries": _l("Entries: item, unit, name, state"),
    "person_data": _l("Personal data of entries: telephone, ID number, birth date"),
    "appeals": _l("Appeals and objections with their decisions"),
    "appeal_files": _l("Evidence handed in with appeals"),
    "payments": _l("Subsidies and prizes: decisions, payments, ledger"),
    "claim_papers": _l("Papers of hosts' and winners' claims, and invoices"),
    "person_requests": _l("Requests of people about their data"),
    "trail": _l("Audit trail"),
    "sign_ins": _l("Sessions signed in"),
    "destruction_records": _l("Destruction lists and records"),
    "integrity_reports": _l("Reports of integrity runs"),
    "cctv": _l("CCTV recordings of the venue (kept by the host, not here)"),
}
# which text a class rests on; what was not read in full says so
GROUNDS = {
    "achievement": _l(
        "Documents of honours and results are archived for good (State Archives Administration, order no. 8; text to be checked); original records of a competition are to be kept (a province's measure on skills competitions, art. 12)"
    ),
    "process": _l(
        "Working papers of a competition: archived for 10 or 30 years (State Archives Administration, order no. 8; text to be checked); no text sets a period for contest papers"
    ),
    "accounting": _l(
        "Vouchers and ledgers are kept 30 years (administration of accounting archives; text to be checked)"
    ),
    "personal": _l("No longer than the purpose needs (Personal Information Protection Law, art. 19 and 47)"),
    "traceable": _l(
        "An electronic archive counts as paper does where its whole process is recorded and traceable (Archives Law, art. 37)"
    ),
    "network_log": _l("Network logs are kept at least 6 months (Cybersecurity Law)"),
    "surveillance": _l("Recordings kept 3 months (contest rules of 2020 in Shandong, a copy without authority)"),
}


def rows(value: Mapping[str, Mapping[str, str]]) -> list[tuple[str, list[str]]]:
    """Give a table in words: the kind, how long, and what it rests on."""
    return [
        (str(KINDS[kind]), [str(KEEPS[kept.keep]), str(GROUNDS[kept.ground])]) for kind, kept in table_of(value).items()
    ]


def head() -> list[str]:
    """Name the columns of the table."""
    return [_("Kind of record"), _("Kept for"), _("Ground")]
