"""``geo-rtcc load``: what an agency has in files."""

from typing import ClassVar

import click

from geo_rtcc.cli import LazyGroup


class LoadGroup(LazyGroup):
    """What can be loaded."""

    table: ClassVar = {
        "avl": ("geo_rtcc.cli.load_avl", "Load recorded unit positions."),
        "base-map": ("geo_rtcc.cli.load_base_map", "Replace streets, water and parks."),
        "boundaries": ("geo_rtcc.cli.load_boundaries", "Load beats, sectors or districts."),
        "calls": ("geo_rtcc.cli.load_calls", "Load calls for service."),
        "cameras": ("geo_rtcc.cli.load_cameras", "Load where plate cameras stand."),
        "geofile": ("geo_rtcc.cli.load_geofile", "Replace what addresses are looked up in."),
        "hotlist": ("geo_rtcc.cli.load_hot_list", "Replace or change a hot list."),
        "reads": ("geo_rtcc.cli.load_reads", "Load plate reads."),
        "shifts": ("geo_rtcc.cli.load_shifts", "Load a shift plan."),
    }


@click.group(cls=LoadGroup)
def load() -> None:
    """Load boundaries, shifts, calls, reads, cameras, positions, hot lists, maps, the geofile.

    Example: geo-rtcc load shifts shifts.toml
    """
