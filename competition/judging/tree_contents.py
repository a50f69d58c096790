"""A stored scheme as the content of a JSON file (docs/formats.md) and back, with the texts that judges read; pure."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from competition.judging import kinds, rules
from competition.judging.rules import (
    SchemeAspect,
    SchemeCriterion,
    SchemeSection,
    SchemeSubCriterion,
    SchemeTree,
)
from competition.judging.tabulation import contents
from competition.judging.tabulation.contents import Content, said
from competition.judging.tabulation.files import FORMAT
from competition.judging.tabulation.scheme import Kind

SCORES = ("0", "1", "2", "3")


def content_of(tree: SchemeTree) -> dict[str, Any]:
    """Write a whole scheme, every text with it; read in again it is an equal scheme."""
    sections = [{"id": s.position, "name": s.name, "mark": contents.text(s.mark)} for s in tree.sections]
    told = {
        "format": FORMAT,
        "title": tree.title,
        **kinds.stored_settings(tree.settings),
        "sections": sections,
        "criteria": [_criterion_content(criterion) for criterion in tree.criteria],
        "calculations": [list(row) for row in tree.calculations],
    }
    return {key: value for key, value in told.items() if key in ("format", "title", "criteria") or value}


def _criterion_content(criterion: SchemeCriterion) -> dict[str, Any]:
    subs = [
        {
            "id": sub.code,
            "name": sub.name,
            "day": sub.day,
            "aspects": [_aspect_content(f"{sub.code}.{n}", aspect) for n, aspect in enumerate(sub.aspects, 1)],
        }
        for sub in criterion.sub_criteria
    ]
    return {"id": criterion.letter, "name": criterion.name, "sub_criteria": subs}


def _aspect_content(code: str, of: SchemeAspect) -> dict[str, Any]:
    whole = kinds.aspect_of(code, of)
    told = contents.aspect_content(whole)
    if of.kind is Kind.JUDGEMENT and of.panel is None:
        # the whole team judges it; how many that is the scheme does not say
        told.pop("panel", None)
    told["description"] = of.description
    texts = {"extra": of.extra, "requirement": of.requirement, "section": of.section, "calculation": of.calculation}
    return said({**told, **texts, "benchmarks": list(of.benchmarks)})


def tree_of(content: Content) -> SchemeTree:
    """Read a whole scheme; KeyError, TypeError, ValueError or InvalidOperation where it cannot be read."""
    sections = tuple(
        SchemeSection(int(s["id"]), str(s.get("name", "")), Decimal(str(s.get("mark") or 0)))
        for s in content.get("sections", ())
    )
    calculations = tuple(tuple(str(cell) for cell in row) for row in content.get("calculations", ()))
    settings = kinds.settings_of(content)
    criteria = tuple(_criterion(each) for each in content["criteria"])
    return SchemeTree(str(content["title"]), sections, criteria, calculations, settings)


def _criterion(content: Content) -> SchemeCriterion:
    subs = tuple(
        SchemeSubCriterion(
            str(s["id"]), str(s.get("name", "")), int(s.get("day") or 1), tuple(_aspect(a) for a in s["aspects"])
        )
        for s in content["sub_criteria"]
    )
    return SchemeCriterion(str(content["id"]), str(content.get("name", "")), subs)


def _aspect(content: Content) -> SchemeAspect:
    read = contents.aspect_of({**content, "id": str(content.get("id", ""))})
    partial = rules.PARTIAL if read.measure.partial else ""
    section = content.get("section")
    kept: Mapping[str, Any] = content if read.kind is Kind.MEASUREMENT else {}
    return SchemeAspect(
        read.kind,
        read.description,
        kinds.most_of(read.kind, read.maximum, read.panel),
        None if section in (None, "") else int(str(section)),
        str(content.get("extra", "")),
        str(content.get("requirement", "")),
        str(kept.get("calculation") or partial),
        _texts(content) if read.kind is Kind.JUDGEMENT else (),
        kinds.without_partial(read.measure),
        read.panel,
        read.difficulty,
        # done several times, and nobody said how often: none at all
        (read.times or 0) if read.many or read.times is not None else None,
        read.once,
    )


def _texts(content: Content) -> tuple[str, ...]:
    told = [str(text) for text in content.get("benchmarks", ())]
    return tuple((*told, "", "", "", "")[: len(SCORES)]) if any(told) else ("",) * len(SCORES)
