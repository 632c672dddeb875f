"""Location strings as CADs send them, over the invented town, and what a dispatcher would say.

Each outcome was written down before the geocoder was asked.
"""

from dataclasses import dataclass

from geo_rtcc.models import MatchType

Metres = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Case:
    """A string and what is expected of it.

    Parameters
    ----------
    match_type
        None where it must not be matched.
    at
        Metres east and north of the town's middle corner.
    candidates
        Of a tie: how many places; 0 where a tie and no match are both fine.
    """

    text: str
    match_type: MatchType | None = None
    at: Metres = (0.0, 0.0)
    within_m: float = 20.0
    candidates: int = 0
    is_tie: bool = False
    zip_code: str | None = None
    beat: Metres | None = None  # the middle of a beat of 150 m around


def _hits(match_type: MatchType, at: Metres, *texts: str, within_m: float = 20.0) -> list[Case]:
    return [Case(text, match_type, at, within_m) for text in texts]


def _hit(
    match_type: MatchType,
    at: Metres,
    text: str,
    *,
    within_m: float = 20.0,
    zip_code: str | None = None,
    beat: Metres | None = None,
) -> list[Case]:
    return [Case(text, match_type, at, within_m, zip_code=zip_code, beat=beat)]


def _ties(candidates: int, *texts: str) -> list[Case]:
    return [Case(text, candidates=candidates, is_tie=True) for text in texts]


def _none(*texts: str) -> list[Case]:
    return [Case(text) for text in texts]


ADDRESS, RANGE, BETWEEN = MatchType.ADDRESS, MatchType.RANGE, MatchType.INTERPOLATED
CROSS, BLOCK, PLACE = MatchType.INTERSECTION, MatchType.BLOCK, MatchType.PLACE
MARKER, STREET, POINT = MatchType.MARKER, MatchType.STREET, MatchType.COORDINATES

NUMBERS = [
    *_hits(RANGE, (8, 1234), "1234 N MAIN ST", "1234 n main st", "1234 NORTH MAIN STREET",
           "1234 N. Main St.", "  1234  N  MAIN  ST  ", "1234 N MAIN ST APT 5",
           "1234 N MAIN ST #5", "1234 N MAIN ST, UNIT 5B", "1234 N MAIN ST STE 200",
           "1234 N MAIN ST, RIVERTON", "1234 N MAIN ST RIVERTON 50101", "1234 N MAIN",
           "1234 MAIN ST N", "1234 MAIN ST", "1234 N MIAN ST", "1234 N MAIN ST (REAR)",
           "1234 N MAIN ST - CALLER UPSTAIRS", "1234 N MAIN AVE"),
    *_hits(RANGE, (-8, 1235), "1235 N MAIN ST"),
    *_hits(RANGE, (8, -151), "151 S MAIN ST", "151 SOUTH MAIN", "151 MAIN ST SOUTH"),
    *_hits(RANGE, (250, 508), "251 E 5TH AVE", "251 E FIFTH AVE", "251 EAST FIFTH AVENUE"),
    *_hits(RANGE, (-250, 508), "250 W 5TH AVE", "250 W 5TH AV"),
    *_hits(RANGE, (408, 250), "250 AVENUE C", "250 AVE C", "250 AV C"),
    *_hits(RANGE, (-192, 444), "444 SAINT ANTHONY ST", "444 ST ANTHONY ST", "444 ST ANTHONY",
           "444 ST. ANTHONY STREET"),
    *_hits(RANGE, (-292, 350), "350 MARTIN LUTHER KING JR BLVD", "350 MLK BLVD", "350 MLK",
           "350 MARTIN LUTHER KING BLVD", "350 M L KING JR BLVD"),
    *_hits(RANGE, (-492, 150), "150 VAN NESS AVE", "150 VANNESS AVE", "150 VANNESS AV"),
    *_hits(RANGE, (-392, 150), "150 LA PLAYA ST", "150 LAPLAYA ST", "150 LA PLAYA"),
    *_hits(RANGE, (-92, 350), "350 WASHINGTON AVE", "350 WASHINGTN AVE", "350 WASHIGNTON AVE",
           "350 WASHINGTON ST"),
    *_hits(RANGE, (192, 351), "351 ELM ST", "351 OLD MILL RD"),
    *_hits(RANGE, (492, 151), "151 5TH ST", "151 FIFTH ST"),
    *_hits(RANGE, (-450, -308), "450 PARK AVE"),
    *_hits(RANGE, (-150, -392), "150 PARK PL"),
    *_hits(RANGE, (300, -182), "1001 MARKET ST"),
    *_hits(RANGE, (300, -218), "1000 MARKET ST", "1000 MARKT ST"),
    *_hits(RANGE, (100, -358), "100 K ST NW", "100 K ST NORTHWEST", "100 K STREET, NW"),
    *_hits(RANGE, (400, -508), "100 K ST SE"),
    *_hits(RANGE, (500, -708), "2500 US HIGHWAY 30", "2500 HWY 30", "2500 US HWY 30",
           "2500 US-30", "2500 U.S. 30", "2500 BUSINESS 30"),
    *_hits(RANGE, (1508, 0), "2000 STATE HIGHWAY 14", "2000 HWY 14", "2000 STATE HWY 14",
           "2000 RIDGE RD", "2000 ST HWY 14"),
    *_hits(RANGE, (-1492, 200), "3200 COUNTY ROAD 12", "3200 CR 12", "3200 CO RD 12"),
    # between two ranges of one street, and just past the last
    *_hits(RANGE, (200, 150), "150 ELM ST", within_m=60),
    *_hits(RANGE, (0, 1300), "1320 N MAIN ST", within_m=100),
]  # fmt: skip

