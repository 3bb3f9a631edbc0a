"""``python -m src.score``: one row per customer who ever bought, as Parquet and as CSV."""

import hmac

import pandas as pd
import pytest

from src.features.catalogue import PROFILE_GROUP

DEMO_KEY = b"published-demo-key-not-for-real-customers"  # where CUSTOMER_KEY is not set
COLUMNS = [
    *("customer_id", "described_on", "churn_prob", "next_order_days", "clv", "clv_low"),
    *("clv_high", "value_at_risk", "persona", "persona_confidence"),
    *("reason_1", "reason_2", "reason_3"),
    "contact",
]


@pytest.fixture(scope="module")
def scores(trained):
    return pd.read_parquet(trained.built / "scores.parquet")


def test_everybody_who_bought_has_one_row_under_a_pseudonym(trained, scores):
    expected = {
        "c" + hmac.digest(DEMO_KEY, email.encode(), "sha256").hex()[:15]
        for email in trained.buyers()
    }
    assert 390 < len(expected) < 400  # three visit only, some only ever returned
    assert len(scores) == len(expected)
    assert set(scores["customer_id"]) == expected


def test_the_columns_are_what_is_documented(scores):
    assert list(scores.columns) == COLUMNS
    assert scores["churn_prob"].between(0, 1, inclusive="neither").all()
    assert (scores[["clv_low", "value_at_risk"]] >= 0).all(axis=None)
    assert (scores["clv_low"] <= scores["clv"]).all()
    assert (scores["clv"] <= scores["clv_high"]).all()
    assert scores["contact"].all()  # nobody ever said anything
    assert {str(day) for day in scores["described_on"]} == {"2024-12-31"}  # after the last order
    late = scores["churn_prob"] > 0.5  # an order within the horizon is not as likely as not
    assert (scores["next_order_days"].isna() == late).all()
    assert scores["next_order_days"].dropna().between(1, 91).all()
    assert scores.drop(columns="next_order_days").notna().all(axis=None)
    for place in (1, 2, 3):
        assert scores[f"reason_{place}"].str.fullmatch(r"[a-z ]+ (raises|lowers) it").all()
    assert scores["value_at_risk"].is_monotonic_decreasing


def test_the_scores_are_of_the_model_that_was_trained(trained, scores):
    """The persona table of the training, summed over customers, is the scores, grouped."""
    (path,) = trained.root.glob("mlruns/artifacts/shop/*/artifacts/tables/personas.csv")
    table = pd.read_csv(path).set_index("persona").sort_index()
    found = scores.groupby("persona").agg(
        customers_count=("clv", "size"),
        clv_mean=("clv", "mean"),
        churn_prob_mean=("churn_prob", "mean"),
        value_at_risk_sum=("value_at_risk", "sum"),
    )
    pd.testing.assert_frame_equal(table[found.columns], found, check_dtype=False)


def test_what_was_planted_is_among_the_reasons(trained, scores):
    """Who was born late leaves soon, which only the profiles tell."""
    told = scores.set_index("customer_id").filter(like="reason_")
    young = pd.read_csv(trained.folder / "raw" / "profiles.csv").query("born >= 1972")["email"]
    ids = ["c" + hmac.digest(DEMO_KEY, key.encode(), "sha256").hex()[:15] for key in young]
    of_young = told.index.isin(ids)
    assert (told[of_young] == f"{PROFILE_GROUP} raises it").any(axis=1).mean() > 0.5
    assert (told[~of_young] == f"{PROFILE_GROUP} lowers it").any(axis=1).mean() > 0.5
    assert not (told[of_young] == f"{PROFILE_GROUP} lowers it").any(axis=None)


def test_both_files_say_the_same(trained, scores):
    text = pd.read_csv(trained.built / "scores.csv", dtype={"described_on": str})
    scores = scores.assign(described_on=scores["described_on"].astype(str)).drop(columns="contact")
    pd.testing.assert_frame_equal(text, scores, check_dtype=False, rtol=1e-5)


def test_everybody_is_once_in_every_scheme(trained, scores):
    segments = pd.read_parquet(trained.built / "segments.parquet")
    assert list(segments.columns) == ["customer_id", "scheme", "segment", "reason"]
    assert segments.notna().all(axis=None)
    assert {"RFM", "lifecycle", "value tier", "need of price"} < set(segments["scheme"])
    for _, own in segments.groupby("scheme"):
        assert sorted(own["customer_id"]) == sorted(scores["customer_id"])


def test_the_command_says_how_many_and_where(trained):
    told = trained.told("score")
    assert told.err == ""
    assert told.out.splitlines() == [
        f"{len(trained.buyers())} customers scored as of 2024-12-31, most value at risk first:",
        "  data/shop/built/scores.csv",
        "  data/shop/built/scores.parquet",
        "Who is in which segment by rule, and why:",
        "  data/shop/built/segments.parquet",
        "The model's grades beside the best simple rule, A to D: churn A, value A",
    ]


def test_scoring_before_any_training_says_what_to_do(make_project, write_shop, tmp_path, command):
    project = make_project(tmp_path)
    write_shop(project.folder)
    told = command(project, "score")
    assert told.code == 14
    assert told.out == ""
    assert told.err == (
        "mlruns/ holds no model in use for the data set 'shop'. "
        "Train one first: python -m src.train data/shop\n"
    )
    assert project.results() == {}


def test_data_that_lack_what_the_model_needs_are_refused(copied, command):
    before = copied.results()
    manifest = copied.folder / "dataset.toml"
    manifest.write_text(manifest.read_text().partition("[tables.profiles]")[0])
    told = command(copied, "score")
    assert told.code == 13
    assert "The model needs born_year, which these tables do not give." in told.err
    assert copied.results() == before


def test_a_customer_who_is_new_is_scored_by_the_same_model(copied, command):
    with (copied.folder / "raw" / "orders.csv").open("a", encoding="utf-8") as orders:
        orders.write("9999,new.customer@example.org,2024-12-30 12:00:00,1,tea,1,20,0,\n")
    told = command(copied, "score")
    assert told.code == 0
    assert told.out.startswith(f"{len(copied.buyers())} customers scored as of 2024-12-31")
    scores = pd.read_csv(copied.built / "scores.csv")
    assert len(scores) == len(copied.buyers())
