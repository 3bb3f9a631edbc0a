"""Figures of where personas are, and of why customers are in them; in the reader's language."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from src.explain.membership import Membership
from src.personas.landscape import TELLING, Landscape
from src.personas.space import FloatArray, IntArray
from src.reporting.canvas import BLUE, GREY, VERMILLION, WIDTH, blank, drawing, folded
from src.reporting.cards import TONES
from src.reporting.findings import Findings
from src.reporting.formats import number, percent
from src.reporting.language import Speech
from src.reporting.words import feature_words, group_of

INK_OF = {  # as in report.css
    "blue": "#005b8f",
    "orange": "#a33f00",
    "green": "#00664c",
    "purple": "#6a3d8f",
    "pink": "#a02b68",
    "slate": "#45525f",
}
GROUPS = 6  # of features, in one figure
LANES = 40  # of a beeswarm: points that would cover each other stand beside each other
LOW_TO_HIGH = LinearSegmentedColormap.from_list("low to high", (BLUE, "#c9ced6", VERMILLION))
SMALLEST, LARGEST = 80.0, 900.0  # points squared, of a persona's circle
AXIS_WIDTH = 52  # characters


def landscape_map(
    found: Landscape, names: list[str], shares: FloatArray, customers: int, said: Speech
) -> Figure:
    """Draw customers as points and personas as circles, the axes told in words."""
    alt = said.say(
        "page.map_alt",
        customers=number(customers),
        personas=str(len(names)),
        right=telling(found.axes[0], said)[0],
        up=telling(found.axes[1], said)[0],
        share=percent(sum(found.explained)),
    )
    (right, *_), (up, *_) = (telling(axis, said) for axis in found.axes)
    both = [percent(share) for share in found.explained]
    colours = [INK_OF[TONES[place % len(TONES)]] for place in range(len(names))]
    with drawing():
        figure, axes = blank(said.say("page.map"), alt, (WIDTH + 1.2, 5.0))
        for place, name in enumerate(names):
            own = found.points[found.labels == place]
            axes.scatter(own[:, 0], own[:, 1], s=7, color=colours[place], alpha=0.35, linewidths=0)
            size = SMALLEST + (LARGEST - SMALLEST) * float(shares[place])
            x, y = found.centres[place]
            axes.scatter([x], [y], s=size, color=colours[place], edgecolors="white", zorder=3)
            axes.annotate(
                str(place + 1), (x, y), ha="center", va="center", color="white", weight="bold"
            )
            axes.scatter(
                [], [], s=60, color=colours[place], label=f"{place + 1} {said.persona(name)}"
            )
        axes.set_xlabel(
            folded(said.say("page.map_right", features=right, share=both[0]), AXIS_WIDTH)
        )
        axes.set_ylabel(
            folded(said.say("page.map_up", features=up, share=both[1]), AXIS_WIDTH // 2)
        )
        axes.set(xticks=[], yticks=[])
        figure.legend(loc="outside lower left", ncols=1)
    return figure


def importance_bars(found: Membership, names: list[str], said: Speech) -> Figure:
    """Draw how much each group of features counts for each persona, as stacked bars."""
    sizes = np.abs(found.effects).mean(axis=0)  # (k, groups)
    top = np.argsort(-sizes.sum(axis=0), kind="stable")[:GROUPS]
    words = [said.word("group", found.names[place]) for place in top]
    told = said.listed(
        [f"{w} {number(sizes[:, g].sum(), 2)}" for w, g in zip(words, top, strict=True)]
    )
    n = number(len(found.labels))
    with drawing():
        alt = said.say("page.bar_alt", groups=told, n=n)
        figure, axes = blank(said.say("page.bar"), alt, (WIDTH + 1.2, 2.2 + 0.34 * len(top)))
        left = np.zeros(len(top))
        for place, name in enumerate(names):
            colour = INK_OF[TONES[place % len(TONES)]]
            axes.barh(
                words, sizes[place, top], 0.65, left=left, color=colour, label=said.persona(name)
            )
            left += sizes[place, top]
        axes.invert_yaxis()
        axes.grid(visible=False, axis="y")
        axes.set_xlabel(said.say("page.bar_x", n=n))
        figure.legend(loc="outside lower left", ncols=1)
    return figure


def beeswarm(found: Membership, persona: int, name: str, said: Speech) -> Figure:
    """Draw every customer's effects on belonging to one persona, a row per group of features."""
    effects, levels = found.effects[:, persona], found.levels[:, persona]
    top = np.argsort(-np.abs(effects).mean(axis=0), kind="stable")[:GROUPS]
    n = number(len(effects))
    groups = said.listed([said.word("group", found.names[place]) for place in top])
    alt = said.say("page.beeswarm_alt", name=said.persona(name), groups=groups, n=n)
    words = [said.word("group", found.names[place]) for place in top]
    with drawing():
        title = said.say("page.beeswarm", name=said.persona(name))
        figure, axes = blank(title, alt, (WIDTH, 1.9 + 0.42 * len(top)))
        axes.axvline(0, color=GREY, linewidth=1.2)
        for row, place in enumerate(top):
            x = effects[:, place]
            axes.scatter(
                x,
                row + _spread(x),
                c=levels[:, place],
                cmap=LOW_TO_HIGH,
                s=7,
                linewidths=0,
            )
        axes.set_yticks(range(len(top)), words)
        axes.invert_yaxis()
        axes.grid(visible=False, axis="y")
        colour = folded(said.say("page.beeswarm_colour"), AXIS_WIDTH)
        axes.set_xlabel(f"{said.say('page.beeswarm_x', n=n)}\n{colour}")
    return figure


