"""When customers order next: sentences and a table."""

from collections.abc import Iterator, Sequence

from src.modeling.waits import Moment, Waits
from src.reporting.findings import Findings
from src.reporting.formats import number, percent
from src.reporting.tables import Heading, TextTable


def waits_sentences(findings: Findings) -> tuple[str, ...]:
    """Say when half of each persona have ordered again, and how near that was."""
    return () if findings.waits is None else tuple(_sentences(findings.waits, findings))


def _sentences(waits: Waits, findings: Findings) -> Iterator[str]:
    halves = ", ".join(
        f"{one.persona} {_half(one.half_days, findings.horizon_days)}" for one in waits.curves
    )
    if halves:
        yield f"Half are expected to have ordered again: {halves}."
    first, last = waits.moments[0], waits.moments[-1]
    yield (
        f"At the judged cutoff {percent(first.predicted)} were expected to have placed no order by"
        f" day {number(first.day)} ({percent(first.happened)} had not), and"
        f" {percent(last.predicted)} by day {number(last.day)} ({percent(last.happened)})."
    )
    yield (
        "Who is silent that long counts as churned, which is not gone: of such silences"
        f" {percent(findings.returned_share)} have ended with an order so far."
    )


def waits_table(findings: Findings) -> TextTable:
    """Print what was said of several days, beside one curve for everybody, and what happened."""
    moments = () if findings.waits is None else findings.waits.moments
    return moments_table("Share without an order some days after the judged cutoff", moments)


def moments_table(caption: str, moments: Sequence[Moment]) -> TextTable:
    """Print what was said of several days, beside one curve for everybody, and what happened."""
    return TextTable(
        caption,
        (
            Heading("By day"),
            Heading("Happened"),
            Heading("Predicted", "mean of all curves"),
            Heading("One curve for all", "Kaplan-Meier"),
            Heading("Log loss", "perfect 0, less is better"),
            Heading("… of one curve"),
            Heading("Calibration error", "perfect 0"),
            Heading("n", "customers"),
        ),
        tuple(
            (
                number(one.day),
                percent(one.happened),
                percent(one.predicted),
                percent(one.alike),
                number(one.log_loss, 3),
                number(one.log_loss_alike, 3),
                number(one.calibration_error, 3),
                number(one.n),
            )
            for one in moments
        ),
    )


def _half(days: float, horizon_days: int) -> str:
    if days != days:  # noqa: PLR0124 - NaN differs from itself
        return f"not within {number(horizon_days)} days"
    return f"in {number(days)} days" if days >= 1 else "within a day"
