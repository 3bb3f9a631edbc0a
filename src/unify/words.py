r"""Words: what customers wrote, as words that enough of them say; the text itself ends here.

The words of a text are its runs of letters; in Japanese, runs of kanji or of katakana, and a kanji
with its first hiragana (or すぎ, too much). Out go addresses, numbers and whatever holds a digit;
whatever is like a word of what its writer is known by (names, mailbox, street, town, key); and
whatever is known of anybody, where it is written as a name is: not all in small letters, or in a
script that has none. Of the rest a word, or a pair of neighbours, goes on if `FEWEST` customers
wrote it: a name that nobody knows of is never one of them, unless so many write it
(k-anonymity: Sweeney 2002, doi:10.1142/S0218488502001648).
"""

from collections.abc import Collection, Mapping, Sequence

import duckdb

from src.engine import Engine, literal
from src.schemas import TABLES
from src.schemas.column import KEY
from src.unify.instants import day, local

FEWEST = 10  # customers
WRITTEN = {"feedback": "question", "tickets": "CAST(NULL AS VARCHAR)"}  # and what was asked there
KNOWN_BY = tuple(
    column.name
    for column in TABLES["profiles"].takes
    if column.personal == "identifying" and column.type == "text"
)
BREAK = "."  # between words that are no neighbours
REACHABLE = (
    r"(https?://|www\.)\S+|[\p{Latin}\p{N}._%+-]*@\S*|[\p{Latin}\p{N}]*\p{N}[\p{Latin}\p{N}]*"
)
WORD = (
    r"\p{Han}{2,}|[\p{Katakana}ー]{2,}|\p{Han}(?:すぎ|\p{Hiragana})"
    r"|[^\P{L}\p{Han}\p{Hiragana}\p{Katakana}ー]{3,}|[.!?;:\n。\x{FF01}\x{FF1F}]"
)
LIKE_BYTES = 5  # of the shorter of two words that are alike: five letters, or two kanji


def wrote(
    engine: Engine, whole: Mapping[str, str], calendar_timezone: str, linked: Sequence[str]
) -> duckdb.DuckDBPyRelation:
    """Return the canonical table ``words``, in a total order.

    Parameters
    ----------
    whole : canonical table -> checked rows of all its sources; those with a text are read, and
        `note_names` was called
    linked : columns that tell since when a record is known to be its customer's
    """
    _known(engine, whole.get("profiles"))
    _spoken(engine, whole, calendar_timezone, linked)
    _words(engine)
    engine.con.execute(
        "CREATE OR REPLACE TABLE words_terms AS FROM"
        " (FROM (FROM words_written SELECT *, lead(word) OVER (PARTITION BY text_no ORDER BY place)"
        " AS following) SELECT text_no, customer_id,"
        " unnest([word, word || ' ' || following]) AS term)"
        " SELECT DISTINCT * WHERE term IS NOT NULL"
    )
    common = (
        f"FROM words_terms SELECT term GROUP BY term HAVING count(DISTINCT customer_id) >= {FEWEST}"
    )
    columns = ", ".join(["bucket", "customer_id", *linked, "said_day", "origin", "question"])
    return engine.con.sql(
        "FROM words_texts LEFT JOIN"
        f" (FROM words_terms SELECT text_no, term WHERE term IN ({common})) USING (text_no)"
        f" SELECT DISTINCT {columns}, term ORDER BY {columns}, term"
    )


def note_names(engine: Engine, profiles: Collection[str]) -> None:
    """Make the table ``names_noted`` of all that anybody is known by, in staged tables.

    To be called before those who were forgotten are left out: others may write of them.
    """
    told = [
        f"FROM {table} SELECT {_told(name)} AS told"
        for table in profiles
        for name in KNOWN_BY
        if name in engine.con.table(table).columns
    ]
    rows = " UNION ALL ".join(told or ["SELECT '' AS told"])
    engine.con.execute(
        f"CREATE OR REPLACE TABLE names_noted AS FROM (FROM ({rows}) SELECT"
        f" unnest({_split('lower(told)')}) AS known) SELECT DISTINCT known"
    )


def _known(engine: Engine, profiles: str | None) -> None:
    """Make the table ``words_known``: every word that a customer is known by."""
    told = [f"FROM customers SELECT customer_id, {_told('customer_key')} AS told"]
    if profiles is not None:
        told += [
            f"FROM {profiles} JOIN customers USING (customer_key) SELECT customer_id, {_told(name)}"
            for name in KNOWN_BY
        ]
    engine.con.execute(
        f"CREATE OR REPLACE TABLE words_known AS FROM (FROM ({' UNION ALL '.join(told)})"
        f" SELECT customer_id, unnest({_split('lower(told)')}) AS known)"
        f" SELECT DISTINCT * WHERE strlen(known) > {len(BREAK)}"
    )


def _told(name: str) -> str:
    """Return SQL for what a column tells of somebody: of a mailbox or a key not where it is."""
    key = f"regexp_replace({name}, '^[^:]*:', '')" if name == KEY.name else name
    return f"split_part({key}, '@', 1)" if name in ("email", KEY.name) else name


def _split(text: str) -> str:
    return f"regexp_extract_all({text}, {literal(WORD)})"


def _spoken(
    engine: Engine, whole: Mapping[str, str], calendar_timezone: str, linked: Sequence[str]
) -> None:
    """Make the table ``words_texts``: one row per text, with its number."""
    columns = ", ".join(["customer_id", "bucket", *linked])
    parts = [
        f"FROM {whole[name]} JOIN customers USING (customer_key) SELECT {columns},"
        f" {day(local(str(TABLES[name].time), calendar_timezone))} AS said_day,"
        f" {literal(name)} AS origin, {question} AS question, text"
        " WHERE reasons = '' AND trim(text) <> ''"
        for name, question in WRITTEN.items()
        if name in whole
    ]
    engine.con.execute(
        f"CREATE OR REPLACE TABLE words_texts AS FROM ({' UNION ALL '.join(parts)})"
        " SELECT *, row_number() OVER () AS text_no"
    )


def _words(engine: Engine) -> None:
    """Make the table ``words_written``: every word in its place, null where none may stand."""
    shown = f"regexp_replace(text, {literal(REACHABLE)}, ' {BREAK} ', 'g')"
    engine.con.execute(
        "CREATE OR REPLACE TABLE words_said AS FROM (FROM (FROM words_texts"
        f" SELECT text_no, customer_id, {_split(shown)} AS words)"
        " SELECT text_no, customer_id, unnest(words) AS written,"
        " generate_subscripts(words, 1) AS place) SELECT *, lower(written) AS word"
    )
    alike = f"least(strlen(known), strlen(word)) >= {LIKE_BYTES}"
    own = (
        "FROM words_said JOIN words_known USING (customer_id) SELECT DISTINCT text_no, place,"
        f" true AS own WHERE known = word OR ({alike}"
        " AND (contains(word, known) OR contains(known, word)))"
    )
    names = "(SELECT known FROM words_known UNION ALL SELECT known FROM names_noted)"
    name = f"(written <> word OR upper(word) = word) AND word IN {names}"
    engine.con.execute(
        "CREATE OR REPLACE TABLE words_written AS"
        f" FROM words_said LEFT JOIN ({own}) USING (text_no, place) SELECT text_no, place,"
        f" customer_id, CASE WHEN own OR strlen(word) = {len(BREAK)} OR ({name}) THEN NULL"
        " ELSE word END AS word"
    )
