"""Every planted fault comes to its end, good rows stay, and every account adds up."""

import pytest

from tests.world.planted import found

PEOPLE = 3_000
ENOUGH = 5  # faults of a class


@pytest.fixture(scope="session")
def done(write_world, tmp_path_factory):
    return found(write_world(people=PEOPLE), tmp_path_factory.mktemp("checked"))


def test_every_class_of_fault_comes_to_its_end(done):
    classes = done.classes()
    enough = classes[classes["n"] >= ENOUGH]
    missed = enough[enough["good"] < 0.99 * enough["n"]]
    assert missed.empty, missed.to_string()
    assert len(enough) > 40


def test_the_rare_faults_come_to_their_end_too(done):
    assert done.faults[~done.faults["good"]].empty


def test_nothing_is_lost_silently(done):
    assert "lost silently" not in set(done.faults["fate"])


def test_good_rows_stay_as_they_are(done):
    lost = done.lost.set_index("source")
    harmed = lost["set_aside"] + lost["nulled"]
    assert (harmed < 0.001 * lost["good_rows"]).all(), lost.to_string()
    assert lost["good_rows"].sum() > 100 * PEOPLE  # rows of a world, but for faults


def test_every_account_adds_up(done):
    for account in done.accounts:
        ends = account.kept_rows + account.filtered_rows + account.quarantined_rows
        assert account.read_rows == ends + account.repeated_rows
        assert sum(account.reasons.values()) >= account.quarantined_rows
    assert len(done.accounts) == 13
