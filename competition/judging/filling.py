"""A plain scheme put into the tables."""

from competition.judging import kinds, rules
from competition.judging.models import Aspect, Criterion, Scheme, StandardSection, SubCriterion
from competition.judging.rules import SchemeTree
from competition.judging.trees import Marked, marked


def fill(scheme: Scheme, tree: SchemeTree) -> None:
    """Put a plain scheme into a stored one that holds nothing yet."""
    scheme.title, scheme.settings = tree.title[:160], kinds.stored_settings(tree.settings)
    scheme.calculations = [list(row) for row in tree.calculations]
    scheme.sections = [StandardSection(position=s.position, name=s.name, mark=s.mark) for s in tree.sections]
    members = tree.settings.marked_members
    scheme.criteria = [_criterion(criterion, n, members) for n, criterion in enumerate(tree.criteria, 1)]


def _criterion(of: rules.SchemeCriterion, position: int, members: int) -> Criterion:
    made = Criterion(letter=of.letter, position=position, name=of.name[:200])
    made.sub_criteria = [
        SubCriterion(
            code=sub.code, position=place, name=sub.name[:300], day=sub.day,
            aspects=[_aspect(each, n) for n, each in enumerate(marked(sub.aspects, members), 1)],
        )
        for place, sub in enumerate(of.sub_criteria, 1)
    ]  # fmt: skip
    return made


def _aspect(what: Marked, position: int) -> Aspect:
    of = what.aspect
    return Aspect(
        position=position, tag=what.tag, member=what.member, attempt=what.attempt, kind=of.kind,
        description=of.description, extra=of.extra, requirement=of.requirement,
        section=of.section, calculation=of.calculation[:80], max_mark=of.max_mark,
        benchmarks={str(score): text for score, text in enumerate(of.benchmarks)},
        needs=kinds.stored_needs(of), judges=kinds.judges_of(of),
    )  # fmt: skip
