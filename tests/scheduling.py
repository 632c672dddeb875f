"""In which order files of tests are given to workers: the longest first, so that all end together.

By itself xdist begins with the files of most tests, and those of a few long ones come last: one
worker is still in a minute of them when the others have nothing left to do.
"""

from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController

# Tests of one scope share what is costly to make once a worker: the demo city.
TOGETHER = ("tests/unit/test_demo_", "tests/property/test_demo_")
# Seconds, roughly, of a test in a file that is not named below.
EACH = {"tests/unit/": 0.1, "tests/property/": 2, "tests/app/": 0.3, "tests/browser/": 3}
OTHER_EACH = 0.7
# Seconds, roughly, of files that take longer than their tests' number says.
LONG = {
    "tests/integration/test_supervisor_cli.py": 60, "tests/app/test_live_stream.py": 60,
    "tests/integration/test_demo_loading.py": 50, "tests/browser/test_live_map_gaps.py": 50,
    "tests/integration/test_kill_under_load.py": 40, "tests/integration/test_db_command.py": 35,
    "tests/integration/test_agreement.py": 25, "tests/browser/test_live_map_changes.py": 25,
    "tests/integration/test_cluster_crash.py": 20, "tests/browser/test_live_map_address.py": 15,
    "tests/integration/test_demo_feeds.py": 15, "tests/integration/test_up.py": 10,
}  # fmt: skip


class LongestFirst(LoadFileScheduling):
    """Gives out whole files, always the longest that is left."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return next((start for start in TOGETHER if file.startswith(start)), file)

    def _assign_work_unit(self, node: WorkerController) -> None:
        longest = max(self.workqueue, key=self._seconds)
        self.workqueue.move_to_end(longest, last=False)
        super()._assign_work_unit(node)

    def _seconds(self, scope: str) -> float:
        each = next((s for start, s in EACH.items() if scope.startswith(start)), OTHER_EACH)
        return LONG.get(scope, each * len(self.workqueue[scope]))
