"""Location strings → places, by the agency's own geofile; no I/O, nothing leaves the building."""
