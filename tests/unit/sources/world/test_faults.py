"""What was planted is what plain SQL finds, and nothing else."""

import numpy as np
import pyarrow as pa
import pytest

from src.sources.world import faults
from src.sources.world.faulty import FAULTS

NUMBER = "try_cast(replace({c}, ',', '.') AS DOUBLE)"
TIME = "try_cast({c} AS TIMESTAMP)"
SPOILT = {  # condition that holds for a row with the fault, and for no good row
    "missing key": "{c} IS NULL",
    "missing time": "{c} IS NULL",
    "date before 1900": f"{TIME} < '1900-01-01'",
    "birth before 1900": f"{TIME} < '1900-01-01'",
    "future date": f"{TIME} >= '2025-01-01'",
    "birth in the future": f"{TIME} >= '2025-01-01'",
    "closed long ago": f"{TIME} < '2023-01-01'",
    "ends before it starts": f"{TIME} < '2023-01-01'",
    "country variant": "{c} NOT IN ('GB', 'DE', 'FR', 'JP')",
    "no address": "{c} NOT LIKE '%@%'",
    "text in a number": f"{{c}} IS NOT NULL AND {NUMBER} IS NULL",
    "decimal comma": "{c} LIKE '%,%'",
    "negative count": f"{NUMBER} < 0",
    "negative discount": f"{NUMBER} < 0",
    "negative amount": f"{NUMBER} < 0",
    "negative cost": "{c} < 0",
    "negative, no return": f"{NUMBER} < 0 AND kind = 'sale'",
    "age of 200": f"{NUMBER} > 150",
    "unknown status": "{c} NOT IN ('granted', 'withdrawn')",
}
CODES = {
    "crm_contacts": ("F", "M"),
    "shop_orders": ("web", "app", "store"),
    "shop_events": ("desktop", "mobile", "tablet"),
    "newsletter_sends": ("treated", "control"),
    "consents": ("profile", "train", "score", "contact"),
}
SCALES = {"tickets": (1, 5), "survey_answers": (0, 10)}
OWNERS = {
    "shop_orders": "shop_accounts",
    "shop_events": "shop_accounts",
    "subscriptions": "shop_accounts",
    "loyalty_events": "loyalty_members",
}
CHANGES = [(s, f) for s, faults in FAULTS.items() for f in faults if not f.repeats]


def condition(source, fault):
    column = fault.columns[0]
    if fault.name == "unknown code":
        return f"{column} NOT IN {CODES[source]}"
    if fault.name == "out of scale":
        low, high = SCALES[source]
        return f"{NUMBER.format(c=column)} NOT BETWEEN {low} AND {high}"
    if fault.name == "orphan":
        owners = f"FROM {OWNERS[source]} SELECT {column} WHERE {column} IS NOT NULL"
        return f"{column} NOT IN ({owners})"
    return SPOILT[fault.name].format(c=column)


def planted(world, source, name):
    return world.rows(
        f"FROM truth_faults SELECT row, record_id WHERE source = '{source}'"
        f" AND fault = '{name}' ORDER BY row"
    )


@pytest.mark.parametrize(("source", "fault"), CHANGES, ids=lambda v: getattr(v, "name", v))
def test_sql_finds_exactly_the_rows_that_were_spoilt(world, source, fault):
    expected = [row for row, _ in planted(world, source, fault.name)]
    found = world.rows(f"FROM {source} SELECT row WHERE {condition(source, fault)} ORDER BY row")
    assert [row for (row,) in found] == expected
    assert len(expected) >= 1


@pytest.mark.parametrize("source", FAULTS)
def test_repeats_have_the_identifier_of_an_earlier_row(world, source):
    key = world.rows(f"DESCRIBE {source}")[0][0]
    names = [f'"{name}"' for name, *_ in world.rows(f"DESCRIBE {source}") if name != "row"]
    again = f"row_number() OVER (PARTITION BY {{}} ORDER BY row) > 1 AND {key} IS NOT NULL"
    exact = world.rows(
        f"FROM {source} SELECT row, {key}::VARCHAR QUALIFY {again.format(', '.join(names))}"
        " ORDER BY row"
    )
    either = world.rows(
        f"FROM {source} SELECT row, {key}::VARCHAR QUALIFY {again.format(key)} ORDER BY row"
    )
    assert exact == planted(world, source, "exact repeat")
    assert sorted(set(either) - set(exact)) == planted(world, source, "near repeat")
    assert len(exact) >= 1


def test_a_row_has_at_most_one_fault_and_about_half_a_per_cent_have_one(world):
    rows, places = world.rows("SELECT count(*), count(DISTINCT (source, row)) FROM truth_faults")[0]
    assert rows == places == world.made.faults
    total = sum(n for name, n in world.made.rows.items() if name.startswith("raw/"))
    assert 0.004 < rows / total < 0.006


def test_truth_tells_what_was_there(world):
    """A comma instead of the point, a sign, and nothing else, is what became of these amounts."""
    changed = world.rows(
        "SELECT f.fault, f.was, o.net FROM truth_faults f JOIN shop_orders o USING (row)"
        " WHERE f.source = 'shop_orders' AND f.fault IN ('decimal comma', 'negative, no return')"
    )
    assert len({fault for fault, _, _ in changed}) == 2
    for fault, was, net in changed:
        if fault == "decimal comma":
            assert float(net.replace(",", ".")) == float(was)
        else:
            assert float(net) == -float(was)


def test_world_json_counts_every_class(world):
    counted = dict(
        world.rows("SELECT source || '/' || fault, count(*) FROM truth_faults GROUP BY ALL")
    )
    told = world.con.sql(f"FROM read_json('{world.folder}/truth/world.json') SELECT faults")
    (faults,) = told.fetchall()[0]
    found = {f"{s}/{f}": n for s, classes in faults.items() for f, n in classes.items()}
    assert found == counted
    assert min(counted.values()) >= 1


def test_however_many_faults_there_are_they_do_not_meet(monkeypatch):
    """Nine rows in ten are spoilt, each in one place only, and the others are left alone."""
    monkeypatch.setattr(faults, "RATE", 0.9)
    table = pa.table(
        {
            "account_id": [f"A{n:08d}" for n in range(600)],
            "email": ["ann@example.com"] * 600,
            "display_name": ["Ann"] * 600,
            "country": ["GB"] * 600,
            "created_at": pa.array([0] * 600, pa.timestamp("s")),
        }
    )
    rng = np.random.default_rng(1)
    faulty, planted = faults.plant(rng, "shop_accounts", table, as_text=True, first_row=1000)
    rows = planted["row"].to_numpy() - 1000
    assert len(rows) == len(set(rows)) == 540
    assert len(faulty) == 780
    written = pa.table({name: table[name].cast(pa.string()) for name in table.column_names})
    differs = [a != b for a, b in zip(written.to_pylist(), faulty.to_pylist(), strict=False)]
    assert sorted(rows[rows < 600]) == list(np.flatnonzero(differs))
    assert sorted(rows[rows >= 600]) == list(range(600, 780))
