"""Start, watch and stop the parts: the database, the demo city and the app."""

from geo_rtcc.supervisor.running import Plan, Prepare, Report, Say, supervise

__all__ = ["Plan", "Prepare", "Report", "Say", "supervise"]
