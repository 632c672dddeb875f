"""The 36 beats of Kestrel Bend by neighbourhood, with the street pattern each was built in.

A beat is one or more faces of the net of main roads, river, rail and beltway; ``inside`` gives one
point (plane metres) in each of its faces. Faces nobody claims join the neighbour they share most
border with.
"""

from dataclasses import dataclass

from geo_rtcc.demo.geometry import Points

DISTRICTS = {"1": "Central", "2": "North", "3": "South"}
SECTORS = {
    "11": "Downtown",
    "12": "Near West",
    "13": "East Side",
    "21": "North Bank",
    "22": "Highlands",
    "23": "Heron Lake",
    "31": "Southwest",
    "32": "South Side",
    "33": "Southeast",
}


@dataclass(frozen=True, kw_only=True)
class Neighbourhood:
    """One beat: code (its first digits are sector and district), name, street pattern and faces.

    ``pattern`` is ``downtown``, ``grid``, ``winding`` or ``works`` (industrial superblocks).
    ``homes`` and ``shops`` weigh how much of the city's living and trading happens here.
    """

    code: str
    name: str
    pattern: str
    homes: float
    shops: float
    inside: Points


def _n(
    code: str, name: str, pattern: str, homes: float, shops: float, *inside: tuple[float, float]
) -> Neighbourhood:
    return Neighbourhood(
        code=code, name=name, pattern=pattern, homes=homes, shops=shops, inside=inside
    )


NEIGHBOURHOODS: tuple[Neighbourhood, ...] = (
    _n("111", "Old Town", "downtown", 1.3, 2.2, (-900, 300)),
    _n("112", "Market Quarter", "downtown", 1.4, 3.2, (490, 686)),
    _n("113", "Depot", "downtown", 1.2, 2.4, (-605, -547)),
    _n("114", "Exchange", "downtown", 1.1, 3.0, (714, -389)),
    _n("121", "Prospect Park", "grid", 1.6, 0.9, (-2100, 300)),
    _n("122", "Westgate", "grid", 1.5, 0.8, (-3400, 400)),
    _n("123", "Mill Flats", "grid", 1.8, 0.9, (-3505, -1031), (-2112, -858)),
    _n("124", "Concord Fields", "winding", 0.9, 0.4, (-5700, 995), (-4800, 995)),
    _n("131", "Eastbank", "grid", 1.7, 1.3, (1611, -310), (1650, -900), (2176, -934)),
    _n("132", "Commonwealth", "grid", 1.7, 1.0, (2777, 152), (3114, -1065)),
    _n("133", "Garden Row", "grid", 1.2, 0.8, (4235, 152), (4061, 1559)),
    _n("134", "East Orchard", "winding", 0.9, 0.3, (5414, 201), (5414, 1272)),
    _n("211", "Northbank", "grid", 1.3, 0.8, (-2130, 1656)),
    _n("212", "Gatehouse", "grid", 1.5, 1.0, (458, 1774)),
    _n(
        "213",
        "Ferry Landing",
        "grid",
        1.3,
        0.9,
        (1497, 1324),
        (2602, 1559),
        (2548, 2369),
        (2010, 2402),
    ),
    _n("214", "Highland Gardens", "winding", 1.1, 0.5, (-1538, 2683), (654, 2563)),
    _n("221", "River Bluffs", "winding", 0.7, 0.2, (-4630, 2441)),
    _n("222", "Fox Hollow", "winding", 0.8, 0.3, (-4192, 3259), (-2774, 2610)),
    _n("223", "Ridgecrest", "winding", 0.8, 0.3, (-3578, 4457), (-1527, 4474)),
    _n("224", "Lookout", "winding", 0.8, 0.4, (-1535, 3500), (58, 3547)),
    _n("231", "Stonefield", "winding", 0.8, 0.3, (50, 4336), (1307, 4336)),
    _n("232", "Heron Woods", "winding", 0.8, 0.4, (1398, 3337), (2581, 3580)),
    _n("233", "North Pines", "winding", 0.7, 0.2, (2857, 4284), (4420, 4285)),
    _n("234", "Lakeshore", "winding", 0.7, 0.3, (4327, 2100)),
    _n(
        "311",
        "Quarterline",
        "grid",
        1.0,
        0.5,
        (-5615, -1058),
        (-4712, -1031),
        (-5615, -2082),
        (-4672, -1927),
    ),
    _n(
        "312",
        "Sagebrook",
        "winding",
        0.8,
        0.2,
        (-5615, -3118),
        (-4655, -3130),
        (-5615, -3961),
        (-5038, -3961),
        (-4272, -3677),
        (-4288, -4431),
    ),
    _n("313", "Linden Heights", "grid", 1.8, 0.9, (-3465, -1927), (-2419, -1984)),
    _n("314", "Old Mill", "winding", 1.1, 0.4, (-3767, -2988), (-3134, -2986), (-3496, -4431)),
    _n("321", "Railside", "grid", 1.7, 0.9, (-1715, -1984), (-679, -1682), (281, -1793)),
    _n("322", "Harmony", "grid", 1.6, 0.9, (-2112, -3181), (-704, -3118)),
    _n("323", "South Commons", "winding", 1.1, 0.4, (-2112, -4411), (-704, -4411)),
    _n("324", "Riverdale", "grid", 1.3, 0.6, (730, -3137), (1317, -4394)),
    _n("331", "Foundry", "works", 0.4, 0.6, (1232, -1812), (1540, -2882)),
    _n("332", "Quarry Hill", "grid", 1.3, 0.7, (2704, -1992), (3016, -3093)),
    _n(
        "333",
        "Southern Oaks",
        "winding",
        0.8,
        0.4,
        (3673, -4398),
        (4716, -4200),
        (5050, -4161),
        (4921, -3513),
        (4600, -2870),
        (4358, -3093),
    ),
    _n(
        "334",
        "Railhead",
        "works",
        0.5,
        0.5,
        (3624, -1964),
        (4304, -1964),
        (4242, -1065),
        (5414, -1967),
        (5414, -904),
        (5414, -2757),
    ),
)
