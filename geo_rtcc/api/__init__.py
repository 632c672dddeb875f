"""The ingest service: calls, reads, positions and hot lists over HTTP, acknowledged once stored."""
