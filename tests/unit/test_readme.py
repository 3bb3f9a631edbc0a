"""What the README promises to a newcomer."""

import re
from pathlib import Path

README = Path(__file__).parents[2] / "README.md"
MAKEFILE = README.with_name("Makefile")
ORDERS = """\
receipt,customer,bought,amount,tax
1,ann,2024-05-06 18:05,11.90,1.90
2,bob,2024-05-07 09:30,23.80,3.80
"""


def test_its_own_data_example_reads_orders(shop):
    (toml,) = re.findall(r"```toml\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    assert len(toml.strip().splitlines()) <= 12
    shop.write("dataset.toml", toml)
    (shop.folder / "raw").mkdir()
    shop.write("raw/orders-2024.csv", ORDERS)
    shop.ingest()
    assert shop.rows("orders", "ordered_hour, net") == [(9, 20.0), (18, 10.0)]


def test_every_make_target_it_names_exists():
    targets = set(re.findall(r"^(\w+):", MAKEFILE.read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"make (\w+)", README.read_text("utf-8")))
    assert named >= {"train", "test", "serve", "ui"}
    assert named <= targets


def test_every_file_it_links_exists():
    links = re.findall(r"\]\(([^)#]+)\)", README.read_text("utf-8"))
    assert links
    assert [link for link in links if not (README.parent / link).exists()] == []
