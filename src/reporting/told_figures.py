"""Figures in the language of the reader: what is written in them, and their text for the blind.

They are drawn in English, like all that is shown elsewhere too; here their words change.
"""

from matplotlib.figure import Figure
from matplotlib.text import Text

from src.reporting.canvas import folded
from src.reporting.language import Speech
from src.reporting.told import tell

WIDE = 56  # letters in a line


def told_figure(figure: Figure, said: Speech) -> Figure:
    """Change the words of a figure, and return it."""
    figure.set_label(tell(str(figure.get_label()), said))
    if said.language == "en":
        return figure
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            ticks = [text.get_text() for text in axis.get_ticklabels()]
            told = [_wrapped(text, said) for text in ticks]
            if told != ticks:
                axis.set_ticks(axis.get_ticklocs(), told)
    for text in figure.findobj(Text):
        assert isinstance(text, Text)
        text.set_text(_wrapped(text.get_text(), said))
    return figure


def _wrapped(text: str, said: Speech) -> str:
    """Translate a text as a whole, wherever its lines broke."""
    whole = " ".join(text.split())
    told = tell(whole, said)
    return text if told == whole else folded(told, WIDE)
