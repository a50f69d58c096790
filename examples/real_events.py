"""Turns published judged results into a scheme and marks that `competition tabulate` recounts.

python examples/real_events.py isu FOLDER OUT      figure skating: performances, component_marks and element_scores .csv
python examples/real_events.py diving FILE OUT     diving: one row a judge's mark

Writes, for each event, OUT/<event>.scheme.json, OUT/<event>.marks.csv and OUT/<event>.official.csv (stage, entry,
place and whatever official figures the source has, to compare with). Needs nothing but Python.
"""

import csv
import json
import re
import sys
from collections import defaultdict
from pathlib import Path

FORMAT = "competition-scheme/1"
COLUMNS = ("stage", "entry", "aspect", "attempt", "judge", "value", "coefficient", "status", "unit", "judge_unit")
TWO = {"places": 2}


def main(kind, source, out):
    """Convert one source."""
    target = Path(out)
    target.mkdir(parents=True, exist_ok=True)
    events = {"isu": isu, "diving": diving}[kind](Path(source))
    for name, scheme, marks, official in events:
        stem = re.sub(r"[^\w]+", "-", name).strip("-")
        text = json.dumps({"format": FORMAT, **scheme}, ensure_ascii=False, indent=1)
        (target / f"{stem}.scheme.json").write_text(text + "\n", encoding="utf-8")
        write(target / f"{stem}.marks.csv", COLUMNS, marks)
        write(target / f"{stem}.official.csv", list(official[0]), official)
        print(stem)


def rows(path):
    """Read a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write(path, columns, content):
    """Write a CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(content)


# --- figure skating ------------------------------------------------------------------------------------------------


def isu(folder):
    """Judging of the 2010s: nine judges, one highest and one lowest dropped, rounded at every published step."""
    marks, elements = defaultdict(list), defaultdict(list)
    for row in rows(folder / "component_marks.csv"):
        marks[row["performance_id"]].append(row)
    for row in rows(folder / "element_scores.csv"):
        elements[row["performance_id"]].append(row)
    events = defaultdict(list)
    for row in rows(folder / "performances.csv"):
        events[row["competition"], row["program"]].append(row)
    for (competition, program), there in events.items():
        names = sorted({m["component"] for row in there for m in marks[row["performance_id"]]})
        yield (
            f"{competition} {program}",
            isu_scheme(f"{competition} {program}", names, judges_of(marks)),
            [one for row in there for one in isu_marks(row, marks, elements)],
            [isu_official(row) for row in there],
        )


def judges_of(marks):
    """Name the judges' columns."""
    first = next(iter(marks.values()))[0]
    return [name for name in first if re.fullmatch(r"J\d+", name)]


def isu_scheme(title, components, judges):
    """Short programmes part ties by the elements, free ones by the components."""
    panel = {"judges": len(judges), "highest": "10", "step": "0.25", "drop_high": 1, "drop_low": 1, "drop_from": 4}
    short = "SHORT" in title
    aspects = [{"id": name, "kind": "panel", "panel": panel} for name in components]
    return {
        "title": title,
        "rounding": {"panel": TWO, "aspect": TWO},
        "criteria": [
            criterion("elements", [{"id": "element", "kind": "given", "many": True}]),
            criterion("components", aspects),
            criterion("deductions", [{"id": "deduction", "kind": "penalty"}]),
        ],
        "ties": [{"by": "elements" if short else "components"}],
    }


def criterion(code, aspects):
    """A criterion with one form."""
    return {"id": code, "sub_criteria": [{"id": code, "aspects": aspects}]}


def isu_marks(row, marks, elements):
    """All marks of one performance; a judge who was absent is said to be."""
    entry = row["performance_id"]
    for number, element in enumerate(elements[entry], 1):
        yield {"entry": entry, "aspect": "element", "attempt": number, "value": element["official_panel_score"]}
    for mark in marks[entry]:
        for judge in judges_of(marks):
            yield {
                "entry": entry, "aspect": mark["component"], "judge": judge, "value": mark[judge].strip() or "absent",
                "coefficient": mark["factor"],
            }  # fmt: skip
    yield {"entry": entry, "aspect": "deduction", "value": row["total_deductions"].lstrip("-") or "0"}


def isu_official(row):
    """The figures as published."""
    return {
        "stage": "", "entry": row["performance_id"], "place": row["rank"], "total": row["total_segment_score"],
        "elements": row["total_element_score"], "components": row["total_component_score"],
    }  # fmt: skip


# --- diving --------------------------------------------------------------------------------------------------------

CARRIED = {"Prelim": [], "Semi": ["Prelim"], "Final": ["Semi"]}


def diving(path):
    """Sydney 2000: seven judges, one highest and one lowest dropped, the sum times difficulty times 0.6."""
    events = defaultdict(list)
    for row in rows(path):
        events[row["Event"]].append(row)
    for event, there in events.items():
        stages = [stage for stage in CARRIED if any(row["Round"] == stage for row in there)]
        judges = {(r["Round"], r["Diver"], r["DiveNo"]): 0 for r in there}
        for row in there:
            judges[row["Round"], row["Diver"], row["DiveNo"]] += 1
        yield event, diving_scheme(event, stages, max(judges.values())), diving_marks(there), diving_official(there)


def diving_scheme(event, stages, judges):
    """Each round's total carries the round before it over."""
    panel = {
        "judges": judges, "highest": "10", "step": "0.5", "drop_high": 1, "drop_low": 1, "summed": True, "factor": "0.6"
    }  # fmt: skip
    return {
        "title": event,
        "rounding": {"aspect": TWO},
        "stages": [{"id": s, "adds": [a for a in CARRIED[s] if a in stages]} for s in stages],
        "criteria": [criterion("dives", [{"id": "dive", "kind": "panel", "many": True, "panel": panel}])],
    }


def diving_marks(there):
    """Every judge's mark, with the dive's difficulty."""
    return [
        {
            "stage": r["Round"], "entry": r["Diver"], "aspect": "dive", "attempt": r["DiveNo"], "judge": r["Judge"],
            "value": r["JScore"], "coefficient": r["Difficulty"],
            "unit": r["Country"], "judge_unit": r["JCountry"],
        }
        for r in there
    ]  # fmt: skip


def diving_official(there):
    """The places as published."""
    places = {(r["Round"], r["Diver"]): r["Rank"] for r in there}
    return [{"stage": stage, "entry": diver, "place": place} for (stage, diver), place in places.items()]


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
