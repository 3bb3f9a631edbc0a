"""Makes a world: chunk by chunk, aside, then moved into its folder."""

import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from src.config import FILE
from src.errors import ManifestError
from src.sources.world import design as d
from src.sources.world.almanac import almanac, date_of
from src.sources.world.chunk import write_chunk
from src.sources.world.faulty import FAULTS
from src.sources.world.loyalty import TILL_MAILBOX
from src.sources.world.names import draw_pools
from src.sources.world.scenario import Scenario
from src.sources.world.write import Writer, writer
from src.workspace import publish, run_folder

CHUNK_PEOPLE = 10_000
RAW, TRUTH, WORLD = "raw", "truth", "world.json"
STANDARD = Path(__file__).parents[3] / "data" / "world" / FILE
OURS = re.compile(r'^name = "world"$', re.MULTILINE)
ATTRIBUTES = "[tables.crm_contacts.attributes]\n"


@dataclass(frozen=True)
class Simulated:
    """A finished world.

    Parameters
    ----------
    folder : of the data set
    rows : rows per file
    faults : planted faults over all sources
    """

    folder: Path
    rows: dict[str, int]
    faults: int


def simulate(folder: Path, scenario: Scenario, progress: Callable[[str, float], None]) -> Simulated:
    """Write a world into ``raw/`` and ``truth/`` of a folder, and a manifest if it has none.

    Raises
    ------
    ManifestError
        The folder holds another data set.
    SourceError
        Faker is not installed.
    """
    _refuse_strangers(folder)
    progress("drawing names", 0.0)
    pools, days = draw_pools(), almanac(scenario.drift_day)
    firsts = range(0, scenario.people, CHUNK_PEOPLE)
    seeds = np.random.SeedSequence(scenario.seed).spawn(len(firsts))
    with run_folder(folder / RAW) as work:
        with writer(work) as out:
            for chunk, (first, seed) in enumerate(zip(firsts, seeds, strict=True)):
                progress("simulating people", first / scenario.people)
                count = min(CHUNK_PEOPLE, scenario.people - first)
                rng = np.random.default_rng(seed)
                write_chunk(rng, scenario, days, pools, (chunk, first, count), out)
        told = json.dumps(_settings(scenario, out), indent=1, sort_keys=True, ensure_ascii=False)
        (work / TRUTH / WORLD).write_text(told + "\n", "utf-8")
        progress("moving into place", 1.0)
        publish(work, folder)
    if not (folder / FILE).exists():
        (folder / FILE).write_text(_manifest(scenario), "utf-8")
    faults = sum(sum(counts.values()) for counts in out.faults.values())
    return Simulated(folder, out.rows, faults)


def _refuse_strangers(folder: Path) -> None:
    manifest = folder / FILE
    if manifest.exists() and not OURS.search(manifest.read_text("utf-8")):
        raise ManifestError(f"{manifest}: this is another data set; name a folder of its own.")
    raw = folder / RAW
    if raw.exists() and any(raw.glob("[!.]*")) and not (folder / TRUTH / WORLD).exists():
        raise ManifestError(f"{raw}: holds files that no simulation wrote; name another folder.")


def _manifest(scenario: Scenario) -> str:
    text = STANDARD.read_text("utf-8")
    if scenario.leak is None:
        return text
    return text.replace(ATTRIBUTES, f'{ATTRIBUTES}{scenario.leak} = "{scenario.leak}"\n')


def _settings(scenario: Scenario, out: Writer) -> dict[str, object]:
    """Return all that made the world, for readers and for the oracle."""
    return {
        "scenario": asdict(scenario),
        "first_day": str(d.START),
        "last_day": str(date_of(d.DAYS - 1)),
        "shuffle_day": str(date_of(d.SHUFFLE_DAY)),
        "campaign_days": [str(date_of(day)) for day in d.CAMPAIGN_DAYS],
        "coupon_pauses": {
            country: [str(date_of(first)), str(date_of(end))]
            for country, (first, end) in d.PAUSES.items()
        },
        "types": list(d.TYPES),
        "treated_leave_log_ratio": dict(zip(d.TYPES, d.TREATED_LEAVE.tolist(), strict=True)),
        "treated_order_log_ratio": dict(zip(d.TYPES, d.TREATED_ORDER.tolist(), strict=True)),
        "mailboxes_of_nobody": [TILL_MAILBOX],
        "garbage_columns": {"crm_contacts": ["default"]},
        "rows": out.rows,
        "faults": {s: {f.name: out.faults[s].get(f.name, 0) for f in FAULTS[s]} for s in FAULTS},
    }
