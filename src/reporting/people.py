"""How many records became how many customers, in sentences."""

from src.reporting.formats import number
from src.unify.customers import Identity
from src.unify.identity.links import ALONE

RULES = {
    "evidence": "by what they agree in",
    "mailbox": "by a mailbox",
    "number": "by a personal number",
    "equal": "since they say the same",
    "by hand": "by hand",
}


def who_is_who(identity: Identity) -> tuple[str, ...]:
    """Say how records were linked, and how surely; nothing where every key is a customer."""
    if not identity.resolved:
        return ()
    ways = [f"{number(identity.by_rule[rule])} {words}" for rule, words in RULES.items()
            if rule in identity.by_rule]  # fmt: skip
    told = [
        f"{number(identity.records)} records are {number(identity.customers)} customers"
        + (f": records were linked {', '.join(ways)}" if ways else "")
        + f"; {number(identity.by_rule.get(ALONE, 0))} stand alone."
    ]
    if identity.precision is not None and identity.recall is not None:
        told.append(
            f"Of linked pairs that were compared, an estimated {identity.precision:.1%} are"
            f" one person, and of pairs that are, {identity.recall:.1%} are linked."
        )
    if identity.shared:
        shared = ", ".join(f"{number(n)} of {name}" for name, n in identity.shared.items())
        told.append(f"Values that too many people share to tell anybody apart: {shared}.")
    if identity.refused:
        told.append(
            f"{number(identity.refused)} likely pairs were not linked, for that would have made one"
            " of two people."
        )
    return tuple(told)
