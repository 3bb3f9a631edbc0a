"""The mailbox behind an e-mail address, however it is written."""

import re

from src.unify.standardise.letters import unified

WRAPPED = re.compile(r"^.*<([^<>]*)>$|^mailto:(.*)$")
QUOTED = re.compile(r'^"([^"\\\s@]+)"$')
ADDRESS = re.compile(
    r'(?P<local>"[^"]+"|[^\s@"<>(),;:]+)@(?P<domain>[\w-]+(?:\.[\w-]+)*\.[^\W\d_][\w-]+)'
)
GOOGLE = frozenset({"gmail.com", "googlemail.com"})  # one service, to whom dots are nothing


def email(text: str) -> str | None:
    """Return the mailbox of an address, null if it is none.

    >>> email("Ann <Ann.Lee+Shop@Example.COM>"), email("a.n.n+x@googlemail.com"), email("n/a")
    ('ann.lee@example.com', 'ann@gmail.com', None)
    """
    address = unified(text).lower()
    wrapped = WRAPPED.match(address)
    if wrapped:
        address = wrapped[1] or wrapped[2] or ""
    found = ADDRESS.fullmatch(address.strip(" '.,;"))
    if found is None:
        return None
    local, domain = QUOTED.sub(r"\1", found["local"]), found["domain"]
    if not local.startswith('"'):
        mailbox, _, _ = local.partition("+")
        local = mailbox or local
    if domain in GOOGLE:
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}@{domain}"
