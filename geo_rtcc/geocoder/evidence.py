"""What a reading of the text finds in the reference, form by form, with scores."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations, product

from geo_rtcc.geocoder.addresses import AddressIndex
from geo_rtcc.geocoder.found import Found
from geo_rtcc.geocoder.named_crossings import NamedCrossings
from geo_rtcc.geocoder.parsing import Form, Parsed
from geo_rtcc.geocoder.places import MarkerIndex, PlaceIndex
from geo_rtcc.geocoder.plane import Plane
from geo_rtcc.geocoder.roads import RoadIndex
from geo_rtcc.geocoder.street_ids import Streets
from geo_rtcc.geocoder.towns import Towns
from geo_rtcc.geocoder.weighing import Weighed
from geo_rtcc.models import MatchType

# A street this much less like the text than the best one is not looked at.
_STREET_SLACK = 0.25
_MOST_STREETS = 6  # of one phrase, where every pair of two is tried
# Where the very street exists, one of another type is not meant, whatever its numbers are.
_NAMED, _ALIKE, _NOT_NAMED = 0.98, 0.9, 0.9
_PAIR = 2
_LEFT_OUT = 0.87  # for each street of the text that doesn't come to a junction of three or more
_SAME_JUNCTION_M = 100.0
_ONE_TOWN_M = 500.0  # a number stands once in so small a circle
_AS_GOOD = 0.02
_BESIDE_A_POINT = 0.96
_AGREE_M = 60.0
_BESIDE_M = 60.0  # "north of", "behind": most of half a block
_SHOWN_STREETS = 3
_MOST_WHOLE = 10_000
_NO_NUMBERS = 0.85  # the street is right, and nothing is known of its numbers
_ONLY_STREET = 0.75  # the street is right, and has no such number
_OTHER_TOWN = 0.75  # the text names a town, and this is in another
_TEXT_UNCERTAINTY_M = 10.0
_FAR_M = 100_000.0  # coordinates in a text this far from the reference are a slip

Options = list[tuple[int, float]]


@dataclass(frozen=True, kw_only=True)
class Reference:
    """A geofile, indexed."""

    plane: Plane
    streets: Streets
    roads: RoadIndex
    addresses: AddressIndex
    crossings: NamedCrossings
    places: PlaceIndex
    markers: MarkerIndex
    towns: Towns
    is_empty: bool


class Evidence:
    """Finds what a reading may mean."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._whole = lru_cache(_MOST_WHOLE)(self._found_whole)
        self._by_form: dict[Form, Callable[[Parsed], Iterable[Weighed]]] = {
            Form.COORDINATES: self._coordinates,
            Form.ADDRESS: self._address,
            Form.BLOCK: self._block,
            Form.INTERSECTION: self._intersection,
            Form.PLACE: self._place,
            Form.MARKER: self._marker,
            Form.STREET: self._street,
        }

    def of(self, parsed: Parsed) -> list[Weighed]:
        """Return every place that the reading may mean, in no order."""
        find = self._by_form.get(parsed.form)
        found = [self._by_town(one, parsed.community) for one in (find(parsed) if find else ())]
        return [_beside(one) for one in found] if parsed.is_beside else found

    def _by_town(self, one: Weighed, said: str) -> Weighed:
        if not self._reference.towns.is_elsewhere(one.found, said):
            return one
        return Weighed(score=one.score * _OTHER_TOWN, found=one.found)

    def _coordinates(self, parsed: Parsed) -> Iterator[Weighed]:
        plane, lon, lat = self._reference.plane, parsed.lon, parsed.lat
        if lon is None or lat is None:
            return
        is_near = (
            self._reference.is_empty or plane.distance_m(lon, lat, plane.lon, plane.lat) <= _FAR_M
        )
        found = Found(
            match_type=MatchType.COORDINATES,
            lon=lon,
            lat=lat,
            quality=1.0 if is_near else 0.5,
            uncertainty_m=_TEXT_UNCERTAINTY_M,
            reference="Coordinates in the text"
            + ("" if is_near else ", far from everything in the geofile"),
        )
        yield Weighed(score=found.quality, found=found)

    def _address(self, parsed: Parsed) -> Iterator[Weighed]:
        number = parsed.number
        if number is not None:
            yield from self._on_streets(parsed, lambda each: self._numbered(each, parsed, number))

    def _on_streets(self, parsed: Parsed, find: Callable[[int], list[Found]]) -> Iterator[Weighed]:
        """Find a number on each likely street; else the streets most like the text, without it."""
        streets = self._streets(parsed)
        weighed = [one for street, score in streets for one in _weigh(find(street), score)]
        yield from weighed
        if not weighed:
            for street, score in streets[:_SHOWN_STREETS]:
                yield from _weigh(self._without_number(street), score)

    def _numbered(self, street: int, parsed: Parsed, number: int) -> list[Found]:
        roads, addresses = self._reference.roads, self._reference.addresses
        exact = addresses.exact(
            street,
            number,
            prefix=parsed.number_prefix,
            suffix=parsed.number_suffix,
            unit=parsed.unit,
        )
        ranged = roads.on_range(street, number)
        if exact:  # of a town; another may have a street of this name, and no address points
            return exact + [_lowered(each, _BESIDE_A_POINT) for each in self._far(ranged, exact)]
        likely = ranged + addresses.between(street, number)
        found = self._surest(likely or roads.near_range(street, number))
        if parsed.number_prefix.endswith("-"):  # 34 says little of where 12-34 is
            return [_lowered(each, _ONLY_STREET) for each in found]
        return found

    def _far(self, founds: Sequence[Found], others: Sequence[Found]) -> list[Found]:
        return [
            found
            for found in founds
            if all(self._apart_m(found, other) > _ONE_TOWN_M for other in others)
        ]

    def _surest(self, founds: Sequence[Found]) -> list[Found]:
        """Leave a number's range and interpolation to the surer one; other towns' stay."""
        return [
            found
            for found in founds
            if not any(
                other.uncertainty_m < found.uncertainty_m
                and other.quality >= found.quality - _AS_GOOD
                and self._apart_m(found, other) <= _ONE_TOWN_M
                for other in founds
            )
        ]

    def _without_number(self, street: int) -> list[Found]:
        whole = self._whole(street)
        quality = _ONLY_STREET if self._has_numbers(street) else _NO_NUMBERS
        return [_lowered(each, quality) for each in whole]

    def _has_numbers(self, street: int) -> bool:
        return self._reference.addresses.has(street) or self._reference.roads.has_ranges(street)

    def _block(self, parsed: Parsed) -> Iterator[Weighed]:
        low, high = parsed.number, parsed.number_to
        if low is None or high is None:
            return
        yield from self._on_streets(
            parsed,
            lambda street: (
                self._reference.roads.block(street, low, high)
                or self._block_of_points(street, low, high)
            ),
        )

    def _block_of_points(self, street: int, low: int, high: int) -> list[Found]:
        """Place a block by its address points, checked against where its middle number would be.

        The two disagree where points of another place bear the street's name, or where the few
        points known stand at one end.
        """
        addresses = self._reference.addresses
        found = addresses.block(street, low, high)
        middle = addresses.between(street, (low + high) // 2)
        if not found:
            return [_as_block(each) for each in middle]
        if len(found) > 1 or not middle:
            return found
        apart_m = self._apart_m(found[0], middle[0])
        if apart_m <= _AGREE_M:
            return found
        return [replace(found[0], uncertainty_m=found[0].uncertainty_m + apart_m)]

    def _intersection(self, parsed: Parsed) -> Iterator[Weighed]:
        options = [self._options(phrase) for phrase in parsed.streets]
        met = [list(self._meetings(one, other)) for one, other in combinations(options, 2)]
        if len(options) == _PAIR:
            yield from met[0]
            return
        for i, pair in enumerate(combinations(range(len(options)), 2)):
            for one in met[i]:
                left_out = sum(
                    not self._is_met(one, at, met, len(options))
                    for at in set(range(len(options))) - set(pair)
                )
                yield Weighed(score=one.score * _LEFT_OUT**left_out, found=one.found)

    def _meetings(self, first: Options, second: Options) -> Iterator[Weighed]:
        for (a, score_a), (b, score_b) in product(first, second):
            if a != b:
                yield from _weigh(self._crossing(a, b), score_a * score_b)

    def _is_met(self, one: Weighed, at: int, met: Sequence[list[Weighed]], n: int) -> bool:
        """Return whether street ``at`` of the text meets another one where ``one`` is, too."""
        pairs = zip(combinations(range(n), 2), met, strict=True)
        near = (other for pair, there in pairs if at in pair for other in there)
        return any(self._apart_m(one.found, other.found) <= _SAME_JUNCTION_M for other in near)

    def _apart_m(self, one: Found, other: Found) -> float:
        return self._reference.plane.distance_m(one.lon, one.lat, other.lon, other.lat)

    def _crossing(self, a: int, b: int) -> list[Found]:
        reference = self._reference
        return (
            reference.crossings.crossing(a, b)
            or reference.roads.crossing(a, b)
            or reference.addresses.crossing(a, b)
        )

    def _place(self, parsed: Parsed) -> Iterator[Weighed]:
        if parsed.place in self._reference.towns:
            return  # a whole town, which a school's or a park's name may begin with
        for score, found in self._reference.places.find(parsed.place):
            yield Weighed(score=score * found.quality, found=found)

    def _marker(self, parsed: Parsed) -> Iterator[Weighed]:
        markers = self._reference.markers
        found = markers.find(parsed.route, parsed.marker, parsed.marker_kind, parsed.direction)
        yield from _weigh(found, 1.0)

    def _street(self, parsed: Parsed) -> Iterator[Weighed]:
        for street, score in self._streets(parsed):
            yield from _weigh(self._whole(street), score)

    def _found_whole(self, street: int) -> list[Found]:
        reference = self._reference
        return reference.roads.whole(street) or reference.addresses.whole(street)

    def _streets(self, parsed: Parsed) -> Options:
        return self._options(parsed.streets[0]) if parsed.streets else []

    def _options(self, phrase: str) -> Options:
        matches = self._reference.streets.resolve(phrase)
        if not matches:
            return []
        best = matches[0][1]
        near = [each for each in matches if each[1] >= best - _STREET_SLACK][:_MOST_STREETS]
        if best < _NAMED:
            return near
        return [(each, fit if fit >= _ALIKE else fit * _NOT_NAMED) for each, fit in near]


def _weigh(founds: Iterable[Found], score: float) -> Iterator[Weighed]:
    for found in founds:
        yield Weighed(score=score * found.quality, found=found)


def _beside(one: Weighed) -> Weighed:
    found = one.found
    wider = replace(
        found,
        uncertainty_m=found.uncertainty_m + _BESIDE_M,
        reference=f"Beside {found.reference}",
    )
    return Weighed(score=one.score, found=wider)


def _lowered(found: Found, quality: float) -> Found:
    return replace(found, quality=found.quality * quality)


def _as_block(found: Found) -> Found:
    """Return a number between two known ones as its block, which may lie around it on any side."""
    return replace(
        found,
        match_type=MatchType.BLOCK,
        quality=found.quality * 0.95,
        uncertainty_m=2 * found.uncertainty_m,
    )
