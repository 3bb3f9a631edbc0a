"""Words that carry no theme: scikit-learn's of English, and the commonest of German and French."""

from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

CLIPPED = "don doesn didn isn wasn aren weren won wouldn couldn shouldn hasn haven hadn can just"
GERMAN = (
    "aber als auch auf aus bei bin bis das dass dem den der des die dies diese doch durch ein eine"
    " einen einer eines etwas für hat habe haben hatte ich ihr immer ist kein keine man mehr mein"
    " meine mir mit nach nicht noch nur oder ohne schon sehr sich sie sind über und uns unser vom"
    " von vor war waren was weil wenn wie wieder wir wird zum zur zwar"
)
FRENCH = (
    "aux avec avoir bien ces cette ceux comme dans des deux dont elle elles encore est été être"
    " eux fait ils les leur leurs lui mais mes moi mon même nos notre nous par pas peu plus pour"
    " puis que qui quoi sans ses son sont sur toujours tous tout toute très une vos votre vous"
)
STOP_WORDS = ENGLISH_STOP_WORDS.union(CLIPPED.split(), GERMAN.split(), FRENCH.split())
