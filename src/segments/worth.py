"""Value-based: an ABC analysis of expected spend.

Definition: Dickie (1951), ABC inventory analysis shoots for dollars, not pennies; of customers as
in any textbook: A are the most valuable who together hold 80 % of the value, B the next up to 95 %,
C all others. The value is the predicted spend in the horizon, not what was spent before.
"""

from src.segments.scheme import Rule, Scheme

WORTH = Scheme(
    name="expected value",
    family="value-based",
    rules=(
        Rule("A", "clv >= typical.a_clv", "among the most valuable who hold 80% of expected spend"),
        Rule("B", "clv >= typical.b_clv", "among the next who hold 15% of expected spend"),
        Rule("C", "clv < typical.b_clv", "among those who hold the last 5% of expected spend"),
    ),
    needs=("clv",),
    lacking="expected spend",
)
