"""The demo city, Kestrel Bend, and its calls: synthetic, deterministic by seed."""
