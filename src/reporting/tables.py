"""Tables of the report as text: headings with their yardstick, one row per thing compared."""

from dataclasses import dataclass

import pandas as pd

from src.reporting.findings import SOURCE_COLUMNS, Findings
from src.reporting.formats import DASH, interval, number, percent
from src.reporting.language import Speech, speech
from src.reporting.leaving import ChurnFindings, Loaded
from src.reporting.people import SHOWN, decision_rows
from src.reporting.questions import answer_rows


@dataclass(frozen=True)
class Heading:
    """A column's name, and what it would be for a coin and for a prophet, or its unit."""

    words: str
    yardstick: str = ""


@dataclass(frozen=True)
class TextTable:
    """Ready to print; the first cell of a row names it."""

    caption: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[str, ...], ...]


def churn_models(findings: ChurnFindings) -> TextTable:
    """Print the models of churn, ours first."""
    return TextTable(
        f"Who will {findings.leaving.leave}: this model and the baselines, with 95% intervals",
        (
            Heading("Model"),
            Heading("AUC", "coin 0.5, perfect 1"),
            Heading("Log loss", "perfect 0, less is better"),
            Heading("Brier score", "perfect 0, less is better"),
            Heading("Calibration error", "perfect 0"),
            Heading("n", "customers"),
        ),
        tuple(
            (
                _capital(row["model"]),
                interval(row["auc"], row["auc_low"], row["auc_high"]),
                interval(row["log_loss"], row["log_loss_low"], row["log_loss_high"]),
                number(row["brier"], 3),
                number(row["calibration_error"], 3),
                number(row["n"]),
            )
            for _, row in findings.churn_table.iterrows()
        ),
    )


def clv_models(findings: Findings) -> TextTable:
    """Print the models of spend in the horizon, ours first."""
    return spend_models("What customers will spend", findings.clv_table, findings.currency)


def spend_models(asked: str, models: pd.DataFrame, currency: str) -> TextTable:
    """Print models of spend, ours first: `src.reporting.findings.CLV_COLUMNS`."""
    unit = currency or "money"
    cents = _cents(models["mae"])
    return TextTable(
        f"{asked}: this model and the baselines, with 95% intervals",
        (
            Heading("Model"),
            Heading("Gini", "coin 0, perfect 1"),
            Heading("Mean absolute error", f"{unit}, less is better"),
            Heading("Root mean squared error", f"{unit}, less is better"),
            Heading("Rank correlation", "coin 0, perfect 1"),
            Heading("Total predicted", "right 0%"),
            Heading("n", "customers"),
        ),
        tuple(
            (
                _capital(row["model"]),
                interval(row["gini"], row["gini_low"], row["gini_high"]),
                interval(row["mae"], row["mae_low"], row["mae_high"], cents),
                number(row["rmse"], cents),
                number(row["spearman"], 3),
                _bias(row["bias_share"]),
                number(row["n"]),
            )
            for _, row in models.iterrows()
        ),
    )


def personas(findings: Findings, said: Speech | None = None) -> TextTable:
    """Print the key figures of the personas side by side."""
    said, currency = said or speech("en"), findings.currency
    ahead = said.say("column.ahead", days=str(findings.horizon_days))
    money = said.money
    return TextTable(
        said.say("page.side_by_side"),
        tuple(
            Heading(said.say(f"column.{words}"), said.say(f"column.{unit}") if unit else own)
            for words, unit, own in (
                ("persona", "", ""),
                ("customers", "", ""),
                ("new", "new_unit", ""),
                ("revenue", "share", ""),
                ("revenue_each", "so_far", ""),
                ("orders_each", "so_far", ""),
                *((words, "", ahead) for words in ("risk", "spend_each", "spend", "at_risk")),
            )
        ),
        tuple(
            (
                str(row["persona"]),
                f"{number(row['customers_count'])} ({percent(row['customers_share'])})",
                number(row["new_count"]),
                f"{money(row['revenue_sum'], currency)} ({percent(row['revenue_share'])})",
                money(row["revenue_per_customer"], currency),
                number(row["orders_per_customer"], 1),
                percent(row["churn_prob_mean"]),
                money(row["clv_mean"], currency),
                money(row["clv_sum"], currency),
                money(row["value_at_risk_sum"], currency),
            )
            for _, row in findings.personas.iterrows()
        ),
    )


