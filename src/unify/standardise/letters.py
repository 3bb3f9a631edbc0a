"""One spelling of letters: width, case, accents, umlauts and kana no longer tell texts apart.

>>> plain("Jürgen"), plain("Juergen"), plain("JURGEN")
('jurgen', 'jurgen', 'jurgen')
>>> plain("ヨウコ"), plain("ﾖｳｺ"), plain("ようこ"), plain("Yōko")
('yoko', 'yoko', 'yoko', 'yoko')

Kanji stay as they are. ``ae``, ``oe``, ``ue`` are read as umlauts where German writes them so:
before a consonant, but not in Michael, Samuel, Miguel, Queen, Ueno. What is lost (Boer = Bor) is
little against the customers who are Mueller in one system and Müller in the next.
"""

import re
import unicodedata

import jaconv

ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05bd\u064b-\u065f]")  # Latin, Hebrew, Arabic
LETTERS = r"\w\u0900-\u109f\u1780-\u17ff\u3099\u309a"  # with the vowel signs from India to Cambodia
UNDECOMPOSED = str.maketrans(
    {
        "\u0131": "i",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ħ": "h",
    }
)
APOSTROPHES = re.compile("['`\u00b4\u02bc\u2018\u2019\uff07]")
DASHES = re.compile(r"[\u2010-\u2015\u2212\ufe58\ufe63]|(?<=\d)ー(?=\d)")
UMLAUT = re.compile(r"(?<![aeiouq])(?<!g(?=ue[^n]))([aou])e(?=[b-df-hjkmnp-twxz]|l++(?![aeos]*\b))")
ROMAJI = re.compile(  # the syllables of Hepburn's system
    r"(?:[kgnhbpmr]y[auo]|(?:sh|ch|j)[aiuo]|[kgnbpmr]?[aiueo]|[sz][aueo]|[td][aeo]|tsu|h[aieo]|fu"
    r"|y[auo]|w[ao]|n|([kstp])(?=\1)|t(?=ch))+"
)
LONG_VOWELS = (
    (re.compile("uu+"), "u"),
    (re.compile("ou(?!e)"), "o"),
    (re.compile("^oo+(?!e)"), "o"),
)
KANA = re.compile("[\u3041-\u3096\u30a1-\u30faー]+")
WORD = re.compile(f"[{LETTERS}]+")
FOREIGN_KANA = {
    "しぇ": "she",
    "じぇ": "je",
    "ちぇ": "che",
    "てぃ": "ti",
    "でぃ": "di",
    "うぃ": "wi",
    "うぇ": "we",
    "うぉ": "wo",
    "とぅ": "tu",
    "どぅ": "du",
}


def unified(text: str) -> str:
    """Return a text in the compatibility form NFKC with one kind of dash, trimmed."""
    if text.isascii():
        return text.strip()
    return DASHES.sub("-", unicodedata.normalize("NFKC", text)).strip()


def plain(text: str) -> str:
    """Return a text in the spelling that all its spellings share; punctuation stays."""
    folded = unified(text).casefold().replace("_", " ")
    if not folded.isascii():
        marked = unicodedata.normalize("NFKD", folded)
        bare = unicodedata.normalize("NFKC", ACCENTS.sub("", marked)).translate(UNDECOMPOSED)
        folded = KANA.sub(_romanised, jaconv.kata2hira(bare)) if KANA.search(bare) else bare
    if not any(pair in folded for pair in ("ae", "oe", "ue")):
        return folded
    return WORD.sub(_without_umlauts, folded)


def words(text: str) -> list[str]:
    """Return the words of a text in their plain spelling.

    >>> words("O'Brien-Smith, Dr.")
    ['obrien', 'smith', 'dr']
    """
    return WORD.findall(plain(APOSTROPHES.sub("", text)))


def shortened(word: str) -> str:
    """Return a word, if it may be a Japanese one, without its long vowels.

    >>> shortened("satou"), shortened("matsuura"), shortened("oota"), shortened("inoue")
    ('sato', 'matsura', 'ota', 'inoue')
    """
    if any(pair in word for pair in ("ou", "uu", "oo")) and ROMAJI.fullmatch(word):
        for long, short in LONG_VOWELS:
            word = long.sub(short, word)
    return word


def _without_umlauts(word: re.Match[str]) -> str:
    text = word.group()
    return text if ROMAJI.fullmatch(text) else UMLAUT.sub(r"\1", text)


def _romanised(kana: re.Match[str]) -> str:
    """Write kana in Latin letters; beside kanji, whose reading is not known, they stay."""
    text, source = kana.group(), kana.string
    around = source[kana.start() - 1 : kana.start()] + source[kana.end() : kana.end() + 1]
    if any(letter.isalpha() for letter in around):
        return text
    for foreign, latin in FOREIGN_KANA.items():
        text = text.replace(foreign, latin)
    latin = str(jaconv.kana2alphabet(text)).replace("-", "").replace("ー", "")
    return shortened(
        latin.replace("oo", "ou")
    )  # オオタ and トオル are Ota and Toru in Latin letters
