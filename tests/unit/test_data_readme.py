"""What ``data/README.md`` prints from code is what the code says.

To renew it: ``python tests/unit/test_data_readme.py``.
"""

import re
from pathlib import Path

import pytest

from src.config import (
    Cancellations,
    Churn,
    Consent,
    Contact,
    Identity,
    Manifest,
    Settings,
    Source,
    TableMap,
    Unsaid,
)
from src.schemas.dictionary import dictionary
from src.strict import reference

README = Path(__file__).parents[2] / "data" / "README.md"
PRINTED = {
    "manifest": reference(Manifest),
    "table": reference(TableMap),
    "source": reference(Source),
    "cancellations": reference(Cancellations),
    "identity": reference(Identity),
    "churn": reference(Churn),
    "consent": reference(Consent),
    "missing": reference(Unsaid),
    "contact": reference(Contact),
    "settings": reference(Settings),
    "dictionary": dictionary(),
}


def between(section):
    return re.compile(f"(?<=<!-- {section} -->\n).*?(?=<!-- /{section} -->)", re.DOTALL)


@pytest.mark.parametrize("section", PRINTED)
def test_printed_section_is_in_sync(section):
    (found,) = between(section).findall(README.read_text("utf-8"))
    assert found == PRINTED[section] + "\n"


if __name__ == "__main__":
    text = README.read_text("utf-8")
    for name, printed in PRINTED.items():
        text = between(name).sub(lambda _, printed=printed: printed + "\n", text)
    README.write_text(text, "utf-8")
