"""Which plates are on the hot list because of the city's own vehicles."""

from functools import lru_cache

from geo_rtcc.demo.chance import chance
from geo_rtcc.demo.city import City
from geo_rtcc.demo.misreads import misread
from geo_rtcc.demo.vehicles import TWINS, fleet


@lru_cache(maxsize=4)
def twin_plates(city: City, seed: int) -> tuple[str, ...]:
    """Return listed plates that differ from an innocent vehicle's by one sign that is misread.

    One for each vehicle of ``TWINS``: a camera that misreads it makes a false hit.
    """
    plate = fleet(city).plate
    return tuple(misread(plate[car], float(chance(seed, 80, car))) for car in TWINS)
