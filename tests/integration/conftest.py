"""The ``geo-rtcc`` command on the test's own database."""

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result
from ingest_service import service, service_conninfo

from geo_rtcc.cli import cli
from geo_rtcc.settings import Settings

__all__ = ["Run", "run", "service", "service_conninfo"]

Run = Callable[..., Result]


@pytest.fixture
def run(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command in this process; our own errors come through as exceptions."""
    assert settings.dsn is not None
    monkeypatch.setenv("GEO_RTCC_DSN", settings.dsn)
    monkeypatch.setenv("GEO_RTCC_DATA_DIR", str(settings.data_dir))

    def invoke(*arguments: object) -> Result:
        return CliRunner().invoke(cli, [str(item) for item in arguments], catch_exceptions=False)

    return invoke
