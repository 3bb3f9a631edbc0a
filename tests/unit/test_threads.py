"""Threads that wait must sleep: a training is rarely alone on its machine."""

import os
import subprocess
import sys

import pytest

POLICY = "OMP_WAIT_POLICY"


@pytest.mark.parametrize(("set_by_user", "expected"), [(None, "passive"), ("active", "active")])
def test_it_is_settled_before_anything_loads_openmp(set_by_user, expected):
    code = f"import sys, os, src; print(os.environ['{POLICY}'], 'lightgbm' in sys.modules)"
    own = {name: value for name, value in os.environ.items() if name != POLICY}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=own | ({POLICY: set_by_user} if set_by_user else {}),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == [expected, "False"]
