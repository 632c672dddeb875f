"""What is lost and what is doubled when parts are killed at random under load."""

import json
import os
import subprocess
import sys

from bench.figures import Figure, note
from bench.ingest_service import ROOT


def measure(*, small: bool) -> list[Figure]:
    """Run the same harness as the tests, with more kills."""
    kills = 2 if small else 55
    note(f"killing parts of a loaded installation, {kills} times")
    paths = os.pathsep.join((str(ROOT), str(ROOT / "tests")))
    done = subprocess.run(
        [sys.executable, "tests/kill_run.py", "--kills", str(kills), "--seed", "11"],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": paths}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"kill_run: {done.stderr[-2000:]}")
    found = json.loads(done.stdout)
    if found["other"]:
        raise SystemExit(f"the store disagrees with itself: {found['other']}")
    kinds = ", ".join(f"{name} {n}" for name, n in sorted(found["kills"].items()))
    sizes = (
        f"{kills} kills ({kinds}) in {found['seconds']:.0f} s; acknowledged {found['reads']:,} "
        f"reads, {found['calls']:,} calls, {found['fixes']:,} fixes"
    )
    return [
        Figure(figure=f"ingest.{name}", value=found[name], unit="records", sizes=sizes)
        for name in ("lost", "doubled")
    ]
