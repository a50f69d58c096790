"""The words for judging's codes, the same on every page."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from competition.foundation.texts import _, _l
from competition.foundation.words import Codes
from competition.judging import finding_words, pool_words, rules, scheme_words, signature_words
from competition.judging.conflict_rules import HARD, Reason
from competition.judging.hall_models import NoteKind
from competition.judging.layers import LayerKind, Preset
from competition.judging.layers import Step as LayerStep
from competition.judging.paper import PaperState, page_code
from competition.judging.queries import Block, BlockKind
from competition.judging.reentry_models import ReentryState
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

WORDS: Codes[str] = Codes(
    pool_words.WORDS,
    signature_words.WORDS,
    {
        Seat.CHIEF: _l("Chief judge"),
        Seat.SCORING: _l("Scoring judge"),
        Seat.RESERVE: _l("Reserve judge"),
    },
    {
        AspectKind.MEASUREMENT: _l("Measurement"),
        AspectKind.DEDUCTION: _l("Deduction by deviation"),
        AspectKind.CHOICE: _l("Choice of labels"),
        AspectKind.ERRORS: _l("Deduction per error"),
        AspectKind.READING: _l("Instrument reading"),
        AspectKind.JUDGEMENT: _l("Judgement"),
        AspectKind.PANEL: _l("Panel points"),
        AspectKind.GIVEN: _l("Given figure"),
        AspectKind.PENALTY: _l("Penalty"),
    },
    {
        SchemeState.DRAFT: _l("Draft"),
        SchemeState.LOCKED: _l("Locked"),
        SchemeState.SUPERSEDED: _l("Superseded"),
    },
    {
        Reason.EMPLOYER: _l("Same employer"),
        Reason.SCHOOL: _l("Same school"),
        Reason.COACH: _l("Coach of the competitor"),
        Reason.TRAINEE: _l("Own trainee (declared)"),
        Reason.RELATIVE: _l("Relative or close relation (declared)"),
        Reason.FORMER: _l("Worked or taught there in the last three years (declared)"),
        Reason.OTHER: _l("Other relation (declared)"),
    },
    {
        LayerKind.LOT: _l("Lot number"),
        LayerKind.WORKSTATION: _l("Workstation"),
        LayerKind.RESULT: _l("Result number"),
    },
    {
        Preset.NONE: _l("No layer: judges see the competitor numbers"),
        Preset.ONE: _l("One layer: competitor number → result number"),
        Preset.THREE: _l("Three layers: competitor number → lot → workstation → result number"),
    },
    {
        LayerStep.COMMITTED: _l("Committed, to be drawn"),
        LayerStep.DRAWN: _l("Drawn and kept"),
        LayerStep.DECODED: _l("Decoded"),
    },
    {
        Touch.KEPT: _l("Marks stay valid"),
        Touch.VOID: _l("Marks become void"),
        Touch.GONE: _l("Taken out, marks void"),
        Touch.NEW: _l("New, to be marked"),
    },
    {
        SheetState.OPEN: _l("Being marked"),
        SheetState.SUBMITTED: _l("Submitted"),
        SheetState.CHECKED: _l("Checked"),
        SheetState.CLOSED: _l("Closed"),
    },
    {
        Presence.PRESENT: _l("Present"),
        Presence.ABSENT: _l("Absent"),
        Presence.WITHDRAWN: _l("Withdrew"),
        Presence.DISQUALIFIED: _l("Disqualified"),
    },
    {
        NoteKind.TIME_BONUS: _l("Extra time"),
        NoteKind.EQUIPMENT: _l("Fault of the equipment"),
        NoteKind.INCIDENT: _l("Incident"),
        NoteKind.EVIDENCE: _l("Kept as evidence"),
    },
    {
        PaperState.ENTERED: _l("Entered once"),
        PaperState.DIFFERENT: _l("The two entries differ"),
        PaperState.WAITING: _l("Waits for the chief judge"),
        PaperState.KEPT: _l("Confirmed twice, in the record"),
        PaperState.DROPPED: _l("Dropped"),
    },
    {
        ReentryState.DIFFERS: _l("Differs from the sheet"),
        ReentryState.AGREES: _l("Agrees with the sheet"),
        ReentryState.SLIPS: _l("The slips were of whoever re-entered"),
        ReentryState.RETURNED: _l("Handed back with the differences"),
    },
    {
        MarkFault.NOT_A_SCORE: _l("A judgement is 0, 1, 2 or 3."),
        MarkFault.OUT_OF_RANGE: _l("A mark lies between 0 and the maximum of its aspect."),
        MarkFault.TOO_FINE: _l("A mark has at most two decimals."),
        MarkFault.NOT_FULL_OR_ZERO: _l("This measurement is full or zero; nothing between."),
        MarkFault.NOT_A_CHOICE: _l("This is none of the labels."),
        MarkFault.NOT_A_COUNT: _l("A number of errors is a whole number from 0."),
        MarkFault.NOT_A_STEP: _l("These points lie between two steps of the scale."),
    },
)

TONES: Codes[str] = Codes(
    pool_words.TONES,
    signature_words.TONES,
    {reason: "bad" if reason in HARD else "warn" for reason in Reason},
    {
        SchemeState.DRAFT: "warn",
        SchemeState.LOCKED: "good",
        SchemeState.SUPERSEDED: "neutral",
    },
    {
        LayerStep.COMMITTED: "neutral",
        LayerStep.DRAWN: "progress",
        LayerStep.DECODED: "good",
    },
    {
        Touch.KEPT: "good",
        Touch.VOID: "bad",
        Touch.GONE: "bad",
        Touch.NEW: "warn",
    },
    {
        PaperState.ENTERED: "progress",
        PaperState.DIFFERENT: "warn",
        PaperState.WAITING: "warn",
        PaperState.KEPT: "good",
    },
    {
        SheetState.OPEN: "neutral",
        SheetState.SUBMITTED: "progress",
        SheetState.CHECKED: "good",
        SheetState.CLOSED: "good",
    },
    {
        Presence.PRESENT: "good",
        Presence.ABSENT: "warn",
        Presence.WITHDRAWN: "warn",
        Presence.DISQUALIFIED: "bad",
    },
)

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
        "judging_finding": finding_words.message,
        "judging_remedy": finding_words.remedy,
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
    "judging.lock_time_set": _l("Time to lock the marking scheme set"),
    "judging.scheme_replaced": _l("Marking scheme replaced, marks kept"),
    "judging.coefficients_said": _l("Coefficients entered"),
    "judging.partial_allowed": _l("Partial marks allowed"),
    "judging.sheets_opened": _l("Mark sheets opened"),
    "judging.evidence_kept": _l("Evidence kept"),
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
