"""The papers of winners' claims in words: what each is, where it stands, and what to do."""

from competition.foundation.texts import _, _l
from competition.funding import claim_words
from competition.funding.claim_models import ClaimPaper
from competition.funding.models import Prize
from competition.funding.paper_rules import Check, Slot, Stand
from competition.funding.prize_papers import Checklist, Line

STANDS = {
    Stand.MISSING: ("warn", _l("Paper missing")),
    Stand.WAITING: ("progress", _l("Paper to check")),
    Stand.RETURNED: ("bad", _l("Paper returned")),
    Stand.GOOD: ("good", _l("Paper good")),
}
CHECKS = {
    Check.WAITING: ("progress", _l("Paper to check")),
    Check.RETURNED: ("bad", _l("Paper returned")),
    Check.CONFIRMED: ("good", _l("Paper good")),
}
REMEDIES = {
    Stand.MISSING: _l("%(paper)s is missing: the winner's unit or the finance office sends it here."),
    Stand.WAITING: _l("To be checked by a finance officer who did not send it: %(paper)s."),
    Stand.RETURNED: _l("%(paper)s was returned (%(reason)s): send a better one, which takes its place."),
}
# why somebody looked who need not say: the two whose task it is
TO_CHECK = "check"
OWN = "own"
LOOKS = {TO_CHECK: _l("to check the claim"), OWN: _l("sent by the person's own unit")}


def slot(of: Slot, prize: Prize) -> str:
    """Call a line of a checklist, with the winner where it is a personal paper."""
    names = {share.id: share.name_as_was for share in prize.shares}
    said = str(claim_words.PAPERS[of.kind])
    return _("%(paper)s of %(name)s", paper=said, name=names[of.share]) if of.share else said


def remedy(line: Line, prize: Prize) -> str:
    """Say in one sentence what a line lacks and who does what; empty where it is good."""
    said = REMEDIES.get(line.stand)
    reason = next((one.reason for one in line.papers if one.answer is Check.RETURNED), "")
    return str(said) % {"paper": slot(line.slot, prize), "reason": reason} if said else ""


def holds(of: Checklist) -> list[str]:
    """Say what holds a claim: a sentence for each paper that is to be sent, one for all that wait for their check."""
    said = [remedy(line, of.prize) for line in of.lacking]
    waiting = [slot(line.slot, of.prize) for line in of.open if line.stand is Stand.WAITING]
    if waiting:
        said.append(str(REMEDIES[Stand.WAITING]) % {"paper": _(", ").join(waiting)})
    return said


def stood_on(of: ClaimPaper) -> str:
    """Name a paper a claim stood on, with the winner where it is personal."""
    said = str(claim_words.PAPERS[of.kind])
    return _("%(paper)s of %(name)s", paper=said, name=of.share.name_as_was) if of.share else said
