"""One load by the notebook's way, in a process of its own: prints its seconds and the rows."""

import sys
import time
from pathlib import Path

import geopandas as gpd

from bench import notebook


def main() -> None:
    """Load the file named first into the server named last, beats from the file between."""
    path, beats, url = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    frame = gpd.read_file(beats)
    began = time.perf_counter()
    n = notebook.load(path, frame, url)
    sys.stdout.write(f"{time.perf_counter() - began} {n}\n")


if __name__ == "__main__":
    main()
