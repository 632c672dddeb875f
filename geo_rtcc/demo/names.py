"""Names for streets: plants, stones, virtues and the shapes of land; no persons."""

from collections.abc import Iterator

import numpy as np


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# East of Meridian, north–south avenues, in the order they are met.
EAST_AVENUES = _words("""
Acacia Alder Almond Apple Ash Aspen Aster Azalea Balsam Bamboo Basil Bayberry Beech Birch Bluebell
Boxwood Briar Buckeye Butternut Camellia Catalpa Cedar Cherry Chestnut Clover Cottonwood Crabapple
Cypress Dahlia Dogwood Elder Elm Fern Fir Foxglove Gentian Ginkgo Hawthorn Hazel Heather Hemlock
Hickory Holly Ironwood Ivy Jasmine Juniper Larch Laurel Lavender Lilac Linden Locust Magnolia Mallow
Maple Mimosa Mulberry Myrtle Nettle Oak Olive
""")
# South of Center, east–west streets.
SOUTH_STREETS = _words("""
Agate Amber Basalt Beryl Cobalt Copper Coral Crystal Diamond Emerald Feldspar Flint Garnet Granite
Graphite Hematite Iron Jade Jasper Limestone Marble Mica Nickel Onyx Opal Pearl Quartz Ruby
""")
# North of Center, east–west streets.
NORTH_STREETS = _words("""
Amity Beacon Candor Charity Constancy Courage Diligence Fidelity Fortitude Grace Honor Hope Industry
Integrity Justice Liberty Mercy Merit Patience Peace Prudence Reliance Resolute Sincerity Tolerance
Unity Valor Verity Welcome Zeal
""")
DOWNTOWN_STREETS = _words("""
Canal Chapel College Commerce Court Depot Ferry Foundry Front Garden Granary Harbor Library Market
Mill Orchard Park Pearl River Spring Temple Theater Water Wharf
""")
DOWNTOWN_WEST = _words(
    "Arch Barley Bell Canvas Cooper Cordage Grain Lantern Loom Mason Plough Tanner"
)
FIRST = _words("""
Autumn Badger Bittern Blue Brook Canyon Clear Cloud Copper Coyote Crane Creek Deer Dove Eagle Elk
Falcon Finch Fox Glen Golden Goose Grouse Hawk Heron Hidden Hollow Indigo Kestrel Lake Lark Meadow
Mist Moss Otter Owl Pheasant Pine Plover Prairie Quail Rain Raven Red Robin Rock Rose Sage Sand
Shadow Silver Spruce Star Stone Summer Sun Swan Teal Timber Trout Violet Walnut Wheat Wild Willow
Wind Winter Wren
""")
SECOND = _words("""
Bend Bluff Branch Brook Canyon Cliff Cove Creek Crest Crossing Dale Field Ford Gate Glade Glen Grove
Harbor Heath Hill Hollow Knoll Landing Ledge Mesa Mill Point Pond Prairie Ridge Run Shore Slope
Spring Summit Terrace Vale Valley View Wood
""")


def ordinal(number: int) -> str:
    """Return 1st, 2nd, 3rd, 4th, 11th …"""
    teen = number % 100 in (11, 12, 13)
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def winding_names(rng: np.random.Generator) -> Iterator[str]:
    """Yield names for winding streets, each once, in an order set by ``rng``."""
    pairs = [f"{a} {b}" for a in FIRST for b in SECOND if a != b]
    yield from (pairs[i] for i in rng.permutation(len(pairs)))
