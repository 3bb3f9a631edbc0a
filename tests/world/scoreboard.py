"""How near training comes to what could be known at best: one line each, with n.

Run with ``make world``. Predictions are judged on customers who are one person, and persons who are
one customer.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_rand_score

from src.asof import day_of
from src.learning import learn
from src.modeling.intervals import coverage, most_valuable
from src.modeling.metrics import auc, bias_share, mae, normalised_gini
from src.opening import Opened, opened
from src.serving.bundle import predict
from src.sources.world.truth import outcomes, outlook_inferring_who_left
from src.stages.summary import Gathered
from tests.world.attitudes import told
from tests.world.planted import found
from tests.world.records import pair_scores, resolved

Line = tuple[str, str, int]  # what, its value, n


@dataclass(frozen=True)
class Learnt:
    """Customers who are one person: as judged, beside the best possible, and as of today."""

    judged: pd.DataFrame  # customer_id, churned, churn_prob, net_ahead, clv, best_prob, net_mean
    grouped: pd.DataFrame  # customer_id, persona, type
    records: pd.DataFrame  # sort, person, customer_id
    customers: int  # judged, whether one person or not
    people: np.ndarray  # persons of whom any customer was learnt from
    horizon: str
    currency: str


def lines(folder: Path) -> list[str]:
    """Train on a world, and return the scoreboard."""
    with TemporaryDirectory() as work:
        faults = found(folder, Path(work))
    with opened(folder, {}, _silent) as data:
        known, attitudes = learnt(data), tuple(_attitudes(data))
    good = faults.lost["good_rows"].sum()
    lost = faults.lost[["set_aside", "nulled"]].to_numpy().sum()
    board = [
        *_predictions(known),
        *_identity(known.records),
        _consent(known, folder),
        *_customers(known),
        *attitudes,
        ("faults found", f"{faults.faults['good'].mean():.2%} of planted", len(faults.faults)),
        ("good rows lost", f"{lost / good:.4%}", good),
    ]
    return [f"{what:18} {value}  n={n:,}" for what, value, n in board]


def _predictions(known: Learnt) -> Iterator[Line]:
    rows = {name: known.judged[name].to_numpy() for name in known.judged}
    n, churned, spent, clv = len(known.judged), rows["churned"], rows["net_ahead"], rows["clv"]
    expected = rows["net_mean"]
    same = np.full(n, expected.mean())
    ours, best = auc(churned, rows["churn_prob"]), auc(churned, rows["best_prob"])
    yield "churn AUC", f"{ours:.4f} of {best:.4f} possible", n
    ours, best = normalised_gini(spent, clv), normalised_gini(spent, expected)
    yield "CLV Gini", f"{ours:.4f} of {best:.4f} possible", n
    away = f"{mae(expected, clv):.2f} {known.currency} from the true expected value"
    yield "CLV MAE", f"{away} (its mean for all: {mae(expected, same):.2f})", n
    biases = bias_share(expected, clv), bias_share(spent, clv)
    yield "bias of the total", f"{biases[0]:+.2%} of expected, {biases[1]:+.2%} of spent", n
    top, ends = most_valuable(clv), (spent, rows["clv_low"], rows["clv_high"])
    inside, of_top = coverage(*ends), coverage(*(end[top] for end in ends))
    yield "80% intervals", f"{inside.share:.1%} inside, {of_top.share:.1%} of the top fifth", n


def _identity(records: pd.DataFrame) -> Iterator[Line]:
    precision, recall = pair_scores(records)
    yield "identity", f"pair precision {precision:.4f}, recall {recall:.4f}", len(records)
    split = records.groupby("person")["customer_id"].nunique().gt(1).mean()
    merged = records.groupby("customer_id")["person"].nunique().gt(1)
    yield "people split", f"{split:.2%} of people", records["person"].nunique()
    yield "people merged", f"{merged.mean():.2%} of customers are several people", len(merged)


def _consent(known: Learnt, folder: Path) -> Line:
    """Hold whom nobody may learn from, by the raw file, against whom we did."""
    said = pd.read_csv(folder / "raw" / "consents.csv", dtype=str).dropna(subset=["changed_at"])
    said = said[said["purpose"] == "train"].sort_values("changed_at")
    last = said.assign(record_id=said["email"].str.strip().str.lower()).groupby("record_id")
    withdrew = last["status"].last()[lambda status: status == "withdrawn"].index
    truth = pd.read_parquet(folder / "truth" / "records.parquet")
    addresses = truth[truth["source"] == "newsletter_sends"]
    people = addresses.loc[addresses["record_id"].isin(withdrew), "person"].unique()
    kept_out = ~np.isin(people, known.people)
    return "consent applied", f"{kept_out.mean():.2%} of who withdrew not learnt from", len(people)


def _customers(known: Learnt) -> Iterator[Line]:
    share = len(known.judged) / known.customers
    yield "one person", f"{share:.1%} of customers, {known.horizon}", known.customers
    same = (known.judged["churned"] == known.judged["truly"]).mean()
    yield "labels", f"{same:.2%} as in truth", len(known.judged)
    kinds = known.grouped["type"], known.grouped["persona"]
    rand = f"adjusted Rand {adjusted_rand_score(*kinds):.3f}"
    yield "personas", f"{rand}, {kinds[1].nunique()} for {kinds[0].nunique()} types", len(kinds[0])


def _attitudes(data: Opened) -> Iterator[Line]:
    """What the cards of the planted types would say of drivers, barriers and mindset."""
    cards = told(data)
    planted = int(cards.facts["planted"].sum())
    named = f"{cards.named:.0%} of {planted} planted named, {cards.right:.0%} of what is named true"
    yield "attitudes", named, cards.customers
    found = f"{cards.written:.0%} of planted barriers and drivers found in texts"
    yield "own words", f"{found}, {cards.written_right:.0%} of words true", cards.customers


def learnt(data: Opened) -> Learnt:
    """Learn from a world as a training does, and hold what was learnt against its truth."""
    result = learn(data, _silent)
    records = resolved(data.ingested.tables["identity_links"], data.folder)
    persons = _persons(records)
    now, today = result.judged.customer_id, result.shipped.customer_id
    judged = result.judgement.customers.assign(customer_id=now).merge(persons, on="customer_id")
    return Learnt(
        judged=judged.merge(_best(result, data.folder), on="person"),
        grouped=_grouped(result, today, persons, data.folder),
        records=records,
        customers=len(now),
        people=records.loc[records["customer_id"].isin([*now, *today]), "person"].unique(),
        horizon=f"{result.plan.horizon_days} days from {day_of(result.plan.judged.now)}",
        currency=data.manifest.currency,
    )


def _best(result: Gathered, folder: Path) -> pd.DataFrame:
    when = (folder / "truth", day_of(result.plan.judged.now), result.plan.horizon_days)
    best = outlook_inferring_who_left(*when).rename(columns={"churn_prob": "best_prob"})
    happened = outcomes(*when)[["person", "churned"]].rename(columns={"churned": "truly"})
    return best.merge(happened, on="person")


def _grouped(
    result: Gathered, customers: np.ndarray, persons: pd.DataFrame, folder: Path
) -> pd.DataFrame:
    design = result.shipped.design.select(result.bundle.schema.names)
    personas = predict(result.bundle, design.values)["persona"]
    own = pd.DataFrame({"customer_id": customers, "persona": personas})
    people = pd.read_parquet(folder / "truth" / "people.parquet", columns=["person", "type"])
    return own.merge(persons, on="customer_id").merge(people, on="person")


def _persons(records: pd.DataFrame) -> pd.DataFrame:
    """Return ``customer_id`` and ``person`` of customers who are one, by the shop's accounts."""
    pairs = records.loc[records["sort"] == "account", ["customer_id", "person"]].drop_duplicates()
    alone = ~pairs.duplicated("customer_id", keep=False) & ~pairs.duplicated("person", keep=False)
    return pairs[alone]


def _silent(_what: str, _share: float) -> None:
    """Tell nobody."""


if __name__ == "__main__":
    print("\n".join(lines(Path(sys.argv[1]))))  # noqa: T201  what it is for
