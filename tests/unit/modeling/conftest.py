"""The customers of the published BTYD fits."""

from pathlib import Path

import pandas as pd
import pytest

from src.modeling.btyd import History

CDNOW = Path(__file__).parents[4] / "shared" / "data" / "cdnow" / "CDNOW_sample.txt"


@pytest.fixture(scope="session")
def cdnow():
    """History and mean repeat value of the 2,357 customers of the published fits.

    Orders to 1997-09-30 included; T counts to that day, not to the midnight after it.
    """
    if not CDNOW.exists():
        pytest.skip(f"the CDNOW sample is not at {CDNOW.parent}")
    columns = ["master", "customer", "day", "cds", "value"]
    lines = pd.read_csv(CDNOW, sep=r"\s+", names=columns, dtype={"day": str})
    lines["day"] = pd.to_datetime(lines["day"], format="%Y%m%d")
    end = pd.Timestamp("1997-09-30")
    days = lines[lines["day"] <= end].groupby(["customer", "day"], as_index=False)["value"].sum()
    first = days.groupby("customer")["day"].transform("min")
    span = days.groupby("customer")["day"].agg(["min", "max", "count"])
    repeat_value = days[days["day"] > first].groupby("customer")["value"].mean()
    history = History(
        x=span["count"].to_numpy(float) - 1,
        t_x_days=(span["max"] - span["min"]).dt.days.to_numpy(float),
        T_days=(end - span["min"]).dt.days.to_numpy(float),
    )
    return history, repeat_value.reindex(span.index).to_numpy()
