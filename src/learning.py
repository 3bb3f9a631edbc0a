"""What is learnt from a data set that was opened: one fit is judged, another is shipped."""

from src.features.build import families, groups, names
from src.features.profile import attributes
from src.features.recipes import recipe_of
from src.opening import Opened, permitted
from src.stages.acting import acting
from src.stages.bundling import bundled
from src.stages.declared import Declared, learn_declared
from src.stages.fitting import Fit
from src.stages.gate import told_leaks
from src.stages.grouping import group
from src.stages.judgement import by_lot, judge
from src.stages.keeping import Kept, describe_changed
from src.stages.ledger import ledger, parties_of
from src.stages.planning import covered_days, planned
from src.stages.rolling import fitted_at, trials
from src.stages.sampling import sample_told, sampled
from src.stages.segmenting import by_rule, own_rules
from src.stages.snapshots import Progress, followed, part
from src.stages.summary import Gathered
from src.unify.consent import CONTACTING, LEARNING

BOOSTER_THREADS = 1  # rows are few: more wait for each other, and stand in the model's text


def learn(data: Opened, progress: Progress) -> Gathered | Declared:
    """Learn from a data set, touching no file and no store: judge one fit, ship another.

    Nobody who does not permit it leaves a trace in what is returned, but for being counted.

    Raises
    ------
    DataError
        The history is too short, or its customers leave nothing to tell apart.
    LeakError
        A column seems to know the outcome, and is not allowed to.
    """
    ingested, seed = data.ingested, data.settings.seed
    allowed, contact = permitted(data, LEARNING), permitted(data, CONTACTING)
    if data.manifest.churn.kind != "inactivity":
        given = data.folder, data.manifest, data.settings, ingested
        return learn_declared(*given, (allowed, contact), progress)
    asked = allowed.left_out.left, data.settings.train_sample_customers
    orders = (tables := sampled(allowed.needed, *asked))["orders"]
    span = covered_days(orders, (ingested.first_day, ingested.last_day))
    plan = planned(orders, *span, data.settings)
    recipe = recipe_of(data.folder, tables, plan.norms_day)
    own = own_rules(data.engine, data.manifest.segments, data.folder, names(tables, recipe))
    size = ingested.customers, data.settings.chunk_customers
    kept = Kept(data.engine, data.folder, data.work / "done")
    snapshots = describe_changed(tables, plan.moments, recipe, size, kept, part(progress, 0, 0.2))
    how = Fit(plan.horizon_days, seed, BOOSTER_THREADS, data.settings.thread_count)

    happened = followed(orders, known := snapshots.at(plan.judged.now), plan.horizon_days)
    passed = told_leaks(known, happened, tables, recipe, data.settings.allow_leak)
    progress("learning from before the cutoff", 0.2)
    judged = fitted_at(orders, snapshots, plan.judged, how)
    judged, happened = by_lot(judged, happened, seed)
    progress("judging by what then happened", 0.3)
    undated = attributes(tables["profiles"]) if "profiles" in tables else ()
    judgement = judge(judged, happened, how, trials(orders, snapshots, plan.earlier, how))
    made_of = {f.name: one.table for one in families(tables, recipe) for f in one.features}
    whose = parties_of(data.manifest, ingested.accounts, made_of, judged.design.names)
    parties = ledger(judged, happened, whose, how)

    progress("learning from everything", 0.45)
    shipped = fitted_at(orders, snapshots, plan.today, how)
    named = groups(tables, recipe)
    wanted = data.folder, data.settings.personas
    personas = group(shipped, named, seed, part(progress, 0.55, 1.0), *wanted)
    bundle = bundled(shipped, personas.model, named, recipe.norms, data.manifest)
    found = Gathered(
        *(ingested, plan, judged, judgement, shipped, personas, bundle, undated),
        *(snapshots.at(plan.month_ago), allowed, parties, sample_told(*asked), passed),
        by_rule=by_rule(own, shipped.design.names),
    )
    return acting(found, tables, snapshots, (data.manifest.contact, contact), seed)
