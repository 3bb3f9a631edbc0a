"""Findings: all that the report shows, handed over by the pipeline.

Numbers about groups and models, and rows of customers: without their ids, but for those whom
decisions by hand concern; never a person's data.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from src.modeling.grading import Grade
from src.modeling.leakage import Leak
from src.modeling.profit import Profit
from src.modeling.total import Total
from src.modeling.uplift import Uplift
from src.modeling.waits import Waits
from src.personas.claims import Change, Support
from src.personas.division import Division
from src.personas.months import Monthly
from src.personas.names import PersonaName
from src.personas.usefulness import Usefulness
from src.quality.readiness import Question
from src.reporting.leaving import QUIET, Leaving
from src.reporting.portrayed import NOBODY, Portrayed
from src.segments.kpis import KPIS
from src.segments.told import NO_SEGMENTS, Segments
from src.unify.consent import NOTHING_SAID, Consents

SOURCE_COLUMNS = (
    *("source", "read", "kept", "filtered", "quarantined", "repeats", "forgotten"),
    *("nulled", "rewritten", "noted"),
)
CHURN_COLUMNS = (
    *("model", "auc", "auc_low", "auc_high", "log_loss", "log_loss_low", "log_loss_high"),
    *("brier", "calibration_error", "n"),
)
CLV_COLUMNS = (
    *("model", "gini", "gini_low", "gini_high", "mae", "mae_low", "mae_high"),
    *("rmse", "spearman", "bias_share", "n"),
)
PARTY_COLUMNS = (
    *("party", "features", "share", "auc_without", "log_loss_without"),
    *("auc_lost", "auc_lost_low", "auc_lost_high"),
)
JUDGED_COLUMNS = (
    *("churned", "churn_prob", "recency_days", "net_ahead"),
    *("clv", "clv_low", "clv_high", "net_past"),
)
GROUP_COLUMNS = (
    *("attribute", "value", "n", "churn_rate", "churn_prob_mean", "gap", "gap_low", "gap_high"),
    *("auc", "auc_low", "auc_high", "auc_rule", "spend_gap", "spend_gap_low", "spend_gap_high"),
)
NOT_SET = (
    "Whom it pays to contact is not computed: set cost and success_rate under [contact] in"
    " dataset.toml. Until then scores.csv holds all who permit it, {first} first."
)
OURS = "this model"  # how the first row of the two tables of models is called


@dataclass(frozen=True, eq=False)
class Findings:
    """What one training found.

    Parameters
    ----------
    dataset, currency
        As in the manifest; the currency is a code such as ``GBP``, or empty.
    judged_on
        Cutoff at which the predictions were compared with what happened after it.
    described_on
        Cutoff of the personas and scores: the end of the data.
    first_day, last_day
        Of the orders.
    horizon_days, label_days
        How far predictions look ahead; what the labels learnt from cover (less where history is
        short).
    returned_share
        Share of silences of at least ``horizon_days`` that later ended, 0 to 1; NaN if unknown.
    churn_rate
        Share of judged customers without an order in the horizon, 0 to 1.
    customers
        Customers described at ``described_on``.
    sources
        One row per source, `SOURCE_COLUMNS`: rows read and what became of them; ``nulled`` and
        ``rewritten`` count values, ``noted`` what is odd of rows that were kept.
    churn_table, clv_table
        One row per model, `OURS` first, then the baselines: `CHURN_COLUMNS`, `CLV_COLUMNS`;
        ``_low`` and ``_high`` bound 95% intervals, NaN where a model has no such number.
        ``bias_share`` is predicted over actual total, minus 1.
    judged
        One row per customer at ``judged_on``, `JUDGED_COLUMNS`: ``churned`` 0 or 1;
        ``net_ahead`` and ``clv`` are spend in the horizon, actual and predicted, ``clv_low`` and
        ``clv_high`` its 80% interval; ``net_past`` is all spend before. At least one churned, at
        least one did not.
    total_judged, total_ahead
        What all of them spend together: those judged, with what was earned, and those described.
    personas
        One row per persona: ``persona`` (its name) and the columns of `src.segments.kpis`, money
        over the horizon.
    contrasts
        Name and evidence of each persona.
    worst_jaccard, adjusted_rand
        Stability of the personas under resampling, up to 1.
    eta_squared
        Variance of next-period log spend that lies between personas, 0 to 1; None or NaN if
        unknown.
    stable
        Whether the personas passed the test of stability and size; if not, they are RFM segments.
    persona_changes
        What became of the last training's personas, one sentence each, and what tells it.
    useful
        What personas found at ``judged_on`` say about spend and churn after it, and RFM does not.
    churn_effects, clv_effects
        One row per explained customer: ``persona`` and one column per feature group, its effect on
        the log-odds of churn, or on CLV in ``clv_effect_unit``.
    clv_effect_unit
        ``log`` (of money) or the currency.
    undated
        Attributes of customers whose date is unknown: they may describe a later moment.
    changes
        How the sources differ from their last load, one sentence each.
    questions
        What may be asked of customers' data, and what each question requires.
    parties
        One row per party whose data the features are made of, `PARTY_COLUMNS`: its share in what
        moves the churn predictions, and what is left of them without it; NaN where it is the only
        one. No rows: not computed.
    consents
        Whom each use of the data left out, and what was assumed of those who never said.
    people
        How many records became how many customers, one sentence each; none where every key is one.
    sample
        That not all customers were learnt from, and how many were; empty if all.
    by_hand
        One row per customer whose predictions decisions by hand change, largest change of spend
        first, `src.reporting.people.CHANGED`: pseudonym, predictions before and after; null where
        nobody has that id.
    grades
        Of churn and of value; none if not graded.
    by_group
        One row per persona and per value of an attribute that enough judged customers have,
        `GROUP_COLUMNS`: ``gap`` is mean predicted minus observed churn, ``auc_rule`` that of
        recency alone, ``spend_gap`` mean predicted minus actual spend; NaN where not known.
    allowed_leaks
        Columns that seem to know the outcome and were allowed to, each with what was found.
    eligible
        Whom predictions are of, in sentences.
    portrayed
        What customers of each persona do, said and are moved by; nothing if not computed.
    waits
        When customers order next, per persona, and whether that held; None if not computed.
    profit
        Whom it pays to contact; None where the manifest does not say what that costs.
    uplift
        What messages changed; None where none has a control arm.
    segments
        Groups by rule: key figures, and who moved.
    division
        What personas are divided into; None unless a number of groups was asked for.
    monthly
        How often customers change persona; None where nothing stays, or no two months are known.
    rests
        What sentences about all personas rest on (`src.stages.resting`); without it they are not
        printed.
    intervals
        Of the averages in ``personas``: `src.segments.certain`. No rows: not computed.
    promoted, reason
        Whether the model became the one that serves, and why or why not.

    Raises
    ------
    ValueError
        If a table lacks a column or a row that the report needs.
    """

    dataset: str
    currency: str
    judged_on: date
    described_on: date
    first_day: date
    last_day: date
    horizon_days: int
    label_days: int
    returned_share: float
    churn_rate: float
    customers: int
    sources: pd.DataFrame
    churn_table: pd.DataFrame
    clv_table: pd.DataFrame
    judged: pd.DataFrame
    total_judged: Total
    total_ahead: Total
    personas: pd.DataFrame
    contrasts: tuple[PersonaName, ...]
    worst_jaccard: float
    adjusted_rand: float
    eta_squared: float | None
    stable: bool
    churn_effects: pd.DataFrame
    clv_effects: pd.DataFrame
    clv_effect_unit: str
    undated: tuple[str, ...]
    promoted: bool
    reason: str
    changes: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    parties: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(PARTY_COLUMNS)))
    consents: Consents = NOTHING_SAID
    people: tuple[str, ...] = ()
    sample: str = ""
    by_hand: pd.DataFrame = field(default_factory=pd.DataFrame)
    grades: tuple[Grade, ...] = ()
    persona_changes: tuple[Change, ...] = ()
    useful: tuple[Usefulness, ...] = ()
    allowed_leaks: tuple[Leak, ...] = ()
    eligible: tuple[str, ...] = ()
    by_group: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=list(GROUP_COLUMNS))
    )
    portrayed: Portrayed = NOBODY
    waits: Waits | None = None
    profit: Profit | None = None
    uplift: Uplift | None = None
    segments: Segments = NO_SEGMENTS
    division: Division | None = None
    monthly: Monthly | None = None
    rests: Mapping[str, Support] = field(default_factory=dict)
    intervals: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def leaving(self) -> Leaving:
        """How churn is spoken of."""
        return QUIET

    @property
    def not_ranked(self) -> str:
        """Why the contact list goes by no profit, where it does not."""
        return NOT_SET.format(first="most value at risk")

    def __post_init__(self) -> None:
        needed = {
            "sources": SOURCE_COLUMNS,
            "churn_table": CHURN_COLUMNS,
            "clv_table": CLV_COLUMNS,
            "judged": JUDGED_COLUMNS,
            "personas": ("persona", *KPIS),
            "churn_effects": ("persona",),
            "clv_effects": ("persona",),
        }
        breaches = [
            breach
            for table, columns in needed.items()
            if (breach := _breach(table, getattr(self, table), columns))
        ]
        breaches += [
            f"{table} starts with {found!r}, expected {OURS!r}"
            for table in ("churn_table", "clv_table")
            if not any(breach.startswith(table) for breach in breaches)
            and (found := getattr(self, table)["model"].iloc[0]) != OURS
        ]
        if breaches:
            raise ValueError(f"findings cannot be reported: {'; '.join(breaches)}")


def _breach(table: str, found: pd.DataFrame, columns: tuple[str, ...]) -> str | None:
    missing = [name for name in columns if name not in found.columns]
    if missing:
        return f"{table} lacks {', '.join(missing)}"
    return f"{table} has no rows" if found.empty and table != "sources" else None
