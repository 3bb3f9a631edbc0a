"""The party ledger: what data of each party are worth to the prediction of churn.

A feature is of the party of the sources it is made from: those that give its table, or, for an
attribute, those that name it. Where these are of several parties, it is of the one that gave the
most kept rows. What a buy-till-you-die model expects of a customer is made of orders, and is of
their party.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pandas as pd

from src.config import PARTIES, Manifest
from src.explain.contributions import RHYTHM, churn_effects, start_part
from src.modeling import metrics
from src.modeling.churn import fit_churn
from src.modeling.design import FloatArray
from src.modeling.gains import auc_gain
from src.modeling.start import Outlook, logit
from src.quality.quarantine import Account
from src.reporting.findings import PARTY_COLUMNS
from src.stages.fitting import Fit, Fitted
from src.stages.snapshots import Outcomes

OF_ORDERS = "recency_days"  # a feature that is always there, and made of orders
Parties = Mapping[str, str]  # feature -> whose data it is made of


def parties_of(
    manifest: Manifest,
    accounts: Sequence[Account],
    made_of: Mapping[str, str],
    features: Iterable[str],
) -> dict[str, str]:
    """Return the party of each feature; ``made_of`` tells the canonical table of each."""
    return {n: _party(manifest, _sources(manifest, accounts, n, made_of[n])) for n in features}


def _sources(
    manifest: Manifest, accounts: Sequence[Account], feature: str, table: str
) -> list[Account]:
    own = [a for a in accounts if feature in manifest.tables[a.source].attributes]
    source_table = "orders" if table == "order_lines" else table
    return own or [account for account in accounts if account.table == source_table]


def _party(manifest: Manifest, sources: Iterable[Account]) -> str:
    rows: Counter[str] = Counter()
    for account in sources:
        rows[manifest.tables[account.source].party] += account.kept_rows
    return max(PARTIES, key=lambda party: rows[party])  # the first of those that gave as many


def ledger(judged: Fitted, outcomes: Outcomes, parties: Parties, how: Fit) -> pd.DataFrame:
    """Say what each party's data moved, and refit without them: one row per party.

    Parameters
    ----------
    judged : a fit that knows nothing of the outcomes
    outcomes : of the fit's customers over the horizon
    parties : of every feature of the fit

    Returns
    -------
    `PARTY_COLUMNS`: ``party``, ``features`` (how many), ``share`` (of the mean size of what parties
    add to a customer's log-odds), ``auc_without`` and ``log_loss_without`` it, and ``auc_lost``
    without it, with its 95 % paired interval; with a single party nothing is refitted: NaN
    """
    shares = _shares(judged, parties)
    rows = [
        {"party": party, "features": list(parties.values()).count(party), "share": share}
        for party, share in shares.items()
    ]
    if len(shares) > 1:
        ours = judged.churn.prob(judged.design, judged.ahead)
        with ThreadPoolExecutor(how.at_once) as pool:
            bare = list(pool.map(lambda party: _without(judged, parties, party, how), shares))
        lost = [_lost(outcomes.churned, ours, without, how.seed) for without in bare]
        rows = [row | more for row, more in zip(rows, lost, strict=True)]
    return pd.DataFrame(rows, columns=list(PARTY_COLUMNS))


def _lost(churned: FloatArray, ours: FloatArray, bare: FloatArray, seed: int) -> dict[str, float]:
    gain = auc_gain(churned, ours, bare, seed)
    return {
        "auc_without": gain.rival,
        "log_loss_without": metrics.log_loss(churned, bare),
        "auc_lost": gain.difference,
        "auc_lost_low": gain.low,
        "auc_lost_high": gain.high,
    }


def _shares(judged: Fitted, parties: Parties) -> dict[str, float]:
    """Return how much of what moves customers' log-odds comes from each party, in all 1."""
    names = judged.design.names
    alone = {RHYTHM: (), **{name: (name,) for name in names}}  # the start counts as the rhythm
    typical = float(start_part(judged.churn, judged.ahead).mean())
    effects = churn_effects(judged.churn, judged.ahead, judged.design, alone, typical)
    whose = np.array([parties[OF_ORDERS], *(parties[name] for name in names)])
    sizes = {
        party: float(np.abs(effects[:, whose == party].sum(axis=1)).mean())
        for party in PARTIES
        if party in whose
    }
    total = sum(sizes.values())
    return {party: size / total if total else float("nan") for party, size in sizes.items()}


def _without(judged: Fitted, parties: Parties, party: str, how: Fit) -> FloatArray:
    """Predict churn as the judged fit does, knowing nothing that comes from a party."""
    left = [name for name in judged.design.names if parties[name] != party]
    training, ahead = judged.training, judged.ahead
    start = training.silent_logit
    if parties[OF_ORDERS] == party:
        same = logit(training.churned.mean())
        start, ahead = np.full(len(training), same), _alike(ahead, float(same))
    bare = replace(training, design=training.design.select(left), silent_logit=start)
    model = fit_churn(bare, how.horizon_days, how.seed, how.threads)
    return model.prob(judged.design.select(left), ahead)


def _alike(ahead: Outlook, silent_logit: float) -> Outlook:
    """Expect the same of everybody, over the labels' days as over the horizon."""
    same = np.full(len(ahead.silent_logit), silent_logit)
    return replace(ahead, silent_logit=same, silent_logit_full=same)
