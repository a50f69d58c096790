"""Nomination lists in words: where they stand, every condition of a proposal, and the papers."""

from collections.abc import Mapping, Sequence
from typing import Any

from competition.directory import words as directory_words
from competition.foundation import formats
from competition.foundation.texts import _, _l
from competition.foundation.working import Step
from competition.honours.nomination_models import Nominee
from competition.honours.title_rules import ListKind, ListState, Verdict, is_met
from competition.plan import words as plan_words
from competition.policy import words as policy_words
from competition.results import words as results_words

KINDS = {
    ListKind.TITLE: _l("Technical Expert of Zibo: list of nominees"),
    ListKind.LEVEL: _l("Promotion to a higher skill level: list of nominees"),
}
SHORT = {ListKind.TITLE: _l("Technical Expert of Zibo"), ListKind.LEVEL: _l("Promotion of the skill level")}
STATES = {
    ListState.ON_REVIEW: ("warn", _l("On review")),
    ListState.ON_NOTICE: ("progress", _l("On public notice")),
    ListState.ENTERED: ("good", _l("Registered")),
    ListState.DROPPED: ("neutral", _l("Given up")),
}
VERDICTS = {
    Verdict.OPEN: ("warn", _l("To be reviewed")),
    Verdict.KEPT: ("good", _l("Kept")),
    Verdict.STRUCK: ("bad", _l("Struck")),
    Verdict.NOT_PROPOSED: ("neutral", _l("Not proposed")),
}
LIFE = (ListState.ON_REVIEW, ListState.ON_NOTICE, ListState.ENTERED)
PAPERS = {
    "founding_document": _l("Document that set up the competition (stamped)"),
    "results_document": _l("Document that announces the winners (stamped)"),
    "application_form": _l("Application form (stamped)"),
    "summary_list": _l("Summary list (stamped)"),
    "award_certificate": _l("Copy of the certificate of the award"),
    "level_held": _l("Copy of the certificate of the present skill level"),
    "id_card": _l("Copy of the identity card"),
}
STEPS = {
    "title_place": _l("%(level)s, field of %(field)s: place %(place)s is within the first %(to_place)s"),
    "title_place_not": _l("%(level)s, field of %(field)s: place %(place)s is beyond place %(to_place)s"),
    "title_award": _l("%(level)s: %(award)s, as asked for"),
    "title_award_not": _l("%(level)s: %(wanted)s is asked for, not %(award)s"),
    "title_level_not": _l("%(level)s: the table has no row for this level, team and size of field"),
    "title_group": _l("%(group)s may have the title"),
    "title_group_not": _l("%(group)s are not given the title"),
    "title_age": _l("aged %(age)s, at least %(youngest)s"),
    "title_age_not": _l("aged %(age)s, below %(youngest)s"),
    "title_age_unknown_not": _l("no birth date is known; at least %(youngest)s years are asked for"),
    "title_passed": _l("theory and practice both passed with %(pass_mark)s"),
    "title_passed_not": _l("theory or practice below %(pass_mark)s"),
    "title_held": _l("title not held before"),
    "title_held_not": _l("holds already: %(titles)s"),
    "title_twice_not": _l("proposed already in another item of this list"),
    "level_place": _l("%(level)s: place %(place)s is within the first %(to_place)s"),
    "level_share": _l("%(level)s: place %(place)s of %(field)s is within the upper %(to_share)s%%"),
    "level_award": _l("%(level)s: %(award)s"),
    "level_row_not": _l("%(level)s: the table has no row for place %(place)s of %(field)s"),
    "level_higher": _l("from %(skill_level)s to %(gives)s"),
    "level_higher_not": _l("holds %(skill_level)s already; the table gives %(gives)s"),
}


def step(data: Mapping[str, Any]) -> str:
    """Word one condition with what was found."""
    said = STEPS[data["code"]]
    titles = [str(policy_words.CODES.get(code, code)) for code in str(data.get("titles", "")).split()]
    named = {
        "award": results_words.award(data["award"]) if data.get("award") else _("no award"),
        "wanted": results_words.award(data["wanted"]) if data.get("wanted") else "",
        "level": plan_words.LEVELS.get(data.get("level", ""), ""),
        "group": plan_words.GROUPS.get(data.get("group", ""), ""),
        "titles": ("、" if formats.is_chinese() else ", ").join(titles),
        "skill_level": directory_words.level(data.get("skill_level", "")) or _("no skill level"),
        "gives": directory_words.level(data.get("gives", "")),
    }
    return str(said) % {**data, **named}


def conditions(of: Nominee) -> list[tuple[bool, str]]:
    """Give every condition of a proposal: whether it is met, and in words."""
    return [(is_met(Step(data["code"])), step(data)) for data in of.ground["steps"]]


def why_not(of: Nominee) -> str:
    """Say which conditions are not met."""
    return "；".join(said for met, said in conditions(of) if not met)


def lifted(of: Nominee) -> str:
    """Say from which skill level to which."""
    held = directory_words.level(of.level_from) or _("no skill level")
    return f"{held} → {directory_words.level(of.level_to)}"


def life(state: ListState) -> list[tuple[str, str]]:
    """Give the steps of a list's life for the page."""
    if state is ListState.DROPPED:
        return [(str(STATES[LIFE[0]][1]), "done"), (str(STATES[state][1]), "ended")]
    now = LIFE.index(state)
    kinds = ["done" if n < now or state is ListState.ENTERED else "now" if n == now else "" for n in range(len(LIFE))]
    return [(str(STATES[each][1]), kind) for each, kind in zip(LIFE, kinds, strict=True)]


def papers(codes: Sequence[str]) -> str:
    """Name the papers that were seen."""
    return "、".join(str(PAPERS[code]) for code in codes)


VERBS = {
    "honours.list_proposed": _l("List of nominees proposed"),
    "honours.nominee_kept": _l("Nominee kept on the list"),
    "honours.nominee_struck": _l("Nominee struck from the list"),
    "honours.list_on_notice": _l("List of nominees put on public notice"),
    "honours.list_taken_back": _l("List of nominees taken back to review"),
    "honours.list_dropped": _l("List of nominees dropped"),
    "honours.list_entered": _l("List of nominees entered"),
    "honours.level_certificate_noted": _l("Certificate of a skill level noted"),
    "honours.level_certificate_corrected": _l("Certificate of a skill level corrected"),
    "honours.list_objection_received": _l("Objection to a list of nominees received"),
    "honours.list_objection_answered": _l("Objection to a list of nominees answered"),
}
FIELDS: Mapping[str, str] = {
    "nomination_lists.kind": _l("Kind of list"),
    "nomination_lists.number": _l("Number of the list"),
    "basis": _l("Policy value it rests on"),
    "proposed_at": _l("Proposed at"),
    "proposed_by_id": _l("Proposed by"),
    "notice_starts_on": _l("Notice from"),
    "notice_started_at": _l("Notice begun at"),
    "notice_ends_on": _l("Notice until"),
    "ended_by_id": _l("Ended by"),
    "list_id": _l("List of nominees"),
    "place": _l("Place"),
    "level_from": _l("Skill level held"),
    "level_to": _l("Skill level given"),
    "verdict": _l("Decision"),
    "papers": _l("Papers seen"),
    "nominees.entry_id": _l("Entry of the register"),
    "level_certificate": _l("Number of the skill level's certificate"),
    "receipt": _l("Receipt"),
    "contact": _l("Telephone or address"),
    "text": _l("Objection"),
    "answer": _l("Answer"),
    "received_at": _l("Received at"),
    "answered_at": _l("Answered at"),
    "answered_by_id": _l("Answered by"),
}
