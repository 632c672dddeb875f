"""The peer: what an analyst's notebook does with h3-py, geopandas and pandas."""

from pathlib import Path

import geopandas as gpd
import h3
import numpy as np
import pandas as pd
import sqlalchemy

COUNT = """
create table notebook_counts as
select operational_on, shift, code, cell, "OFFENSE_CATEGORY_ID", count(*)
from notebook_calls group by 1, 2, 3, 4, 5
"""
SHIFT_OF_HOUR = np.array([3] * 7 + [1] * 8 + [2] * 8 + [3])


def cells(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """Index points one by one, as h3-py does."""
    found = [h3.latlng_to_cell(y, x, 9) for x, y in zip(lon.tolist(), lat.tolist(), strict=True)]
    return np.array(found)


def join(points: gpd.GeoDataFrame, beats: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Join points to beats; ``within`` is its fastest predicate."""
    joined = gpd.sjoin(points, beats, how="left", predicate="within")
    return joined[~joined.index.duplicated()]


def shifts(instants: pd.Series, zone: str) -> tuple[np.ndarray, np.ndarray]:
    """Return shift (1 day 07–15, 2 evening 15–23, 3 night 23–07) and operational date."""
    local = instants.dt.tz_convert(zone)
    hour = local.dt.hour.to_numpy()
    day = local.dt.tz_localize(None).dt.normalize()
    day = day.where(hour >= 7, day - pd.Timedelta(days=1))
    return SHIFT_OF_HOUR[hour], day.to_numpy()


def load(path: Path, beats: gpd.GeoDataFrame, dsn: str) -> int:
    """Read, locate and store Denver's offences; return the rows stored."""
    frame = pd.read_parquet(path)
    points = gpd.points_from_xy(frame["GEO_LON"], frame["GEO_LAT"], crs="EPSG:4326")
    calls = gpd.GeoDataFrame(frame, geometry=points)
    calls = join(calls, beats)
    has_point = np.isfinite(calls["GEO_LON"]) & np.isfinite(calls["GEO_LAT"])
    calls.loc[has_point, "cell"] = cells(
        calls.loc[has_point, "GEO_LON"].to_numpy(), calls.loc[has_point, "GEO_LAT"].to_numpy()
    )
    local = calls["REPORTED_DATE"].dt.tz_localize(
        "America/Denver", ambiguous=True, nonexistent="shift_forward"
    )
    calls["shift"], calls["operational_on"] = shifts(local, "America/Denver")
    engine = sqlalchemy.create_engine(dsn)
    calls.to_postgis("notebook_calls", engine, if_exists="replace")
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text(COUNT))
    engine.dispose()
    return len(calls)