POINTS = [
    *_hits(ADDRESS, (90, 215), "215 OAK ST", "215 OAK ST APT A", "215 OAK ST APT Z", "215-B OAK ST",
           "215 OAK ST #B", "OAKWOOD APARTMENTS, 215 OAK ST", "215 OAK"),
    *_hits(ADDRESS, (90, 225), "217 OAK ST"),
    *_hits(ADDRESS, (75, 225), "217 1/2 OAK ST", within_m=5),
    *_hits(ADDRESS, (345, 404), "404 MAPLE AVE", "404 MAPLE", "404 MAPEL AVE"),
    *_hits(ADDRESS, (301, 508), "301 E 5TH AVE"),
    *_hits(ADDRESS, (2000, 1000), "N6W23001 BLUEMOUND RD"),
    *_hits(ADDRESS, (10, 656), "10 CHERRY LN", "10 CHERRY LANE"),
    *_hits(BETWEEN, (24, 656), "24 CHERRY LN", "24 CHERRY LN APT 3"),
    *_ties(2, "100 CHURCH ST", "100 CHURCH"),
    *_hits(ADDRESS, (610, 100), "100 CHURCH ST, RIVERTON", "100 CHURCH ST 50101"),
    *_hits(ADDRESS, (6010, 100), "100 CHURCH ST, OAKDALE", "100 CHURCH ST 50202"),
    *_hit(ADDRESS, (6010, 100), "100 CHURCH ST", zip_code="50202"),
    *_hit(ADDRESS, (610, 100), "100 CHURCH ST", beat=(600, 100)),
    *_hit(RANGE, (608, 50), "50 CHURCH ST", zip_code="50101"),
]  # fmt: skip

BLOCKS = [
    *_hits(BLOCK, (0, 1250), "1200 BLOCK OF N MAIN ST", "1200 BLK N MAIN ST", "12XX N MAIN ST",
           "12XX BLOCK OF N MAIN ST", "1200 BLOCK N MAIN", "1200 block of North Main Street",
           "1200-1299 N MAIN ST", "1200 - 1298 BLOCK OF N MAIN ST", "1200 BLOCK OF MAIN ST",
           "1200BLK N MAIN ST"),
    *_hits(BLOCK, (250, 500), "200 BLOCK OF E 5TH AVE", "2XX E 5TH AVE", "200 BLK E FIFTH AV"),
    *_hits(BLOCK, (-350, -300), "300 BLOCK OF PARK AVE", "300 BLOCK PARK AVENUE"),
    *_hits(BLOCK, (0, 50), "0 BLOCK OF N MAIN ST", "UNIT BLOCK OF N MAIN ST", "00 BLOCK N MAIN ST"),
    *_hits(BLOCK, (-350, -200), "300 BLOCK OF MARKET ST"),
    *_hits(BLOCK, (25, 656), "0 BLOCK OF CHERRY LN"),
    *_ties(2, "100 BLOCK OF K ST", "100 BLOCK OF CHURCH ST"),
    *_none("9900 BLOCK OF N MAIN ST", "1200 BLOCK OF NOWHERE ST", "BLOCK OF"),
]  # fmt: skip

