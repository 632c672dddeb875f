"""Names as a map shows them: "COLUMBUS AVE" becomes "Columbus Ave"."""

import re

LONGEST = 200

_NO_NAME = {
    "", "-", "--", "null", "(null)", "<null>", "n/a", "na", "none", "unknown", "unk", "no name",
    "noname", "unnamed",
}  # fmt: skip
_NAMELESS = re.compile(r"unnamed\b", re.IGNORECASE)
_KEPT = {
    "N", "E", "S", "W", "NE", "NW", "SE", "SW", "NB", "SB", "EB", "WB", "US", "USFS", "BIA", "FM",
    "SR", "CR", "CSAH", "HOV", "II", "III", "IV", "VI", "VII", "VIII", "IX", "MLK", "JFK", "FDR",
    "LBJ",
}  # fmt: skip
_SMALL = {"of", "the", "and", "at", "to", "for", "in", "on"}
_STATES = (
    "A[LKZR] C[AOT] D[EC] FL GA HI I[DLNA] K[SY] LA M[EDAINSOT] N[EVHJMYCD] O[HKR] P[AR] RI S[CD] "
    "T[NX] UT V[TA] W[AVIY]"
).replace(" ", "|")
_ROUTE = re.compile(rf"\b(?:I|SH|RM|TH|{_STATES})(?=[- ]+\d)")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_ORDINAL = re.compile(r"\d+(?:ST|ND|RD|TH)")
_ELISION = re.compile(r"([^\W\d_])['’][^\W\d_]{2,}")
_MC = re.compile(r"MC[A-Z]{3,}")
_INTERSTATE = re.compile(r"\bI- +(?=\d)")


def tidy(text: str) -> str | None:
    """Return a name without shouting, or None for one that says there is none.

    Only a name without any small letter is changed; a mixed one is as the agency wants it. "MAC…"
    is left a plain word: MACARTHUR and MACON can't be told apart.
    """
    name = _INTERSTATE.sub("I-", " ".join(text.split()))
    if name.casefold() in _NO_NAME or _NAMELESS.match(name):
        return None
    if name != name.upper() or not re.search(r"[^\W\d_]{2}", name):
        return name
    routes = {match.start() for match in _ROUTE.finditer(name)}
    return _WORD.sub(lambda found: _word(found, found.start() in routes), name)


def _word(found: re.Match[str], is_route: bool) -> str:
    word = found[0]
    if _ORDINAL.fullmatch(word):
        return word.lower()
    if is_route or word in _KEPT or any(letter.isdigit() for letter in word):
        return word
    if word.lower() in _SMALL and found.start():
        return word.lower()
    if _MC.fullmatch(word):
        return f"Mc{word[2:].capitalize()}"
    if _ELISION.fullmatch(word):
        return f"{word[:2]}{word[2:].capitalize()}"
    return word.capitalize()
