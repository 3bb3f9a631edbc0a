"""Churn by label: no time, so customers are judged by models that know nobody of their fold."""

from dataclasses import replace

from src.asof import Asof
from src.modeling.leakage import copies, leaks
from src.modeling.out_of_fold import out_of_fold
from src.modeling.stated import labelled, not_gone
from src.stages.case import THREADS, Case, Taught, labelled_rows, looked_up, trial
from src.stages.gate import checked_leaks
from src.stages.snapshots import Progress, part


def taught_at_once(case: Case, progress: Progress) -> Taught:
    """Learn from everybody whose label is known.

    Raises
    ------
    LeakError
        A column seems to know the label, and is not allowed to.
    DataError
        Too few customers left, or stayed.
    """
    asof, seed = Asof((case.now,)), case.settings.seed
    known = replace(case, recipe=replace(case.recipe, eligible=labelled))
    snapshots = known.described(asof, part(progress, 0.0, 0.1))
    churned = looked_up(labelled(case.tables, asof), snapshots, "churned")
    price = case.manifest.churn.value
    rows = labelled_rows(snapshots, churned, (price,) if price else ())
    columns = case.columns_of(snapshots.design)
    found = (*leaks(rows.design, churned, columns), *copies(rows.design, churned))
    passed = checked_leaks(found, case.settings.allow_leak)
    progress("judging out of fold", 0.2)
    judged = out_of_fold(rows, columns, seed, THREADS)
    left = int(churned.sum())
    there = replace(case, recipe=replace(case.recipe, eligible=not_gone))
    today = there.described(asof, part(progress, 0.9, 1.0))
    return Taught(
        learnt=rows,
        judged=snapshots,
        trials=(trial(snapshots, churned, judged.prob, judged.rule, judged.base),),
        column=judged.column,
        today=today,
        leaks=passed,
        eligible=_eligible(len(churned), left, len(today.customer_id)),
    )


def _eligible(known: int, left: int, there: int) -> tuple[str, str]:
    """Say whom the model was learnt from, and whom it is for."""
    learnt = f"Learnt from and judged on {known:,} customers whose label is known; {left:,} left."
    gone = f"the {left:,} who left are gone, and no longer at risk"
    return learnt, f"Scored are the {there:,} who are not known to have left: {gone}."
