"""What customers are worth and when they leave, where churn is declared: sentences and tables."""

from collections.abc import Iterator

from src.modeling.worth import MONTHLY, Valued
from src.reporting.declared import DeclaredFindings
from src.reporting.formats import money, number, percent, signed
from src.reporting.tables import TextTable, spend_models
from src.reporting.waiting import moments_table

NO_PRICE = (
    "Nothing is said of lifetime value: nothing mapped says what customers pay (amount and period"
    " of subscriptions; [churn] value, where churn is a label)."
)
NO_UPLIFT = "What contacting changes is not learnt here: that takes orders and messages with arms."


def value_sentences(findings: DeclaredFindings) -> tuple[str, ...]:
    """Say what value is made of, and whether it came true; or that there is none, and why."""
    if findings.valued is None:
        return (NO_PRICE,)
    return tuple(_value(findings.valued, findings))


def _value(found: Valued, findings: DeclaredFindings) -> Iterator[str]:
    predicted, earned, kept_up = (
        money(value, findings.currency) for value in (found.predicted, found.earned, found.kept_up)
    )
    if found.price.column == MONTHLY:
        yield (
            f"Value (CLV) is what contracts cost now, for as long as they are expected to run"
            f" within {findings.horizon_days} days."
        )
        then = f"were expected to pay {predicted} and paid {earned}"
    else:
        times = f" times {number(found.price.times, 1)}" if found.price.times != 1 else ""
        yield f"Value (CLV) is the probability to stay times {found.price.column}{times}."
        then = f"were expected to keep {predicted}, and who stayed kept {earned}"
    ours = found.table.iloc[0]
    yield (
        f"The {number(ours['n'])} judged customers whose price is known {then}"
        f" ({signed(100 * ours['bias_share'], 1)} %); if nobody left, {kept_up}."
    )
    if found.unknown:
        yield f"Of {number(found.unknown)} others nothing says what they pay: their value is null."


def value_table(findings: DeclaredFindings) -> TextTable:
    """Print what was said of value, beside the price kept up."""
    if findings.valued is None:
        return TextTable("", (), ())
    return spend_models("What customers pay", findings.valued.table, findings.currency)


def timing_sentences(findings: DeclaredFindings) -> tuple[str, ...]:
    """Say how many were expected still to be under contract, and how many were."""
    if not findings.moments:
        return ()
    told = ", ".join(
        f"{percent(one.predicted)} by day {number(one.day)} ({percent(one.happened)} were)"
        for one in findings.moments
    )
    return (f"When: expected to be still under contract were {told}.",)


def timing_table(findings: DeclaredFindings) -> TextTable:
    """Print the same, beside one curve for everybody."""
    caption = "Share still under contract some days after the judged cutoff"
    return moments_table(caption, findings.moments)
