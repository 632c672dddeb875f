"""Side-by-side measurements against named peers; run one with ``./rtcc bench NAME``."""
