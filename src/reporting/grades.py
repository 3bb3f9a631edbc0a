"""The grades in words a manager reads."""

from collections.abc import Iterable

from src.modeling.grading import A_FROM, B_FROM, Grade
from src.reporting.formats import number, percent
from src.reporting.leaving import LABEL, QUIET, Leaving
from src.reporting.tables import Heading, TextTable

WORTH = {
    "A": "far better than the rule",
    "B": "better than the rule",
    "C": "little better than the rule",
    "D": "do not use it",
}

RULE = (
    f"A grade goes by the lower end of the interval of the mistakes saved: A from {percent(A_FROM)}"
    f" on, B from {percent(B_FROM)} on, C above 0%, D otherwise: not better than a rule that needs"
    " no model. D also where a published model (Pareto/NBD, BG/NBD) ranks better beyond chance, or"
    " where the newest horizon shows no more than a coin would."
)


def grade_sentence(grade: Grade, leaving: Leaving = QUIET) -> str:
    r"""Say what a model finds, what the best simple rule finds, and what that is worth.

    >>> from textwrap import fill
    >>> ranked = ("recency rule", 0.72, 0.708, 0.041, 0.012, 0.07)
    >>> tenth = (0.31, 0.28, 0.34, 0.28, 0.4)
    >>> print(fill(grade_sentence(Grade("churn", "C", *ranked, *tenth, (17441,), 500)), 92))
    Churn, grade C: finds 31% (±3) of those who will go quiet in the riskiest tenth, which could
    hold 40%; “recency rule” alone finds 28%. Of the mistakes that rule makes in ranking all
    customers, it saves 4.1% (95% interval 1.2% to 7.0%): little better than the rule. Judged at
    one cutoff only.
    """
    found = "of what will be spent in the tenth ranked highest"
    if grade.about == "churn":
        found = f"of those who will {leaving.leave} in the riskiest tenth"
    why = f", {' and '.join(grade.failures)}" if grade.failures else ""
    return (
        f"{grade.about.capitalize()}, grade {grade.letter}: finds {percent(grade.found)}"
        f" (±{number(50 * (grade.found_high - grade.found_low))}) {found}, which"
        f" could hold {percent(grade.found_most)};"
        f" “{grade.rule}” alone finds {percent(grade.found_by_rule)}. Of the mistakes that rule"
        f" makes in ranking all customers, it saves {percent(grade.saved)} (95% interval"
        f" {percent(grade.saved_low)} to {percent(grade.saved_high)}):"
        f" {WORTH[grade.letter]}{why}. {_where(grade, leaving)}."
    )


def _where(grade: Grade, leaving: Leaving) -> str:
    if leaving == LABEL:
        return "Judged out of fold: there is no time in the data"
    return f"Judged at {cutoffs_in_words(grade)}"


def cutoffs_in_words(grade: Grade) -> str:
    """Say at how many cutoffs a model was judged."""
    many = len(grade.days)
    return "one cutoff only" if many == 1 else f"{many} cutoffs whose horizons do not overlap"


def grades_table(grades: Iterable[Grade]) -> TextTable:
    """Print what each grade goes by."""
    return TextTable(
        "The grades: this model beside the best simple rule, mean over the cutoffs",
        (
            Heading("About"),
            Heading("Grade", "A to D"),
            Heading("Best simple rule"),
            Heading("Ranking", "AUC for churn, Gini for value"),
            Heading("… of the rule"),
            Heading("Mistakes saved", "rule 0%, perfect 100%; 95% interval"),
            Heading("Found in a tenth", "coin 10%; 95% interval"),
            Heading("… by the rule"),
            Heading("… at most"),
            Heading("Cutoffs"),
            Heading("n", "customers, once per cutoff"),
        ),
        tuple(
            (
                one.about.capitalize(),
                one.letter,
                one.rule,
                number(one.ours, 3),
                number(one.rival, 3),
                f"{percent(one.saved)} ({percent(one.saved_low)} to {percent(one.saved_high)})",
                f"{percent(one.found)} ({percent(one.found_low)} to {percent(one.found_high)})",
                percent(one.found_by_rule),
                percent(one.found_most),
                number(len(one.days)),
                number(one.n),
            )
            for one in grades
        ),
    )
