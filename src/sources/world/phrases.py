"""What people write, in their language: good, mixed and poor; some add how to reach them."""

import numpy as np

from src.sources.world.events import Ints
from src.sources.world.names import Texts

GOOD, MIXED, POOR = 0, 1, 2
LEAVES_PHONE = 0.04  # share of texts that hold a telephone number
SAID = {
    "en": (
        (
            "Always a pleasure, thank you.",
            "Fast delivery and good quality.",
            "Great prices, I will come back.",
            "The choice is wonderful.",
        ),
        (
            "It was fine in the end.",
            "The parcel came late, but the shop was helpful.",
            "Good things, though a little expensive.",
            "Website is slow on my phone.",
        ),
        (
            "Nobody answers my complaint.",
            "The parcel was late again and broken.",
            "I have asked three times for my money back.",
            "Without coupons this is too expensive for me.",
        ),
    ),
    "de": (
        (
            "Immer wieder gern, danke.",
            "Schnelle Lieferung, gute Qualität.",
            "Tolle Preise, ich komme wieder.",
            "Die Auswahl ist großartig.",
        ),
        (
            "Am Ende war alles in Ordnung.",
            "Das Paket kam spät, aber der Service war freundlich.",
            "Schöne Sachen, aber etwas teuer.",
            "Die Seite ist auf dem Handy langsam.",
        ),
        (
            "Niemand antwortet auf meine Beschwerde.",
            "Das Paket kam schon wieder zu spät und war kaputt.",
            "Ich warte seit Wochen auf mein Geld.",
            "Ohne Gutscheine ist mir das zu teuer.",
        ),
    ),
    "fr": (
        (
            "Toujours un plaisir, merci.",
            "Livraison rapide et bonne qualité.",
            "Très bons prix, je reviendrai.",
            "Le choix est magnifique.",
        ),
        (
            "Tout s'est arrangé à la fin.",
            "Le colis est arrivé en retard, mais le service était aimable.",
            "De belles choses, mais un peu chères.",
            "Le site est lent sur mon téléphone.",
        ),
        (
            "Personne ne répond à ma réclamation.",
            "Encore un colis en retard et cassé.",
            "J'attends mon remboursement depuis des semaines.",
            "Sans bons de réduction, c'est trop cher pour moi.",
        ),
    ),
    "ja": (
        (
            "いつもありがとうございます。",
            "配送が早く、品質も良いです。",
            "お得な値段でまた利用したいです。",
            "品揃えが素晴らしいです。",
        ),
        (
            "最終的には問題ありませんでした。",
            "荷物は遅れましたが、対応は親切でした。",
            "良い商品ですが、少し高いです。",
            "スマートフォンではサイトが遅いです。",
        ),
        (
            "問い合わせに返事がありません。",
            "また配送が遅れ、壊れていました。",
            "返金をずっと待っています。",
            "クーポンがないと高すぎます。",
        ),
    ),
}
CALL = {"en": "Call me: ", "de": "Rufen Sie an: ", "fr": "Appelez-moi : ", "ja": "電話番号 "}


def said(rng: np.random.Generator, language: Texts, feeling: Ints, phone: Texts) -> Texts:
    """Return one text per entry."""
    which = rng.integers(0, 4, len(feeling))
    leaves = rng.random(len(feeling)) < LEAVES_PHONE
    written = [
        SAID[tongue][how][one] + (f" {CALL[tongue]}{number}" if calls else "")
        for tongue, how, one, calls, number in zip(
            language, feeling, which, leaves, phone, strict=True
        )
    ]
    return np.array(written, dtype=np.object_)
