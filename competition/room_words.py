"""How the auditor reads every room's records: what was done, which field, what a code means."""

from collections.abc import Mapping
from typing import Any

from competition.accounts import words as accounts_words
from competition.audit import words as audit_words
from competition.directory import words as directory_words
from competition.funding import claim_words as funding_claim_words
from competition.funding import field_words as funding_field_words
from competition.funding import grant_words as funding_grant_words
from competition.funding import outlook_words as funding_outlook_words
from competition.funding import paper_words as funding_paper_words
from competition.funding import words as funding_words
from competition.home import words as home_words
from competition.honours import archive_words as honours_archive_words
from competition.honours import decision_words as honours_decision_words
from competition.honours import destruction_words as honours_destruction_words
from competition.honours import integrity_words as honours_integrity_words
from competition.honours import log_words as honours_log_words
from competition.honours import nomination_words as honours_nomination_words
from competition.honours import request_words as honours_request_words
from competition.honours import template_words as honours_template_words
from competition.honours import words as honours_words
from competition.judging import field_words as judging_field_words
from competition.judging import words as judging_words
from competition.plan import words as plan_words
from competition.policy import draft_words
from competition.registration import words as registration_words
from competition.results import appeal_words, correction_words, review_words
from competition.results import field_words as results_field_words
from competition.results import words as results_words

VERBS = (
    draft_words.VERBS,
    directory_words.VERBS,
    plan_words.VERBS,
    registration_words.VERBS,
    judging_words.VERBS,
    results_words.VERBS,
    funding_words.VERBS,
    funding_outlook_words.VERBS,
    funding_grant_words.VERBS,
    honours_words.VERBS,
    honours_archive_words.VERBS,
    honours_log_words.VERBS,
    honours_destruction_words.VERBS,
    honours_integrity_words.VERBS,
    honours_template_words.VERBS,
    home_words.VERBS,
)
# columns by their room's tables
FIELDS = {
    "policy": draft_words.FIELDS,
    "directory": directory_words.FIELDS,
    "plan": plan_words.FIELDS,
    "registration": registration_words.FIELDS,
    "judging": judging_field_words.FIELDS,
    "results": results_field_words.FIELDS,
    "funding": {**funding_field_words.FIELDS, **funding_grant_words.FIELDS},
    "honours": {
        **honours_words.FIELDS,
        **honours_archive_words.FIELDS,
        **honours_log_words.FIELDS,
        **honours_destruction_words.FIELDS,
        **honours_integrity_words.FIELDS,
        **honours_template_words.FIELDS,
    },
}
# how the codes in the trail read: columns with a fixed set of words
VALUES: tuple[Mapping[Any, Any], ...] = (
    accounts_words.ROLES,
    accounts_words.SCOPES,
    draft_words.STATES,
    directory_words.KINDS,
    directory_words.SEXES,
    plan_words.LEVELS,
    plan_words.STATES,
    plan_words.GROUPS,
    registration_words.STATES,
    judging_words.WORDS,
    results_words.STATES,
    results_words.STATUSES,
    results_words.OBJECTIONS,
    results_words.RELEASES,
    results_words.ENDINGS,
    appeal_words.KINDS,
    appeal_words.STATES,
    correction_words.STATES,
    correction_words.KINDS,
    review_words.FINDINGS,
    funding_words.CLAIMS,
    funding_claim_words.CATEGORIES,
    funding_claim_words.PAPERS,
    funding_paper_words.CHECKS,
    funding_claim_words.AIMS,
    funding_claim_words.VERDICTS,
    funding_claim_words.ADVANCES,
    funding_words.PRIZES,
    funding_words.LISTS,
    funding_words.PAYMENTS,
    funding_words.RECOVERIES,
    funding_words.MOVES,
    funding_words.MONEY,
    funding_words.SOURCES,
    funding_grant_words.GIVERS,
    honours_words.KINDS,
    honours_words.STATES,
    honours_nomination_words.KINDS,
    honours_nomination_words.STATES,
    honours_nomination_words.VERDICTS,
    honours_decision_words.STATES,
    honours_template_words.STATES,
    honours_template_words.FRAMES,
    honours_template_words.ACCENTS,
    honours_request_words.KINDS,
    honours_request_words.STATES,
    honours_destruction_words.KINDS,
    honours_destruction_words.STATES,
    honours_destruction_words.OUTCOMES,
)


def learn() -> None:
    """Let the trail's pages know every room's words."""
    for verbs in VERBS:
        audit_words.learn(verbs)
    audit_words.learn_records(home_words.RECORDS)
    for prefix, names in FIELDS.items():
        audit_words.learn_fields(prefix, names)
    for codes in VALUES:
        audit_words.learn_values(codes)
