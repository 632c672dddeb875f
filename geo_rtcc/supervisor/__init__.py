"""Start, watch and stop the parts: database, ingest service, worker, web and the demo's feeds."""

from geo_rtcc.supervisor.part import Part, Patience
from geo_rtcc.supervisor.running import Plan, Prepare, Report, Say, supervise

__all__ = ["Part", "Patience", "Plan", "Prepare", "Report", "Say", "supervise"]
