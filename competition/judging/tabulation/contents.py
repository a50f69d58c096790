"""A scheme as the content of a JSON file (docs/formats.md) and back; pure. Figures are texts, so that none turns binary."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from competition.foundation.money import Mode
from competition.judging.tabulation.scheme import (
    HUNDRED,
    Aspect,
    Count,
    Criterion,
    Kind,
    Measure,
    Panel,
    Part,
    Rounding,
    Scheme,
    Stage,
    Step,
    SubCriterion,
    Team,
    Tie,
)

Content = Mapping[str, Any]


# --- from content --------------------------------------------------------------------------------------------------


def scheme_of(content: Content) -> Scheme:
    """Read a whole scheme; KeyError, TypeError, ValueError or InvalidOperation where it cannot be read."""
    stages = [_stage(s) for s in content.get("stages", ())]
    return Scheme(
        content["title"],
        tuple(_criterion(c) for c in content["criteria"]),
        parts_of(content),
        tuple(stages) or (Stage("", ""),),
        rounding_of(content),
        tuple(Tie(t["by"], bool(t.get("higher_is_better", True))) for t in content.get("ties", ())),
        decimal(content.get("spread")),
        Team(content.get("team", "once")),
        whole(content.get("members")),
    )


def _stage(content: Content) -> Stage:
    weight = Decimal(str(content.get("weight", 100)))
    adds = tuple(content.get("adds", ()))
    return Stage(content["id"], content.get("name", ""), adds, weight, bool(content.get("given", False)))


def rounding_of(content: Content) -> dict[Step, Rounding]:
    """Read where a scheme rounds."""
    return {
        Step(step): Rounding(int(r["places"]), Mode(r.get("mode", "half_up")))
        for step, r in content.get("rounding", {}).items()
    }


def parts_of(content: Content) -> tuple[Part, ...]:
    """Read the parts that weigh criteria against each other."""
    return tuple(
        Part(
            p["id"],
            p.get("name", ""),
            tuple(p["criteria"]),
            Decimal(str(p.get("weight", 100))),
            decimal(p.get("pass_mark")),
        )
        for p in content.get("parts", ())
    )


def _criterion(content: Content) -> Criterion:
    subs = [
        SubCriterion(s["id"], s.get("name", ""), tuple(aspect_of(a) for a in s["aspects"]), int(s.get("day", 1)))
        for s in content["sub_criteria"]
    ]
    return Criterion(content["id"], content.get("name", ""), tuple(subs))


def aspect_of(content: Content) -> Aspect:
    """Read one aspect with what its kind needs."""
    return Aspect(
        content["id"],
        Kind(content["kind"]),
        content.get("description", ""),
        decimal(content.get("maximum")),
        bool(content.get("many", False)),
        measure_of(content),
        _panel(content["panel"]) if content.get("panel") else None,
        bool(content.get("difficulty", False)),
        whole(content.get("times")),
        bool(content.get("once", False)),
    )


def measure_of(content: Content) -> Measure:
    """Read what a measured aspect is worked out with; labels come as an object or, keeping any order, as pairs."""
    choices = content.get("choices", {})
    pairs: Iterable[tuple[str, Any]] = choices.items() if isinstance(choices, Mapping) else choices
    return Measure(
        bool(content.get("partial", False)),
        decimal(content.get("target")),
        decimal(content.get("unit")),
        decimal(content.get("step")),
        Count(content.get("count", "whole")),
        {str(label): Decimal(str(off)) for label, off in pairs},
        tuple((Decimal(str(distance)), Decimal(str(mark))) for distance, mark in content.get("bands", ())),
        str(content.get("unit_name", "")),
    )


def _panel(content: Content) -> Panel:
    return Panel(
        int(content["judges"]),
        Decimal(str(content.get("highest", 3))),
        decimal(content.get("step")),
        int(content.get("drop_high", 0)),
        int(content.get("drop_low", 0)),
        int(content.get("drop_from", 5)),
        bool(content.get("summed", False)),
        Decimal(str(content.get("factor", 1))),
    )


def decimal(value: Any) -> Decimal | None:
    """Read a figure; None stays None."""
    return None if value is None else Decimal(str(value))


def whole(value: Any) -> int | None:
    """Read a count; None stays None."""
    return None if value in (None, "") else int(str(value))


# --- to content ----------------------------------------------------------------------------------------------------


def content_of(scheme: Scheme) -> dict[str, Any]:
    """Write a whole scheme; only what differs from the usual is said."""
    stages = [stage_content(s) for s in scheme.stages]
    criteria = [
        {"id": c.code, "name": c.name, "sub_criteria": [_sub(s) for s in c.sub_criteria]} for c in scheme.criteria
    ]
    found = {
        "title": scheme.title,
        **settings_content(scheme),
        "criteria": criteria,
        "stages": [] if scheme.stages == (Stage("", ""),) else stages,
    }
    return said(found)


def stage_content(stage: Stage) -> dict[str, Any]:
    """Write one stage."""
    found: dict[str, Any] = {"id": stage.code, "name": stage.name, "adds": list(stage.adds), "given": stage.given}
    if stage.weight != HUNDRED:
        found["weight"] = text(stage.weight)
    return {key: value for key, value in found.items() if value is not False}


def settings_content(scheme: Scheme) -> dict[str, Any]:
    """Write what holds for a whole scheme: rounding, spread, parts, ties, team."""
    found: dict[str, Any] = {
        "rounding": {s.value: {"places": r.places, "mode": r.mode.value} for s, r in scheme.rounding.items()},
        "spread": text(scheme.spread),
        "parts": [_part(p) for p in scheme.parts],
        "ties": [{"by": t.by, "higher_is_better": t.higher_is_better} for t in scheme.ties],
        "team": "" if scheme.team is Team.ONCE else scheme.team.value,
        "members": scheme.members,
    }
    return said(found)


def _part(part: Part) -> dict[str, Any]:
    told = {"id": part.code, "name": part.name, "criteria": list(part.criteria)}
    return said({**told, "weight": text(part.weight), "pass_mark": text(part.pass_mark)})


def _sub(sub: SubCriterion) -> dict[str, Any]:
    aspects = [aspect_content(a) for a in sub.aspects]
    return {"id": sub.code, "name": sub.name, "day": sub.day, "aspects": aspects}


def aspect_content(aspect: Aspect) -> dict[str, Any]:
    """Write one aspect."""
    return said(
        {
            "id": aspect.code,
            "kind": aspect.kind.value,
            "description": aspect.description,
            "maximum": text(aspect.maximum),
            "partial": aspect.measure.partial,
            **needs_content(aspect),
        }
    )


def needs_content(aspect: Aspect) -> dict[str, Any]:
    """Write what the kind of an aspect needs, leaving the rest out."""
    measure = aspect.measure
    return said(
        {
            "target": text(measure.target),
            "unit": text(measure.unit),
            "unit_name": measure.unit_name,
            "step": text(measure.step),
            "count": "" if measure.count is Count.WHOLE else measure.count.value,
            "choices": {label: text(off) for label, off in measure.choices.items()},
            "bands": [[text(distance), text(mark)] for distance, mark in measure.bands],
            "panel": _panel_content(aspect) if aspect.panel else None,
            "many": aspect.many,
            "times": aspect.times,
            "once": aspect.once,
            "difficulty": aspect.difficulty,
        }
    )


def _panel_content(aspect: Aspect) -> dict[str, Any]:
    panel = aspect.panel
    assert panel is not None
    if aspect.kind is Kind.JUDGEMENT:
        return {"judges": panel.judges}
    told = {"judges": panel.judges, "highest": text(panel.highest), "step": text(panel.step)}
    drops = {"drop_high": panel.drop_high, "drop_low": panel.drop_low}
    usual = {} if panel.drop_from == 5 else {"drop_from": panel.drop_from}
    factor = {} if panel.factor == 1 else {"factor": text(panel.factor)}
    return said({**told, **drops, **usual, "summed": panel.summed, **factor})


def said(content: dict[str, Any]) -> dict[str, Any]:
    """Keep what says something."""
    return {key: value for key, value in content.items() if value not in (None, "", [], {}, False)}


def text(value: Decimal | None) -> str | None:
    """Write a figure as text, without trailing noughts or exponents."""
    return None if value is None else f"{value.normalize():f}"
