"""Twenty thousand vehicles: plates, makes, homes, works and habits. Every plate is invented."""

from dataclasses import dataclass
from functools import lru_cache
from string import ascii_uppercase, digits

import numpy as np
import numpy.typing as npt

from geo_rtcc.demo.city import City
from geo_rtcc.demo.destinations import destinations
from geo_rtcc.demo.driving import roads
from geo_rtcc.demo.geometry import Floats
from geo_rtcc.demo.lots import Ints, frontage, lot_points
from geo_rtcc.demo.placing import weights

Texts = npt.NDArray[np.object_]

COUNT = 20_000
# The first vehicles play a part: see ``suspects``.
THIEF, LEADER, FOLLOWER = 0, 1, 2
LISTED, TWINS = range(3, 123), range(123, 163)
_CAST = TWINS.stop
HOME_STATE = "IL"
# State: its share, and its plates' pattern (L a letter, D a digit).
STATES = {
    "IL": (0.85, "LLLDDDD"),
    "IA": (0.055, "LLLDDD"),
    "MO": (0.05, "LLDLDL"),
    "WI": (0.02, "LLLDDDD"),
    "IN": (0.015, "DDDLLL"),
    "TX": (0.01, "LLLDDDD"),
}
COMMUTER, AT_HOME, NIGHT, VISITOR, HAULER = range(5)
# Shares of habits among vehicles of the city, and how likely each is out on a day.
_HABITS = (0.58, 0.3, 0.11, 0.0, 0.01)
_OUT = (0.11, 0.07, 0.08, 0.12, 0.35)
_FAVOURITES = 3
_LETTERS = ascii_uppercase.replace("I", "").replace("O", "").replace("Q", "")
# Make: share, models.
_MAKES = {
    "Ford": (16, "F-150 Escape Explorer Focus"),
    "Chevrolet": (15, "Silverado Equinox Malibu Impala"),
    "Toyota": (14, "Camry Corolla RAV4 Tacoma"),
    "Honda": (11, "Civic Accord CR-V Odyssey"),
    "Nissan": (8, "Altima Rogue Sentra"),
    "Jeep": (7, "Cherokee Wrangler Compass"),
    "Hyundai": (6, "Elantra Sonata Tucson"),
    "Kia": (6, "Soul Forte Sorento"),
    "GMC": (5, "Sierra Acadia Terrain"),
    "Dodge": (5, "Charger Journey"),
    "Subaru": (4, "Outback Forester"),
    "Volkswagen": (3, "Jetta Passat"),
}
_TRUCKS = frozenset({"F-150", "Silverado", "Tacoma", "Sierra"})
_SUVS = frozenset(
    [
        *["Escape", "Explorer", "Equinox", "RAV4", "CR-V", "Rogue", "Cherokee", "Wrangler"],
        *["Compass", "Tucson", "Sorento", "Acadia", "Terrain", "Journey", "Outback", "Forester"],
    ]
)
_COLORS = {"white": 25, "black": 22, "gray": 18, "silver": 14, "blue": 10, "red": 9, "green": 2}


@dataclass(frozen=True, eq=False)
class Fleet:
    """The vehicles as arrays of one length.

    Parameters
    ----------
    home, home_xy
        Node, and lot in plane metres; a visitor's is the city gate it comes through.
    work, favourites
        Destinations: one, and three that errands go to.
    out
        How likely it is out on an average day.
    """

    plate: Texts
    state: Texts
    make: Texts
    model: Texts
    color: Texts
    kind: Texts
    home: Ints
    home_xy: Floats
    work: Ints
    favourites: Ints
    habit: Ints
    out: Floats


@lru_cache(maxsize=2)
def fleet(city: City) -> Fleet:
    """Return the city's vehicles; the same for the same city."""
    rng = np.random.default_rng([city.seed, 42])
    state = rng.choice(list(STATES), COUNT, p=[share for share, _ in STATES.values()])
    state[:_CAST] = HOME_STATE
    make, model, color, kind = _looks(rng)
    habit = rng.choice(len(_HABITS), COUNT, p=_HABITS)
    habit[(state != HOME_STATE) & (rng.random(COUNT) < 0.8)] = VISITOR  # noqa: PLR2004
    habit[:_CAST] = COMMUTER
    home, home_xy = _homes(city, rng, habit)
    goal = destinations(city)
    errands = goal.of("shop", "mall", "nightlife", "hospital", "school", "college")
    return Fleet(
        plate=_plates(rng, state),
        state=state.astype(object),
        make=make,
        model=model,
        color=color,
        kind=kind,
        home=home,
        home_xy=home_xy,
        work=rng.choice(goal.of("works", "shop", "gate", "hospital", "college"), COUNT),
        favourites=rng.choice(errands, (COUNT, _FAVOURITES)),
        habit=habit,
        out=np.array(_OUT)[habit] * rng.gamma(2.0, 0.5, COUNT),
    )


def invented_plates(rng: np.random.Generator, pattern: str, count: int) -> Texts:
    """Draw plates of a pattern; some may be the same."""
    signs = [rng.choice(list(_LETTERS if place == "L" else digits), count) for place in pattern]
    joined = signs[0]
    for sign in signs[1:]:
        joined = np.strings.add(joined, sign)
    return joined.astype(object)


def _plates(rng: np.random.Generator, state: npt.NDArray[np.str_]) -> Texts:
    plates = np.empty(COUNT, dtype=object)
    for name, (_, pattern) in STATES.items():
        wanted = np.flatnonzero(state == name)
        drawn = np.unique(invented_plates(rng, pattern, 2 * len(wanted) + 9).astype(str))
        plates[wanted] = rng.permutation(drawn)[: len(wanted)]
    return plates


def _looks(rng: np.random.Generator) -> tuple[Texts, Texts, Texts, Texts]:
    shares = np.array([share for share, _ in _MAKES.values()], dtype=float)
    make = rng.choice(list(_MAKES), COUNT, p=shares / shares.sum()).astype(object)
    luck = rng.random(COUNT)
    models = {name: text.split() for name, (_, text) in _MAKES.items()}
    model = np.array(
        [models[m][int(f * len(models[m]))] for m, f in zip(make, luck, strict=True)], dtype=object
    )
    tints = np.array(list(_COLORS.values()), dtype=float)
    color = rng.choice(list(_COLORS), COUNT, p=tints / tints.sum()).astype(object)
    kind = np.array(
        ["truck" if m in _TRUCKS else "suv" if m in _SUVS else "car" for m in model], dtype=object
    )
    return make, model, color, kind


def _homes(city: City, rng: np.random.Generator, habit: Ints) -> tuple[Ints, Floats]:
    net, front = roads(city), frontage(city.streets)
    segment = rng.choice(len(front.lines), COUNT, p=weights(front, city.seed)["homes"])
    side = rng.integers(0, 2, COUNT)
    lot = (rng.random(COUNT) * front.lots[segment, side]).astype(np.int64)
    xy = lot_points(front, segment, side, lot)
    node = net.ends[segment, rng.integers(0, 2, COUNT)]
    gate = destinations(city).node[destinations(city).of("gate")]
    visiting = habit == VISITOR
    node = np.where(visiting, rng.choice(gate, COUNT), node)
    return node, np.where(visiting[:, None], net.xy[node], xy)
