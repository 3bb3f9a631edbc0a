import sqlite3
from contextlib import closing

from src.tracking.__main__ import main
from src.tracking.store import experiment_of, open_store


def test_paths_are_right_after_a_move(root):
    experiment_of(open_store(root), "demo")
    moved = root.rename(root.with_name("moved"))
    assert main(moved) == 0
    with closing(sqlite3.connect(moved / "mlruns" / "mlflow.db")) as connection:
        places = connection.execute("SELECT artifact_location FROM experiments").fetchall()
    assert len(places) == 2
    assert all(place.startswith(f"{moved.as_uri()}/mlruns/artifacts/") for (place,) in places)


def test_a_foreseen_mistake_is_a_message_and_a_code(root, capsys):
    (root / "mlruns" / "mlflow.db").write_text("not a database " * 100)
    assert main(root) == 14
    told = capsys.readouterr().err
    assert "cannot be read" in told
    assert "Traceback" not in told
