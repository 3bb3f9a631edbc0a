"""What ``data/FEATURES.md`` prints from code is what the code says.

To renew it: ``python tests/unit/features/test_features_md.py``.
"""

import re
from pathlib import Path

from src.features.catalogue import CATALOGUE, PROFILE_GROUP, dictionary

PAGE = Path(__file__).parents[3] / "data" / "FEATURES.md"
PRINTED = re.compile("(?<=<!-- features -->\n).*?(?=<!-- /features -->)", re.DOTALL)


def test_table_is_in_sync():
    (found,) = PRINTED.findall(PAGE.read_text("utf-8"))
    assert found == dictionary() + "\n"


def test_every_feature_is_in_the_table_once():
    for family in CATALOGUE:
        for feature in family.features:
            assert dictionary().count(f"| `{feature.name}` | {family.name} |") == 1


def test_the_group_of_attributes_is_named():
    assert f"in the group `{PROFILE_GROUP}`" in PAGE.read_text("utf-8")


if __name__ == "__main__":
    text = PAGE.read_text("utf-8")
    PAGE.write_text(PRINTED.sub(lambda _: dictionary() + "\n", text), "utf-8")
