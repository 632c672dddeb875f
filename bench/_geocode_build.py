"""Builds the geocoder once in a process of its own; prints its seconds and MiB."""

import ctypes
import gc
import resource
import sys
import time
from pathlib import Path

from bench._geocode_city import reference
from geo_rtcc.geocoder.geocoder import Geocoder


def _mib() -> float:
    """Return the memory in use now, without what the allocator only keeps."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


if __name__ == "__main__":
    geofile = reference(Path(sys.argv[1]))
    before = _mib()
    began = time.perf_counter()
    geocoder = Geocoder(geofile)
    print(time.perf_counter() - began, _mib() - before)
