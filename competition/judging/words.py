"""The words for judging's codes, the same on every page."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from competition.foundation.texts import _, _l
from competition.judging import pool_words, rules, scheme_words, signature_words
from competition.judging.conflict_rules import HARD, Reason
from competition.judging.hall_models import NoteKind
from competition.judging.imports import Finding, SchemeFault, SchemeNote
from competition.judging.kinds import TreeFault
from competition.judging.layers import LayerKind, Preset
from competition.judging.layers import Step as LayerStep
from competition.judging.paper import PaperState, page_code
from competition.judging.queries import Block, BlockKind
from competition.judging.revisions import Touch
from competition.judging.rules import (
    AspectKind,
    MarkFault,
    Presence,
    SchemeState,
    Seat,
    SheetState,
    plain,
)

WORDS: dict[StrEnum, str] = {
    **pool_words.WORDS,
    **signature_words.WORDS,
    Seat.CHIEF: _l("Chief judge"),
    Seat.SCORING: _l("Scoring judge"),
    Seat.RESERVE: _l("Reserve judge"),
    AspectKind.MEASUREMENT: _l("Measurement"),
    AspectKind.DEDUCTION: _l("Deduction by deviation"),
    AspectKind.CHOICE: _l("Choice of labels"),
    AspectKind.ERRORS: _l("Deduction per error"),
    AspectKind.READING: _l("Instrument reading"),
    AspectKind.JUDGEMENT: _l("Judgement"),
    AspectKind.PANEL: _l("Panel points"),
    AspectKind.GIVEN: _l("Given figure"),
    AspectKind.PENALTY: _l("Penalty"),
    SchemeState.DRAFT: _l("Draft"),
    SchemeState.LOCKED: _l("Locked"),
    SchemeState.SUPERSEDED: _l("Superseded"),
    Reason.EMPLOYER: _l("Same employer"),
    Reason.SCHOOL: _l("Same school"),
    Reason.COACH: _l("Coach of the competitor"),
    Reason.TRAINEE: _l("Own trainee (declared)"),
    Reason.RELATIVE: _l("Relative or close relation (declared)"),
    Reason.FORMER: _l("Worked or taught there in the last three years (declared)"),
    Reason.OTHER: _l("Other relation (declared)"),
    LayerKind.LOT: _l("Lot number"),
    LayerKind.WORKSTATION: _l("Workstation"),
    LayerKind.RESULT: _l("Result number"),
    Preset.NONE: _l("No layer: judges see the competitor numbers"),
    Preset.ONE: _l("One layer: competitor number → result number"),
    Preset.THREE: _l("Three layers: competitor number → lot → workstation → result number"),
    LayerStep.COMMITTED: _l("Committed, to be drawn"),
    LayerStep.DRAWN: _l("Drawn and kept"),
    LayerStep.DECODED: _l("Decoded"),
    Touch.KEPT: _l("Marks stay valid"),
    Touch.VOID: _l("Marks become void"),
    Touch.GONE: _l("Taken out, marks void"),
    Touch.NEW: _l("New, to be marked"),
    SheetState.OPEN: _l("Being marked"),
    SheetState.SUBMITTED: _l("Submitted"),
    SheetState.CHECKED: _l("Checked"),
    SheetState.CLOSED: _l("Closed"),
    Presence.PRESENT: _l("Present"),
    Presence.ABSENT: _l("Absent"),
    Presence.WITHDRAWN: _l("Withdrew"),
    Presence.DISQUALIFIED: _l("Disqualified"),
    NoteKind.TIME_BONUS: _l("Extra time"),
    NoteKind.EQUIPMENT: _l("Fault of the equipment"),
    NoteKind.INCIDENT: _l("Incident"),
    PaperState.ENTERED: _l("Entered once"),
    PaperState.DIFFERENT: _l("The two entries differ"),
    PaperState.WAITING: _l("Waits for the chief judge"),
    PaperState.KEPT: _l("Confirmed twice, in the record"),
    PaperState.DROPPED: _l("Dropped"),
    MarkFault.NOT_A_SCORE: _l("A judgement is 0, 1, 2 or 3."),
    MarkFault.OUT_OF_RANGE: _l("A mark lies between 0 and the maximum of its aspect."),
    MarkFault.TOO_FINE: _l("A mark has at most two decimals."),
    MarkFault.NOT_FULL_OR_ZERO: _l("This measurement is full or zero; nothing between."),
    MarkFault.NOT_A_CHOICE: _l("This is none of the labels."),
    MarkFault.NOT_A_COUNT: _l("A number of errors is a whole number from 0."),
    MarkFault.NOT_A_STEP: _l("These points lie between two steps of the scale."),
}

TONES: dict[StrEnum, str] = {
    **pool_words.TONES,
    **signature_words.TONES,
    **{reason: "bad" if reason in HARD else "warn" for reason in Reason},
    SchemeState.DRAFT: "warn",
    SchemeState.LOCKED: "good",
    SchemeState.SUPERSEDED: "neutral",
    LayerStep.COMMITTED: "neutral",
    LayerStep.DRAWN: "progress",
    LayerStep.DECODED: "good",
    Touch.KEPT: "good",
    Touch.VOID: "bad",
    Touch.GONE: "bad",
    Touch.NEW: "warn",
    PaperState.ENTERED: "progress",
    PaperState.DIFFERENT: "warn",
    PaperState.WAITING: "warn",
    PaperState.KEPT: "good",
    SheetState.OPEN: "neutral",
    SheetState.SUBMITTED: "progress",
    SheetState.CHECKED: "good",
    SheetState.CLOSED: "good",
    Presence.PRESENT: "good",
    Presence.ABSENT: "warn",
    Presence.WITHDRAWN: "warn",
    Presence.DISQUALIFIED: "bad",
}

_FAULTS: dict[StrEnum, tuple[str, str]] = {
    SchemeFault.NO_SCHEME_SHEET: (
        _l("The workbook has no sheet named “CIS Marking Scheme Import”."),
        _l("Start from the example scheme, or export the scheme from CIS again."),
    ),
    SchemeFault.NO_CRITERIA: (
        _l("The block of criteria, or the heading row of a criterion, is missing."),
        _l("Keep the row “ID | Name” of the criteria and the row “Sub Criterion ID … Criterion A” above the aspects."),
    ),
    SchemeFault.NOT_A_NUMBER: (_l("A mark is not a number."), _l("Write a figure such as 0.50.")),
    SchemeFault.NOT_EXACT: (_l("A mark has more than four decimals."), _l("Round it to at most four decimals.")),
    SchemeFault.NOT_POSITIVE: (_l("The maximum mark of an aspect must be above zero."), _l("Write its maximum mark.")),
    SchemeFault.DAY: (_l("The day of marking is not a whole number from 1."), _l("Write 1, 2, 3 …")),
    SchemeFault.KIND: (
        _l("The type of the aspect is neither M nor J."),
        _l("Write M for measurement, J for judgement."),
    ),
    SchemeFault.NO_DESCRIPTION: (_l("The aspect has no description."), _l("Say what is measured or judged.")),
    SchemeFault.OUTSIDE: (
        _l("The aspect stands under no sub-criterion."),
        _l("Put a row with the sub-criterion's code and name above it."),
    ),
    SchemeFault.CODE: (
        _l("The code of the sub-criterion does not begin with its criterion's letter and end in a number."),
        _l("Write it like the one expected."),
    ),
    SchemeFault.CODE_TWICE: (_l("This code is used twice."), _l("Give each its own code.")),
    SchemeFault.NO_ASPECTS: (_l("There is no aspect below it."), _l("Add its aspects, or take it out.")),
    SchemeFault.UNKNOWN_CRITERION: (
        _l("This criterion is not in the block of criteria."),
        _l("Add its letter and name to the block."),
    ),
    SchemeFault.UNKNOWN_SECTION: (
        _l("This section is not among the sections of the standard."),
        _l("Use the number of a section listed at the top."),
    ),
    SchemeFault.SCORE: (
        _l("A benchmark must follow a judgement and be for 0, 1, 2 or 3."),
        _l("Put the four rows 0 to 3 right below the judgement."),
    ),
    SchemeFault.SCORE_TWICE: (
        _l("This judgement has two benchmarks for the same score."),
        _l("Keep one of each, 0 to 3."),
    ),
    SchemeFault.NOT_UNDERSTOOD: (_l("This row could not be understood."), _l("Compare it with the example scheme.")),
    SchemeFault.TOTAL: (_l("The aspects do not come to 100."), _l("Mend the maximum marks until they do.")),
    TreeFault.UNREADABLE: (_l("This cannot be read as a scheme."), _l("Compare it with a ready scheme.")),
    TreeFault.NO_CRITERION: (_l("The scheme has no criterion."), _l("Add the first criterion.")),
    TreeFault.LETTER: (
        _l("A criterion is named by one letter, or two signs at most."),
        _l("Write it like the one expected."),
    ),
    TreeFault.NO_FORM: (_l("The criterion has no form."), _l("Add a form, or take the criterion out.")),
    TreeFault.FORM_CODE: (
        _l("The code of a form has 1 to 8 letters and figures."),
        _l("Write it like the one expected."),
    ),
    TreeFault.TWICE: (_l("This code is used twice."), _l("Give each its own code.")),
    TreeFault.EMPTY_FORM: (_l("The form has no aspect."), _l("Add its aspects, or take it out.")),
    TreeFault.NO_TEXT: (_l("The aspect has no description."), _l("Say what is measured or judged.")),
    TreeFault.MAXIMUM: (_l("The maximum mark of an aspect must be above zero."), _l("Write its maximum mark.")),
    TreeFault.NEEDS: (_l("The aspect lacks what its kind needs."), _l("Fill in the fields of its kind.")),
    TreeFault.NOT_ABOVE_ZERO: (
        _l("A step, a unit or a deduction is not above zero."),
        _l("Write a figure above zero."),
    ),
    TreeFault.BANDS: (
        _l("Bands must widen, and none may give more than the maximum."),
        _l("Begin with the narrowest band."),
    ),
    TreeFault.PANEL: (
        _l("This panel cannot mark: it needs judges, points above zero, and marks left after dropping."),
        _l("Mend the panel's figures."),
    ),
    TreeFault.WHICH_DAY: (_l("The day of marking is not a whole number from 1."), _l("Write 1, 2, 3 …")),
    TreeFault.SECTION: (
        _l("This section is not among the sections of the standard."),
        _l("Use the number of a section listed at the top."),
    ),
    TreeFault.REPEATED: (
        _l("An aspect done several times does not say how often."),
        _l("Write from 2 to 50 times, or leave it empty where it is done once."),
    ),
    TreeFault.MEMBERS: (
        _l("The scheme marks a team's members one by one and does not say how many there are."),
        _l("Write from 2 to 20 members, as many as an entry has."),
    ),
    TreeFault.ONCE: (
        _l("What is marked once for the whole team does not fit how the team is marked."),
        _l(
            "Let the team have its members' sum or mean and mark at least one aspect of each member; or mark the team as"
            " one and no aspect “once for the whole team”."
        ),
    ),
    TreeFault.STAGES: (
        _l("A stage that adds an earlier one is recounted from files only."),
        _l("Take the stages out and let an item follow an earlier one: its page “Stage” carries the total over."),
    ),
    TreeFault.PART: (_l("Every criterion stands in exactly one part."), ""),
    TreeFault.WEIGHTS: (_l("The weights of the parts do not come to 100."), ""),
    TreeFault.TIE: (_l("The tie chain names neither a criterion nor a part."), ""),
    TreeFault.ROUNDING: (
        _l("The scheme does not say where it rounds, so totals might never end."),
        _l("Round each aspect or the total."),
    ),
    TreeFault.WHOLE: (_l("The aspects do not come to 100."), _l("Mend the maximum marks until they do.")),
    SchemeNote.STALE_TOTAL: (_l("A total in the file is out of date; the recomputed one counts."), ""),
    SchemeNote.VARIATION: (_l("The sections differ from the standard by more than 5 marks."), ""),
    SchemeNote.NO_BENCHMARK: (_l("A judgement lacks the text of these scores."), ""),
    SchemeNote.NO_SECTION: (_l("The aspect names no section of the standard."), ""),
}

_BLOCKS: dict[BlockKind, tuple[str, str]] = {
    BlockKind.NO_SCHEME: (_l("No locked scheme"), _l("Read a marking scheme in and lock it.")),
    BlockKind.NO_SHEETS: (_l("No sheets"), _l("Open the sheets.")),
    BlockKind.NO_NUMBER: (_l("Numbers not drawn"), _l("Draw the competitors' numbers first.")),
    BlockKind.COMMITMENT: (_l("Commitment not signed"), _l("Each judge signs it under My appointments.")),
    BlockKind.PRESENCE: (_l("Presence undecided"), _l("The chief judge says whether they took part.")),
    BlockKind.SHEET_MISSING: (_l("Sheet missing"), _l("Open the sheets again; this competitor came later.")),
    BlockKind.NOT_SUBMITTED: (_l("Sheet not submitted"), _l("Its judge completes and submits it.")),
    BlockKind.NOT_CHECKED: (_l("Sheet not checked"), _l("Another person of the team checks it.")),
    BlockKind.CONFLICT: (
        _l("Judge of the competitor's own unit"),
        _l("Hand the sheet back and give it to the reserve."),
    ),
    BlockKind.MARK_MISSING: (_l("Mark missing"), _l("Hand the sheet back; a missing mark is not a zero.")),
    BlockKind.COEFFICIENT: (_l("Coefficient missing"), _l("Enter the competitor's coefficient for this aspect.")),
    BlockKind.OUT_OF_RANGE: (_l("Mark outside its range"), _l("Hand the sheet back to its judge.")),
    BlockKind.SPREAD: (
        _l("Judges too far apart"),
        _l("Discuss, then hand the sheets back with the reason so that they are marked again."),
    ),
    BlockKind.NOT_SIGNED: (_l("Not signed by its judge"), _l("The judge signs on the tablet, under “My mark sheets”.")),
    BlockKind.NOT_SIGNED_BY_CHIEF: (
        _l("Not signed by the chief judge"),
        _l("The chief judge signs and locks the form."),
    ),
    BlockKind.THEORY: (_l("Theory mark missing"), _l("Enter it, or say that the competitor did not take part.")),
}


def word(code: StrEnum | None) -> str:
    """Say a code in words; nothing said yet is a dash."""
    return "—" if code is None else str(WORDS[code])


def tone(code: StrEnum | None) -> str:
    """Say how a code's badge looks."""
    return TONES.get(code, "neutral") if code is not None else "neutral"