CROSSINGS = [
    *_hits(CROSS, (0, 500), "N MAIN ST / E 5TH AVE", "MAIN ST / 5TH AVE", "MAIN & 5TH",
           "5TH AV AND MAIN", "5TH AND MAIN", "MAIN ST/5TH AVE", "5TH AVE @ MAIN ST",
           "MAIN AT 5TH", "N MAIN ST & W 5TH AVE", "FIFTH AVE / N MAIN ST",
           "INTERSECTION OF MAIN ST AND 5TH AVE", "MIAN ST / 5TH AVE"),
    *_hits(CROSS, (0, -200), "S MAIN ST / MARKET ST", "MARKET & MAIN", "MARKET ST / MAIN ST"),
    *_hits(CROSS, (500, 500), "5TH AVE / 5TH ST", "5TH ST AND E 5TH AVE"),
    *_hits(CROSS, (200, 300), "ELM ST / 3RD AVE", "3RD / ELM", "THIRD AVE & ELM ST",
           "OLD MILL RD / 3RD AVE"),
    *_hits(CROSS, (400, 100), "AVENUE C / 1ST AVE", "AVE C & FIRST AVE", "1ST AV / AV C"),
    *_hits(CROSS, (-300, 500), "MLK BLVD / W 5TH AVE", "5TH AVE AND MARTIN LUTHER KING"),
    *_hits(CROSS, (-500, 0), "VANNESS AV / DIVISION ST", "VAN NESS & W DIVISION"),
    *_hits(CROSS, (0, 1200), "12TH AVE / N MAIN ST", "TWELFTH AND MAIN"),
    *_hits(CROSS, (0, -700), "US 30 / S MAIN ST", "HWY 30 AND MAIN ST", "S MAIN ST AT HIGHWAY 30"),
    *_hits(CROSS, (1500, -700), "HWY 30 / HWY 14", "US HIGHWAY 30 AND STATE HIGHWAY 14",
           "RIDGE RD / US 30"),
    *_hits(CROSS, (-800, -700), "QUARRY RD / US HIGHWAY 30", "HWY 30 & QUARRY RD"),
    *_hits(CROSS, (-200, 500), "ST ANTHONY ST / W 5TH AVE"),
    *_hits(CROSS, (0, 0), "MAIN ST / DIVISION ST", "DIVISION AND MAIN"),
    *_ties(2, "LAKE DR / HILL RD", "HILL & LAKE"),
    *_hit(CROSS, (900, 700), "LAKE DR / HILL RD", zip_code="50103"),
    *_hit(CROSS, (700, 700), "LAKE DR / HILL RD", beat=(650, 650)),
    *_hits(CROSS, (900, 700), "LAKE DR / HILL RD 50103"),
    *_none("OAK ST / ELM ST", "OAK ST / NOWHERE AVE", "MAIN ST / MAIN ST", "/ MAIN ST",
          "1ST AVE /"),
]  # fmt: skip

