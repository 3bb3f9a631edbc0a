"""A source against its last load."""

from src.quality.drift import Load, changes, read_loads, write_loads

BEFORE = Load("desk", 100, {"topic": 0.10, "closed_at": 0.2}, {"channel": ("mail", "phone")})


def test_nothing_to_speak_of_is_not_spoken_of():
    now = Load("desk", 149, {"topic": 0.14, "closed_at": 0.16}, {"channel": ("mail", "phone")})
    assert changes([BEFORE], [now]) == ()
    assert changes([], [now]) == ()


def test_rows_absences_and_categories_are_told():
    now = Load("desk", 40, {"topic": 0.60, "closed_at": 0.2}, {"channel": ("chat", "mail")})
    assert changes([BEFORE], [now]) == (
        "desk: 40 rows, 100 last time (-60%)",
        "desk: topic is absent in 60% of rows, 10% last time",
        "desk: channel has new values: chat",
        "desk: channel has no longer: phone",
    )


def test_a_column_that_is_mapped_no_more_or_for_the_first_time_is_told():
    now = Load("desk", 100, {"closed_at": 0.2, "satisfaction": 0.7}, {"channel": ("mail", "phone")})
    assert changes([BEFORE], [now]) == (
        "desk: satisfaction is absent in 70% of rows, 100% last time",
        "desk: topic is absent in 100% of rows, 10% last time",
    )


def test_loads_are_kept_for_the_next(tmp_path):
    path = tmp_path / "loads.json"
    assert read_loads(path) == ()
    write_loads([BEFORE], path)
    (kept,) = read_loads(path)
    assert changes([kept], [BEFORE]) == ()
    assert kept.null_share == BEFORE.null_share


def test_a_load_counts_what_was_kept_and_names_no_person(shop):
    shop.write("orders.csv", "receipt,customer,at,net\n1,ann,2017-03-31,1\n2,,2017-04-01,2\n")
    (load,) = shop.ingest().loads
    assert (load.source, load.rows) == ("orders", 1)
    assert load.null_share["net"] == 0
    assert "discount" not in load.null_share  # not mapped
    assert "'ann'" not in str(load)
