"""Uplift per planted type: is the truth inside the estimated interval? One line per seed.

``python -m tests.world.uplift [people] [seeds]``. Arms are compared as in a training
(`src.modeling.arms`), over the last campaigns of a world; the truth is the oracle's, told who has
left, once with everybody written to and once with nobody. Intervals hold together, 95 %.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import numpy as np
import pandas as pd

from src.modeling.arms import Effect, effects
from src.modeling.qini import Arms
from src.sources.world import design as d
from src.sources.world.almanac import date_of
from src.sources.world.scenario import Scenario
from src.sources.world.simulation import simulate
from src.sources.world.truth import outlook_told_who_left
from src.stages.uplifting import WINDOW_DAYS

CAMPAIGNS = [day for day in d.CAMPAIGN_DAYS if day + WINDOW_DAYS <= d.DAYS][-8:]


def letters(truth: Path) -> pd.DataFrame:
    """Return who was in which arm, whether an order followed, and what it would do in truth."""
    sent = pd.read_parquet(truth / "letters.parquet", columns=["person", "campaign", "treated"])
    sent["day"] = np.array(d.CAMPAIGN_DAYS)[sent["campaign"]]
    sent = sent[sent["day"].isin(CAMPAIGNS)].drop_duplicates(["person", "day"])
    kinds = pd.read_parquet(truth / "people.parquet", columns=["person", "type"])
    orders = pd.read_parquet(truth / "orders.parquet", columns=["buyer", "ordered_on"])
    orders["on"] = (pd.to_datetime(orders["ordered_on"]) - pd.Timestamp(d.START)).dt.days
    own = sent.reset_index(drop=True).reset_index(names="row").merge(kinds, on="person")
    after = own.merge(orders, left_on="person", right_on="buyer")
    since = after["on"] - after["day"]
    ordered = after.loc[since.between(0, WINDOW_DAYS - 1), "row"].unique()
    own["happened"] = own["row"].isin(ordered).astype(float)
    return own.merge(pd.concat([_truth(truth, day) for day in CAMPAIGNS]), on=["person", "day"])


def _truth(truth: Path, day: int) -> pd.DataFrame:
    silent = []
    for share in (1.0, 0.0):
        with patch.object(d, "TREATED", share):
            told = outlook_told_who_left(truth, date_of(day), WINDOW_DAYS)
            silent.append(told.set_index("person")["churn_prob"])
    uplift = (silent[1] - silent[0]).rename("uplift").reset_index()
    return uplift.assign(day=day)


def estimated(own: pd.DataFrame) -> tuple[Effect, ...]:
    """Compare the arms of each type."""
    treated = own["treated"].to_numpy(float)
    share = own.groupby("day")["treated"].transform("mean").to_numpy(float)
    weight = np.where(treated == 1, 1 / share, 1 / (1 - share))
    arms = Arms(treated, own["happened"].to_numpy(), weight)
    return effects(arms, own["type"].to_numpy(object), pd.factorize(own["person"])[0])


def judged(people: int, seed: int) -> Iterator[tuple[Effect, float]]:
    """Yield the estimate of each type in a world, and the truth."""
    with TemporaryDirectory() as folder:
        scenario = Scenario(people=people, seed=seed)
        own = letters(simulate(Path(folder), scenario, lambda *_: None).folder / "truth")
    true = own.groupby("type")["uplift"].mean()
    for one in estimated(own):
        yield one, float(true[one.group])


def main(people: int, seeds: int) -> None:
    """Print what was found."""
    whole = inside = several = 0
    for seed in range(1, seeds + 1):
        found = list(judged(people, seed))
        held = [one.low <= true <= one.high for one, true in found]
        whole, inside, several = whole + all(held), inside + sum(held), several + len(held)
        told = ", ".join(
            f"{one.group} {100 * true:+.1f} ({100 * one.low:+.1f} to {100 * one.high:+.1f})"
            for one, true in found
        )
        print(f"seed {seed}: {sum(held)} of {len(held)} inside; {told}", flush=True)  # noqa: T201
    print(f"all types inside for {whole} of {seeds} seeds; {inside} of {several} intervals")  # noqa: T201


if __name__ == "__main__":
    main(*(int(given) for given in (*sys.argv[1:], "6000", "10")[:2]))
