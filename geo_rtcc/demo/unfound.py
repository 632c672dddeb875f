"""What callers say that is in no geofile: nicknames, pubs misheard, other towns, and no place."""

import numpy as np

from geo_rtcc.demo.plan import uv

REACH_M = 170.0

# (what is typed, where it is, plane metres): known to people there, and to nobody's files.
_NICKNAMES: tuple[tuple[tuple[str, ...], tuple[float, float]], ...] = (
    (("LANTURN RW BARS", "LANTURN RW"), (560, 640)),
    (("BLU HARRIN PUB",), (430, 690)),
    (("GRANRY TAPRM", "GRNRY TAP"), (500, 560)),
    (("FERYHOUSE TVRN",), (610, 700)),
    (("PKG DECK 3",), uv(250, -60)),
    (("OLD BOTTLING WORKS",), uv(-320, 500)),
    (("BUS BARN", "OLD BUS BARN"), (1250, -2160)),
    (("UNDER THE VIADUCT", "TENTS UNDER VIADUCT"), (-380, -1100)),
    (("WATER TOWER LOT",), (-3300, -1100)),
    (("SNAKE HILL",), (2950, -2600)),
    (("THE OVERLOOK",), (-1450, 3450)),
    (("BOAT RAMP", "BOAT RAMP N END"), (1400, 1150)),
    (("FISH CAMP",), (4350, 2150)),
    (("TINYS", "TINYS TAP"), (1611, -310)),
    (("SKATE BOWL",), (-700, -2000)),
    (("DOLLAR CORNER",), (-2100, 300)),
    (("COUNTY SHOPS",), (3624, -1964)),
    (("THE BLUE APTS",), (-1715, -1984)),
    (("GRAIN ELEVATOR",), (-605, -547)),
    (("MOVIE THEATRE LOT",), uv(430, -240)),
    (("CARNIVAL GROUNDS",), (4235, 300)),
    (("BALL FIELDS",), (-3465, -1927)),
)
# Typed anywhere: another town's streets, streets that are here in several places, and none at all.
ANYWHERE: tuple[str, ...] = (
    "SEE NARRATIVE", "SEE NARRATIVE", "SEE NARRATIVE", "UNKNOWN", "UNKNOWN", "CALLER UNSURE",
    "PHONE REPORT", "PHONE REPORT", "MAIN ST", "MAIN ST", "212 MAIN ST", "4TH AND MAIN",
    "880 ELMWOOD DR HARLAN SPRINGS", "CO LINE RD / STATE RT 9", "HARLAN SPRINGS PD",
)  # fmt: skip


def texts() -> tuple[tuple[str, ...], ...]:
    """Return, by nickname, the ways it is typed."""
    return tuple(typed for typed, _ in _NICKNAMES)


def spots() -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Return where the nicknames belong, plane metres."""
    return np.array([spot for _, spot in _NICKNAMES])