def block_title(kind: BlockKind) -> str:
    """Name what stands in the way of closing."""
    return str(_BLOCKS[kind][0])


def block_remedy(kind: BlockKind) -> str:
    """Say what to do about it."""
    return str(_BLOCKS[kind][1])


def block_text(block: Block) -> str:
    """Name the very thing that stands in the way."""
    parts = [block.code, _("competitor %(number)s", number=number(block.number)) if block.number else "", block.judge]
    if block.scores:
        parts.append(_("scores %(scores)s", scores=", ".join(str(score) for score in block.scores)))
    return " · ".join(part for part in parts if part)


def finding_message(finding: Finding) -> str:
    """Say what is wrong, or worth a look, in a workbook."""
    return str(_FAULTS[finding.kind][0])


def finding_remedy(finding: Finding) -> str:
    """Say what to do about it."""
    remedy = str(_FAULTS[finding.kind][1])
    told = _("Expected: %(value)s", value=finding.expected) if finding.expected else ""
    return " ".join(part for part in (remedy, told) if part)


def number(value: int | None) -> str:
    """Write a competitor's number with two figures at least."""
    return "—" if value is None else f"{value:02d}"


def commitment() -> str:
    """Give the text of the judge's commitment."""
    return _(
        "I judge by the marking scheme and by nothing else. I step back from whomever I am related to and declare it "
        "now. I tell nobody a mark before it is announced, and I accept no gift from anybody who competes."
    )


