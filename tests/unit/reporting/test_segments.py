"""Segments in the report: every scheme with its reasons, few people not told of, who moved."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from src.reporting.formats import DASH
from src.reporting.report import all_figures, render_report
from src.reporting.segments import lacking, movement_figure, scheme_tables
from src.segments.attitude import ATTITUDE
from src.segments.lifecycle import LIFECYCLE
from src.segments.price_need import PRICE_NEED
from src.segments.told import Segments, Told, told_of
from src.segments.volume import VOLUME

PLACES = np.repeat([0, 2, 3], [19, 281, 300])  # new, active, slipping


@pytest.fixture
def segmented(findings, features):
    rng = np.random.default_rng(0)
    people = features.assign(
        churn_prob=0.25,
        clv=10.0,
        value_at_risk=1.0,
        is_frequent=rng.integers(0, 2, 600).astype(float),
        may_contact=np.nan,
    )
    names = ["active", "slipping"]
    moves = pd.DataFrame([[90, 10], [1, 4]], names, names)
    told = (
        told_of(LIFECYCLE, people, PLACES, moves),
        told_of(VOLUME, people, np.repeat([1, 2], 300), pd.DataFrame()),
        told_of(PRICE_NEED, people, np.full(600, 3), pd.DataFrame()),
    )
    return replace(findings, segments=Segments(told, (ATTITUDE,), 30))


def test_every_segment_is_printed_with_its_reason_and_key_figures(segmented):
    stages, volume = scheme_tables(segmented)
    assert (stages.title, volume.title) == ("Lifecycle", "Behavioural: buying volume")
    assert (stages.is_open, volume.is_open) == (True, False)
    assert stages.summary == "3 segments, 10% of customers moved in 30 days"  # 11 of 105
    assert volume.summary == "2 segments"
    text = render_report(segmented)
    for told in segmented.segments.told[:2]:
        for row in told.table.to_dict("records"):
            assert f"{row['segment']}<small>{row['reason']}</small>" in text
    assert '<a href="#segments">' in text


def test_of_few_people_only_the_number_is_told(segmented):
    new, active = scheme_tables(segmented)[0].rows[:2]
    assert (new.name, new.cells[0], set(new.cells[1:])) == ("new", "19 (3.2%)", {DASH})
    assert (active.cells[0], active.cells[6]) == ("281 (47%)", "25%")
    assert active.cells[-1] == DASH  # nobody's permission is known


def test_what_is_lacking_and_what_says_the_same_of_all_is_told(segmented):
    told = lacking(segmented)
    assert told[0].startswith("Psychographic: stated attitude: needs scored answers")
    assert told[1] == "Needs-based: need of price: everybody is in one, full price"
    assert "; ".join(told) in render_report(segmented)


def test_the_picture_says_who_moved_and_leaves_out_few(segmented):
    figure = movement_figure(segmented)
    assert "of 100 active then, 90% are active now, 10% are slipping now" in figure.get_label()
    assert "slipping then" not in figure.get_label()  # five people
    assert "movement" in all_figures(segmented)


def test_without_segments_there_is_no_section(findings, segmented):
    assert 'id="segments"' not in render_report(findings)
    assert movement_figure(findings) is None
    stages = segmented.segments.told[0]
    few = Told("lifecycle", "lifecycle", stages.table, stages.moves.iloc[1:, 1:])
    assert movement_figure(replace(findings, segments=Segments((few,), (), 30))) is None


def test_hostile_names_are_only_text(segmented):
    hostile = "<script>alert(1)</script>"
    told = segmented.segments.told[0]
    table = told.table.replace({"segment": {"active": hostile}})
    names = [hostile, "slipping"]
    moves = told.moves.set_axis(names).set_axis(names, axis=1)
    bad = Segments((Told("lifecycle", "own segments", table, moves),), (), 30)
    assert "<script" not in render_report(replace(segmented, segments=bad))