def averages(findings: Findings, said: Speech | None = None) -> TextTable:
    """Print the averages of the personas with their intervals; no rows where not computed."""
    said, found, currency = said or speech("en"), findings.intervals, findings.currency
    ahead = said.say("column.ahead", days=str(findings.horizon_days))
    shown = {
        "net_sum": ("revenue_each", said.say("column.so_far")),
        "orders_count": ("orders_each", said.say("column.so_far")),
        "churn_prob": ("risk", ahead),
        "clv": ("spend_each", ahead),
    }

    def cell(row: pd.Series) -> str:
        ends = [row["mean"], row["low"], row["high"]]
        words = [_measured(str(row["measure"]), value, said, currency) for value in ends]
        return f"{words[0]} ({words[1]} … {words[2]})"

    rows = []
    for name in findings.personas["persona"] if len(found) else ():
        own = found[found["persona"] == name].set_index("measure", drop=False)
        cells = [cell(own.loc[measure]) for measure in shown]
        rows.append((str(name), number(own["n"].max()), *cells))
    return TextTable(
        said.say("page.averages"),
        (
            Heading(said.say("column.persona")),
            Heading("n", said.say("column.customers")),
            *(Heading(said.say(f"column.{words}"), unit) for words, unit in shown.values()),
        ),
        tuple(rows),
    )


def _measured(measure: str, value: float, said: Speech, currency: str) -> str:
    if measure == "churn_prob":
        return percent(value)
    return number(value, 1) if measure == "orders_count" else said.money(value, currency)


def sources(findings: Loaded) -> TextTable:
    """Print the account of the rows read."""
    return TextTable(
        "What became of every row read",
        (
            Heading("Source"),
            Heading("Read", "rows"),
            Heading("Kept", "rows"),
            Heading("Filtered out", "rows, on request"),
            Heading("Quarantined", "rows, unusable"),
            Heading("Repeats", "rows, copies"),
            Heading("Forgotten", "rows, erased people"),
            Heading("Emptied", "values"),
            Heading("Rewritten", "codes"),
            Heading("Noted", "odd, kept"),
        ),
        tuple(
            (str(row["source"]), *(number(row[name]) for name in SOURCE_COLUMNS[1:]))
            for _, row in findings.sources.iterrows()
        ),
    )


def readiness(findings: Loaded) -> TextTable:
    """Print what can be asked of the data, and what is missing where it cannot."""
    return TextTable(
        "What these data can answer, and how much more is needed",
        (
            Heading("Question"),
            Heading("Possible"),
            Heading("Rule that fails"),
            Heading("Missing"),
            Heading("Needed"),
            Heading("Found"),
        ),
        tuple(
            (_capital(name), possible, *(cell or DASH for cell in (rule, missing, needed, found)))
            for name, possible, rule, needed, found, missing in answer_rows(findings.questions)
        ),
    )


def consents(findings: Loaded) -> TextTable:
    """Print whom each use of the data left out, and why."""
    return TextTable(
        "What customers permit, and whom it left out",
        (
            Heading("Use"),
            Heading("Customers"),
            Heading("Left out"),
            Heading("Withdrew", "or refused"),
            Heading("Of these", "by an address that others have too"),
            Heading("Never said"),
        ),
        tuple(
            (
                _capital(one.done),
                number(one.customers),
                number(one.customers - one.left),
                number(one.withdrew),
                number(one.shared),
                number(one.never_said),
            )
            for one in findings.consents.told
        ),
    )


def decisions(findings: Findings) -> TextTable:
    """Print whose predictions decisions by hand change, and how."""
    rest = len(findings.by_hand) - SHOWN
    return TextTable(
        "What decisions by hand change: without them → with them"
        + (f"; {number(rest)} more customers change by less spend" if rest > 0 else ""),
        (
            Heading("Customer", "a dash: nobody by this id"),
            Heading("Risk of going quiet"),
            Heading("Expected spend", findings.currency),
            Heading("Persona"),
        ),
        decision_rows(findings.by_hand, findings.currency),
    )


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _cents(values: pd.Series) -> int:
    return 2 if float(values.max()) < 100 else 0  # noqa: PLR2004 - three figures are enough


def _bias(share: float) -> str:
    return f"+{percent(share)}" if share > 0 else percent(share)
