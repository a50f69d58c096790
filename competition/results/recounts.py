"""A result that carries an earlier total over as plain files: anyone recounts every total with `competition tabulate`."""

from collections.abc import Iterator
from typing import Any

from competition.foundation.texts import _
from competition.judging import queries as judging
from competition.judging import recounts, rosters
from competition.judging import words as judging_words
from competition.judging.models import Scheme
from competition.judging.tabulation import files
from competition.results import corrections, rules
from competition.results.models import ItemResult
from competition.results.rules import Status

FINAL, EARLIER, THEORY = "final", "earlier", "theory"


def recount(result: ItemResult) -> bytes:
    """Give scheme, marks, the earlier totals and theory of a result as a zip; competitors and judges by number only."""
    scheme = rosters.scheme_in_force(result.item_id)
    assert scheme is not None, "what has a result has its scheme"
    whole = rosters.scheme(scheme.id)
    assert whole is not None
    told = {
        recounts.SCHEME: files.write_scheme(_content(result, whole)),
        recounts.MARKS: files.write_marks(_rows(result, scheme)),
        recounts.README: _readme(result),
    }
    return recounts.zipped(told, result.computed_at)


def _content(result: ItemResult, scheme: Scheme) -> dict[str, Any]:
    content = recounts.scheme_content(scheme, judging.panel_size(result.item_id))
    content["rounding"] = {**content.get("rounding", {}), "carried": {"places": rules.TOTAL_PLACES}}
    return {**content, "stages": list(_stages(result))}


def _stages(result: ItemResult) -> Iterator[dict[str, Any]]:
    shares = rules.shares(result.basis["weights"], result.basis["earlier"]["weight"])
    given = {EARLIER: result.basis["earlier"]["name"], **({THEORY: _("Theory")} if shares.theory else {})}
    weights = {EARLIER: shares.earlier, THEORY: shares.theory}
    for code, name in given.items():
        yield {"id": code, "name": name, "given": True, "weight": str(weights[code])}
    yield {"id": FINAL, "name": result.item.name, "adds": list(given), "weight": str(shares.practice)}


def _rows(result: ItemResult, scheme: Scheme) -> Iterator[dict[str, Any]]:
    totals = result.basis["earlier"]["totals"]
    has_theory = any(stage["id"] == THEORY for stage in _stages(result))
    for line in result.lines:
        entry = judging_words.number(line.number)
        if str(line.entry_id) in totals:
            yield {"stage": EARLIER, "entry": entry, "value": totals[str(line.entry_id)]}
        if has_theory and line.status is Status.PRESENT and line.theory is not None:
            yield {"stage": THEORY, "entry": entry, "value": str(line.theory)}
    for row in recounts.rows(result.item_id, scheme, corrections.said(result.item_id).instead):
        yield {**row, "stage": FINAL}


def _readme(result: ItemResult) -> str:
    earlier = result.basis["earlier"]
    return _(
        "Recount: %(command)s\n"
        "The formats are described in docs/formats.md. The totals of stage “%(stage)s” are those of %(item)s, version\n"
        "%(version)s, whose SHA-256 is\n"
        "%(sha256)s\n",
        command=f"competition tabulate scheme.json marks.csv --stage {FINAL}",
        stage=EARLIER,
        item=f"{earlier['code']} {earlier['name']}",
        version=earlier["version"],
        sha256=earlier["sha256"],
    )
