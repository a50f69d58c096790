"""Re-checks in words."""

from competition.foundation.texts import _, _l
from competition.foundation.working import figure
from competition.results.review_rules import Finding, Quotas, Why

WHY = {
    Why.TOP: _l("upper part"),
    Why.SAMPLE: _l("drawn as a sample"),
    Why.FULL: _l("all, because of errors"),
}
FINDINGS = {
    Finding.RIGHT: ("good", _l("right")),
    Finding.ERROR: ("bad", _l("error found")),
}
VERBS = {
    "results.review_set": _l("Quotas of re-checks laid down"),
    "results.review_dropped": _l("Re-checks not asked for any more"),
    "results.sample_drawn": _l("Sample to re-check drawn"),
    "results.rechecked": _l("Marks re-checked"),
}


def quotas(of: Quotas) -> str:
    """Say by which quotas marks are re-checked."""
    return _(
        "The upper %(top)s%% whole, %(sample)s%% of the others as a sample; everybody where errors exceed %(errors)s%%.",
        top=figure(of.top),
        sample=figure(of.sample),
        errors=figure(of.errors),
    )
