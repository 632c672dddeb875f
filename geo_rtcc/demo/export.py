"""The demo city's boundaries as the GeoJSON files that stand in ``boundaries/``."""

import json
from pathlib import Path

import shapely

from geo_rtcc.demo.city import City, build_city
from geo_rtcc.models import AreaKind

FILES = {
    AreaKind.BEAT: "beats.geojson",
    AreaKind.SECTOR: "sectors.geojson",
    AreaKind.DISTRICT: "districts.geojson",
}
PARENT_FIELD = {AreaKind.BEAT: "sector", AreaKind.SECTOR: "district", AreaKind.DISTRICT: None}


def boundaries_dir() -> Path:
    """Return the folder of boundary files: beside the package, or inside it in a wheel."""
    package = Path(__file__).resolve().parents[1]
    packed = package / "_boundaries"
    return packed if packed.is_dir() else package.parent / "boundaries"


def boundary_file(city: City, kind: AreaKind) -> str:
    """Return one kind of area as GeoJSON text, a feature a line, lon/lat to 7 decimals."""
    frame = {
        AreaKind.BEAT: city.beats,
        AreaKind.SECTOR: city.sectors,
        AreaKind.DISTRICT: city.districts,
    }[kind]
    parent = PARENT_FIELD[kind]
    features = []
    for row in frame.itertuples():
        properties = {"code": row.code, "name": row.name}
        if parent:
            properties[parent] = row.parent_code
        geometry = json.loads(shapely.to_geojson(row.geometry))
        feature = {"type": "Feature", "properties": properties, "geometry": geometry}
        features.append(json.dumps(feature, separators=(",", ":")))
    head = json.dumps(FILES[kind].removesuffix(".geojson"))
    joined = ",\n".join(features)
    return f'{{"type":"FeatureCollection","name":{head},"features":[\n{joined}\n]}}\n'


def write_boundaries(folder: Path) -> None:
    """Write the three boundary files of the city into a folder."""
    for kind, file in FILES.items():
        (folder / file).write_text(boundary_file(build_city(), kind), "utf-8")
