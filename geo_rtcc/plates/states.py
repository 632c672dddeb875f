"""States, territories and provinces that issue plates, from the words that cameras send."""

import re
import unicodedata

import polars as pl

_US = {
    "AL": "alabama", "AK": "alaska", "AZ": "arizona", "AR": "arkansas", "CA": "california",
    "CO": "colorado", "CT": "connecticut", "DE": "delaware", "DC": "district of columbia",
    "FL": "florida", "GA": "georgia", "HI": "hawaii", "ID": "idaho", "IL": "illinois",
    "IN": "indiana", "IA": "iowa", "KS": "kansas", "KY": "kentucky", "LA": "louisiana",
    "ME": "maine", "MD": "maryland", "MA": "massachusetts", "MI": "michigan", "MN": "minnesota",
    "MS": "mississippi", "MO": "missouri", "MT": "montana", "NE": "nebraska", "NV": "nevada",
    "NH": "new hampshire", "NJ": "new jersey", "NM": "new mexico", "NY": "new york",
    "NC": "north carolina", "ND": "north dakota", "OH": "ohio", "OK": "oklahoma", "OR": "oregon",
    "PA": "pennsylvania", "RI": "rhode island", "SC": "south carolina", "SD": "south dakota",
    "TN": "tennessee", "TX": "texas", "UT": "utah", "VT": "vermont", "VA": "virginia",
    "WA": "washington", "WV": "west virginia", "WI": "wisconsin", "WY": "wyoming",
    "AS": "american samoa", "GU": "guam", "MP": "northern mariana islands", "PR": "puerto rico",
    "VI": "virgin islands",
}  # fmt: skip
_CANADA = {
    "AB": "alberta", "BC": "british columbia", "MB": "manitoba", "NB": "new brunswick",
    "NL": "newfoundland and labrador", "NS": "nova scotia", "NT": "northwest territories",
    "NU": "nunavut", "ON": "ontario", "PE": "prince edward island", "QC": "quebec",
    "SK": "saskatchewan", "YT": "yukon",
}  # fmt: skip
_ALIASES = {
    "washington dc": "DC", "washington d c": "DC", "d c": "DC", "us virgin islands": "VI",
    "u s virgin islands": "VI", "newfoundland": "NL", "yukon territory": "YT",
}  # fmt: skip
_COUNTRIES = {
    "us": "us", "usa": "us", "united states": "us", "ca": "canada", "can": "canada",
    "canada": "canada",
}  # fmt: skip
_LONGEST = 60
_APART = re.compile(r"[^a-z0-9]+")


def _names(codes: dict[str, str]) -> dict[str, str]:
    aliases = {alias: code for alias, code in _ALIASES.items() if code in codes}
    return {code.lower(): code for code in codes} | {n: c for c, n in codes.items()} | aliases


_REGIONS = {"us": _names(_US), "canada": _names(_CANADA)}
_ANYWHERE = _REGIONS["canada"] | _REGIONS["us"]


def state_code(text: str | None) -> str | None:
    """Return the two letters of a state, territory or Canadian province; None where unknown.

    A code or name alone is a region: "CA" is California. With a country beside it, before or
    after, it is that country's: "us-tx" and "tx-us" are Texas, "ca-on" is Ontario, "us-ca"
    California. Other countries' regions, Mexico's too, are unknown.
    """
    if text is None or len(text) > _LONGEST:
        return None
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    words = _APART.sub(" ", plain).strip()
    return _ANYWHERE.get(words) or _with_country(words)


def _with_country(words: str) -> str | None:
    for country, name in _COUNTRIES.items():
        region = None
        if words.startswith(country + " "):
            region = _REGIONS[name].get(words[len(country) + 1 :])
        if region is None and words.endswith(" " + country):
            region = _REGIONS[name].get(words[: -len(country) - 1])
        if region is not None:
            return region
    return None


def state_codes(texts: pl.Series) -> pl.Series:
    """Return ``state_code`` of each text."""
    texts = texts.cast(pl.String)
    known = {text: code for text in texts.unique() if (code := state_code(text)) is not None}
    return texts.replace_strict(
        pl.Series(list(known), dtype=pl.String),
        pl.Series(list(known.values()), dtype=pl.String),
        default=None,
        return_dtype=pl.String,
    )