def globals_() -> dict[str, Callable[..., Any]]:
    """Name what templates use, each with the room's name in front."""
    return {
        "judging_word": word,
        "judging_tone": tone,
        "judging_number": number,
        "judging_duration": rules.duration,
        "judging_plain": plain,
        "judging_rounding": scheme_words.rounding,
        "judging_usual": scheme_words.usual_points,
        "judging_less": scheme_words.less,
        "judging_how": scheme_words.how,
        "judging_which": scheme_words.which,
        "judging_team": scheme_words.team,
        "judging_member": scheme_words.member,
        "judging_needs": scheme_words.needs,
        "judging_given": scheme_words.given,
        "judging_most": scheme_words.most,
        "judging_page_code": lambda sheet: page_code(sheet.id, sheet.judge_id, sheet.sub_criterion_id),
        "judging_presence": lambda code: word(Presence(code)),
        "judging_block_title": block_title,
        "judging_block_remedy": block_remedy,
        "judging_block_text": block_text,
        "judging_finding": finding_message,
        "judging_remedy": finding_remedy,
    }


VERBS = {
    **pool_words.VERBS,
    **signature_words.VERBS,
    "judging.relation_declared": _l("Relation declared"),
    "judging.commitment_signed": _l("Commitment signed"),
    "judging.roster_set": _l("Roster set"),
    "judging.layers_chosen": _l("Blind layers chosen"),
    "judging.layer_drawn": _l("Blind layer drawn"),
    "judging.keeper_replaced": _l("Code keeper replaced"),
    "judging.layer_opened": _l("Blind layer looked at by its keeper"),
    "judging.decoding_confirmed": _l("Decoding confirmed"),
    "judging.layer_decoded": _l("Blind layer decoded"),
    "judging.judge_named": _l("Judge named"),
    "judging.judge_ended": _l("Judge released"),
    "judging.scheme_stored": _l("Marking scheme read in"),
    "judging.scheme_edited": _l("Marking scheme edited"),
    "judging.scheme_locked": _l("Marking scheme locked"),
    "judging.scheme_replaced": _l("Marking scheme replaced, marks kept"),
    "judging.coefficients_said": _l("Coefficients entered"),
    "judging.partial_allowed": _l("Partial marks allowed"),
    "judging.sheets_opened": _l("Mark sheets opened"),
    "judging.penalty_reason_said": _l("Reason of a penalty said"),
    "judging.marks_saved": _l("Marks saved"),
    "judging.marks_differ": _l("Two devices gave different marks"),
    "judging.marks_settled": _l("Decided between two marks"),
    "judging.sheet_submitted": _l("Mark sheet submitted"),
    "judging.sheet_entered_again": _l("Mark sheet entered again unseen"),
    "judging.sheet_checked": _l("Mark sheet checked"),
    "judging.sheet_handed_back": _l("Mark sheet handed back"),
    "judging.sheet_given_to_reserve": _l("Mark sheet given to the reserve"),
    "judging.note_written": _l("Noted at the benches"),
    "judging.judge_replaced": _l("Judge's open sheets given to the reserve"),
    "judging.pairing_offered": _l("Pairing of a tablet offered"),
    "judging.tablet_paired": _l("Tablet paired"),
    "judging.pairing_ended": _l("Pairing of a tablet ended"),
    "judging.discussion_written": _l("Panel's discussion written down"),
    "judging.calibration_made": _l("Sample work laid out"),
    "judging.calibration_marked": _l("Sample work marked"),
    "judging.calibration_revealed": _l("Scores of a sample work shown"),
    "judging.calibration_withdrawn": _l("Sample work taken away"),
    "judging.paper_entered": _l("Paper sheet entered"),
    "judging.paper_confirmed": _l("Paper sheet entered a second time"),
    "judging.paper_decided": _l("Decided by the paper where two entries differ"),
    "judging.paper_waits": _l("Paper waits for the chief judge, as a tablet was begun"),
    "judging.paper_counts": _l("Chief judge lets the paper count"),
    "judging.paper_dropped": _l("Paper entry dropped"),
    "judging.paper_kept": _l("Marks taken from paper"),
    "judging.presence_said": _l("Presence said"),
    "judging.theory_entered": _l("Theory marks entered"),
    "judging.sub_criterion_closed": _l("Sub-criterion closed"),
    "judging.item_closed": _l("Judging of an item closed"),
}
