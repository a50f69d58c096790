"""What a new version of a scheme does to marks given by the version in force: which stay, which are void; pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from competition.judging.rules import SchemeAspect, SchemeTree
from competition.judging.tabulation.scheme import JUDGED


class Touch(StrEnum):
    """What becomes of an aspect's marks."""

    KEPT = "kept"
    VOID = "void"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Touched:
    """One aspect in both versions: its code before and after ('' where it is not), and what becomes of its marks."""

    before: str
    after: str
    description: str
    touch: Touch


def touched(old: SchemeTree, new: SchemeTree) -> tuple[Touched, ...]:
    """Say of every aspect of both versions what becomes of its marks.

    An aspect is found again by its description and kind where only one has them, else by its code. Its marks stay where
    what a judge gave means the same: kind, figures, panel and benchmarks are as they were, it is done as often, and the
    same members of a team are marked, or before and after the whole team at once. A corrected text, another section or,
    for a judged aspect, another maximum leaves them valid; the mark is worked out anew.
    """
    before, after = dict(_coded(old)), dict(_coded(new))
    names_before, names_after = _only(before), _only(after)
    pairs = {names_before[name]: names_after[name] for name in names_before if name in names_after}
    taken = set(pairs.values())
    pairs |= {code: code for code in before if code not in pairs and code in after and code not in taken}
    members = old.settings.marked_members, new.settings.marked_members
    found = []
    for code, aspect in before.items():
        other = pairs.get(code, "")
        same = bool(other) and _meaning(aspect, members[0]) == _meaning(after[other], members[1])
        touch = Touch.KEPT if same else Touch.VOID if other else Touch.GONE
        found.append(Touched(code, other, aspect.description, touch))
    met = set(pairs.values())
    return (*found, *(Touched("", code, a.description, Touch.NEW) for code, a in after.items() if code not in met))


def _coded(tree: SchemeTree) -> Iterator[tuple[str, SchemeAspect]]:
    for sub in tree.sub_criteria:
        for place, aspect in enumerate(sub.aspects, 1):
            yield f"{sub.code}.{place}", aspect


def _only(coded: dict[str, SchemeAspect]) -> dict[tuple[str, str], str]:
    names = [(a.description, a.kind.value) for a in coded.values()]
    return {name: code for code, name in zip(coded, names, strict=True) if names.count(name) == 1}


def _meaning(of: SchemeAspect, members: int) -> tuple[int, SchemeAspect]:
    bare = replace(
        of, description="", extra="", requirement="", section=None, calculation="y" if of.calculation else ""
    )
    bare = replace(bare, max_mark=bare.max_mark * 0) if of.kind in JUDGED else bare
    # of how many members there is a mark each; 0 of the whole team at once
    return 0 if of.once else members, replace(bare, once=False)
