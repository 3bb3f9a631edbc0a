"""Psychographic: the attitude that a customer stated, in the last 365 days.

Two-box scores as survey research has them (Morgan & Rego 2006, doi:10.1287/mksc.1050.0180): the two
best of five boxes are content, the two worst discontent. Who was not asked, or did not answer, is
not known: an attitude is not guessed from what somebody buys.
"""

from src.segments.scheme import Rule, Scheme

TOP, BOTTOM = 0.8, 0.4  # 4 of 5, 2 of 5
ATTITUDE = Scheme(
    name="stated attitude",
    family="psychographic",
    rules=(
        Rule("content", f"answer_365d_score >= {TOP}", "mean answer in the top two of five boxes"),
        Rule("undecided", f"answer_365d_score > {BOTTOM}", "mean answer in between"),
        Rule("discontent", f"answer_365d_score <= {BOTTOM}", "mean answer in the two lowest boxes"),
    ),
    needs=("answer_365d_score",),
    lacking="scored answers (table feedback) of the last 365 days",
)
