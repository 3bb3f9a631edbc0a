"""Demographic: age and household, the only segments made of protected attributes.

Age in the groups of ESOMAR's Demographic Standard, or, where only decades are known (births are
kept as years, ages as bands), in tens. Household as the stages of Wells & Gubar (1966),
doi:10.2307/3149851, as far as size and children tell. Gender is no feature, so it makes no segment.
"""

from itertools import pairwise

from src.segments.scheme import Rule, Scheme

FAMILY = "demographic"
STATED = (25, 35, 45, 55, 65)  # years
DECADES = (30, 40, 50, 60)


def _ages(feature: str, starts: tuple[int, ...]) -> Scheme:
    bands = [f"{low} to {high - 1}" for low, high in pairwise(starts)]
    names = (f"under {starts[0]}", *bands)
    rules = [
        Rule(name, f"{feature} < {end}", f"age {name}")
        for name, end in zip(names, starts, strict=True)
    ]
    oldest = f"{starts[-1]} and over"
    rules.append(Rule(oldest, f"{feature} >= {starts[-1]}", f"age {oldest}"))
    return Scheme("age", FAMILY, tuple(rules), (feature,), "age (births in the table profiles)")


AGE = _ages("age_band_years", DECADES)
AGE_STATED = _ages("age_years", STATED)
HOUSEHOLD = Scheme(
    name="household",
    family=FAMILY,
    rules=(
        Rule("with children", "kids_count > 0", "children in the household"),
        Rule(
            "several adults",
            "household_size > 1 AND kids_count = 0",
            "two people or more, no children",
        ),
        Rule("living alone", "household_size = 1", "one person"),
    ),
    needs=("household_size", "kids_count"),
    lacking="household_size and kids_count (attributes of the table profiles)",
)
