"""One look for every figure, and figures as SVG that can stand inside a page.

No pyplot: nothing global changes. A figure's label (``figure.get_label()``) is what it says to a
reader who cannot see it. Text stays text, so that the page's own font is used and names in any
script are shown by the browser.
"""

import html
import io
import re
import textwrap
import unicodedata
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

# Okabe & Ito (2008): told apart with every kind of colour vision
BLUE, VERMILLION, GREEN, SKY = "#0072B2", "#D55E00", "#00785A", "#56B4E9"
INK, GREY, RULE = "#1f2933", "#5f6b7a", "#d9dee5"
WIDTH, HEIGHT = 5.2, 4.0  # inches of 72 points: readable on a phone without zooming
TITLE_WIDTH = 46  # characters
STYLE: dict[Any, Any] = {  # keys are literals in some versions of matplotlib
    "axes.axisbelow": True,
    "axes.edgecolor": GREY,
    "axes.grid": True,
    "axes.labelcolor": INK,
    "axes.labelsize": 11,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "figure.constrained_layout.use": True,
    "figure.titlesize": 12,
    "figure.titleweight": "bold",
    "font.family": ["DejaVu Sans"],
    "font.size": 11,
    "grid.color": RULE,
    "grid.linewidth": 0.8,
    "legend.fontsize": 10,
    "legend.frameon": False,
    "lines.linewidth": 2.2,
    "svg.fonttype": "none",
    "text.color": INK,
    "text.parse_math": False,  # a name may hold a dollar sign
    "xtick.color": GREY,
    "xtick.labelcolor": INK,
    "ytick.color": GREY,
    "ytick.labelcolor": INK,
}
SILENT = dict.fromkeys(("Creator", "Date", "Format", "Type"))  # no metadata: same bytes every time
NOT_SHOWN_HERE = re.compile(r'<!--.*?-->| xmlns(?::\w+)?="[^"]*"|(?<=<g) id="[^"]*"', re.DOTALL)
OPENING = re.compile(r'^.*?<svg width="[^"]*" height="[^"]*"', re.DOTALL)


def folded(text: str, width: int) -> str:
    r"""Break a text into lines of so many letters; letters as wide as high count twice.

    >>> folded("Frequent shoppers", 12), folded("現役・増加中の買い物客", 12)
    ('Frequent\nshoppers', '現役・増加中\nの買い物客')
    """
    wide = any(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return textwrap.fill(text, width // 2 if wide else width)


@contextmanager
def drawing() -> Iterator[None]:
    """Draw in the house style, quietly about letters that only the browser's font has.

    They are laid out as boxes as wide as high, which is what letters of most scripts are.
    """
    with mpl.rc_context(STYLE), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        yield


def blank(title: str, alt: str, size: tuple[float, float] = (WIDTH, HEIGHT)) -> tuple[Figure, Axes]:
    """Open a figure with one pair of axes; to be used inside `drawing`."""
    figure = Figure(figsize=size, label=alt)
    FigureCanvasSVG(figure)
    axes = figure.add_subplot()
    figure.suptitle(folded(title, TITLE_WIDTH), x=0.01, ha="left")
    return figure, axes


def inline_svg(figure: Figure, name: str) -> str:
    """Render as an ``<svg>`` element that stands inside HTML.

    Parameters
    ----------
    name
        Different for each figure of a page, so that their inner references do not clash.
    """
    file = io.StringIO()
    with drawing(), mpl.rc_context({"svg.hashsalt": name}):
        figure.savefig(file, format="svg", metadata=SILENT, transparent=True)
    label = html.escape(str(figure.get_label()))
    bare = NOT_SHOWN_HERE.sub("", file.getvalue())
    return OPENING.sub(f'<svg role="img" aria-label="{label}"', bare, count=1).strip()
