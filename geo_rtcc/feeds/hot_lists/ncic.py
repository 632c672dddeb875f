"""NCIC's files, by the names that lists give them."""

import re

from geo_rtcc.models.hot_lists import NcicFile

_SYNONYMS = {
    NcicFile.VEHICLE: (
        "stolen vehicle", "stolen vehicles", "stolen car", "stolen auto", "stolen", "auto theft",
        "vehicle theft", "felony vehicle", "stolen felony vehicle", "carjacking",
    ),
    NcicFile.LICENSE_PLATE: (
        "stolen plate", "stolen plates", "stolen license plate", "stolen license plates", "plate",
        "lost plate", "missing plate", "lost or stolen plate", "stolen missing license plate",
    ),
    NcicFile.WANTED_PERSON: (
        "wanted", "wanted persons", "warrant", "warrants", "felony warrant",
        "fugitive",
    ),
    NcicFile.PROTECTION_ORDER: (
        "protection orders", "protective order", "protective orders", "restraining order",
        "order of protection",
    ),
    NcicFile.EXTREME_RISK_PROTECTION_ORDER: ("erpo", "extreme risk", "red flag order"),
    NcicFile.MISSING_PERSON: (
        "missing", "missing persons", "missing child", "missing juvenile", "missing endangered",
        "endangered missing", "amber alert", "amber", "silver alert", "abducted child",
    ),
    NcicFile.GANG: ("gangs", "gang member", "gang group member", "violent gang"),
    NcicFile.THREAT_SCREENING_CENTER: (
        "tsc", "terrorist", "known or suspected terrorist", "kst", "terrorist screening center",
        "known or appropriately suspected terrorist", "vgtof",
    ),
    NcicFile.SUPERVISED_RELEASE: ("parole", "probation", "parolee", "probationer"),
    NcicFile.SEX_OFFENDER_REGISTRY: (
        "sex offender", "sex offenders", "registered sex offender", "nsor",
        "national sex offender registry", "sexual offender",
    ),
    NcicFile.IMMIGRATION_VIOLATOR: ("immigration violators", "immigration", "deported felon"),
    NcicFile.PROTECTIVE_INTEREST: ("protective interests", "protected person"),
    NcicFile.VIOLENT_PERSON: ("violent persons", "violent offender"),
}  # fmt: skip
_APART = re.compile(r"[^a-z0-9]+")


def folded(text: str) -> str:
    """Return a name as small letters and digits with single spaces: "Stolen_Vehicle (V)" too."""
    return _APART.sub(" ", text.casefold()).strip()


def _names() -> dict[str, NcicFile]:
    found = {folded(file.value): file for file in NcicFile}
    for file, names in _SYNONYMS.items():
        found |= dict.fromkeys(names, file)
    # lists write "Vehicle File" as often as "Vehicle"
    return found | {f"{name} file": file for name, file in found.items()}


_FILES = _names()


def ncic_file(category: str) -> NcicFile | None:
    """Return the NCIC file that a list's category names, None where it names none."""
    name = folded(category)
    return _FILES.get(name) or _FILES.get(name.removeprefix("ncic").strip())
