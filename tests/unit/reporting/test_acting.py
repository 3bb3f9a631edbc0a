"""What comes next, in words and figures: every number with what it stands beside."""

import re
from dataclasses import replace

from src.modeling.ranking import BY_RISK, BY_UPLIFT
from src.reporting.contacts import NOT_TRIED, profit_sentences, uplift_sentences
from src.reporting.model_card import model_card
from src.reporting.report import all_figures, render_report
from src.reporting.waiting import waits_sentences


def test_the_report_and_the_card_say_when_whom_and_whether(acted):
    page, card = render_report(acted), model_card(acted)
    for told in (
        *waits_sentences(acted),
        *profit_sentences(acted),
        *uplift_sentences(acted),
    ):
        assert told in card
        assert told.replace("“", "“") in page
    assert 'id="when"' in page
    assert not re.search(r"\bnan\b|\bNone\b", card)


def test_where_nothing_is_known_it_says_what_to_do(findings):
    page = render_report(findings)
    assert findings.not_ranked in page
    assert NOT_TRIED in page
    assert 'id="when"' not in page
    assert "profit_curve" not in all_figures(findings)
    assert not any(name.startswith("waiting") for name in all_figures(findings))


def test_there_is_a_figure_of_every_persona_with_days_and_shares(acted):
    figures = {n: f for n, f in all_figures(acted).items() if n.startswith("waiting_")}
    assert len(figures) == len(acted.waits.curves) == 4
    for figure, own in zip(figures.values(), acted.waits.curves, strict=True):
        (axes,) = figure.axes
        assert axes.get_xlabel() == "Days after 2017-10-02"
        assert "Without an order yet" in axes.get_ylabel()
        assert own.persona in figure.get_label()


def test_when_half_have_ordered_is_told_of_each_persona(acted):
    (half, *_, back) = waits_sentences(acted)
    assert "in 11 days" in half
    assert half.endswith("not within 91 days.")
    assert "73% have ended with an order so far" in back


def test_a_list_that_earns_nothing_for_sure_is_called_that(acted):
    ours, *rest = acted.profit.judged
    unsure = replace(acted.profit, judged=(replace(ours, low=-1.0), *rest))
    *_, sentence = profit_sentences(replace(acted, profit=unsure))
    assert sentence.endswith("Not clearly more than contacting nobody.")


def test_uplift_that_is_no_use_names_what_to_use(acted):
    (what, lots, verdict) = uplift_sentences(acted)
    assert "31% of those contacted ordered within 28 days, 27% of the controls" in what
    assert what.startswith(
        "In 4 campaigns with a control arm 2,100 customers took part, 8,000 times in all: "
    )
    assert "+4.0 points (95% interval +2.0 to +6.0)" in what
    assert "did not differ" in lots
    assert verdict.startswith("Uplift is not usable here")
    assert verdict.endswith("Use “largest spend so far”.")


def test_arms_not_drawn_by_lot_end_the_matter(acted):
    picked = replace(acted.uplift, unbalanced={"net_sum": 7.31})
    (_, told) = uplift_sentences(replace(acted, uplift=picked))
    assert "net_sum by 7.3 standard errors" in told
    assert "nothing follows" in told
    assert "rankings on customers" not in render_report(replace(acted, uplift=picked))


def test_the_list_says_what_it_ranks_by(acted):
    moved = replace(acted, profit=replace(acted.profit, by_uplift=True))
    for findings, told in ((acted, BY_RISK), (moved, BY_UPLIFT)):
        assert told in profit_sentences(findings)
        assert told in render_report(findings)
    assert "a list by churn probability instead" in profit_sentences(moved)[-1]
