"""``geo-rtcc load boundaries``: beats, sectors or districts from a file."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from geo_rtcc.cli.area_loading import Source, counted, load_and_relocate, report
from geo_rtcc.feeds.boundaries import BoundaryFile, read_boundaries
from geo_rtcc.models import AreaKind
from geo_rtcc.store.areas import SavedSet, save_boundary_set
from geo_rtcc.store.database import Connection

KINDS = click.Choice([kind.value for kind in AreaKind])


@click.command()
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--kind", type=KINDS, required=True, help="What they are.")
@click.option("--code", "code_field", metavar="FIELD", required=True, help="Field of their codes.")
@click.option("--name", "name_field", metavar="FIELD", help="Field of names; else the codes.")
@click.option(
    "--parent",
    "parent_field",
    metavar="FIELD",
    help="Field of the coarser area's code; else the loaded one that covers most.",
)
@click.option("--layer", metavar="LAYER", help="Needed if the file has several.")
@click.option(
    "--effective",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    required=True,
    help="First date on which they are in force, YYYY-MM-DD.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def boundaries(
    path: Path,
    kind: str,
    effective: datetime,
    as_json: bool,
    **fields: Any,
) -> None:
    """Load beats, sectors or districts from GeoJSON, a shapefile (zip too) or GeoPackage.

    They stay in force until the effective date of the next set of their kind. Loading the same
    again changes nothing; another file with the same date replaces them.

    Example: geo-rtcc load boundaries beats.geojson --kind beat --code BEAT --effective 2024-01-01
    """
    console = Console(stderr=True)
    with console.status(f"Reading {path.name}"):
        file = read_boundaries(path, kind=AreaKind(kind), **fields)
        source = Source.of(path)

    def save(connection: Connection) -> SavedSet:
        return save_boundary_set(
            connection,
            file,
            effective_on=effective.date(),
            file_name=path.name,
            file_sha256=source.sha256,
            now=source.now,
        )

    summary = load_and_relocate(
        source, "boundaries", save, lambda saved: _summary(file, saved), console
    )
    report(summary, _lines(file, summary), as_json=as_json, console=console)


def _summary(file: BoundaryFile, saved: SavedSet) -> dict[str, Any]:
    found = asdict(file)
    return {
        "kind": str(saved.kind),
        "effective_on": saved.effective_on.isoformat(),
        "outcome": saved.outcome,
        "crs": file.crs,
        "features": file.feature_count,
        "areas": len(file.areas),
        "kept": saved.kept_count,
        "added": saved.added_count,
        "removed": saved.removed_count,
        "parents_computed": saved.parent_count,
        **{key: found[key] for key in ("repairs", "merges", "overlaps", "gaps")},
    }


def _lines(file: BoundaryFile, summary: dict[str, Any]) -> list[str]:
    areas = counted(summary["areas"], str(summary["kind"]))
    if summary["outcome"] == "unchanged":
        outcome = (
            f"{areas} effective {summary['effective_on']}: the same as loaded, nothing changed."
        )
        return [*file.warnings(), outcome]
    ids = ", ".join(
        f"{summary[key]:,} {key}" for key in ("added", "kept", "removed") if summary[key]
    )
    parents = summary["parents_computed"]
    covering = f"{counted(parents, 'parent')} found by overlap." if parents else ""
    done = f"{areas} in force from {summary['effective_on']} ({ids}; from {file.crs}). {covering}"
    return [*file.warnings(), done.strip()]
