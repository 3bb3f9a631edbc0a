"""The record book: which data, which cutoff, how far ahead, and what is to be reached there.

The bars are one fixed recipe measured by others on the same splits: churn by the mean log-odds of
a booster that starts at Pareto/NBD, one that does not and a logistic model; value by the mean of
four models. ``se`` are their bootstrap standard errors. The dates are cutoffs: the midnight that
begins the day.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from shutil import copy

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data"
SAMPLE = (  # the sample has a number more per line, and no header
    'path = "raw/CDNOW_sample.txt", names = ["master_id", "customer_id", "date",'
    ' "number_of_cds", "dollar_value"]'
)


@dataclass(frozen=True)
class Bar:
    """What is to be reached, and the standard errors of the first two."""

    gini: float
    auc: float
    log_loss: float
    gini_se: float
    auc_se: float


@dataclass(frozen=True)
class Row:
    """One judgement: a data set of ``data/``, a cutoff and a horizon."""

    name: str
    dataset: str
    cutoff: date
    horizon_days: int
    bar: Bar | None = None

    def made(self, root):
        """Make the folder of the data set below ``root``, or return None if its files are absent.

        ``cdnow-sample`` is the manifest of ``cdnow`` over another file.
        """
        base = self.dataset.removesuffix("-sample")
        folder = root / self.dataset
        (folder / "raw").mkdir(parents=True, exist_ok=True)
        copy(ROOT / "data" / base / "dataset.toml", folder)
        if base == "complete-journey":  # comes with a package
            return folder
        own = SHARED / base.replace("-", "_")
        if not own.exists():
            return None
        for path in own.iterdir():
            if not (folder / "raw" / path.name).exists():
                (folder / "raw" / path.name).symlink_to(path)
        if base != self.dataset:
            manifest = folder / "dataset.toml"
            text = manifest.read_text("utf-8")
            manifest.chmod(0o644)
            manifest.write_text(text.replace('path = "raw/CDNOW_master.txt"', SAMPLE), "utf-8")
        return folder


JUDGED = (
    Row("CDNOW", "cdnow", date(1997, 10, 1), 273, Bar(0.715, 0.771, 0.502, 0.010, 0.004)),
    Row("CDNOW", "cdnow", date(1998, 4, 1), 91, Bar(0.784, 0.840, 0.297, 0.009, 0.004)),
    Row(
        *("CDNOW sample", "cdnow-sample", date(1997, 10, 1), 273),
        Bar(0.676, 0.775, 0.491, 0.029, 0.011),
    ),
    Row(
        *("Online Retail", "online-retail", date(2011, 6, 11), 91),
        Bar(0.804, 0.762, 0.589, 0.020, 0.009),
    ),
    Row(
        *("Online Retail", "online-retail", date(2011, 9, 10), 91),
        Bar(0.761, 0.740, 0.597, 0.031, 0.009),
    ),
    Row(
        *("Complete Journey", "complete-journey", date(2017, 7, 3), 91),
        Bar(0.881, 0.909, 0.151, 0.007, 0.009),
    ),
    Row(
        *("Complete Journey", "complete-journey", date(2017, 10, 2), 91),
        Bar(0.870, 0.898, 0.152, 0.008, 0.013),
    ),
)
# Recipes are chosen here: these horizons end before the earliest judged one of the same data.
DEVELOPMENT = (
    Row("CDNOW", "cdnow", date(1997, 6, 1), 122),
    Row("CDNOW", "cdnow", date(1997, 7, 1), 91),
    Row("CDNOW", "cdnow", date(1997, 8, 1), 60),
    Row("CDNOW sample", "cdnow-sample", date(1997, 6, 1), 122),
    Row("Online Retail", "online-retail", date(2011, 3, 11), 91),
    Row("Online Retail", "online-retail", date(2011, 4, 11), 60),
    Row("Online Retail", "online-retail", date(2011, 5, 11), 31),
    Row("Complete Journey", "complete-journey", date(2017, 4, 2), 91),
    Row("Complete Journey", "complete-journey", date(2017, 5, 3), 60),
    Row("Complete Journey", "complete-journey", date(2017, 6, 3), 30),
)
