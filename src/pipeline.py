"""The order of events, from a manifest to a served model and to scores. No arithmetic here."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from src.activation.export import SCORES, write_scores
from src.activation.segments import write_segments
from src.asof import Asof, Frame, day_of
from src.features.build import Recipe, names
from src.features.own import own_families
from src.learning import learn
from src.opening import Opened, consents_of, opened, permitted
from src.personas.kept import write_kept
from src.quality.drift import changes, read_loads, write_loads
from src.reporting.declared import DeclaredFindings
from src.reporting.findings import Findings
from src.reporting.model_card import CARD, write_card
from src.reporting.report import REPORT, write_report
from src.serving.bundle import Bundle
from src.serving.stored import load, save
from src.stages.checking import Checked, checked
from src.stages.deciding import changed, predicted, touched
from src.stages.declared import Declared
from src.stages.eligible import end_day, prepared, scored_rows
from src.stages.finished import Trained
from src.stages.keeping import Kept, leave_only
from src.stages.recording import model_of, run_of
from src.stages.scoring import Scored, Scoring, as_scores, foretold, unless_clearly_nearer
from src.stages.segmenting import NO_RULES, by_rule, in_segments, own_rules
from src.stages.snapshots import Progress, Snapshots, describe, part
from src.stages.summary import Gathered
from src.stages.telling import told_of
from src.tracking.registry import champion_bundle, champion_grades, promote, retraining_due
from src.tracking.runs import log_run
from src.tracking.store import open_store
from src.unify.consent import CONTACTING, LEARNING, PROFILING, SCORING, SHOWING, USES
from src.workspace import BUILT, publish

LOADS = "loads.json"


def train(folder: Path, overrides: Mapping[str, Any], root: Path, progress: Progress) -> Trained:
    """Train on a data set, judge on its latest horizon, ship a model fitted on all of it.

    Parameters
    ----------
    folder
        Where ``dataset.toml`` is; results go to its ``built/``.
    overrides
        Settings of `src.settings.Settings` given on the command line; None is not given.
    root
        Project folder, with ``mlruns/``.
    progress
        Told what is being done and the share that is done, 0 to 1.

    Raises
    ------
    ProjectError
        Anything foreseen; the last good results stay as they were.
    """
    with opened(folder, overrides, part(progress, 0.0, 0.2)) as data:
        learnt = learn(data, part(progress, 0.2, 0.75))
        progress("explaining", 0.75)
        found = _found(data, learnt, progress)
        progress("writing the report", 0.85)
        report = write_report(found, data.work / "done" / REPORT, data.settings.language)
        card = write_card(found, data.work / "done" / CARD)
        save(learnt.bundle, data.work / "bundle")
        write_loads(data.ingested.loads, data.work / "done" / LOADS)
        if isinstance(learnt, Gathered):
            write_kept(learnt.personas.kept, data.work / "done")

        progress("recording the run", 0.9)
        store = open_store(root)
        run = run_of(data.manifest, data.settings, found, data.ingested.fingerprint, report, card)
        logged = log_run(store, run, model_of(learnt.bundle.schema, data.work / "bundle"))
        publish(data.work / "done", folder / BUILT)
        if isinstance(learnt, Gathered):
            leave_only(learnt.plan.moments, Kept(data.engine, folder, data.work / "done"))
        if learnt.judgement.promoted:
            promote(store, logged.version, data.manifest.name)
        progress("done", 1.0)
    return Trained(found, folder / BUILT / REPORT, logged.run_id, logged.version)


def check(folder: Path, overrides: Mapping[str, Any], progress: Progress) -> Checked:
    """Read a data set and tell what it can answer; nothing is learnt, and earlier results stay.

    Raises
    ------
    ProjectError
        The manifest or a source cannot be read at all.
    """
    with opened(folder, overrides, part(progress, 0.0, 0.9)) as data:
        progress("counting examples", 0.9)
        tables = permitted(data, LEARNING).tables
        return checked(data.manifest, data.settings, data.ingested, tables)


def score(folder: Path, overrides: Mapping[str, Any], root: Path, progress: Progress) -> Scored:
    """Score customers of a data set with its champion, as of the end of the data.

    Who does not permit it is left out, has no persona, or is not on the contact list.

    Raises
    ------
    ProjectError
        No model was promoted, or the data lack what it needs; earlier scores stay.
    """
    with opened(folder, overrides, part(progress, 0.0, 0.5)) as data:
        end = end_day(data.manifest, data.settings, data.ingested, data.tables)
        progress("loading the champion", 0.5)
        store = open_store(root)
        bundle = load(champion_bundle(store, data.manifest.name))
        due = retraining_due(store, data.manifest.name)
        grades = champion_grades(store, data.manifest.name)
        uses = SCORING, PROFILING, CONTACTING
        scored, profiled, contact = (permitted(data, use) for use in uses)
        churn = data.manifest.churn
        recipe = Recipe(bundle.norms, own_families(folder), eligible=scored_rows(churn))
        tables = prepared(scored.needed, churn)
        own = own_rules(data.engine, data.manifest.segments, folder, names(tables, recipe))
        of_rules = by_rule(own, bundle.schema.names) if isinstance(bundle, Bundle) else NO_RULES
        model = Scoring(bundle, recipe, of_rules.schemes)
        size = data.ingested.customers, data.settings.chunk_customers
        found = foretold(tables, Asof((end,)), model, size, part(progress, 0.6, 0.9))
        found = unless_clearly_nearer(found, bundle, folder / BUILT / SCORES)
        permits, terms = (profiled, contact), data.manifest.contact
        table, ranked = as_scores(found, day_of(end), permits, terms)
        told = consents_of(data, uses)
        parquet, csv = write_scores(table, data.work / "done")
        segments = write_segments(
            in_segments(found, model, profiled, Asof((end,))), data.work / "done"
        )
        publish(data.work / "done", folder / BUILT)
        progress("done", 1.0)
    parquet, csv, segments = (folder / BUILT / file.name for file in (parquet, csv, segments))
    about = day_of(end), told, due, grades, ranked, bool(model.schemes)
    return Scored(parquet, csv, segments, len(table), *about)


def _found(
    data: Opened, learnt: Gathered | Declared, progress: Progress
) -> Findings | DeclaredFindings:
    since = changes(read_loads(data.folder / BUILT / LOADS), data.ingested.loads)
    tables = learnt.permission.tables
    asked = checked(data.manifest, data.settings, data.ingested, tables).questions
    rest = data.settings.seed, since, asked, consents_of(data, USES)
    sample = data.settings.train_sample_customers
    found = told_of(data.manifest, learnt, rest, permitted(data, CONTACTING), sample)
    if data.undecided and isinstance(found, Findings) and isinstance(learnt, Gathered):
        return replace(found, by_hand=_by_hand(data, learnt.bundle, progress))
    return found


def _by_hand(data: Opened, bundle: Bundle, progress: Progress) -> pd.DataFrame:
    """Predict with decisions by hand and without them, for whom they concern."""
    customers = touched(data.undecided, data.tables)
    end, silent = Asof((data.ingested.last_day + 1,)), part(progress, 0.8, 0.8)
    recipe = Recipe(bundle.norms, own_families(data.folder))
    before, after = (
        predicted(
            bundle,
            _described(one, one.tables, end, recipe, silent),
            permitted(one, SHOWING),
            customers,
        )
        for one in (replace(data, tables=data.undecided), data)
    )
    return changed(before, after)


def _described(
    data: Opened, tables: Mapping[str, Frame], asof: Asof, recipe: Recipe, progress: Progress
) -> Snapshots:
    size = data.ingested.customers, data.settings.chunk_customers
    return describe(tables, asof, recipe, *size, progress)
