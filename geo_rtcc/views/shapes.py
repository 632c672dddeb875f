"""Bin swatches as small SVG images, the same as the canvas draws them."""

from base64 import b64encode
from html import escape

from geo_rtcc.views.palette import Theme


def swatch(colour: str, *, hatched: bool, theme: Theme) -> str:
    """Return a filled square of a bin's colour, hatched where counts are low."""
    lines = ""
    if hatched:
        ink = hatch_colour(theme)
        lines = "".join(
            f'<line x1="{x}" y1="7" x2="{x + 14}" y2="-7" stroke="{ink}" stroke-opacity=".6"/>'
            for x in (-14, -9, -4, 1)
        )
    opacity = 0.42 if hatched else 0.85
    square = (
        f'<rect x="-7" y="-7" width="14" height="14" fill="{colour}" fill-opacity="{opacity}"/>'
    )
    return _svg(14, square + lines, "")


def hatch_colour(theme: Theme) -> str:
    """Return the colour of the hatching on low bins."""
    return "#4a4d52" if theme == "light" else "#93a1af"


def _svg(side: float, inside: str, label: str) -> str:
    half = side / 2
    box = f"{-half:g} {-half:g} {side:g} {side:g}"
    head = f'xmlns="http://www.w3.org/2000/svg" width="{side:g}" height="{side:g}"'
    # As an image, because Streamlit's sanitiser drops inline SVG.
    packed = b64encode(f'<svg {head} viewBox="{box}">{inside}</svg>'.encode()).decode()
    size = f'width="{side:g}" height="{side:g}"'
    return f'<img src="data:image/svg+xml;base64,{packed}" alt="{escape(label)}" {size}>'
