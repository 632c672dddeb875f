"""The demo city's geofile: its streets, house numbers, places and beltway signs, and spoken names.

The frames are those that a county's files become, so calls without coordinates are located by the
same reference an agency would load.
"""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

import numpy as np
import polars as pl
import shapely

from geo_rtcc.demo.beltway import ROUTE, exits, mileposts
from geo_rtcc.demo.calls import on_street
from geo_rtcc.demo.city import City, plan_digest
from geo_rtcc.demo.common_places import common_places
from geo_rtcc.demo.geometry import degrees, metres
from geo_rtcc.demo.lots import address_points, frontage
from geo_rtcc.demo.streets import POST_CODES
from geo_rtcc.demo.wording import PLACE_ALIASES, STREET_ALIASES
from geo_rtcc.feeds.geofile import GeofileFile
from geo_rtcc.models.geofile import SCHEMAS, Geofile, GeofileKind
from geo_rtcc.store.database import Connection
from geo_rtcc.store.geofile import replace_set

SET = "demo"
KM_PER_MILE = 1.609344
_KINDS = (GeofileKind.ROADS, GeofileKind.ADDRESSES, GeofileKind.PLACES, GeofileKind.ALIASES)
_STREET_COLUMNS = {"pre_direction": "St_PreDir", "name": "St_Name", "post_type": "St_PosTyp"}
_SIDE_COLUMNS = {
    f"{ours}_{side}": f"{theirs}_{side[0].upper()}"
    for ours, theirs in {
        "from": "FromAddr",
        "to": "ToAddr",
        "parity": "Parity",
        "zip": "PostCode",
        "community": "MSAGComm",
    }.items()
    for side in ("left", "right")
}


def city_geofile(city: City) -> Geofile:
    """Return all that the city's addresses are looked up in; the same for the same city."""
    return Geofile(
        roads=_by_schema(GeofileKind.ROADS, _roads(city)),
        addresses=_by_schema(GeofileKind.ADDRESSES, _addresses(city)),
        places=_by_schema(GeofileKind.PLACES, pl.concat([_places(city), _parks(city), _signs(city)],
                                                        how="diagonal")),
        aliases=_by_schema(GeofileKind.ALIASES, _aliases()),
    )  # fmt: skip


def save_geofile(connection: Connection, city: City, *, now: datetime) -> None:
    """Put the city's geofile in place of an earlier one; best the last thing in a transaction."""
    made, digest = city_geofile(city), sha256(plan_digest().encode()).digest()
    for kind in _KINDS:
        frame: pl.DataFrame = getattr(made, kind.value)
        file = GeofileFile(file=city.name, kind=kind, preset=SET, rows=len(frame), frame=frame)
        replace_set(connection, file, name=SET, file_sha256=digest, now=now)


def _by_schema(kind: GeofileKind, frame: pl.DataFrame) -> pl.DataFrame:
    """Put columns in order; those that the city doesn't have are null."""
    schema = SCHEMAS[kind]
    missing = [pl.lit(None).alias(name) for name in schema if name not in frame.columns]
    return frame.with_columns(missing).select(
        pl.col(name).cast(dtype) for name, dtype in schema.items()
    )


def _roads(city: City) -> pl.DataFrame:
    streets = city.streets
    copied = {**_STREET_COLUMNS, **_SIDE_COLUMNS, "road_class": "RoadClass", "one_way": "OneWay"}
    frame = pl.DataFrame({ours: streets[theirs].to_list() for ours, theirs in copied.items()})
    unnumbered = [
        pl.when(pl.col(f"parity_{side}") != "Z").then(pl.col(f"{end}_{side}"))
        for side in ("left", "right")
        for end in ("from", "to")
    ]
    return frame.with_columns(
        _whole_name(),
        *unnumbered,
        pl.Series("speed_limit_kmh", streets["SpeedLimit"].to_numpy() * KM_PER_MILE),
        pl.Series("shape", shapely.to_wkb(streets.geometry.to_numpy()), dtype=pl.Binary),
    )


def _whole_name() -> pl.Expr:
    return pl.concat_str([*_STREET_COLUMNS], separator=" ").alias("street")


def _addresses(city: City) -> pl.DataFrame:
    lots = address_points(city.streets)
    columns = [*_STREET_COLUMNS.values(), "PostCode_L", "MSAGComm_L"]
    row = np.searchsorted(city.streets["NGUID"].to_numpy(), lots["NGUID"].to_numpy())
    streets = pl.DataFrame({name: city.streets[name].to_list() for name in columns})
    lonlat = shapely.get_coordinates(lots.geometry.to_numpy())
    outside = ~shapely.contains_xy(city.limit, lonlat)
    there = on_street(frontage(city.streets), row[outside], metres(lonlat[outside]))
    lonlat[outside] = degrees(there)
    parts = {theirs: ours for ours, theirs in _STREET_COLUMNS.items()}
    names = {**parts, "PostCode_L": "zip", "MSAGComm_L": "community"}
    return (
        streets.select(pl.all().gather(row))
        .rename(names)
        .with_columns(
            _whole_name(),
            pl.Series("number", lots["number"].to_numpy()),
            pl.Series("lon", lonlat[:, 0]),
            pl.Series("lat", lonlat[:, 1]),
        )
    )


def _places(city: City) -> pl.DataFrame:
    places = common_places(city)
    return pl.DataFrame(
        {
            "kind": "place",
            "name": places.name.tolist(),
            "address": places.address.tolist(),
            "zip": _zips(city, places.lonlat),
            "community": city.name.upper(),
            "lon": places.lonlat[:, 0],
            "lat": places.lonlat[:, 1],
        }
    )


def _parks(city: City) -> pl.DataFrame:
    lonlat = shapely.get_coordinates(shapely.point_on_surface(city.parks.geometry.to_numpy()))
    return pl.DataFrame(
        {
            "kind": "place",
            "name": city.parks["name"].to_list(),
            "zip": _zips(city, lonlat),
            "community": city.name.upper(),
            "lon": lonlat[:, 0],
            "lat": lonlat[:, 1],
        }
    )


def _signs(city: City) -> pl.DataFrame:
    signs = [*exits(city), *mileposts()]
    lonlat = np.array([one.lonlat for one in signs])
    return pl.DataFrame(
        {
            "kind": [one.kind for one in signs],
            "name": [one.name for one in signs],
            "route": ROUTE,
            "marker": [one.number for one in signs],
            "lon": lonlat[:, 0],
            "lat": lonlat[:, 1],
        }
    )


def _zips(city: City, lonlat: np.ndarray) -> list[str]:
    """Return the post code of each point: that of its sector, as on the street it stands at."""
    codes = city.sectors["code"].to_numpy()
    near = shapely.STRtree(city.sectors.geometry.to_numpy()).nearest(shapely.points(lonlat))
    return [POST_CODES[code] for code in codes[near]]


def _aliases() -> pl.DataFrame:
    spoken: Mapping[str, Mapping[str, str]] = {"street": STREET_ALIASES, "place": PLACE_ALIASES}
    rows = [(kind, alias, name) for kind, of in spoken.items() for alias, name in of.items()]
    return pl.DataFrame(rows, schema=["kind", "alias", "name"], orient="row")
