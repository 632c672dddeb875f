"""The peer of single posts: threads that insert and commit one record each, again and again."""

import json
import sys
import threading
import time
from collections import deque

import psycopg

_COLUMNS = (
    "read_id, sighting_id, captured_at, stored_at, cell, point, camera_id, area_id, "
    "operational_on, confidence, state_confidence, heading_deg, source_id, shift_id, match_type, "
    "is_area_ambiguous, external_id, plate, plate_text, state, state_text, vehicle_make, "
    "vehicle_model, vehicle_color, vehicle_type, image_url, vendor_alert, candidates"
)


def main() -> None:
    """Copy rows of plate_read into the table named, one commit each; print the rate."""
    dsn, table, count, connections = sys.argv[1:]
    with psycopg.connect(dsn) as connection:
        found = connection.execute(f"select {_COLUMNS} from plate_read limit %s", [int(count)])
        rows = deque(found.fetchall())
    marks = ", ".join(["%s"] * len(_COLUMNS.split(",")))
    insert = f"insert into {table} ({_COLUMNS}) values ({marks})"
    taken, latencies = len(rows), deque[float]()

    def work() -> None:
        with psycopg.connect(dsn, autocommit=True) as own:
            while rows:
                try:
                    row = rows.popleft()
                except IndexError:
                    return
                began = time.perf_counter()
                own.execute(insert, row, prepare=True)
                latencies.append(time.perf_counter() - began)

    threads = [threading.Thread(target=work) for _ in range(int(connections))]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    ordered = sorted(latencies)
    answer = {"per_s": taken / seconds, "p99_ms": ordered[int(taken * 0.99)] * 1000}
    sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
