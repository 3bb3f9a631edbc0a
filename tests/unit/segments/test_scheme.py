"""Who is in which segment: by hand, in another SQL, and everybody exactly once."""

import sqlite3

import numpy as np
import pandas as pd

from src.segments.own import NONE, own_scheme
from src.segments.rfm import RfmBins
from src.segments.scheme import NOT_KNOWN, Rule, Scheme, assigned
from src.segments.typical import Typical

NAN = float("nan")
FIFTHS = (1.0, 2.0, 3.0, 4.0)
TYPICAL = Typical(RfmBins(FIFTHS, FIFTHS, FIFTHS), 30.0, 4.0, 100.0, 200.0, 400.0, 60.0, 20.0)
SPEND = Scheme(
    name="spend",
    family="test",
    rules=(
        Rule("much", "net_sum > typical.top_20_net", "more than 100"),
        Rule("some", "net_sum > 0", "more than nothing"),
        Rule("nothing", "net_sum <= 0", "nothing"),
    ),
    needs=("net_sum",),
    lacking="spend",
)


def names(rows, scheme, typical=TYPICAL):
    places = assigned(rows, [scheme], typical)[scheme.name]
    return [scheme.segments[place] for place in places]


def test_the_first_rule_that_holds_decides_and_null_is_not_known():
    rows = pd.DataFrame({"net_sum": [500.0, 100.0, 0.0, -3.0, NAN]})
    assert names(rows, SPEND) == ["much", "some", "nothing", "nothing", NOT_KNOWN]
    assert SPEND.reasons[-1] == "nothing is known of their spend"


def test_rows_stay_in_their_order():
    spend = np.random.default_rng(0).normal(80, 60, 20_000)
    found = assigned(pd.DataFrame({"net_sum": spend}, index=range(7, 20_007)), [SPEND], TYPICAL)
    assert found.index[0] == 7
    assert (found["spend"] == np.select([spend > 100, spend > 0], [0, 1], 2)).all()


def test_nobody_and_no_scheme_are_no_trouble():
    assert assigned(pd.DataFrame({"net_sum": []}), [SPEND], TYPICAL).shape == (0, 1)
    assert assigned(pd.DataFrame({"net_sum": [1.0]}), [], TYPICAL).shape == (1, 0)


OWN = {
    "big baskets": "net_mean > 50 AND orders_count >= 10",
    "at risk -- of leaving": "churn_prob > 0.7 -- a comment",
    "homeowners": "homeowner = 1 OR (homeowner IS NULL AND net_mean > 90)",
}


def test_own_rules_agree_with_another_database():
    """SQLite knows nothing of this code; a tenth of every column is null."""
    rng = np.random.default_rng(1)
    rows = pd.DataFrame(
        {
            "net_mean": rng.gamma(2, 25, 500),
            "orders_count": rng.integers(1, 20, 500).astype(float),
            "churn_prob": rng.random(500),
            "homeowner": rng.integers(0, 2, 500).astype(float),
        }
    ).mask(rng.random((500, 4)) < 0.1)
    big, _, home = OWN.values()
    with sqlite3.connect(":memory:") as oracle:
        rows.reset_index().to_sql("people", oracle, index=False)
        expected = oracle.execute(
            f"""
            SELECT CASE WHEN {big} THEN 'big baskets'
              WHEN churn_prob > 0.7 THEN 'at risk -- of leaving' WHEN {home} THEN 'homeowners'
              WHEN NOT ({big}) AND NOT (churn_prob > 0.7) AND NOT ({home}) THEN '{NONE}'
              ELSE '{NOT_KNOWN}' END
            FROM people ORDER BY "index"
            """  # noqa: S608  our own
        ).fetchall()
    found = names(rows, own_scheme(OWN, set(rows.columns)))
    assert found == [name for (name,) in expected]
    assert set(found) == {*OWN, NONE, NOT_KNOWN}


def test_a_condition_that_stumbles_over_a_row_is_not_known_there():
    rows = pd.DataFrame({"net_sum": [1.0, 2.0]})
    own = own_scheme({"odd": "CAST(CASE net_sum WHEN 1 THEN 'x' ELSE '5' END AS INT) = 5"}, set())
    assert names(rows, own) == [NOT_KNOWN, "odd"]


def test_sql_knows_no_upper_case():
    own = own_scheme(
        {"rich": "NET_sum > 1", "old": '"T_days" > 9 OR t_DAYS > 10'}, {"net_sum", "T_days", "x"}
    )
    assert own.needs == ("T_days", "net_sum")
    rows = pd.DataFrame({"net_sum": [2.0, 0.0], "T_days": [5.0, 11.0]})
    assert names(rows, own) == ["rich", "old"]


def test_a_feature_called_as_a_frozen_number_is_another_thing():
    rows = pd.DataFrame({"gap_days": [1.0, 50.0]})
    own = own_scheme({"slow": "gap_days > 40"}, {"gap_days"})
    assert names(rows, own) == [NONE, "slow"]


def test_without_rules_there_is_no_own_scheme():
    assert not own_scheme({}, {"net_sum"}).fits({"net_sum"})
