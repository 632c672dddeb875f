"""Periodic work beside the ingest service: partitions, retention, compacting counts."""

from geo_rtcc.worker.running import TaskReport, run_once
from geo_rtcc.worker.working import work

__all__ = ["TaskReport", "run_once", "work"]
