"""Fonts with Japanese letters, if this machine has any; figures are in English where it has none.

A page is shown in the reader's own fonts, but a figure is laid out here.
"""

from matplotlib import font_manager

from src.reporting.language import Speech, speech

JAPANESE = (
    *("Noto Sans CJK JP", "Noto Sans JP", "IPAexGothic", "IPAGothic", "TakaoGothic", "VL Gothic"),
    *("Hiragino Sans", "Yu Gothic", "Meiryo", "MS Gothic"),
)


def drawable(said: Speech) -> Speech:
    """Return the language of figures: English where no font here has the letters of the other."""
    return said if said.language == "en" or fonts() else speech("en")


def fonts() -> list[str]:
    """Return the fonts with Japanese letters that are installed here."""
    installed = {font.name for font in font_manager.fontManager.ttflist}
    return [name for name in JAPANESE if name in installed]
