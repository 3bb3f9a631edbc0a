"""What strangers share is known exactly where a sample of pairs would hold next to none."""

import numpy as np
import pyarrow as pa
import pytest
from splink import DuckDBAPI, Linker, SettingsCreator

from src.engine import open_engine
from src.unify.identity.chance import background, draw
from src.unify.identity.evidence import comparisons
from src.unify.identity.mixture import Observed

RECORDS, DATED = 5_000, 400  # every twelfth pair is drawn; one in 150 of those knows both dates
COLUMNS = ("birth_date", "email", "gender")
ALIKE = 3  # pairs of mailboxes that were looked at and are alike


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    """Return what is known of 5,000: 50 pairs are born on one day, 500 bear the rarer gender."""
    days = np.arange(np.datetime64("1950-01-01"), np.datetime64("1950-12-17")).astype(str)
    days = [*days, *days[:50]]
    assert len(days) == DATED
    told = pa.table(
        {
            "id": range(RECORDS),
            "source": ["crm"] * 3_000 + ["shop"] * 2_000,
            "birth_date": [*days, *[None] * (RECORDS - DATED)],
            "email": [f"{i * 7919:08d}@x.example" for i in range(RECORDS)],
            "gender": ["f"] * 500 + ["m"] * 4_500,
        }
    )
    compared = comparisons(COLUMNS)
    settings = SettingsCreator(
        link_type="dedupe_only", unique_id_column_name="id", comparisons=compared
    )
    observed = Observed(COLUMNS, np.array([[-1, 1, 1]]), np.array([1]), np.array([float(ALIKE)]))
    with open_engine("1GB", 1, tmp_path_factory.mktemp("engine")) as engine:
        engine.con.register("told", told)
        engine.con.execute("CREATE TABLE records AS FROM told")
        linker = Linker(DuckDBAPI(engine.con).register("records"), settings, log_level=None)
        draw(engine, linker, "records")
        return background(engine, linker, "records", observed, once=["shop"])


def test_equal_values_are_counted_among_all_records(known):
    born, mailbox, gender = (levels[-1] for levels in known.random)
    assert born == pytest.approx(50 / (400 * 399 / 2))
    assert mailbox == pytest.approx(1e-7)  # no two are one: rarer than a sample could tell
    assert gender == pytest.approx((500 * 499 + 4_500 * 4_499) / (5_000 * 4_999))


def test_what_is_rarely_alike_is_counted_among_the_pairs_looked_at(known):
    assert known.random[1][1] == pytest.approx(ALIKE / (5_000 * 4_999 / 2), rel=1e-3)


def test_what_is_often_alike_is_sampled(known):
    """All are born in 1950: whoever is not the same, and is no typo, has the year in common."""
    assert known.random[0][1:].sum() == pytest.approx(1)


def test_shares_are_of_all_pairs_that_know_enough(known):
    assert [levels.sum() for levels in known.random] == pytest.approx([1, 1, 1])
    assert known.known == (400 * 399 / 2, 5_000 * 4_999 / 2, 5_000 * 4_999 / 2)
    assert known.pairs == (3_000 * 2_000, 3_000 * 2_999 / 2)
    assert known.records == RECORDS
