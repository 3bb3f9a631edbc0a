"""``python -m src.train --check``: what can be asked, what is missing, and where rows went."""

import re

import pytest

from src.errors import NOT_READY
from src.quality import readiness

NO_ORDERS = """\
name = "shop"
currency = "EUR"
[tables.profiles]
source = { path = "raw/profiles.csv" }
columns = { customer_key = "email", birth_at = "born || '-01-01'" }
"""


def fields(text, name):
    """Return the cells of the line that begins with a name."""
    (line,) = (line for line in text.splitlines() if line.startswith(f" {name}  "))
    return re.split(r" {2,}", line.strip())[1:]


@pytest.fixture(scope="module")
def told(trained):
    return trained.run("train", "--check")


def test_a_shop_of_400_is_told_what_it_lacks(told):
    assert (told.code, told.err) == (NOT_READY, "")
    assert told.out.startswith("shop: 400 customers, looking 91 days ahead\n")
    possible, *rule, needed, found, missing = fields(told.out, "personas")
    assert (possible, rule, needed) == ("no", ["customers who"], "500")
    assert int(needed) == int(found) + int(missing)
    assert fields(told.out, "CLV") == ["yes"]
    assert fields(told.out, "churn by subscription")[1] == "tables.subscriptions"
    assert all(len(line.rstrip()) <= 80 for line in told.out.splitlines())
    assert "@example" not in told.out


def test_every_row_is_accounted_for(told, trained):
    for source in ("orders", "messages", "interactions", "profiles"):
        read, *parts = (int(rows.replace(",", "")) for rows in fields(told.out, source))
        assert read == sum(parts)
        path = trained.folder / "raw" / f"{source}.csv"
        assert read == len(path.read_text("utf-8").splitlines()) - 1
    reasons = "customer_key missing 1, net unreadable 1, ordered_at unreadable 1"
    assert f"orders quarantined: {reasons} " in " ".join(told.out.split())
    assert fields(told.out, "orders")[3] == "3"


def test_the_report_of_a_training_tells_what_a_check_tells(told, trained):
    report = (trained.built / "report.html").read_text("utf-8")
    row = re.search(r'<tr><th scope="row">Personas</th>(.*?)</tr>', report)[1]
    possible, rule, missing, needed, found = re.findall("<td>(.*?)</td>", row)
    assert [possible, needed, found, missing] == [
        cell for cell in fields(told.out, "personas") if not cell.startswith("customers")
    ]
    assert rule == "customers who ordered"


def test_a_check_changes_no_result(copied, command):
    before = copied.results()
    command(copied, "train", "--check")
    assert copied.results() == before


def test_enough_for_all_that_is_trained_is_success(trained, command, monkeypatch):
    for rule in ("PERSONAS_MIN", "RETURNING_MIN", "EXAMPLES_MIN"):
        monkeypatch.setattr(readiness, rule, 50)
    answer = command(trained, "train", "--check")
    assert answer.code == 0
    assert fields(answer.out, "uplift")[0] == "no"


def test_without_orders_a_check_still_answers(copied, command):
    (copied.folder / "dataset.toml").write_text(NO_ORDERS)
    answer = command(copied, "train", "--check")
    assert (answer.code, answer.err) == (NOT_READY, "")
    for question in ("personas", "churn by inactivity", "CLV"):
        assert fields(answer.out, question) == ["no", "tables.orders mapped", "1", "0", "+1"]


def test_what_cannot_be_read_is_refused_as_in_a_training(copied, command):
    (copied.folder / "raw" / "orders.csv").write_text("")
    answer = command(copied, "train", "--check")
    assert (answer.code, answer.out) == (12, "")
    assert "orders.csv: the file is empty." in answer.err
