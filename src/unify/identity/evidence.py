"""How two records are compared: for each thing known of people, levels from the same to other.

Levels are tried from the top; the first that holds counts. A comparison is left out where a record
lacks what it needs: absence says nothing.
"""

from collections.abc import Callable, Collection, Iterator
from typing import Any

Level = dict[str, Any]  # as Splink writes it
NAMES = ("given_name", "family_name")
PLACE = ("street", "postal_code", "city")
LONG, ALIKE_LONG = 12, 0.8  # letters; less alike are long texts by more than one typo
ALIKE = 0.75  # Jaro-Winkler similarity, 0 to 1, of names that may be the same after two slips


def comparisons(columns: Collection[str]) -> list[dict[str, Any]]:
    """Return the comparisons that these columns allow, for Splink.

    Every level but the last is a condition in SQL over ``x_l`` and ``x_r``; the shares with which
    pairs reach them are learnt later, so all begin alike.

    >>> [c["output_column_name"] for c in comparisons(["email", "city", "postal_code"])]
    ['email', 'place']
    """
    found = []
    for name, levels in COMPARISONS.items():
        told = list(levels(columns))
        if told:
            found.append({"output_column_name": name, "comparison_levels": _with_shares(told)})
    return found


def _with_shares(levels: list[Level]) -> list[Level]:
    share = 1 / (len(levels) - 1)
    return [level if level.get("is_null_level") else level | _share(share) for level in levels]


def _share(share: float) -> Level:
    return {"m_probability": share}


def _absent(*columns: str, other: str = "") -> Level:
    known = " AND ".join(f"({c}_l IS NULL OR {c}_r IS NULL)" for c in columns)
    return {"sql_condition": known + other, "label_for_charts": "absent", "is_null_level": True}


def _level(label: str, condition: str, common: str | None = None) -> Level:
    """Return a level; where ``common`` names a column, frequent values of it weigh less."""
    level: Level = {"sql_condition": condition, "label_for_charts": label}
    return level | {"tf_adjustment_column": common} if common else level


def _same(column: str) -> Level:
    return _level("same", f"{column}_l = {column}_r", column)


def _typos(column: str, count: int) -> Level:
    """Return the level of so many letters or digits wrong, missing, too many or exchanged."""
    typos = f"damerau_levenshtein({column}_l, {column}_r) <= {count}"
    return _level(f"{count} typos", _one_typo(column) if count == 1 else typos)


def _one_typo(column: str) -> str:
    """Return SQL for one typo at most: nearly half of the text, first or last, is untouched.

    Texts of which neither is, or that are little alike, are told apart without the distance, which
    costs 50 times as much.
    """
    one, two = f"{column}_l", f"{column}_r"
    half = f"greatest(least(length({one}), length({two})) // 2 - 1, 0)"
    return (
        f"(abs(length({one}) - length({two})) <= 1"
        f" AND (left({one}, {half}) = left({two}, {half})"
        f" OR right({one}, {half}) = right({two}, {half}))"
        f" AND (length({one}) < {LONG} OR jaro_winkler_similarity({one}, {two}) >= {ALIKE_LONG})"
        f" AND damerau_levenshtein({one}, {two}) <= 1)"
    )


OTHER = _level("other", "ELSE")


def _crossed(own: str, other: str) -> str:
    """Return SQL for names in each other's place, one of which may be misspelt or missing."""
    alike = f"coalesce(jaro_winkler_similarity({other}_l, {own}_r), 1) >= {ALIKE}"
    return f"{own}_l = {other}_r AND {alike}"


def _name(own: str, other: str) -> Callable[[Collection[str]], Iterator[Level]]:
    def levels(columns: Collection[str]) -> Iterator[Level]:
        if own not in columns:
            return
        alike = f"jaro_winkler_similarity({own}_l, {own}_r)"
        # the same name in two alphabets can neither be seen to agree nor to differ
        yield _absent(own, other=" OR letters_l <> letters_r")
        yield _same(own)
        if other in columns:
            yield _level("exchanged", f"({_crossed(own, other)}) OR ({_crossed(other, own)})")
        root = " OR given_root_l = given_root_r" if own == "given_name" else ""
        yield _level("near", f"{alike} >= 0.9 OR {_one_typo(own)}{root}")
        if own == "given_name":
            short = f"length({own}_l) = 1 OR length({own}_r) = 1"
            yield _level("initial", f"({short}) AND {own}_l[1] = {own}_r[1]")
        signs = f"list_intersect(string_split({own}_l, ''), string_split({own}_r, ''))"
        yield _level("alike", f"{alike} >= {ALIKE} OR (NOT letters_l AND len({signs}) > 0)")
        yield OTHER

    return levels


def _birth_date(columns: Collection[str]) -> Iterator[Level]:
    own = "birth_date"
    if own in columns:
        yield from (_absent(own), _same(own), _typos(own, 1), _typos(own, 2))
        year, day = f"{own}_l[1:4] = {own}_r[1:4]", f"{own}_l[6:] = {own}_r[6:]"
        yield _level("year or day", f"{year} OR {day}")
        yield OTHER


def _number(own: str, typos: int) -> Callable[[Collection[str]], Iterator[Level]]:
    def levels(columns: Collection[str]) -> Iterator[Level]:
        if own in columns:
            yield from (_absent(own), _same(own))
            yield from (_typos(own, count) for count in range(1, typos + 1))
            yield OTHER

    return levels


def _email(columns: Collection[str]) -> Iterator[Level]:
    own = "email"
    if own in columns:
        yield from (_absent(own), _same(own))
        local = f"split_part({own}_l, '@', 1) = split_part({own}_r, '@', 1)"
        yield _level("elsewhere or a typo", f"{local} OR {_one_typo(own)}")
        yield OTHER


def _place(columns: Collection[str]) -> Iterator[Level]:
    """Street, postal code and town depend on each other, so they are weighed as one."""
    known = [c for c in PLACE if c in columns]
    if not known:
        return
    yield _absent(*known)
    street = "(street_l = street_r OR jaro_winkler_similarity(street_l, street_r) >= 0.9)"
    area = " OR ".join(f"{c}_l = {c}_r" for c in known if c != "street")
    if "street" in known and area:
        if "house_number" in columns:
            house = "house_number_l = house_number_r"
            yield _level("house", f"{street} AND ({area}) AND {house}")
        yield _level("street", f"{street} AND ({area})")
    if "street" in known:
        yield _level("name of the street", street)
    if "postal_code" in known:
        yield _same("postal_code")
    if "city" in known:
        yield _level("town", "city_l = city_r OR jaro_winkler_similarity(city_l, city_r) >= 0.9")
    yield OTHER


def _code(own: str) -> Callable[[Collection[str]], Iterator[Level]]:
    def levels(columns: Collection[str]) -> Iterator[Level]:
        if own in columns:
            yield from (_absent(own), _level("same", f"{own}_l = {own}_r"), OTHER)

    return levels


COMPARISONS: dict[str, Callable[[Collection[str]], Iterator[Level]]] = {
    "given_name": _name("given_name", "family_name"),
    "family_name": _name("family_name", "given_name"),
    "birth_date": _birth_date,
    "national_id": _number("national_id", 2),
    "phone": _number("phone", 1),
    "email": _email,
    "place": _place,
    "gender": _code("gender"),
    "name_suffix": _code("name_suffix"),
}
