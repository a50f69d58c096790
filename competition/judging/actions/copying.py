"""What somebody copies from a sheet into the fields: what is wrong with it, or missing."""

from collections.abc import Mapping
from dataclasses import dataclass

from competition.foundation.errors import Fault, refuse_faults
from competition.foundation.texts import _l
from competition.judging import sheets, words
from competition.judging.models import Aspect, Sheet
from competition.judging.paper import Written
from competition.judging.rules import AspectKind


@dataclass(frozen=True, slots=True)
class Copied:
    """What was copied from a sheet: by aspect, and whether what is empty is empty on it too."""

    written: Mapping[int, Written]
    empty_is_meant: bool = False


def refuse_wrong(sheet: Sheet, copied: Copied) -> None:
    """Refuse marks that cannot be meant, and empty fields nobody said to be empty on the sheet."""
    refuse_faults(faults(sheet, copied.written), _l("Some marks cannot be what is meant."))
    if copied.empty_is_meant:
        return
    empty = [a for a in sheets.aspects_of(sheet) if copied.written.get(a.id, Written(None)).value is None]
    refuse_faults(
        [Fault(_l("%(code)s is empty.", code=code(sheet, aspect.id)), field=f"m{aspect.id}") for aspect in empty],
        _l("If it is empty on the paper too, say so below; a missing mark is not a zero."),
    )


def faults(sheet: Sheet, written: Mapping[int, Written]) -> list[Fault]:
    """Name what cannot stand on this sheet."""
    there = {aspect.id: aspect for aspect in sheets.aspects_of(sheet)}
    found = []
    for aspect_id, each in written.items():
        aspect, told = there.get(aspect_id), code(sheet, aspect_id)
        wrong = aspect.fault(each.value) if aspect and each.value is not None else None
        if aspect is None:
            found.append(Fault(_l("This aspect is not on this sheet.")))
        elif wrong:
            found.append(Fault(f"{told}: {words.WORDS[wrong]}", field=f"m{aspect_id}", value=str(each.value)))
    return found


def refuse_unexplained(sheet: Sheet, written: Mapping[int, Written]) -> None:
    """Refuse penalties without the reason that stands on the paper."""
    found = [
        Fault(_l("%(code)s: say why the penalty was given.", code=code(sheet, a.id)), field=f"m{a.id}")
        for a in sheets.aspects_of(sheet)
        if is_penalty(a, written.get(a.id, Written(None))) and not written[a.id].reason.strip()
    ]
    refuse_faults(found, _l("A penalty needs its reason."))


def is_penalty(aspect: Aspect, each: Written) -> bool:
    """Say whether a penalty was given, and not none."""
    return aspect.kind is AspectKind.PENALTY and bool(each.value)


def code(sheet: Sheet, aspect_id: int) -> str:
    """Name an aspect as the scheme does."""
    tag = next((a.tag for a in sheet.sub_criterion.aspects if a.id == aspect_id), "?")
    return f"{sheet.sub_criterion.code}.{tag}"
