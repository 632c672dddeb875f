"""The only place that knows psycopg: cluster, pool, migrations, named queries, COPY."""

from geo_rtcc.store.database import Database

__all__ = ["Database"]
