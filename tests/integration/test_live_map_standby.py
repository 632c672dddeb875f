"""The live map reads from a replica as it does from the server that is written to."""

import time
from pathlib import Path

from feed_records import NOW
from standby import standby

from geo_rtcc.situation.live_map.reader import LiveReader
from geo_rtcc.store import Database, outbox
from geo_rtcc.store.cluster import EmbeddedCluster
from geo_rtcc.store.listener import OutboxListener
from geo_rtcc.store.migrations import migrate


def add(database: Database, topic: str) -> None:
    with database.transaction() as connection:
        outbox.append(connection, topic=topic, at=NOW)


def test_a_replica_is_followed_and_never_read_ahead_of(data_dir: Path) -> None:
    cluster = EmbeddedCluster(data_dir, durable=False)
    with cluster.lease():
        migrate(cluster.conninfo())
        with (
            standby(cluster) as conninfo, Database(cluster.conninfo()) as written,
            Database(conninfo) as read,
        ):  # fmt: skip
            looks = OutboxListener(conninfo).looks()
            assert next(looks).is_break
            add(written, "one")
            found = next(look for look in looks if look.entries)
            assert [entry.topic for _, entry in found.entries] == ["one"]
            with written.transaction() as connection:
                connection.execute("truncate outbox")
            wait_until_truncated(read)
            # else what is added next would seem to be in the snapshot
            assert LiveReader(read).snapshot(now=NOW).cursor <= found.cursor


def wait_until_truncated(database: Database) -> None:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        with database.transaction() as connection:
            if not outbox.from_cursor(connection, 0, limit=1):
                return
        time.sleep(0.05)
