"""Words that customers wrote find the chapter of the card that they belong to."""

import duckdb
import narwhals.stable.v2 as nw
import numpy as np

from src.asof import Asof
from src.stages.hearing import written

ROWS = """
    VALUES ('c1', 10, 'feedback', 'Barrier to buying', 'expensive'),
           ('c1', 12, 'feedback', 'Barrier to buying', 'expensive'),
           ('c1', 11, 'feedback', NULL, 'lovely'),
           ('c2', 11, 'tickets', NULL, 'broken'),
           ('c2', 19, 'tickets', NULL, 'late'),
           ('c2', 11, 'feedback', 'reason', NULL),
           ('c9', 11, 'feedback', 'reason', 'nobody described')
"""


def heard(con, cutoff):
    columns = "customer_id, said_day, origin, question, term"
    words = nw.from_native(con.sql(f"FROM ({ROWS}) AS told({columns})")).lazy()
    found = written({"words": words}, Asof((cutoff,)), np.array(["c1", "c2"]))
    return {
        tuple(x if isinstance(x, str | int) else None for x in row)
        for row in found.to_numpy(object)
    }


def test_every_word_is_told_once_in_its_chapter_and_nothing_of_the_future():
    with duckdb.connect() as con:
        assert heard(con, 15) == {
            (0, "barriers", "expensive"),
            (0, "mindset", "lovely"),
            (1, "trouble", "broken"),
            (1, "drivers", None),
        }
        assert (1, "trouble", "late") in heard(con, 20)


def test_data_without_texts_have_no_words():
    assert written({}, Asof((20,)), np.array(["c1"])).empty
