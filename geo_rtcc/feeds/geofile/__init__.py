"""Files of roads, addresses, places, intersections and aliases → frames of the geofile."""

from geo_rtcc.feeds.geofile.presets import preset_lines, preset_names
from geo_rtcc.feeds.geofile.reading import read_geofile
from geo_rtcc.feeds.geofile.records import GeofileFile, RejectedRow

__all__ = ["GeofileFile", "RejectedRow", "preset_lines", "preset_names", "read_geofile"]
