"""What is wrong with a marking scheme that was read in or written, and what to do about it, in words."""

from competition.foundation.texts import _, _l
from competition.foundation.words import Codes
from competition.judging.imports import Finding, SchemeFault, SchemeNote
from competition.judging.kinds import TreeFault

_FAULTS: Codes[tuple[str, str]] = Codes(
    {
        SchemeFault.NO_SCHEME_SHEET: (
            _l("The workbook has no sheet named “CIS Marking Scheme Import”."),
            _l("Start from the example scheme, or export the scheme from CIS again."),
        ),
        SchemeFault.NO_CRITERIA: (
            _l("The block of criteria, or the heading row of a criterion, is missing."),
            _l(
                "Keep the row “ID | Name” of the criteria and the row “Sub Criterion ID … Criterion A” above the aspects."
            ),
        ),
        SchemeFault.NOT_A_NUMBER: (_l("A mark is not a number."), _l("Write a figure such as 0.50.")),
        SchemeFault.NOT_EXACT: (_l("A mark has more than four decimals."), _l("Round it to at most four decimals.")),
        SchemeFault.NOT_POSITIVE: (
            _l("The maximum mark of an aspect must be above zero."),
            _l("Write its maximum mark."),
        ),
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
        SchemeFault.NOT_UNDERSTOOD: (
            _l("This row could not be understood."),
            _l("Compare it with the example scheme."),
        ),
        SchemeFault.TOTAL: (_l("The aspects do not come to 100."), _l("Mend the maximum marks until they do.")),
    },
    {
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
    },
    {
        SchemeNote.STALE_TOTAL: (_l("A total in the file is out of date; the recomputed one counts."), ""),
        SchemeNote.VARIATION: (_l("The sections differ from the standard by more than 5 marks."), ""),
        SchemeNote.NO_BENCHMARK: (_l("A judgement lacks the text of these scores."), ""),
        SchemeNote.NO_SECTION: (_l("The aspect names no section of the standard."), ""),
    },
)


def message(finding: Finding) -> str:
    """Say what is wrong, or worth a look, in a workbook."""
    return str(_FAULTS[finding.kind][0])


def remedy(finding: Finding) -> str:
    """Say what to do about it."""
    done = str(_FAULTS[finding.kind][1])
    told = _("Expected: %(value)s", value=finding.expected) if finding.expected else ""
    return " ".join(part for part in (done, told) if part)
