"""Hold a lease on the cluster in a folder until standard input closes; a program for tests."""

import sys
from pathlib import Path

from geo_rtcc.store.cluster import EmbeddedCluster

with EmbeddedCluster(Path(sys.argv[1]), durable=False).lease():
    print("ready", flush=True)
    sys.stdin.read()
