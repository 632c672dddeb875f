"""What a call is about, told by the words of its type, for feeds that come without a mapping.

The first category whose words occur wins, so that a "burglar alarm" is an alarm and an "assault
with a gun" is violence. Words match from their beginning ("ROBB" finds ROBBERY); those that end
with ``.`` match as a whole. Types without any of these words are ``other``.
"""

import re
from functools import lru_cache

from geo_rtcc.models import Category

WORDS: tuple[tuple[Category, str], ...] = (
    (Category.ALARM, "ALARM, HOLDUP BUTTON, PANIC BUTTON"),
    (
        Category.VIOLENCE,
        "ASSAULT, BATTERY, ROBB, HOMICIDE, MURDER, RAPE, SEXUAL, SEX OFFENSE, STABB, KIDNAP, "
        "ABDUCT, CARJACK, DOMESTIC, DV., STRANGL, FELONIOUS, HOSTAGE, CHILD ABUSE, FIGHT",
    ),
    (
        Category.WEAPONS,
        "SHOTS, SHOT., SHOOT, SHOTSPOTTER, GUN., GUNS., GUNSHOT, GUNFIRE, HANDGUN, FIREARM, "
        "WEAPON, KNIFE, ARMED, BOMB, EXPLOSIVE",
    ),
    (
        Category.VEHICLE,
        "AUTO THEFT, VEHICLE THEFT, CAR THEFT, STOLEN VEH, STOLEN AUTO, STOLEN CAR, THEFT OF VEH, "
        "THEFT OF AUTO, THEFT OF MOTOR, THEFT FROM MOTOR, CAR PROWL, AUTO BURG, "
        "THEFT FROM VEH, THEFT FROM A VEH, THEFT FROM AUTO, AUTO STRIPPING, RECOVERED VEH, "
        "RECOVERED STOLEN, UDAA., UUMV., CARNAPPING",
    ),
    (
        Category.TRAFFIC,
        "TRAFFIC, ACCIDENT, COLLISION, CRASH, MVA., MVC., HIT AND RUN, HIT & RUN, "
        "PARKING, PARKED, VEHICLE STOP, DUI., DWI., DRUNK DRIV, IMPAIRED DRIV, RECKLESS DRIV, "
        "DISABLED VEH, ABANDONED VEH, ROAD HAZARD, TOW.",
    ),
    (
        Category.PROPERTY,
        "BURGL, BREAKING AND ENTER, B&E., THEFT, LARCENY, SHOPLIFT, STOLEN, VANDAL, "
        "CRIMINAL MISCHIEF, CRIMINAL DAMAGE, DAMAGE TO PROPERTY, PROPERTY DAMAGE, FRAUD, "
        "WHITE COLLAR, FORGERY, ARSON, GRAFFITI, EMBEZZL",
    ),
    (
        Category.WELFARE,
        "WELFARE, MISSING, RUNAWAY, SUICID, MENTAL, CRISIS, EMOTIONALLY, OVERDOSE, MEDICAL, "
        "AMBULANCE, UNCONSCIOUS, WELL BEING, WELLBEING, CHECK ON PERSON, INJURED, "
        "CARDIAC, DEATH, ELDERLY",
    ),
    (
        Category.DISORDER,
        "DISTURB, DISORDER, NOISE, LOUD, NUISANCE, DISPUTE, TRESPASS, SUSPICIOUS, SUSP., PROWLER, "
        "NARCOTIC, DRUG, INTOX, DRUNK, PANHANDL, FIREWORK, LOITER, HARASS, THREAT, MENACING, "
        "JUVENILE, PROSTITUT, UNWANTED",
    ),
)
_SPACES = str.maketrans("_-", "  ")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def _pattern(words: str) -> re.Pattern[str]:
    whole = (re.escape(word.strip()) for word in words.split(","))
    ends = (f"{word[:-2]}(?!\\w)" if word.endswith(r"\.") else word for word in whole)
    return re.compile(rf"(?<!\w)(?:{'|'.join(ends)})")


_PATTERNS = tuple((category, _pattern(words)) for category, words in WORDS)


@lru_cache(maxsize=4096)
def category_of(*names: str | None) -> Category:
    """Return the category of a call by the code and names of its type."""
    words = _CAMEL.sub(" ", " ".join(filter(None, names))).translate(_SPACES).upper()
    found = (category for category, pattern in _PATTERNS if pattern.search(words))
    return next(found, Category.OTHER)
