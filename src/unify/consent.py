"""What customers permit: the latest word of each record, the strictest word of its customer.

Today's permission decides on all of a person's past, so there is one state per customer: that at
the end of the data. A change after the last order counts too. A withdrawal is never lost for its
date: where that cannot be, its row is set aside, and it holds all the same. Where nobody said
anything, the manifest's ``[consent]`` holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import narwhals.stable.v2 as nw

from src.asof import Frame

LINKS = "identity_links"
WITHDREW, NEVER_SAID = "withdrew", "never said"
SHARED = "by an address that others have too"


@dataclass(frozen=True)
class Use:
    """A use of customers' data: what became of those who permit it, and what it takes."""

    done: str
    purposes: tuple[str, ...]


LEARNING = Use("learnt from", ("train", "profile"))
SCORING = Use("scored", ("score",))
PROFILING = Use("given a persona", ("profile",))
CONTACTING = Use("on the contact list", ("contact",))
SHOWING = Use("shown with predictions", ("score", "profile"))
USES = (LEARNING, SCORING, PROFILING, CONTACTING)


@dataclass(frozen=True)
class LeftOut:
    """How many customers a use leaves out.

    Parameters
    ----------
    done : what becomes of all others, such as ``scored``
    customers : how many there are
    withdrew : who withdrew or refused a purpose that it takes
    never_said : who did not, but never said anything of one that is not granted by default
    shared : of who withdrew, for whom only a mailbox or telephone says so that others have as well
    """

    done: str
    customers: int
    withdrew: int
    never_said: int
    shared: int = 0

    @property
    def left(self) -> int:
        """How many remain."""
        return self.customers - self.withdrew - self.never_said

    def __str__(self) -> str:
        """Say how many and why.

        >>> print(LeftOut("learnt from", 20_013, 1_150, 54))
        1,204 of 20,013 customers not learnt from: 1,150 withdrew, 54 never said
        >>> print(LeftOut("scored", 300, 0, 0))
        0 of 300 customers not scored
        >>> print(LeftOut("scored", 300, 9, 0, shared=2))
        9 of 300 customers not scored: 9 withdrew (2 by an address that others have too)
        """
        withdrew = f"{WITHDREW} ({self.shared:,} {SHARED})" if self.shared else WITHDREW
        reasons = ((self.withdrew, withdrew), (self.never_said, NEVER_SAID))
        why = ", ".join(f"{count:,} {reason}" for count, reason in reasons if count)
        out = f"{self.customers - self.left:,} of {self.customers:,} customers"
        return f"{out} not {self.done}{why and f': {why}'}"


@dataclass(frozen=True)
class Consents:
    """What customers permit: whether the data tell, what is assumed, whom each use leaves out.

    ``unsaid`` is purpose -> ``granted`` or ``withdrawn`` where a customer never said anything;
    ``unheeded`` counts rows that may withdraw something, but not whose or what, ``unreached``
    records that withdrew and are of nobody of whom anything else is known.
    """

    mapped: bool = False
    unsaid: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()
    unheeded: int = 0
    unreached: int = 0

    @property
    def told(self) -> tuple[LeftOut, ...]:
        """What there is to tell of: nothing where everybody may be used for want of consents."""
        anybody = any(one.left < one.customers for one in self.left_out)
        return self.left_out if self.mapped or anybody else ()

    @property
    def nobodys(self) -> str:
        """Say that withdrawals reach nobody; empty if all do.

        >>> Consents(unreached=1_150).nobodys
        'Withdrawals of 1,150 keys in consents leave out nobody of whom anything else is known'
        """
        told = f"Withdrawals of {self.unreached:,} keys in consents leave out nobody of whom"
        return f"{told} anything else is known" if self.unreached else ""

    @property
    def assumed(self) -> str:
        """What holds where a customer said nothing.

        >>> unsaid = {"train": "withdrawn", "score": "granted", "contact": "granted"}
        >>> Consents(unsaid=unsaid).assumed
        'score and contact granted, train withdrawn'
        """
        kinds = ("granted", "withdrawn")
        found = [[name for name in self.unsaid if self.unsaid[name] == kind] for kind in kinds]
        return ", ".join(
            f"{' and '.join([', '.join(names[:-1]), names[-1]] if names[1:] else names)} {kind}"
            for names, kind in zip(found, kinds, strict=True)
            if names
        )


