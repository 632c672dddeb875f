"""A file's fields → our columns as text: trimmed, "missing" as null, without NUL."""

from collections.abc import Sequence

import polars as pl

from geo_rtcc.errors import InputError
from geo_rtcc.feeds.geofile.presets import MAYBE, Form
from geo_rtcc.feeds.geofile.records import OTHER_STREETS, TARGETS
from geo_rtcc.models.geofile import STREET_PARTS, GeofileKind

_MISSING = ("", "<null>", "(null)", "null", "none", "n/a", "-", "--")
_NAMELESS = r"(?i)^(?:unnamed|no name|noname|unknown)\b.*$"
_LONGEST = 200
# Of each of these groups a file needs one whole option.
_NEEDED = {
    GeofileKind.ROADS: (("street", "name"),),
    GeofileKind.ADDRESSES: (("address", "street", "name"), ("address", "number")),
    GeofileKind.PLACES: (("name", "marker"),),
    GeofileKind.INTERSECTIONS: (("names", "street_1"), ("names", "street_2")),
    GeofileKind.ALIASES: (("alias",), ("name",)),
}


class Fields:
    """The fields of one file by a form.

    Parameters
    ----------
    file, present
        Its name, for errors, and its fields.
    """

    def __init__(self, form: Form, file: str, present: Sequence[str]) -> None:
        self.form, self._file, self._present = form, file, present
        folded = {name.casefold(): name for name in reversed(present)}
        self._options = {
            target: tuple(
                tuple(folded[_key(name)] for name in option if _key(name) in folded)
                for option in options
                if all(name.endswith(MAYBE) or _key(name) in folded for name in option)
            )
            for target, options in form.columns.items()
        }

    def missing(self) -> tuple[str, ...]:
        """Return what the file needs and doesn't say; empty where it can be used."""
        return tuple(
            " or ".join(group) for group in _NEEDED[self.form.kind] if not self.has(*group)
        )

    def refuse_missing(self) -> None:
        """Raise InputError naming what is missing, and the fields there are."""
        if missing := self.missing():
            has = ", ".join(self._present[:40]) or "none"
            raise InputError(
                f"{self._file}: no field for {' and '.join(missing)} of {self.form.kind} by the "
                f"preset {self.form.preset}. Its fields: {has}. Say which field is which in a TOML "
                "file: --preset my.toml."
            )

    def has(self, *targets: str) -> bool:
        """Tell whether the file says one of these."""
        return any(self._options.get(target) for target in targets)

    def used(self) -> tuple[str, ...]:
        """Return the fields that are read, each once."""
        options = (option for options in self._options.values() for option in options)
        return tuple(dict.fromkeys(name for option in options for name in option))

    def name(self, *targets: str) -> str:
        """Return what the file calls the first of these that it has; ours where it has none."""
        for target in targets:
            if options := self._options.get(target):
                return " + ".join(options[0])
        return targets[0]

    def said(self, raw: pl.DataFrame) -> pl.DataFrame:
        """Return a column of text for each of ours; of whole names, a list of others."""
        plain = raw.with_columns(self._plain(name) for name in self.used())
        text = plain.select(self._text(target).alias(target) for target in TARGETS[self.form.kind])
        others = self._options.get(OTHER_STREETS, ())
        listed = pl.concat_list([_joined(option) for option in others]) if others else None
        return text if listed is None else text.with_columns(plain.select(others=listed)["others"])

    def _plain(self, name: str) -> pl.Expr:
        text = pl.col(name).str.replace_all(r"[\s\x00]+", " ").str.strip_chars()
        missing = (*_MISSING, *self.form.missing)
        return pl.when(~text.str.to_lowercase().is_in(missing)).then(text).alias(name)

    def _text(self, target: str) -> pl.Expr:
        if target in self.form.constants:
            return pl.lit(self.form.constants[target])
        options = self._options.get(target, ())
        if not options:
            return pl.lit(None, pl.String)
        text = pl.coalesce([_joined(option) for option in options])
        if words := self.form.values.get(target):
            text = text.str.to_lowercase().replace_strict(words, default=text)
        return pl.when(text != "").then(text)


def street_columns(said: pl.DataFrame) -> pl.DataFrame:
    """Return whole names where only parts are said, parts only with a name, and other names."""
    parts = [pl.col(part) for part in STREET_PARTS]
    whole = pl.concat_str(parts, separator=" ", ignore_nulls=True)
    street = pl.coalesce("street", pl.when(pl.col("name").is_not_null()).then(whole))
    named = said.with_columns(street=pl.when(~street.str.contains(_NAMELESS)).then(street))
    named = named.with_columns(pl.when(pl.col("name").is_not_null()).then(part) for part in parts)
    if "others" not in said.columns:
        return named.with_columns(pl.lit(None, pl.List(pl.String)).alias(OTHER_STREETS))
    return named.with_columns(_others().alias(OTHER_STREETS)).drop("others")


def too_long(*targets: str) -> pl.Expr:
    """Tell whether one of these texts is longer than any name is."""
    return pl.any_horizontal(
        (pl.col(target).str.len_chars() > _LONGEST).fill_null(False) for target in targets
    )


def _key(name: str) -> str:
    return name.removesuffix(MAYBE).casefold()


TOO_LONG = f"The text is longer than {_LONGEST} characters."


def _joined(option: tuple[str, ...]) -> pl.Expr:
    if len(option) == 1:
        return pl.col(option[0])
    text = pl.concat_str(option, separator=" ", ignore_nulls=True)
    return pl.when(text != "").then(text)


def _others() -> pl.Expr:
    """Return the other names, several in a field parted at ";" or "|", without the street's own."""
    names = pl.col("others").list.drop_nulls().list.join(";")
    listed = names.str.replace_all("|", ";", literal=True).str.split(";")
    listed = listed.list.eval(pl.element().str.strip_chars())
    own = pl.concat_list(pl.col("street"), pl.lit(""))
    kept = listed.list.set_difference(own)
    return pl.when(kept.list.len() > 0).then(kept)