def telling(axis: tuple[tuple[str, float], ...], said: Speech) -> list[str]:
    """Return the words of the features that tell an end of a direction, one per group."""
    best: dict[str, str] = {}
    for feature, r in axis:
        if r > 0:
            best.setdefault(group_of(feature), feature_words(feature, said))
    return list(best.values())[:TELLING]


def _spread(x: FloatArray) -> FloatArray:
    """Return how far each point moves aside, so that points of like effect do not hide another."""
    lane = np.digitize(x, np.linspace(x.min(), x.max() + 1e-9, LANES))
    aside = np.zeros(len(x))
    widest = max(int(np.bincount(lane).max()), 1)
    for one in np.unique(lane):
        own = np.flatnonzero(lane == one)
        steps = np.arange(len(own))
        aside[own] = np.where(steps % 2, 1, -1) * ((steps + 1) // 2) * 0.8 / widest
    return aside


def all_membership_figures(findings: Findings, said: Speech) -> Mapping[str, Figure]:
    """Draw the map and the reasons, as far as there are any; personas in the order of the cards."""
    found, figures = findings.portrayed, dict[str, Figure]()
    names = [one.persona for one in found.portraits]
    table = findings.personas.set_index("persona")["customers_share"]
    order = [names.index(name) for name in table.index if name in names]
    shown = [names[place] for place in order]
    if found.landscape is not None:
        shares = table.reindex(shown).to_numpy(np.float64)
        land = replace(
            found.landscape,
            centres=found.landscape.centres[order],
            labels=_renumbered(found.landscape.labels, order),
        )
        figures["landscape"] = landscape_map(land, shown, shares, findings.customers, said)
    if found.membership is not None:
        reasons = replace(
            found.membership,
            effects=found.membership.effects[:, order],
            levels=found.membership.levels[:, order],
            labels=_renumbered(found.membership.labels, order),
        )
        figures["membership"] = importance_bars(reasons, shown, said)
        for place, name in enumerate(shown):
            figures[f"beeswarm_{place + 1}"] = beeswarm(reasons, place, name, said)
    return figures


def _renumbered(labels: IntArray, order: list[int]) -> IntArray:
    """Return the place in the order of each label; a label that is not in it is -1."""
    places = np.full(max(int(labels.max()), *order) + 1, -1)
    places[order] = np.arange(len(order))
    renumbered: IntArray = places[labels]
    return renumbered