PLACES = [
    *_hits(PLACE, (500, -650), "@WALMART SUPERCENTER", "WALMART SUPERCENTER", "@WALMART",
           "WAL-MART SUPERCENTER", "@WAL MART"),
    *_hits(PLACE, (350, 150), "RIVERTON HIGH SCHOOL", "@RIVERTON HS", "@RHS"),
    *_hits(PLACE, (800, -400), "RIVERTON ARENA", "@THE DOME", "THE DOME"),
    *_hits(PLACE, (20, 20), "CITY HALL", "@CITY HALL"),
    *_hits(PLACE, (-250, 50), "ST JOHNS HOSPITAL", "SAINT JOHN'S HOSPITAL", "@ST. JOHNS HOSP"),
    *_hits(PLACE, (-350, 250), "CENTRAL PARK"),
    *_hits(PLACE, (90, 215), "@OAKWOOD APARTMENTS", "OAKWOOD APTS"),
    *_hits(PLACE, (-450, 350), "1ST BAPTIST CHURCH"),
    *_ties(2, "MCDONALDS", "@MCDONALD'S", "7-ELEVEN", "7 ELEVEN"),
    *_hit(PLACE, (50, -150), "@MCDONALDS", beat=(0, -150)),
    *_hits(RANGE, (500, -708), "WALMART, 2500 US HIGHWAY 30", "@WALMART @2500 US HIGHWAY 30"),
    *_none("HIGH SCHOOL", "CHURCH", "SCHOOL", "HOSPITAL AREA", "CITY HALL AREA", "@TARGET",
           "GAS STATION", "THE STORE", "PARK", "BURGER KING"),
]  # fmt: skip

MARKERS = [
    *_hits(MARKER, (100, -900), "I-80 EB AT EXIT 101", "I 80 EXIT 101", "INTERSTATE 80 @ EXIT 101",
           "EXIT 101 I-80", "I80 WB EXIT 101"),
    *_hits(MARKER, (1300, -900), "I-80 EXIT 102A"),
    *_hits(MARKER, (0, -900), "I-80 MM 101", "I-80 MILE MARKER 101", "I80 MP 101",
           "I-80 MILEPOST 101"),
    *_hits(MARKER, (805, -900), "I-80 MM 101.5", "I-80 EB MP 101.5", within_m=50),
    *_none("I-80 EXIT 250", "I-95 EXIT 101", "I-80 MM 140", "EXIT 101A I-81", "I-80"),
    *_ties(2, "I-80 EXIT 102"),
]  # fmt: skip

STREETS_AND_POINTS = [
    *_hits(STREET, (-60, -600), "DEPOT LN", "DEPOT LANE"),
    *_none("N MAIN ST", "MAIN ST", "US HIGHWAY 30", "CHURCH ST", "5TH"),
    *_hits(POINT, (0, 0), "42.0,-93.0", "42.000000 -93.000000", "-93.0,42.0",
           "LL(-93:00:00.0,42:00:00.0)"),
    *_hits(POINT, (0, 309), "LL(-93:00:00.0,42:00:10.0)"),
    *_none("LL(-95:22:10.2,29:45:38.1)", "0,0", "0.0, 0.0", "91.5,-200.1", "NaN,NaN",
           "LL(-93:99:00,42:00:00)"),
]  # fmt: skip

TIES = [
    *_ties(2, "150 MAIN ST", "150 MAIN", "100 K ST", "50 PARK", "350 DIVISION ST", "550 5TH AVE"),
]  # fmt: skip

NOTHING = _none(
    "UNKNOWN", "", " ", "UNK", "N/A", "NONE", "?", "...", "/", "&", "@", "0", "12345", "A", "ST",
    "AVENUE", "N", "100", "999999 MAIN ST", "99999999999999999999 N MAIN ST",
    "1234 QWXZPT BLVD", "1234 NOWHERE ST", "100 K ST SW", "5050 OAK ST", "1650 N MAIN ST",
    "'; DROP TABLE call_for_service; --", "1 OR 1=1", "<script>alert(1)</script>",
    "../../etc/passwd", "😀", "🚓 🚒 🚑", "\x00", "\t\n", "SEE NOTES",
    "REFER TO NARRATIVE", "IN THE AREA", "DOWNTOWN",
    "HOMELESS", "TRANSIENT", "SAME AS ABOVE", "CELL PHONE CALLER", "PHASE 1 TOWER 17",
    "A" * 5000, "MAIN ST / " * 400, "NULL", "XXXXX", "%s%n%x", "RIVERTON", "50101",
    "RIVERTON IA 50101", "PO BOX 123", "RR 2 BOX 15", "1600 PENNSYLVANIA AVE NW, WASHINGTON DC",
)  # fmt: skip

CASES: tuple[Case, ...] = (
    *NUMBERS, *POINTS, *BLOCKS, *CROSSINGS, *PLACES, *MARKERS, *STREETS_AND_POINTS, *TIES, *NOTHING,
)  # fmt: skip
