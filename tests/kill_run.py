"""Kill parts of a running installation at random moments under load, then audit what is stored.

``python tests/kill_run.py --kills 50`` prints one JSON object; the bench runs it so.
"""

import argparse
import json
import logging
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from kill_audit import Findings, audited
from kill_parts import Loader, Server, Service
from kill_senders import BEGIN_AT, HOT_PLATE, Ledger, Sender
from small_city import fill

from geo_rtcc.errors import GeoRtccError
from geo_rtcc.ingest.hot_lists import replace_hot_list
from geo_rtcc.models import HotListEntry
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database
from geo_rtcc.store.cluster import EmbeddedCluster
from geo_rtcc.store.opening import open_database

SENDERS = 4
LONGEST_WAIT_S = 30.0


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a run did and found."""

    kills: Counter[str]
    ledger: Ledger
    findings: Findings
    loads: int
    seconds: float


class OutboxReader(threading.Thread):
    """Follows the outbox by its cursor alone, as every reader of changes does."""

    def __init__(self, database: Database, ending: threading.Event) -> None:
        super().__init__(daemon=True)
        self._database, self._ending = database, ending
        self.ids: list[int] = []

    def run(self) -> None:
        while not self._ending.wait(0.02):
            with suppress(GeoRtccError):
                self.read()

    def read(self) -> None:
        """Read all that is there."""
        while found := self._database.fetch(
            "outbox_from", cursor=self.ids[-1] + 1 if self.ids else 0, limit=1000
        ):
            self.ids += [row["outbox_id"] for row in found]


def run(data_dir: Path, *, kills: int, seed: int) -> Outcome:
    """Kill ``kills`` times in an empty folder; what is killed and when follows from the seed."""
    began, dice, ledger = time.monotonic(), random.Random(seed), Ledger()
    ending, no_more = threading.Event(), threading.Event()
    cluster = EmbeddedCluster(data_dir, durable=True)
    with ExitStack() as stack:
        stack.enter_context(cluster.lease())
        database = stack.enter_context(_city(data_dir))
        service = Service(data_dir)
        stack.callback(service.kill)
        stack.callback(ending.set)
        reader = OutboxReader(database, no_more)
        loader = Loader(data_dir, ledger, ending)
        senders = [Sender(f"s{n}", service.port, ledger, ending) for n in range(SENDERS)]
        for thread in (reader, loader, *senders):
            thread.start()
        server = Server(cluster, dice)
        ways = {
            "service": service.kill_and_start, "database": server.kill_all,
            "postmaster": server.kill_head, "backend": server.kill_one, "loader": loader.kill,
        }  # fmt: skip
        done = _killed(ways, ledger, dice, kills)
        ending.set()
        for thread in (loader, *senders):
            thread.join(150)
        no_more.set()
        reader.join()
        reader.read()
        findings = audited(database, ledger, reader.ids)
    findings.other += ledger.refused
    return Outcome(kills=done, ledger=ledger, findings=findings, loads=loader.starts,
                   seconds=time.monotonic() - began)  # fmt: skip


@contextmanager
def _city(data_dir: Path) -> Iterator[Database]:
    """Open the database with a small city in it, and a hot list of one plate."""
    with open_database(Settings(data_dir=data_dir), patience_s=60) as database:
        fill(database, newest_at=BEGIN_AT, call_count=9)
        entry = HotListEntry(external_id="e-1", plate=HOT_PLATE, plate_text=HOT_PLATE)
        replace_hot_list(database, "wanted", [entry], now=BEGIN_AT)
        with database.transaction() as connection:
            connection.execute("truncate call_for_service, cell_count, outbox")
            connection.execute("update retention set keep = null where kind <> 'outbox'")
        yield database


def _killed(ways: dict, ledger: Ledger, dice: random.Random, kills: int) -> Counter[str]:
    """Kill one thing after the other, each time after the senders have been heard again."""
    done: Counter[str] = Counter()
    order = [name for _ in range(kills) for name in dice.sample(list(ways), len(ways))][:kills]
    for name in order:
        _wait_for(ledger, ledger.messages + dice.randint(3, 40))
        time.sleep(dice.uniform(0.0, 0.4))
        ways[name]()
        done[name] += 1
    _wait_for(ledger, ledger.messages + 40)
    return done


def _wait_for(ledger: Ledger, messages: int) -> None:
    until = time.monotonic() + LONGEST_WAIT_S
    while ledger.messages < messages and time.monotonic() < until:
        time.sleep(0.005)
    if ledger.messages < messages:
        ledger.refused.append(f"nothing was acknowledged for {LONGEST_WAIT_S:g} s")


def main() -> None:
    """Run with a seed and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    logging.getLogger("psycopg.pool").setLevel(logging.CRITICAL)  # it is killed on purpose
    with tempfile.TemporaryDirectory(prefix="rtcc-kill-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        outcome = run(Path(folder), kills=wanted.kills, seed=wanted.seed)
    found, ledger = outcome.findings, outcome.ledger
    json.dump(
        {"kills": outcome.kills, "seconds": round(outcome.seconds, 1), "loads": outcome.loads,
         "reads": len(ledger.reads), "calls": len(ledger.calls), "fixes": len(ledger.fixes),
         "messages": ledger.messages, "tries": ledger.tries, "lost": len(found.lost),
         "doubled": len(found.doubled), "other": found.other},
        sys.stdout,
    )  # fmt: skip
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
