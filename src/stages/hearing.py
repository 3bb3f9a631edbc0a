"""What each described customer bought when, and said of us: one row per customer and thing."""

from collections.abc import Mapping

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from src.asof import Asof, Frame, seen
from src.engine import collect
from src.features.attitude import answers
from src.features.grains import orders
from src.features.service import tickets
from src.personas.attitudes import about
from src.personas.own_words import TROUBLE
from src.personas.themes import WROTE
from src.personas.voices import SAID

FIVE = 5  # the scale of satisfaction with a support case
WEEK_OF_1970 = 3  # the first of January 1970 was a Thursday
Names = NDArray[np.str_]


def bought(tables: Mapping[str, Frame], asof: Asof, customers: Names) -> pd.DataFrame:
    """Return weekday and hour of every order that has an hour."""
    rows = orders(tables, asof).filter(~nw.col("ordered_hour").is_null(), nw.col("net") > 0)
    found = _placed(collect(rows.select("customer_id", "age_days", "ordered_hour")), customers)
    day = asof.cutoffs[0] - found["age_days"].astype(np.int64)
    return pd.DataFrame(
        {
            "customer": found["customer"],
            "weekday": (day + WEEK_OF_1970) % 7,
            "hour": found["ordered_hour"].astype(np.int64),
        }
    )


def said(tables: Mapping[str, Frame], asof: Asof, customers: Names) -> pd.DataFrame:
    """Return what every customer said, once per question: `SAID`."""
    parts = [pd.DataFrame(columns=list(SAID))]
    if "feedback" in tables:
        columns = ("customer_id", "age_days", "question", "answer", "part")
        told = _placed(collect(answers(tables, asof).select(*columns)), customers)
        told = told[told["question"].notna()].sort_values(["customer", "age_days"], kind="stable")
        chosen = told[told["answer"].notna()].drop_duplicates(["customer", "question"])
        parts.append(chosen.assign(sort="choice", score=np.nan))
        scored = told.groupby(["customer", "question"], as_index=False)["part"].mean()
        parts.append(
            scored.dropna().assign(sort="score", answer="").rename(columns={"part": "score"})
        )
    if "tickets" in tables:
        opened = tickets(tables, asof).select("customer_id", "topic", "rating")
        cases = _placed(collect(opened), customers)
        topics = cases[["customer", "topic"]].dropna().drop_duplicates()
        topics = topics.rename(columns={"topic": "answer"})
        parts.append(topics.assign(sort="topic", question="topic", score=np.nan))
        rated = cases.groupby("customer", as_index=False)["rating"].mean().dropna()
        rated = rated.assign(score=rated["rating"] / FIVE, sort="score", answer="")
        parts.append(rated.assign(question="satisfaction"))
    filled = [part[list(SAID)] for part in parts if len(part)]
    return pd.concat(filled, ignore_index=True) if filled else parts[0]


def written(tables: Mapping[str, Frame], asof: Asof, customers: Names) -> pd.DataFrame:
    """Return which words every customer wrote, once per chapter of a card: `WROTE`."""
    if "words" not in tables:
        return pd.DataFrame(columns=list(WROTE))
    known = seen(tables["words"], asof, "said_day").select(
        "customer_id", "origin", "question", "term"
    )
    told = _placed(collect(known.unique()), customers)
    asked = {one: about(one) for one in told["question"].dropna().unique()}
    chapter = told["question"].map(asked).fillna(about(""))
    told["about"] = chapter.where(told["origin"] != "tickets", TROUBLE)
    return told[list(WROTE)].drop_duplicates(ignore_index=True)


def _placed(events: pd.DataFrame, customers: Names) -> pd.DataFrame:
    """Name customers by their row among those described; others are left out."""
    place = pd.Index(customers).get_indexer(pd.Index(events["customer_id"].astype(str)))
    return events.assign(customer=place)[place >= 0].drop(columns="customer_id")
