"""Put the store of the working directory in order: ``python -m src.tracking``.

To be run before MLflow's own commands (`mlflow models serve`, `mlflow server`), which would look
for the files of a moved project folder where it used to be.
"""

import sys
from pathlib import Path

from src.errors import ProjectError
from src.tracking.store import open_store


def main(root: Path) -> int:
    """Open the store; returns the exit code of the command."""
    try:
        open_store(root)
    except ProjectError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(Path.cwd()))
