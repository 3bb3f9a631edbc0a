"""Words for every feature, and figures whose bytes stay."""

from dataclasses import replace

import pytest

from src.features.catalogue import CATALOGUE
from src.personas.evidence import Evidence
from src.reporting.canvas import drawing, inline_svg
from src.reporting.figures import clv_calibration
from src.reporting.persona_figures import effects_per_persona, overall_effects, persona_map
from src.reporting.report import all_figures
from src.reporting.words import feature_words, in_unit, strongest

NAMES = (
    *("persona_map", "churn_calibration", "churn_gains", "clv_calibration", "clv_gains"),
    *("churn_effects", "churn_effects_per_persona", "clv_effects", "clv_effects_per_persona"),
)
CATALOGUED = [feature.name for family in CATALOGUE for feature in family.features]


@pytest.mark.parametrize("feature", CATALOGUED)
def test_every_feature_of_the_catalogue_has_words(feature):
    words = feature_words(feature)
    assert words[0].isupper()
    assert "_" not in words


def test_units_follow_the_catalogue():
    assert in_unit("refund_sum", 25.2, "GBP") == "£25"
    assert in_unit("refund_rate", 0.031, "GBP") == "3.1%"
    assert in_unit("gap_cv_ratio", 1.234, "GBP") == "1.23"
    assert in_unit("messages_count", 3.21, "GBP") == "3.2"


def test_a_group_of_features_speaks_once_and_only_where_the_means_agree():
    rows = tuple(
        Evidence(feature, 1.0, 2.0, effect, 50, 60, effect - 0.3, effect + 0.3, 0.01)
        for feature, effect in (
            ("net_sum", -1.0),
            ("net_90d", -0.9),
            ("x", -0.5),
            ("T_days", -0.1),
            ("net_mean", 0.9),
        )
    )
    assert [row.feature for row in strongest(rows, 5)] == ["net_sum", "x"]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_cut_off(findings, name):
    figure = all_figures(findings)[name]
    with drawing():
        figure.draw_without_rendering()
        drawn = figure.get_tightbbox()
    width, height = figure.get_size_inches()
    assert -0.02 <= drawn.x0 < drawn.x1 <= width + 0.02
    assert -0.02 <= drawn.y0 < drawn.y1 <= height + 0.02


def test_an_svg_keeps_its_bytes_and_needs_nothing(findings):
    first, second = (inline_svg(clv_calibration(findings), "a") for _ in range(2))
    assert first == second
    assert first.startswith('<svg role="img" aria-label="')
    assert "metadata" not in first
    assert "http" not in first


def test_two_figures_share_no_inner_reference(findings):
    ids = [set(_ids(inline_svg(clv_calibration(findings), name))) for name in ("a", "b")]
    assert ids[0]
    assert not ids[0] & ids[1]


def test_money_effects_show_money(findings):
    in_money = findings.clv_effects.copy()
    in_money[in_money.columns.drop("persona")] *= 100
    findings = _with_money(findings, in_money)
    figure = overall_effects(findings, "clv")
    assert "(USD, n = 600)" in figure.axes[0].get_xlabel()
    assert "tenth of the average CLV" in inline_svg(figure, "a")
    assert effects_per_persona(findings, "clv").axes[0].texts


def test_the_map_draws_three_bars_per_persona(findings):
    assert len(persona_map(findings).axes[0].patches) == 3 * len(findings.personas)


def _ids(svg):
    return [part.split('"')[0] for part in svg.split(' id="')[1:]]


def _with_money(findings, effects):
    return replace(findings, clv_effects=effects, clv_effect_unit="USD")
