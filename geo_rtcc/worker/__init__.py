"""Periodic work beside the ingest service: partitions, retention, compacting counts."""