NOTHING_SAID = Consents()


def words(consents: Frame) -> Frame:
    """Return what each customer said of each purpose: one row for each that they spoke of.

    Of a record the latest change counts, of two at one moment the withdrawal; one without a date
    is a withdrawal that holds always. Of a customer's records that said anything the strictest
    counts, and of addresses that they share with others the withdrawals.

    Parameters
    ----------
    consents : canonical table; where records were linked, ``alone_id`` tells them apart

    Returns
    -------
    ``customer_id``, ``purpose``, ``withdrawn`` (1, or 0: granted), ``shared`` (1: no record of
    their own says so)
    """
    linked = "alone_id" in consents.collect_schema().names()
    said = consents.select(
        "customer_id",
        "purpose",
        "changed_at",
        "shared",
        record=nw.col("alone_id" if linked else "customer_id"),
        withdrawn=(nw.col("state") == "withdrawn").cast(nw.Int64),
    )
    latest = said.group_by("record", "purpose").agg(latest=nw.col("changed_at").max())
    last = said.join(latest, on=["record", "purpose"], how="inner").filter(
        nw.col("changed_at") == nw.col("latest")
    )
    undated = said.filter(nw.col("changed_at").is_null())
    counting = nw.concat([last.drop("latest"), undated])
    own = nw.col("withdrawn") * (1 - nw.col("shared"))
    found = counting.with_columns(own=own).group_by("customer_id", "purpose")
    told = found.agg(nw.col("withdrawn").max(), nw.col("own").max())
    return told.select(
        "customer_id", "purpose", "withdrawn", shared=nw.col("withdrawn") - nw.col("own")
    )


def barred(tables: Mapping[str, Frame], use: Use, missing: Mapping[str, str]) -> Frame | None:
    """Return who may not be used, and why; None where everybody may for want of consents.

    Parameters
    ----------
    tables : canonical tables
    missing : purpose -> ``granted`` or ``withdrawn``, where nobody said anything

    Returns
    -------
    ``customer_id``, once each, ``withdrew``: 1, or 0 for who never said, and ``shared``: 1 for whom
    only an address says so that others have too
    """
    parts = []
    said = words(tables["consents"]) if "consents" in tables else None
    if said is not None:
        no = said.filter(nw.col("purpose").is_in(use.purposes), nw.col("withdrawn") == 1)
        parts.append(
            no.select("customer_id", withdrew=nw.lit(1, nw.Int64), own=1 - nw.col("shared"))
        )
    for purpose in use.purposes:
        if missing[purpose] == "withdrawn":
            silent = _everybody(tables)
            if said is not None:
                spoke = said.filter(nw.col("purpose") == purpose)
                silent = silent.join(spoke.select("customer_id"), on="customer_id", how="anti")
            parts.append(silent.with_columns(withdrew=nw.lit(0, nw.Int64), own=nw.lit(0, nw.Int64)))
    if not parts:
        return None
    found = nw.concat(parts).group_by("customer_id").agg(nw.col("withdrew", "own").max())
    return found.select("customer_id", "withdrew", shared=nw.col("withdrew") - nw.col("own"))


def names_of(tables: Mapping[str, Frame], out: Frame) -> Frame:
    """Return, as ``customer_id``, those who are ``out`` and each of their records by itself."""
    own = out.select("customer_id")
    if LINKS not in tables:
        return own
    records = tables[LINKS].join(own, on="customer_id", how="semi")
    return nw.concat([own, records.select(customer_id=nw.col("record_id"))]).unique()


def permitted(tables: Mapping[str, Frame], own: Frame) -> dict[str, Frame]:
    """Return the tables without the rows of those named in ``own``."""
    return {name: table.join(own, on="customer_id", how="anti") for name, table in tables.items()}


def _everybody(tables: Mapping[str, Frame]) -> Frame:
    if LINKS in tables:
        return tables[LINKS].select("customer_id").unique()
    return nw.concat([table.select("customer_id") for table in tables.values()]).unique()
