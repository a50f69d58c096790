"""What each measure with a formula comes to, with its working; pure. Source: policy.md 1.1-1.5 (技能兴淄26条)."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from competition.foundation.money import Mode, rounded, yuan
from competition.foundation.working import Step, figure


@dataclass(frozen=True, slots=True)
class Estimate:
    """An amount in fen and every step that led to it; `refusal` names the ground when nothing is due."""

    fen: int
    steps: tuple[Step, ...]
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Graduate:
    """What a living allowance is worked out from: the class finished, both days, and the months worked full-time."""

    grade: str
    graduated_on: date
    came_on: date
    months: int


def living_allowance(case: Graduate, said: Mapping[str, Any]) -> Estimate:
    """Work out the allowance of a graduate: so much a month by grade, for at most five years.

    Grades: intermediate, senior, pre_technician. Grounds: 'before' (came before graduating), 'late' (more than five
    years after; the fifth anniversary itself is in time), 'months' (no whole month).
    """
    last = _years_after(case.graduated_on, said["within_years"])
    days = {"graduated": case.graduated_on.isoformat(), "came": case.came_on.isoformat(), "last": last.isoformat()}
    if case.came_on < case.graduated_on:
        return _nothing("before", **days)
    if case.came_on > last:
        return _nothing("late", **days)
    if case.months < 1:
        return _nothing("months")
    months = min(case.months, said["months"])
    fen = said[case.grade] * months
    steps = [Step("in_time", days)]
    if months < case.months:
        steps.append(Step("most_months", {"worked": str(case.months), "months": str(months)}))
    told = {"each": yuan(said[case.grade]), "months": str(months), "yuan": yuan(fen)}
    return Estimate(fen, (*steps, Step("by_month", {"kind": case.grade, **told})))


def _years_after(day: date, years: int) -> date:
    year = day.year + years
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))


def pay_subsidy(pay_fen: int, said: Mapping[str, Any]) -> Estimate:
    """Work out a year's subsidy for an employer: a share of the agreed annual pay, from a threshold on.

    Rounds once, down to the fen. Ground: 'pay' (the pay does not reach the threshold).
    """
    if pay_fen < said["from"]:
        return _nothing("pay", pay=yuan(pay_fen), least=yuan(said["from"]))
    reached = Step("reached", {"pay": yuan(pay_fen), "least": yuan(said["from"])})
    fen, step = _share(pay_fen, Decimal(said["share"]))
    return Estimate(fen, (reached, step))


def matched(national_fen: int, said: Mapping[str, Any]) -> Estimate:
    """Work out the city's match of a national subsidy, rounded down to the fen. Ground: 'amount' (nothing to match)."""
    if national_fen <= 0:
        return _nothing("amount")
    fen, step = _share(national_fen, Decimal(said["match"]))
    return Estimate(fen, (step,))


def _share(fen: int, share: Decimal) -> tuple[int, Step]:
    part = int(rounded(Decimal(fen) * share, 0, Mode.DOWN))
    return part, Step("share", {"of": yuan(fen), "percent": figure(share * 100), "yuan": yuan(part)})


@dataclass(frozen=True, slots=True)
class Leaders:
    """What an enterprise's subsidy for a year is worked out from: people by grade, and what it had this year."""

    technicians: int
    senior_technicians: int
    had_fen: int = 0


def skill_leaders(case: Leaders, said: Mapping[str, Any]) -> Estimate:
    """Work out what the employees of one enterprise get: so much a person by grade, within the year's ceiling.

    Grounds: 'nobody', 'had' (the ceiling of the year is used up).
    """
    counts = {"technician": case.technicians, "senior_technician": case.senior_technicians}
    if not any(counts.values()):
        return _nothing("nobody")
    parts = {grade: count * said[grade] for grade, count in counts.items() if count}
    steps = [_each(grade, counts[grade], said[grade], fen) for grade, fen in parts.items()]
    due = sum(parts.values())
    left = max(said["cap"] - case.had_fen, 0)
    steps.append(Step("left", {"cap": yuan(said["cap"]), "had": yuan(case.had_fen), "left": yuan(left)}))
    steps.append(_least(due, left))
    fen = min(due, left)
    return Estimate(fen, tuple(steps), "" if fen else "had")


def per_person(people: int, said: Mapping[str, Any]) -> Estimate:
    """Work out an amount a person, from a least number on where the table has one. Grounds: 'nobody', 'few'."""
    if people < 1:
        return _nothing("nobody")
    least = said.get("at_least", 0)
    if people < least:
        return _nothing("few", people=str(people), least=str(least))
    enough = [Step("enough", {"people": str(people), "least": str(least)})] if least else []
    fen = people * said["each"]
    return Estimate(fen, (*enough, _each("each", people, said["each"], fen)))


def fixed(kind: str, count: int, said: Mapping[str, Any]) -> Estimate:
    """Work out fixed amounts: so much for each of a kind the table names. Ground: 'nobody' (none of it)."""
    if count < 1:
        return _nothing("nobody")
    fen = count * said[kind]
    return Estimate(fen, (_each(kind, count, said[kind], fen),))


def within(asked_fen: int, cap_fen: int) -> Estimate:
    """Say what at most can come of an amount where the article gives a ceiling and no formula. Ground: 'amount'."""
    if asked_fen <= 0:
        return _nothing("amount")
    fen = min(asked_fen, cap_fen)
    return Estimate(fen, (Step("ceiling", {"cap": yuan(cap_fen)}), _least(asked_fen, cap_fen)))


def _each(kind: str, count: int, each_fen: int, fen: int) -> Step:
    return Step("by_count", {"kind": kind, "count": str(count), "each": yuan(each_fen), "yuan": yuan(fen)})


def _least(due: int, most: int) -> Step:
    code = "within" if due <= most else "over"
    return Step(code, {"due": yuan(due), "most": yuan(most), "yuan": yuan(min(due, most))})


def _nothing(ground: str, **values: str) -> Estimate:
    return Estimate(0, (Step(f"no_{ground}", values),), ground)
