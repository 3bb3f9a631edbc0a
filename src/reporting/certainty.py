"""How sure the predicted spend is: of single customers and of all together, in sentences."""

from collections.abc import Iterator, Mapping

from src.modeling.intervals import Coverage, coverage, most_valuable
from src.modeling.total import Total
from src.reporting.findings import Findings
from src.reporting.formats import money, number, percent


def coverages(findings: Findings) -> tuple[Coverage, Coverage]:
    """Return how often the 80% intervals held: for all judged, and the most valuable fifth."""
    spent, clv, low, high = (
        findings.judged[name].to_numpy(dtype=float)
        for name in ("net_ahead", "clv", "clv_low", "clv_high")
    )
    top = most_valuable(clv)
    return coverage(spent, low, high), coverage(spent[top], low[top], high[top])


def interval_sentence(findings: Findings) -> str:
    """Say how often the intervals held what customers spent."""
    everybody, top = coverages(findings)
    return (
        f"80% intervals: {percent(everybody.share)} of customers were inside"
        f" ({_range(everybody)}), {percent(top.share)} of the most valuable fifth ({_range(top)})."
    )


def total_sentences(findings: Findings) -> tuple[str, ...]:
    """Say what all spend together, whether that held, and what the interval cannot know."""
    return tuple(_total_sentences(findings))


def certainty(findings: Findings) -> Mapping[str, float]:
    """Return the same as metrics."""
    everybody, top = coverages(findings)
    judged, ahead = findings.total_judged, findings.total_ahead
    return {
        "clv.coverage.this_model": everybody.share,
        "clv.coverage_top_fifth.this_model": top.share,
        "clv.total.predicted": judged.predicted,
        "clv.total.low": judged.low,
        "clv.total.high": judged.high,
        "clv.total.earned": judged.earned,
        "clv.total.ahead": ahead.predicted,
        "clv.total.ahead_low": ahead.low,
        "clv.total.ahead_high": ahead.high,
    }


def _total_sentences(findings: Findings) -> Iterator[str]:
    judged, ahead = findings.total_judged, findings.total_ahead
    earned = money(judged.earned, findings.currency)
    held = "inside" if judged.covered else "outside"
    yield (
        f"All together: {_amount(judged, findings.currency)} were expected, {earned} were earned,"
        f" {held} the interval."
    )
    days = findings.horizon_days
    yield f"In the {days} days to come: {_amount(ahead, findings.currency)}."
    if not ahead.season_known:
        yield "History is shorter than a year: what the season brings is not known."
    elif not judged.season_known:
        yield "The judged model knew less than a year, and so no season; the one in use does."


def _amount(total: Total, currency: str) -> str:
    ends = f"{money(total.low, currency)} to {money(total.high, currency)}"
    return f"{money(total.predicted, currency)} (95% interval {ends})"


def _range(found: Coverage) -> str:
    return f"{percent(found.low)} to {percent(found.high)}, n = {number(found.n)}"
