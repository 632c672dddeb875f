"""What /metrics tells Prometheus: counts and ages, never a value of a record."""

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)

from geo_rtcc.ingest.submissions import Receipt

MOST_SOURCES = 100  # names of sources come from senders: further ones are counted together
OTHER = "(other)"
_OUTCOMES = ("added", "updated", "repeated", "stale", "expired", "rejected", "ignored", "hits")
_SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)


class Metrics:
    """The figures of one process, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        self._requests = Counter(
            "geo_rtcc_ingest_requests", "Requests answered.", ("route", "status"),
            registry=self.registry,
        )  # fmt: skip
        self._records = Counter(
            "geo_rtcc_ingest_records", "Records by what became of them.",
            ("kind", "source", "outcome"), registry=self.registry,
        )  # fmt: skip
        self.commit_seconds = Histogram(
            "geo_rtcc_ingest_commit_seconds", "From handing a payload in until its commit.",
            buckets=_SECONDS, registry=self.registry,
        )  # fmt: skip
        self.held_bytes = self._gauge("held_bytes", "Payloads being read or waiting.")
        self.waiting = self._gauge("waiting", "Payloads waiting for their commit.")
        self.waiting_bytes = self._gauge("waiting_bytes", "Size of these payloads.")
        self.ready = self._gauge("ready", "1 where /readyz says yes.")
        self.quarantine_open = self._gauge("quarantine_open", "Rejected records not dealt with.")
        self.hot_list_age = Gauge(
            "geo_rtcc_hot_list_age_seconds", "Since each hot list's own date.", ("list",),
            registry=self.registry,
        )  # fmt: skip
        self._sources: set[str] = set()

    def request(self, route: str, status: int) -> None:
        """Count a request."""
        self._requests.labels(route, status).inc()

    def records(self, kind: str, source: str, receipt: Receipt) -> None:
        """Count a payload's records."""
        if source not in self._sources:
            if len(self._sources) < MOST_SOURCES:
                self._sources.add(source)
            else:
                source = OTHER
        for outcome in _OUTCOMES:
            if count := getattr(receipt, outcome):
                self._records.labels(kind, source, outcome).inc(count)

    def page(self) -> bytes:
        """Return everything in Prometheus' text format."""
        return generate_latest(self.registry)

    def _gauge(self, name: str, text: str) -> Gauge:
        return Gauge(f"geo_rtcc_ingest_{name}", text, registry=self.registry)
