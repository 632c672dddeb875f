"""How cameras misread plates: signs that look alike, and the rarer slips that stopped people."""

LOOK_ALIKE = {
    "0": "OD", "1": "I", "8": "B", "B": "8", "5": "S", "S": "5", "2": "Z", "Z": "2", "6": "G",
    "G": "6", "D": "0", "U": "V", "V": "U",
}  # fmt: skip
UNCOMMON = {"3": "7", "7": "2"}
_UNCOMMON_SHARE = 0.3


def misread(plate: str, luck: float) -> str:
    """Return the plate with one sign read wrongly; as it is where none of its signs can be.

    Parameters
    ----------
    luck
        A fraction that decides which sign, and as what.
    """
    signs = UNCOMMON if luck < _UNCOMMON_SHARE else LOOK_ALIKE
    places = [at for at, sign in enumerate(plate) if sign in signs]
    if not places:
        signs = LOOK_ALIKE if signs is UNCOMMON else UNCOMMON
        places = [at for at, sign in enumerate(plate) if sign in signs]
    if not places:
        return plate
    at = places[int(luck * 997) % len(places)]
    wrong = signs[plate[at]]
    return plate[:at] + wrong[int(luck * 9973) % len(wrong)] + plate[at + 1 :]


def kind_of(plate: str, text: str) -> str:
    """Return ``uncommon`` or ``look_alike`` for a misread."""
    pairs = [(a, b) for a, b in zip(plate, text, strict=True) if a != b]
    return "uncommon" if any(UNCOMMON.get(a) == b for a, b in pairs) else "look_alike"
