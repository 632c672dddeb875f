"""Files of a geofile as agencies write them, for tests of reading and of loading."""

import shutil
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely
from shapely.geometry import LineString, MultiLineString, Point

WEST, SOUTH = -93.10, 45.00
LINE = LineString([(WEST, SOUTH), (WEST + 0.01, SOUTH)])
SPOT = Point(WEST, SOUTH)
# What the template wants of every row; what a layer doesn't have is left out.
NEEDED = {
    "DiscrpAgID": "police.example", "DateUpdate": pd.Timestamp("2026-01-01"), "Country": "US",
    "Country_L": "US", "Country_R": "US", "A1": "MN", "A1_L": "MN", "A1_R": "MN",
    "DM_Unit": "miles", "DM_Ind": "P", "LM_Ind": "P",
}  # fmt: skip
TEMPLATE = "data/formats/NG911_GISDataModelTemplate_v3.0.gpkg"


def vector(folder: Path, name: str, *rows: dict[str, Any], crs: int = 4326) -> Path:
    """Write features; ``shape`` of a row defaults to a short line."""
    shapes = gpd.GeoSeries([row.get("shape", LINE) for row in rows], crs=4326).to_crs(crs)
    said = [{key: value for key, value in row.items() if key != "shape"} for row in rows]
    path = folder / name
    gpd.GeoDataFrame(said, geometry=shapes).to_file(path)
    return path


def text(folder: Path, name: str, *lines: str) -> Path:
    """Write lines of text."""
    path = folder / name
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def nena(shared: Path, folder: Path, **layers: list[dict[str, Any]]) -> Path:
    """Fill layers of NENA's own template; a line where a row gives no ``shape``."""
    path = folder / "ng911.gpkg"
    shutil.copyfile(shared / TEMPLATE, path)
    path.chmod(0o644)
    for layer, rows in layers.items():
        info = pyogrio.read_info(path, layer=layer)
        plain = MultiLineString([LINE]) if layer.endswith("Line") else SPOT
        shapes = [row.get("shape", plain) for row in rows]
        if info["geometry_type"].endswith("Z"):
            shapes = list(shapely.force_3d(shapes))
        said = [{key: row[key] for key in row if key != "shape"} for row in rows]
        needed = {key: value for key, value in NEEDED.items() if key in info["fields"]}
        frame = gpd.GeoDataFrame([{**needed, **row} for row in said], geometry=shapes, crs=4326)
        pyogrio.write_dataframe(frame, path, layer=layer, append=True)
    return path


def road(name: str, low: int = 100, high: int = 198, **more: Any) -> dict[str, Any]:
    """Return a row of NENA's RoadCenterLine: even numbers on the left, odd on the right."""
    return {
        "NGUID": f"urn:{name}", "St_Name": name, "St_PosTyp": "STREET",
        "FromAddr_L": low, "ToAddr_L": high, "FromAddr_R": low + 1, "ToAddr_R": high + 1,
        "Parity_L": "E", "Parity_R": "O", **more,
    }  # fmt: skip


def site(number: int | None, name: str, **more: Any) -> dict[str, Any]:
    """Return a row of NENA's SiteStructureAddressPoint."""
    said = {"NGUID": f"urn:{number} {name}", "Add_Number": number}
    return {**said, "St_Name": name, "St_PosTyp": "STREET", **more}
