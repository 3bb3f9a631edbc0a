"""How one and the same text is spelt in different systems: slips, habits and alphabets."""

from collections.abc import Callable, Mapping

import numpy as np

from src.sources.world.names import Texts, plain

FULL_WIDTH = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
FULL_WIDTH[ord(" ")] = "\u3000"
Spelling = Callable[[str, int], str]


def respelt(rng: np.random.Generator, texts: Texts, shares: Mapping[Spelling, float]) -> Texts:
    """Spell some of the texts in another way.

    Parameters
    ----------
    shares : way of spelling -> share of the texts, 0 to 1; a text is changed at most once
    """
    changed = texts.copy()
    luck, slips = rng.random(len(texts)), rng.integers(0, 1 << 30, len(texts))
    upper = 0.0
    for spelling, share in shares.items():
        own = np.flatnonzero((luck >= upper) & (luck < upper + share))
        upper += share
        for row in own:
            if texts[row]:
                changed[row] = spelling(texts[row], int(slips[row]))
    return changed


def swapped(text: str, slip: int) -> str:
    """Swap two letters.

    >>> swapped("Martin", 2)
    'Matrin'
    """
    at = slip % max(len(text) - 1, 1)
    return text[:at] + text[at : at + 2][::-1] + text[at + 2 :]


def dropped(text: str, slip: int) -> str:
    """Leave out a letter, unless it is the only one.

    >>> dropped("Martin", 2)
    'Matin'
    """
    at = slip % len(text)
    return text[:at] + text[at + 1 :] if len(text) > 1 else text


def doubled(text: str, slip: int) -> str:
    """Write a letter twice.

    >>> doubled("Martin", 2)
    'Marrtin'
    """
    at = slip % len(text)
    return text[: at + 1] + text[at:]


def shouted(text: str, _: int) -> str:
    """Write in capitals."""
    return text.upper()


def lowered(text: str, _: int) -> str:
    """Write without capitals."""
    return text.lower()


def unaccented(text: str, _: int) -> str:
    """Leave out accents; a text in other alphabets stays.

    >>> unaccented("Größe 7", 0), unaccented("京橋 75", 0)
    ('Groesse 7', '京橋 75')
    """
    return plain(text) if all(plain(letter) for letter in text) else text


def initial(text: str, _: int) -> str:
    """Shorten a first name.

    >>> initial("Martin", 0)
    'M.'
    """
    return f"{text[0]}."


def padded(text: str, slip: int) -> str:
    """Add blanks around it, as forms let pass."""
    return f" {text}" if slip % 2 else f"{text}  "


def full_width(text: str, _: int) -> str:
    r"""Write Latin letters and digits as wide as Japanese ones.

    >>> ascii(full_width("A1", 0))
    "'\\uff21\\uff11'"
    """
    return text.translate(FULL_WIDTH)


def plus_tagged(email: str, slip: int) -> str:
    """Add a tag before the @, which reaches the same mailbox.

    >>> plus_tagged("ann@example.com", 1)
    'ann+news@example.com'
    """
    local, _, domain = email.partition("@")
    return f"{local}+{('shop', 'news', 'deals')[slip % 3]}@{domain}"


def dialled(phone: str, slip: int) -> str:
    """Write an international number (+44 7700 900123) in another way.

    >>> [dialled("+44 7700 900123", slip) for slip in range(4)]
    ['+447700900123', '07700 900123', '0044 7700 900123', '(07700) 900-123']
    """
    country, area, number = phone.split(" ", 2)
    ways = (
        f"{country}{area}{number}",
        f"0{area} {number}",
        f"00{country[1:]} {area} {number}",
        f"(0{area}) {number[:3]}-{number[3:]}",
    )
    return ways[slip % len(ways)]
