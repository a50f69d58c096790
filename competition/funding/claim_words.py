"""The codes of hosts' claims in words."""

from competition.foundation.texts import _l
from competition.funding.claim_rules import AdvanceState, Aim, Category, PaperKind, Verdict

CATEGORIES = {
    Category.VENUE: _l("Venue hire"),
    Category.EQUIPMENT: _l("Equipment and materials"),
    Category.LABOUR: _l("Experts and judges"),
    Category.BOARD: _l("Board, lodging and travel"),
    Category.PUBLICITY: _l("Publicity"),
    Category.AWARDS: _l("Certificates and medals"),
    Category.SAFETY: _l("Insurance and safety"),
    Category.OTHER: _l("Other costs"),
}
PAPERS = {
    PaperKind.APPLICATION: _l("Application form"),
    PaperKind.PLAN: _l("Plan of the competition"),
    PaperKind.BUDGET: _l("Budget in detail"),
    PaperKind.APPROVAL: _l("Approval by the authority in charge"),
    PaperKind.BANK: _l("Proof of the bank account"),
    PaperKind.INVOICE: _l("Invoice"),
    PaperKind.OTHER: _l("Other paper"),
    PaperKind.PRIZE_FORM: _l("Claim form, signed and stamped"),
    PaperKind.CERTIFICATE: _l("Copy of the award certificate"),
    PaperKind.ANNOUNCEMENT: _l("Document that announced the awards"),
    PaperKind.IDENTITY: _l("Copy of the ID card"),
    PaperKind.CARD: _l("Copy of the bank or social security card"),
    PaperKind.EMPLOYMENT: _l("Proof of employment or enrolment"),
    PaperKind.PRIZE_OTHER: _l("Other paper"),
}
AIMS = {
    Aim.ITEMS: _l("Items held"),
    Aim.ENTRIES: _l("Competitors and teams"),
    Aim.UNITS: _l("Units taking part"),
    Aim.SATISFACTION: _l("Satisfied participants, in per cent"),
    Aim.REPORTS: _l("Reports in the media"),
    Aim.INCIDENTS: _l("Accidents, at most"),
}
VERDICTS = {
    Verdict.PASSED: ("good", _l("Inspection passed")),
    Verdict.FAILED: ("bad", _l("Inspection failed")),
}
CLAIM_FAULTS = {
    "needed": _l("This is needed."),
    "negative": _l("An amount is not below zero."),
    "requested": _l("Ask for more than nothing."),
    "above_budget": _l("You ask for more than the budget comes to."),
    "percent": _l("Write a whole number from 0 to 100."),
    "whole": _l("Write a whole number from 0 to 1,000,000."),
    "amount": _l("Enter more than nothing."),
    "future": _l("This day has not come yet."),
}
# what the working rests on as long as nothing is decided
BASES = {
    "reviewed": _l("the invoices found eligible"),
    "account": _l("all invoices of the final account, not reviewed yet"),
    "budget": _l("the budget; the final account comes after the competition"),
}
HELD = {
    "items": _l("Items"),
    "units": _l("Units"),
    "entries": _l("Competitors and teams"),
    "present": _l("Of them present"),
    "people": _l("Persons present"),
    "judges": _l("Judges taking part"),
}
ADVANCES = {
    AdvanceState.APPROVED: ("good", _l("Advance approved")),
    AdvanceState.ENDED: ("neutral", _l("Advance taken back")),
    AdvanceState.LISTED: ("progress", _l("On a payment list")),
    AdvanceState.PAID: ("good", _l("Advance paid")),
}
