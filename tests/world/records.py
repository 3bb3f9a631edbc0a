"""Which person each source record is about, in truth and as resolved."""

import hmac
from pathlib import Path

import pandas as pd

from src.unify.customers import secret

SORTS = {  # file of the truth -> what its records' keys number
    "crm_contacts": "contact",
    "shop_accounts": "account",
    "loyalty_members": "card",
    "tickets": "ticket",
    "newsletter_sends": "mailbox",
}


def resolved(links: Path, folder: Path) -> pd.DataFrame:
    """Return one row per record of a world: ``sort``, ``person``, ``customer_id``.

    Parameters
    ----------
    links : the table identity_links
    folder : of the world

    A mailbox that two people share is nobody's, and left out.
    """
    truth = pd.read_parquet(folder / "truth" / "records.parquet")
    truth = truth[truth["source"].isin(SORTS)].drop_duplicates(["source", "record_id", "person"])
    truth = truth[~truth.duplicated(["source", "record_id"], keep=False)]
    sorts = truth["source"].map(SORTS)
    keys = sorts + ":" + truth["record_id"]
    told = pd.DataFrame(
        {
            "sort": sorts,
            "person": truth["person"],
            "record_id": [_pseudonym(key) for key in keys],
        }
    )
    return told.merge(pd.read_parquet(links, columns=["record_id", "customer_id"]), on="record_id")


def _pseudonym(key: str) -> str:
    return "c" + hmac.new(secret(), key.encode(), "sha256").hexdigest()[:15]


def pair_scores(records: pd.DataFrame) -> tuple[float, float]:
    """Return precision and recall of pairs of records that are one person."""
    both = _pairs(records, ["person", "customer_id"])
    return both / _pairs(records, ["customer_id"]), both / _pairs(records, ["person"])


def _pairs(records: pd.DataFrame, columns: list[str]) -> int:
    sizes = records.groupby(columns).size()
    return int((sizes * (sizes - 1) // 2).sum())
