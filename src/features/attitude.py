"""Attitude: what a customer said of us, when, and of what kind.

Scores are over their scale, 0 to 1, so that stars, grades and recommendations can be averaged. Who
was not asked, or did not answer, has no score: none is ever made up. The promoter score is
Reichheld's (2003, Harvard Business Review 81(12)): of ten, 9 and 10 promote and 0 to 6 detract; its
question is called nps.
"""

from collections.abc import Mapping

import narwhals.stable.v2 as nw

from src.asof import Asof, Frame, seen
from src.features.family import Family, Feature, Grain, Mix
from src.features.measures import (
    AGE,
    count,
    distinct,
    latest,
    least,
    most,
    ratio,
    total,
    unpacked,
    within,
)

NPS = "nps"
PROMOTES, DETRACTS, TEN = 9, 6, 10
THOUSANDTHS = 1000  # `latest` tells a thousandth of a number, and of a score we want more
YEAR_DAYS = 365

SCORE, ON_NPS = nw.col("part"), nw.col("question").str.to_lowercase() == NPS
SCORED = ~SCORE.is_null()
TENTHS, SCALE = nw.col("score") * TEN, nw.col("scale")  # exact, where score over scale is not

_LAST, _MEAN = unpacked("score_latest") / THOUSANDTHS, ratio("score_sum", "scored_count")
_SCORE = "score, 0 to 1; null without a score"
_OF_TEN = "score, 0 to 10; null if never answered"


def answers(tables: Mapping[str, Frame], asof: Asof) -> Frame:
    """Answers given before each cutoff, with ``part``: the score over its scale."""
    said = seen(tables["feedback"], asof, "answered_day")
    return said.with_columns(part=ratio("score", "scale"))


ANSWERS = Grain("answers", ("feedback",), answers)

ATTITUDE = Family(
    name="attitude",
    grain=ANSWERS,
    measures={
        "score_sum": total(SCORE, SCORED),
        "scored_count": count(SCORED),
        "score_latest": latest(SCORE * THOUSANDTHS),
        "score_sum_365d": total(SCORE, SCORED & within(YEAR_DAYS)),
        "scored_365d": count(SCORED & within(YEAR_DAYS)),
        "nps_sum": total(SCORE, SCORED & ON_NPS),
        "nps_latest": latest(SCORE * THOUSANDTHS, ON_NPS),
        "promoting": count(ON_NPS & (TENTHS >= SCALE * PROMOTES)),
        "detracting": count(ON_NPS & (TENTHS <= SCALE * DETRACTS)),
    },
    groups={
        "stated satisfaction": (
            Feature("answers_count", "answers, >= 0", "answers given, all time", count(), 0.0),
            *(
                Feature(
                    f"answers_{days}d",
                    "answers, >= 0",
                    f"answers given in the last {days} days",
                    count(within(days)),
                    0.0,
                )
                for days in (90, 365)
            ),
            Feature(
                "answer_recency_days",
                "days, >= 1; null if none",
                "days since the last answer",
                least(AGE),
            ),
            Feature(
                "questions_count",
                "questions, >= 0",
                "different questions answered",
                distinct(nw.col("question")),
                0.0,
            ),
            Feature("answer_mean_score", _SCORE, "mean score", _MEAN),
            Feature("answer_min_score", _SCORE, "lowest score", least(SCORE)),
            Feature("answer_max_score", _SCORE, "highest score", most(SCORE)),
            Feature("answer_last_score", _SCORE, "latest score, the best of its day", _LAST),
            Feature(
                "score_recency_days",
                "days, >= 1; null without a score",
                "age of the latest score",
                least(AGE, SCORED),
            ),
            Feature(
                "answer_365d_score",
                "score, 0 to 1; null without a score in the last 365 days",
                "mean score of the last 365 days",
                ratio("score_sum_365d", "scored_365d"),
            ),
            Feature(
                "answer_trend_score",
                "score, -1 to 1; null before the second score",
                "latest minus mean score; below 0 turns away",
                nw.when(nw.col("scored_count") > 1).then(_LAST - _MEAN),
            ),
        ),
        "recommendation": (
            Feature(
                "nps_count",
                "answers, >= 0",
                "times that recommendation was rated",
                count(SCORED & ON_NPS),
                0.0,
            ),
            Feature(
                "nps_recency_days",
                "days, >= 1; null if never answered",
                "age of the latest recommendation",
                least(AGE, SCORED & ON_NPS),
            ),
            Feature(
                "nps_last_score",
                _OF_TEN,
                "latest recommendation",
                unpacked("nps_latest") * TEN / THOUSANDTHS,
            ),
            Feature(
                "nps_mean_score",
                _OF_TEN,
                "mean recommendation",
                ratio(nw.col("nps_sum") * TEN, "nps_count"),
            ),
            Feature(
                "nps_promoter_share",
                "0 to 1; null if never answered",
                "share of recommendations of 9 or 10",
                ratio("promoting", "nps_count"),
            ),
            Feature(
                "nps_detractor_share",
                "0 to 1; null if never answered",
                "share of recommendations of 6 or lower",
                ratio("detracting", "nps_count"),
            ),
        ),
    },
    mixes=(
        Mix("question", "asked", "stated satisfaction", "answers"),
        Mix("answer", "said", "drivers and barriers", "answers"),
    ),
)
