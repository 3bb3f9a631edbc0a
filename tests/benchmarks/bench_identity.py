"""What it costs to find out who is who: 1 M records of 300,000 people whose truth is planted.

``python tests/benchmarks/bench_identity.py [RECORDS]``. Two threads, an engine of 2 GB; aims: under
three minutes and 4 GB. Not a test: numbers depend on the machine.
"""

import resource
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import numpy as np
import pyarrow as pa

from src.engine import open_engine
from src.unify.identity.resolve import resolve

RECORDS = 1_000_000
RECORDS_PER_PERSON = 3.3
SOURCES = np.array(["crm", "shop", "till"], dtype=object)
SURNAMES, GIVEN, STREETS, TOWNS = 40_000, 3_000, 30_000, 2_000
KNOWN = {"email": 0.75, "phone": 0.6, "birth_date": 0.6, "home": 0.75}  # share of records
NAME_SLIPS, DATE_SLIPS, SECOND_MAILBOX, MOVED = 0.03, 0.01, 0.06, 0.05  # share of records
FAMILY = 0.1  # share of people who live with the one before; every third uses the other's mailbox
SYLLABLES = np.array([c + v for c in "bdfghklmnprstvwz" for v in ("a", "e", "i", "o", "u", "er")])


def words(rng, count, syllables):
    """Return different words, capitalised."""
    drawn = SYLLABLES[rng.integers(0, len(SYLLABLES), (2 * count, syllables))]
    joined = np.unique(["".join(row).capitalize() for row in drawn])
    return rng.permutation(joined)[:count].astype(object)


def frequent(rng, pool, count):
    """Draw from a pool of which some are far more common than others."""
    return pool[(len(pool) * rng.random(count) ** 2.5).astype(np.int64)]


def slipped(rng, texts, share):
    """Drop, double or exchange a letter in some of the texts."""
    changed = texts.copy()
    for row in np.flatnonzero(rng.random(len(texts)) < share):
        text, at = texts[row], int(rng.integers(0, len(texts[row]) - 1))
        forms = (
            text[:at] + text[at + 1 :],
            text[: at + 1] + text[at:],
            text[:at] + text[at + 1] + text[at] + text[at + 2 :],
        )
        changed[row] = forms[int(rng.integers(0, 3))]
    return changed


def people_of(rng, count):
    """Return a column per thing known of people."""
    family = np.flatnonzero(rng.random(count) < FAMILY)
    family = family[family > 0]
    own = {
        "given_name": frequent(rng, words(rng, GIVEN, 2), count),
        "family_name": frequent(rng, words(rng, SURNAMES, 3), count),
        "street": rng.choice(words(rng, STREETS, 3), count) + " Street",
        "house": rng.integers(1, 150, count).astype(str).astype(object),
        "town": frequent(rng, words(rng, TOWNS, 3), count),
        "postcode": rng.integers(10_000, 99_999, count).astype(str).astype(object),
        "birth_date": (
            np.datetime64("1940-01-01") + rng.integers(0, 24_000, count).astype("timedelta64[D]")
        )
        .astype(str)
        .astype(object),
        "phone": np.array([f"+49 151 {n:08d}" for n in rng.integers(0, 10**8, count)], object),
    }
    for name in ("family_name", "street", "house", "town", "postcode"):
        own[name][family] = own[name][family - 1]
    numbers = rng.integers(0, 1000, (2, count))
    for name, number in zip(("email", "second"), numbers, strict=True):
        own[name] = np.array(
            [
                f"{a}.{b}{n}@{'post' if n % 3 else 'mail'}.example".lower()
                for a, b, n in zip(own["given_name"], own["family_name"], number, strict=True)
            ],
            dtype=object,
        )
    own["email"][family[::3]] = own["email"][family[::3] - 1]
    return own


def records_of(rng, count):
    """Return records and, per record, whose it is."""
    people = people_of(rng, round(count / RECORDS_PER_PERSON))
    who = rng.integers(0, len(people["street"]), count)
    told = {name: values[who] for name, values in people.items()}
    second = rng.random(count) < SECOND_MAILBOX
    moved = rng.random(count) < MOVED
    other = rng.permutation(who)
    home = {n: np.where(moved, people[n][other], told[n]) for n in ("street", "house", "postcode")}
    columns = {
        "given_name": slipped(rng, told["given_name"], NAME_SLIPS),
        "family_name": slipped(rng, told["family_name"], NAME_SLIPS),
        "email": np.where(second, told["second"], told["email"]),
        "phone": told["phone"],
        "street": home["street"] + " " + home["house"],
        "postal_code": home["postcode"],
        "city": np.where(moved, people["town"][other], told["town"]),
        "birth_date": slipped(rng, told["birth_date"], DATE_SLIPS),
    }
    unknown = {name: rng.random(count) >= share for name, share in KNOWN.items()}
    absent = dict.fromkeys(("street", "postal_code", "city"), unknown["home"]) | unknown
    table = {n: pa.array(v, pa.string(), mask=absent.get(n)) for n, v in columns.items()}
    source = SOURCES[rng.integers(0, len(SOURCES), count)]
    key = np.arange(count).astype(str)
    return pa.table({"source": source, "key": key, **table}), who


def pairs_within(*columns):
    """Return how many pairs of records agree in all columns."""
    _, sizes = np.unique(np.stack(columns), axis=1, return_counts=True)
    return int((sizes * (sizes - 1) // 2).sum())


def main(count):
    """Print seconds, peak memory, and how right the persons are."""
    records, who = records_of(np.random.default_rng(0), count)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    with tempfile.TemporaryDirectory() as name, open_engine("2GB", 2, Path(name)) as engine:
        start = perf_counter()
        found = resolve(engine, records)
        seconds = perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    both = pairs_within(who, found.person)
    sys.stdout.write(
        f"{count:,} records of {len(np.unique(who)):,} people in {seconds:.0f} s,"
        f" peak {peak:.2f} GB ({before:.2f} before);"
        f" pairs: precision {both / pairs_within(found.person):.4f},"
        f" recall {both / pairs_within(who):.4f}, estimated {found.precision:.4f} and"
        f" {found.recall:.4f}; {len(np.unique(found.person)):,} persons\n"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else RECORDS)
