"""What keeps a result from its next step, in words: the reason and the remedy."""

from competition.foundation.errors import Fault
from competition.foundation.texts import _l
from competition.results.finality_rules import Block, BlockKind
from competition.results.rules import ResultState

HEADS = {
    ResultState.COMPUTED: _l("What keeps this result from being made final"),
    ResultState.FINALISED: _l("What keeps this result from its public notice"),
    ResultState.ON_NOTICE: _l("What keeps this result from being announced"),
}
BLOCKS: dict[BlockKind, tuple[str, str]] = {
    BlockKind.PRESENCE: (
        _l("Nobody said whether competitors %(what)s took part."),
        _l("The chief judge says it; none of the answers is a zero."),
    ),
    BlockKind.UNMARKED: (
        _l("Competitors %(what)s are here and not fully marked."),
        _l("Have them marked, or say that they did not take part; then work the result out anew."),
    ),
    BlockKind.NOT_SIGNED: (_l("Forms %(what)s are not signed."), _l("Their judges and the chief judge sign.")),
    BlockKind.SPREAD: (
        _l("Judges lie too far apart and nobody said why: %(what)s."),
        _l("The chief judge has the sheets marked again, with the reason."),
    ),
    BlockKind.NOT_CLOSED: (
        _l("The judging of this item is not closed yet; a sheet was unlocked."),
        _l("The chief judge closes it again; then work the result out anew."),
    ),
    BlockKind.VEILED: (
        _l("The codes of this item are not decoded."),
        _l("Its code keepers and the supervisor decode them."),
    ),
    BlockKind.UNLOCKING: (
        "%(what)s",
        _l("Agree or decline under “Closing”, with the reason."),
    ),
    BlockKind.SHEETS_CHANGED: (
        _l("Sheets changed after this result was worked out."),
        _l("Work it out anew, then make it final."),
    ),
    BlockKind.TIED: (
        _l("No place is shared in this item."),
        _l("The judges decide between competitors %(what)s first."),
    ),
    BlockKind.OBJECTION: (
        _l("The objection %(what)s was upheld."),
        _l("Work the result out anew, with the reason."),
    ),
    BlockKind.APPEAL: (_l("The appeal %(what)s was upheld."), _l("Work the result out anew, with the reason.")),
    BlockKind.CORRECTION: (
        _l("A set of corrections waits for its decision."),
        _l("Another person applies or drops it."),
    ),
    BlockKind.EARLIER: (
        _l("The result of %(what)s, whose totals are carried over, was replaced by a later version."),
        _l("Make that one final, then work this result out anew."),
    ),
    BlockKind.NOT_DRAWN: (
        _l("The sample to be re-checked is not drawn."),
        _l("Draw it in front of everybody."),
    ),
    BlockKind.RECHECK: (
        _l("The marks of competitors %(what)s are due to be re-checked."),
        _l("Somebody looks at them again who had no hand in them."),
    ),
    BlockKind.ERROR: (
        _l("An error was found in the marks of competitors %(what)s."),
        _l("Prepare a correction and have it applied."),
    ),
    BlockKind.WAITING: (
        _l("%(what)s objections wait for an answer."),
        _l("Answer each below, with reasons."),
    ),
    BlockKind.CALENDAR: (
        _l("The official calendar of %(what)s is not in this installation, and the notice would reach into it."),
        _l("An organiser of the whole city drafts it under “Policy tables”; a second person enacts it."),
    ),
}


def text(block: Block) -> str:
    """Say what keeps the result from being made final."""
    return str(BLOCKS[block.kind][0]) % {"what": block.what}


def remedy(block: Block) -> str:
    """Say what to do about it."""
    return str(BLOCKS[block.kind][1]) % {"what": block.what}


def fault(block: Block) -> Fault:
    """Give a reason as a refusal names it."""
    return Fault(text(block), remedy(block))
