"""Every sentence of a card opens to what it rests on, in every language, and falls with it."""

import re
from dataclasses import replace

import pytest

from src.reporting.cards import cards
from src.reporting.faces import Face, drawn
from src.reporting.language import speech
from src.reporting.membership_figures import all_membership_figures
from src.reporting.report import render_report


def sentences(shown):
    return [one for card in shown for block in card.blocks for one in block.sentences]


def block(card, chapter):
    (one,) = [block for block in card.blocks if block.chapter == chapter]
    return one


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_sentence_rests_on_statistic_n_interval_and_table(found, language):
    told = sentences(cards(found, speech(language)))
    assert len(told) > 40
    assert len({one.id for one in told}) == len(told)
    for one in told:
        assert re.search(r"n = \d", one.evidence), one
        assert ("95%区間" if language == "ja" else "95% interval") in one.evidence
        assert ("表 " if language == "ja" else "table ") in one.evidence
        assert "{" not in one.text + one.evidence


def test_every_sentence_on_the_page_opens_and_japanese_is_japanese(found):
    english, japanese = render_report(found), render_report(found, "ja")
    opened = [
        re.findall(r'<details class="claim" id="([^"]+)"><summary>', text)
        for text in (english, japanese)
    ]
    assert opened[0] == opened[1] == [one.id for one in sentences(cards(found))]
    assert '<html lang="ja">' in japanese
    assert "<b>price</b>" not in english + japanese  # what customers wrote is only text
    page = japanese[japanese.index('<section id="personas"') : japanese.index('id="judged"')]
    bare = re.sub(r"<svg.*?</svg>|<small>.*?</small>|<[^>]*>", " ", page, flags=re.DOTALL)
    assert not re.search(r"\b(the|and|others|customers|their|of)\b", bare)


def test_the_planted_barrier_is_on_the_right_card_only(found):
    named = ["delivery keeps them" in block(c, "barriers").sentences[0].text for c in cards(found)]
    order = [one.name for one in found.contrasts]
    shown = [order.index(card.name) for card in cards(found)]
    assert [place for place, hit in zip(shown, named, strict=True) if hit] == [1]


@pytest.mark.parametrize("broken", [{"n": 3}, {"p_value": 0.9}, {"low": float("nan")}])
def test_a_sentence_without_support_is_not_on_the_page(found, broken):
    portraits = found.portrayed.portraits
    weak = tuple(
        replace(
            one,
            claims=tuple(
                replace(claim, support=replace(claim.support, **broken))
                if claim.chapter == "barriers"
                else claim
                for claim in one.claims
            ),
        )
        for one in portraits
    )
    shown = replace(found, portrayed=replace(found.portrayed, portraits=weak))
    said, silent = (" ".join(s.text for s in sentences(cards(f))) for f in (found, shown))
    assert "delivery keeps them from buying" in said
    assert "keeps them from buying" not in silent


def test_what_nobody_was_asked_is_said(found):
    silent = replace(found, portrayed=replace(found.portrayed, asked=False))
    for card in cards(silent):
        assert block(card, "mindset").note.startswith("Nobody was asked")
        assert block(card, "mindset").sentences == ()


def test_permuted_customers_have_nothing_that_sets_them_apart(found):
    """Contrasts of noise carry no sentence; the card says so."""
    noise = tuple(
        replace(one, contrasts=tuple(replace(row, p_value=0.6) for row in one.contrasts))
        for one in found.contrasts
    )
    for card in cards(replace(found, contrasts=noise)):
        assert block(card, "apart").sentences == ()
        assert "Nothing differs" in block(card, "apart").note


def test_a_face_is_the_same_for_the_same_traits_and_says_what_it_shows():
    face = Face(mouth=2, eyes=0, bag=1, tag=True)
    assert drawn(face, 'a "face"') == drawn(face, 'a "face"')
    assert drawn(face, 'a "face"') != drawn(replace(face, mouth=0), 'a "face"')
    assert 'role="img" aria-label="a &#34;face&#34;"' in drawn(face, 'a "face"')


def test_personas_have_the_number_of_their_card_on_the_map(found):
    legend = all_membership_figures(found, speech("en"))["landscape"].legends[0].get_texts()
    told = [f"{place} {card.name}" for place, card in enumerate(cards(found), start=1)]
    assert [text.get_text() for text in legend] == told
    backwards = replace(found, personas=found.personas.iloc[::-1])
    turned = all_membership_figures(backwards, speech("en"))
    assert turned["landscape"].legends[0].get_texts()[0].get_text() == f"1 {told[-1][2:]}"
    assert told[-1][2:] in turned["beeswarm_1"].get_suptitle().replace("\n", " ")


def test_figures_have_texts_and_name_every_persona(found):
    figures = all_membership_figures(found, speech("en"))
    assert set(figures) == {"landscape", "membership", *(f"beeswarm_{n}" for n in range(1, 5))}
    for figure in figures.values():
        assert re.search(r"\d+ customers", figure.get_label())
        figure.draw_without_rendering()
        drawn_box = figure.get_tightbbox()
        width, height = figure.get_size_inches()
        assert -0.05 <= drawn_box.x0 < drawn_box.x1 <= width + 0.05
        assert -0.05 <= drawn_box.y0 < drawn_box.y1 <= height + 0.05
