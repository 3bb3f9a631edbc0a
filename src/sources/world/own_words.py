"""What people write when asked what keeps them from buying or makes them buy, in their language.

One sentence per barrier and per driver, in the order of ``design.BARRIERS`` and ``design.DRIVERS``.
"""

from collections.abc import Mapping

import numpy as np

from src.sources.world.events import Ints
from src.sources.world.names import Texts

OF_BARRIER = {
    "en": (
        "Nothing keeps me from it.",
        "Far too expensive for my purse.",
        "Delivery takes weeks.",
        "I do not trust the payment page.",
        "I am too busy to browse.",
    ),
    "de": (
        "Nichts hält mich ab.",
        "Viel zu teuer für meinen Geldbeutel.",
        "Die Lieferung dauert Wochen.",
        "Der Bezahlseite traue ich nicht.",
        "Mir fehlt die Zeit zum Stöbern.",
    ),
    "fr": (
        "Rien ne m'en empêche.",
        "Beaucoup trop cher pour ma bourse.",
        "La livraison prend des semaines.",
        "La page de paiement n'inspire pas confiance.",
        "Je manque de temps pour flâner.",
    ),
    "ja": (
        "特に問題はありません。",
        "値段が高すぎます。",
        "配送に何週間もかかります。",
        "支払い画面が不安です。",
        "忙しくて見る時間がありません。",
    ),
}
OF_DRIVER = {
    "en": (
        "The bargains.",
        "Things that last for years.",
        "It arrives the next day.",
        "I find gifts for everybody.",
        "There is more variety than elsewhere.",
        "I stumble upon surprises.",
    ),
    "de": (
        "Die Schnäppchen.",
        "Sachen, die jahrelang halten.",
        "Es ist am nächsten Tag da.",
        "Ich finde Geschenke für alle.",
        "Mehr Vielfalt als anderswo.",
        "Ich stoße auf Überraschungen.",
    ),
    "fr": (
        "Les bonnes affaires.",
        "Des choses qui durent des années.",
        "Cela arrive le lendemain.",
        "Je trouve des cadeaux pour chacun.",
        "Plus de variété qu'ailleurs.",
        "Je tombe sur des surprises.",
    ),
    "ja": (
        "とにかく安いです。",
        "長持ちする品物です。",
        "翌日に届きます。",
        "贈り物が見つかります。",
        "種類が豊富です。",
        "意外な発見があります。",
    ),
}
SENTENCES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "barrier": OF_BARRIER,
    "driver": OF_DRIVER,
}


def explained(
    written: Texts, language: Texts, asked: Ints, kinds: tuple[tuple[int, str, Ints], ...]
) -> Texts:
    """Return the texts, with those that answer such a question in its words.

    Parameters
    ----------
    kinds : number of the question, ``barrier`` or ``driver``, and which one each person has
    """
    told = written.copy()
    for question, kind, thought in kinds:
        for place in np.flatnonzero(asked == question):
            told[place] = SENTENCES[kind][str(language[place])][thought[place]]
    return told
