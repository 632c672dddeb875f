"""The marks and words that dispatch systems put around addresses: blocks, markers, "@", "N/O"."""

import re

from geo_rtcc.geocoder.lexicon import words_of
from geo_rtcc.geocoder.parsed import Form, Parsed
from geo_rtcc.geocoder.phrases import read, route_of

_SHORTEST_RANGE = 3  # digits
_HUNDRED = 100
_COMMENT = re.compile(r"\([^()]*\)?|\[[^\[\]]*\]?")
_TRAVEL = re.compile(r"(?<![A-Z])([NSEW])/B(?:OUND)?\b")
_PIECES = re.compile(r"\s*(?:[;:]|(?<!\d)\s-\s|--+)\s*")
_PLACE_PIECES = re.compile(r"\s*(?:[;:@]|\s-\s)\s*")
_UNIT_PIECE = re.compile(r"\s*[;:]\s*(?=(?:APT|APARTMENT|UNIT|STE|SUITE|RM|ROOM|BLDG|LOT|FL|#)\b)")
_UNIT_BEFORE = re.compile(
    r"(?:APT|APARTMENT|UNIT|STE|SUITE|RM|ROOM|BLDG|BUILDING|LOT|FL|FLOOR|SPC|TRLR|#)[\s#.]*"
    r"([A-Z]?-?\d{1,5}-?[A-Z]?|[A-Z])\s+(?=\d{1,6}[A-Z]?\s+\S)"
)
_THOUSANDS = re.compile(r"(?<![\d,.])(\d{1,2}),(\d{3})(?=\s)")
_NOISE = re.compile(
    r"(?:(?:JUST )?(?:NEAR|IFO|IN FRONT OF|(?:IN )?(?:THE )?REAR OF|R/O|ACROSS FROM|BEHIND|"
    r"OPPOSITE|AREA OF|IN THE AREA OF|VICINITY OF|VIC|NEXT TO|CORNER OF|COR|CORNER|INTERSECTION OF|"
    r"INTERSECTION|INT OF|BLOCK OF|BLOCK|BLKS?|BK|AT|ON|OFF|FROM|LOCATION|LOC)[\s:.]+)+"
)
# "N/O", "JSO" and "NORTH OF" another street are near the crossing with it.
_STREET_PARTS = re.compile(
    r"\s*(?:(?<!\d)/|/(?!\d)|\\|&|\+|@|\|)\s*|"
    r"\s+(?:(?:AND |JUST )*(?:NORTH|SOUTH|EAST|WEST|[NSEW]) OF|J?[NSEW]/O|J[NSEW]O|"
    r"AND|AT|NEAR|X-ING|XING OF|XST|X/ST|X-ST|CROSS OF|CORNER OF|INTERSECTION OF|IFO|UNDER|OVER|"
    r"X(?! (?:AVE?|AVENUE|BLVD|BL|DR|PL|ST|STREET|WAY)\b))\s+"
)
_BESIDE = re.compile(
    r"\b(?:NEAR|REAR OF|R/O|ACROSS FROM|BEHIND|OPPOSITE|AREA OF|VICINITY|VIC|NEXT TO|"
    r"(?:NORTH|SOUTH|EAST|WEST|[NSEW]) OF|J?[NSEW]/O|J[NSEW]O)\b"
)
_BETWEEN = re.compile(r"(.*?)\s*\b(?:BETWEEN|BTWN|BTW|BET|B/W)\b\s*(.+)")
_BLOCK_WORD = re.compile(r"BL|BK|HB|HUND|\d\s?X|^\d+-\d")
_RANGE = re.compile(
    r"(\d{1,6})(\s*(?:-|TO)\s*|\s+)(\d{1,6})\s+(?:BLOCKS?|BLKS?|BK)\b\.?\s*(?:OF\s+)?(.+)"
)
_BLOCK = re.compile(
    r"(?:THE\s+)?(\d{1,6}|UNIT)(?:ST|ND|RD|TH|([NSEW]))?\s*((?:(?:HUNDRED|HUND)\s*-?\s*)?"
    r"(?:HUNDRED|BLOCK|BLK|BK|BLCK|HBLK|HB))\b\.?\s*(?:BLOCK|BLK)?\s*(?:OF\s+)?(?:1/2\s+)?(.+)"
)
_BLOCK_OF = re.compile(r"(?:BLOCK|BLK)\s+(?:OF\s+)?(\d{1,6})\s+(.+)")
_BLOCK_LAST = re.compile(r"(.+?)[,\s]+(\d{1,6})\s*(?:BLOCK|BLK|BK)")
_X_BLOCK = re.compile(r"(\d{1,4})(X{1,3}|\sX{2,3})\s+(?:(?:BLOCK|BLK|BK)\b\s*)?(?:OF\s+)?(.+)")
_NUMBERS = re.compile(r"(\d{1,6})-(\d{1,6})\s+(.+)")
_MARKER = re.compile(
    r"\b(?:(EXIT|XIT)|(MILE ?(?:MARKER|POST|MKR|MRK|PT|MP)?|MM|MP|MLM|MMKR))[\s#.:]*"
    r"(\d{1,4}(?:\.\d{1,3})?(?:-?[A-Z])?)\b"
)
_NEAR_MARKER = re.compile(r"\b(?:AT|NEAR|@|ON|OFF|AND)\b|[@,/&#]")
# "N6W23001", "A1234", "123-45", "1234A", "1234 1/2"; "I25" and "E470" are highways.
_NUMBER = r"(?:[A-Z]\d+[A-Z]|[A-Z](?=\d{4}))?\d{1,7}(?:-\d{1,7})?(?:-?[A-Z])?(?: \d/\d)?"
_HOUSE = re.compile(rf"{_NUMBER}\s")
_HOUSE_INSIDE = re.compile(rf"(?![\d\s,-]+\d\s)(.*?)[\s,]+({_NUMBER}\s+[A-Z0-9].*)")


