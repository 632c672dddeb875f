"""What is not loaded, and how to load it."""

from geo_rtcc.situation.identity import Identity

NO_CALLS = (
    "There are no calls for service yet: geo-rtcc load calls FILE --preset NAME, or send them to "
    "the ingest service."
)
NO_AREAS = (
    "No boundaries are loaded, so no call has a beat: geo-rtcc load boundaries FILE "
    "--kind beat --code FIELD --effective DATE"
)
NO_PLAN = (
    "No shift plan is loaded, so times are in UTC and no call has a shift: geo-rtcc "
    "load shifts FILE.toml"
)


def gaps(known: Identity) -> list[str]:
    """Return a sentence for each kind of data that is not loaded."""
    return [
        sentence
        for absent, sentence in (
            (known.newest_at is None, NO_CALLS),
            (known.area_kind is None, NO_AREAS),
            (not known.has_plan, NO_PLAN),
        )
        if absent
    ]
