"""What a training found, of whichever kind of churn."""

from dataclasses import replace

from src.config import Manifest
from src.quality.readiness import Question
from src.reporting.declared import DeclaredFindings
from src.reporting.findings import Findings
from src.stages.declared import Declared
from src.stages.declared_summary import declared_findings
from src.stages.permission import Permission
from src.stages.sampling import sampled
from src.stages.segmenting import segments_told
from src.stages.summary import Gathered, findings
from src.unify.consent import Consents

Told = tuple[int, tuple[str, ...], tuple[Question, ...], Consents]  # as `findings` takes them


def told_of(
    manifest: Manifest,
    learnt: Gathered | Declared,
    rest: Told,
    contact: Permission,
    sample: int | None,
) -> Findings | DeclaredFindings:
    """Return the findings.

    Parameters
    ----------
    contact : who permits to be contacted
    sample : about how many customers were learnt from; None: all
    """
    if isinstance(learnt, Declared):
        return declared_findings(manifest, learnt, *rest)
    found = findings(manifest, learnt, *rest)
    described = learnt.shipped, learnt.month_ago
    some = sampled(learnt.permission.tables, learnt.permission.left_out.left, sample)
    told = segments_told(learnt.by_rule, learnt.bundle, described, some, contact)
    return replace(found, segments=told)