def without_comments(text: str) -> str:
    """Return a text without what stands in brackets, unless nothing else stands there.

    "E/B" becomes "EB", "1,200" 1200.
    """
    without = " ".join(_COMMENT.sub(" ", text).split())
    kept = without if words_of(without) else text.strip("()[] ")
    return _THOUSANDS.sub(r"\1\2", _TRAVEL.sub(r"\1B", kept))


def is_beside(text: str) -> bool:
    """Return whether a text says "near", "behind", "north of" …: not at, but beside."""
    return _BESIDE.search(text) is not None


def without_noise(text: str) -> str:
    """Return a text without "IN FRONT OF", "CORNER OF", "BLK" … before it."""
    match = _NOISE.match(text)
    return text[match.end() :] if match and match.end() < len(text) else text


def unit_before(text: str) -> tuple[str, str]:
    """Return "300" and "120 MAIN ST" of "UNIT 300 120 MAIN ST"; mostly there is no unit."""
    match = _UNIT_BEFORE.match(text)
    return (match[1], text[match.end() :]) if match else ("", text)


def pieces(text: str) -> list[str]:
    """Return the parts of "1200 MAIN ST: @WALMART", those with an address first.

    A place keeps its "@"; a unit stays with its address.
    """
    if text.startswith("@"):
        found = [f"@{piece}" for piece in _PLACE_PIECES.split(text) if words_of(piece)]
    else:
        found = [piece for piece in _PIECES.split(_UNIT_PIECE.sub(", ", text)) if words_of(piece)]
    return sorted(found, key=_rank) if len(found) > 1 else found


def _rank(piece: str) -> int:
    if starts_with_house(piece.lstrip("@ ")) or _MARKER.search(piece):
        return 0
    return 1 if piece.startswith("@") else 2


def starts_with_house(text: str) -> bool:
    """Whether a text begins with a house number."""
    return _HOUSE.match(text) is not None


def house_inside(text: str) -> tuple[str, str] | None:
    """Return "WALMART" and "1200 MAIN ST" of both; None where a number belongs to a highway.

    Nothing of "12,34 MAIN ST", in which nobody knows which number is the house's.
    """
    match = _HOUSE_INSIDE.fullmatch(text)
    if match is None or read(f"{match[1]} {match[2].split()[0]}").highway:
        return None
    return match[1], match[2]


def street_parts(text: str) -> list[str]:
    """Return the streets of an intersection as they are written; one if it is none."""
    return [part for part in _STREET_PARTS.split(text) if words_of(part)]


def between(text: str) -> tuple[str, list[str]]:
    """Return what stands before BETWEEN, and the cross streets behind it; none without it."""
    match = _BETWEEN.fullmatch(text)
    return (match[1], street_parts(match[2])[:2]) if match else (text, [])


def marker(text: str) -> Parsed | None:
    """Return the exit or milepost of "I-10 EB AT EXIT 768"."""
    match = _MARKER.search(text)
    if match is None:
        return None
    rest = _NEAR_MARKER.sub(" ", text[: match.start()] + " " + text[match.end() :])
    phrase, route = read(rest), route_of(rest)
    if not phrase.core or (starts_with_house(text) and not route):
        return None
    return Parsed(
        form=Form.MARKER,
        route=route or phrase._replace(travel="").text,
        marker=match[3],
        marker_kind="exit" if match[1] else "milepost",
        direction=phrase.travel or phrase.post_direction,
    )


def block(text: str) -> tuple[int, int, str] | None:
    """Return lowest and highest number of a block, and its street as it is written."""
    if _BLOCK_WORD.search(text) is None:
        return None
    if (match := _NUMBERS.fullmatch(text)) is not None and _is_range(match[1], match[2]):
        return int(match[1]), int(match[2]), match[3]
    if (match := _RANGE.fullmatch(text)) is not None:
        if not match[2].strip() and not _is_range(match[1], match[3]):
            return None  # "12 00 BLOCK"
        low, high = sorted((int(match[1]), int(match[3])))
        return low, high, match[4]
    if (match := _X_BLOCK.fullmatch(text)) is not None:
        size = 10 ** len(match[2].strip())
        return int(match[1]) * size, int(match[1]) * size + size - 1, match[3]
    return _hundred_block(text)


def _hundred_block(text: str) -> tuple[int, int, str] | None:
    if (match := _BLOCK.fullmatch(text)) is not None:
        number = 0 if match[1] == "UNIT" else int(match[1])
        number *= 100 if "HUND" in match[3] and number < _HUNDRED else 1
        rest = f"{match[2] or ''} {match[4]}"
    elif (match := _BLOCK_OF.fullmatch(text)) is not None:
        number, rest = int(match[1]), match[2]
    elif (match := _BLOCK_LAST.fullmatch(text)) is not None:
        number, rest = int(match[2]), match[1]
    else:
        return None
    low = number // 100 * 100
    return low, low + 99, rest


def _is_range(low: str, high: str) -> bool:
    """Whether "1200-1298" is a range; "123-45" is one house of Queens, "12-34" most likely too."""
    return len(low) == len(high) >= _SHORTEST_RANGE and int(low) < int(high)
