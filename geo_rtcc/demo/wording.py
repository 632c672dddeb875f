"""How dispatchers write where something is: abbreviated, now and then misspelt or incomplete."""

from collections.abc import Mapping, Sequence
from random import Random

STREET_ALIASES: Mapping[str, str] = {
    "BELTWAY": "Kestrel Beltway Expy",
    "SR 47": "Kestrel Beltway Expy",
    "COMM AVE": "Commonwealth Ave",
    "OLD PIKE": "Quarry Pike",
    "HWY 8": "Southern Blvd",
    "CR 12": "Ridge Rd",
}
PLACE_ALIASES: Mapping[str, str] = {
    "HQ": "Police Headquarters",
    "MARL VALLEY ER": "Marl Valley Hospital",
    "EAST SIDE MED": "East Side Medical Center",
    "KBC": "Kestrel Bend College",
    "THE SCRAP YARD": "Railhead Scrap and Metal",
    "ZIPWAY": "Zipway Fuel",
}
_SPOKEN = {name.upper(): alias for alias, name in STREET_ALIASES.items()}
_CALLED = {name.upper(): alias for alias, name in PLACE_ALIASES.items()}
_TYPES = {
    "AVE": ("AVE", "AVE", "AV", "AVENUE"),
    "BLVD": ("BLVD", "BLVD", "BL", "BOULEVARD"),
    "CIR": ("CIR", "CIRCLE"),
    "CT": ("CT", "COURT"),
    "DR": ("DR", "DR", "DRIVE"),
    "LN": ("LN", "LN", "LANE"),
    "PIKE": ("PIKE",),
    "PKWY": ("PKWY", "PKY", "PARKWAY"),
    "PL": ("PL", "PLACE"),
    "RD": ("RD", "RD", "ROAD"),
    "ST": ("ST", "ST", "ST", "STREET"),
    "TRL": ("TRL", "TRAIL"),
    "WAY": ("WAY", "WY"),
}
_ORDINALS = {
    "1ST": "FIRST",
    "2ND": "SECOND",
    "3RD": "THIRD",
    "4TH": "FOURTH",
    "5TH": "FIFTH",
    "6TH": "SIXTH",
    "7TH": "SEVENTH",
    "8TH": "EIGHTH",
    "9TH": "NINTH",
    "10TH": "TENTH",
}
_UNITS = ("APT {}", "APT {}", "#{}", "UNIT {}")
_SEPARATORS = (" & ", " & ", "/", " / ", " AND ", " AT ", " @ ")
_BLOCKS = ("{} BLOCK OF {}", "{} BLOCK {}", "{} BLK {}", "{} BLK OF {}")
_WITH_ADDRESS = ("{0}, {1}", "@{0} @{1}", "{1}; {0}")
_SHORTEST_MISSPELT = 6  # letters: shorter names are typed right
# What becomes of one street's name, as shares of all: the rest is written in full.
_NO_TYPE, _NO_DIRECTION, _TURNED, _MISSPELT, _SPOKEN_SHARE = 0.10, 0.05, 0.02, 0.04, 0.5
_IN_WORDS, _WITH_UNIT, _WITH_REMARK, _XX = 0.3, 0.12, 0.1, 0.25


def street(random: Random, full: str) -> str:
    """Return a street's name as somebody types it; at most one thing about it is wrong."""
    direction, core, kind = parts(full)
    spoken = _SPOKEN.get(f"{core} {kind}")
    if spoken and random.random() < _SPOKEN_SHARE:
        return spoken
    if core in _ORDINALS and random.random() < _IN_WORDS:
        core = _ORDINALS[core]
    kind = random.choice(_TYPES.get(kind, (kind,)))
    slip = random.random()
    if slip < _NO_TYPE:
        return f"{direction} {core}"
    if slip < _NO_TYPE + _NO_DIRECTION:
        return f"{core} {kind}"
    if slip < _NO_TYPE + _NO_DIRECTION + _TURNED:
        return f"{core} {kind} {direction}"
    if slip < _NO_TYPE + _NO_DIRECTION + _TURNED + _MISSPELT:
        core = misspelt(random, core)
    return f"{direction} {core} {kind}"


def parts(full: str) -> tuple[str, str, str]:
    """Split S HARMONY AVE into direction, name and type."""
    direction, rest = full.split(" ", 1)
    core, kind = rest.rsplit(" ", 1)
    return direction, core, kind


def misspelt(random: Random, name: str) -> str:
    """Drop, double or swap a letter after the first; numbers and short names stay."""
    if len(name) < _SHORTEST_MISSPELT or any(letter.isdigit() for letter in name):
        return name
    at = random.randrange(2, len(name) - 2)
    if " " in name[at - 1 : at + 2]:
        return name
    kind = random.randrange(3)
    if kind == 0:
        return name[:at] + name[at + 1 :]
    if kind == 1:
        return name[:at] + name[at] + name[at:]
    return name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :]


def address(random: Random, number: int, full: str) -> str:
    """Return a house number and street, now and then with a unit."""
    text = f"{number} {street(random, full)}"
    if random.random() < _WITH_UNIT:
        unit = random.choice((str(random.randrange(1, 31)), random.choice("ABC")))
        text += f" {random.choice(_UNITS).format(unit)}"
    return text


def block(random: Random, number: int, full: str) -> str:
    """Return the hundred that a number lies in: 1200 BLOCK OF N MAIN ST, 12XX N MAIN ST."""
    hundred, named = number // 100, street(random, full)
    if hundred and random.random() < _XX:
        return f"{hundred}XX {named}"
    return random.choice(_BLOCKS).format(hundred * 100, named)


def crossing(random: Random, full: str, other: str) -> str:
    """Return two streets that meet, in either order."""
    both = [street(random, full), street(random, other)]
    random.shuffle(both)
    return random.choice(_SEPARATORS).join(both)


def place(random: Random, name: str, where: str | None) -> str:
    """Return a common place, with its address if ``where`` gives one."""
    text = name.upper()
    if text in _CALLED and random.random() < _SPOKEN_SHARE:
        text = _CALLED[text]
    elif random.random() < _MISSPELT:
        text = misspelt(random, text)
    if where:
        return random.choice(_WITH_ADDRESS).format(text, where)
    if random.random() < _WITH_REMARK:
        text += random.choice((" (REAR LOT)", " (FRONT DOOR)", " (SIDE ENTRANCE)"))
    return f"@{text}"


def marker(random: Random, route: str, kind: str, number: str) -> str:
    """Return a sign along a route: SR 47 EB AT EXIT 6, SR 47 WB MM 4.2."""
    way = random.choice(("EB", "WB"))
    forms: Sequence[str] = ("AT EXIT {}", "EXIT {}") if kind == "exit" else ("MM {}", "AT MM {}")
    return f"{route} {way} {random.choice(forms).format(number)}"
