"""XML of a feed → elements, with DTDs and entities off and size and depth bounded."""

from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from geo_rtcc.feeds.messages import RefusedError

MOST_BYTES = 1 << 18
DEEPEST = 64


class _Shallow(TreeBuilder):
    """Builds elements; refuses more nesting than any message has."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = 0

    def start(self, tag: str, attrs: dict[Any, Any], /) -> Element:
        self._depth += 1
        if self._depth > DEEPEST:
            raise RefusedError("", f"The XML is nested more than {DEEPEST} deep.")
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(tag)


def parse_xml(text: bytes | str, field: str = "") -> Element:
    """Return the root element.

    Raises RefusedError where it isn't well-formed, is longer than ``MOST_BYTES``, is nested deeper
    than ``DEEPEST``, or brings a DTD or entities of its own.
    """
    if len(text) > MOST_BYTES:
        raise RefusedError(field, f"The XML is longer than {MOST_BYTES:,} bytes.")
    parser = DefusedXMLParser(target=_Shallow(), forbid_dtd=True)
    try:
        parser.feed(text)
        root = parser.close()
    except DefusedXmlException:
        raise RefusedError(field, "The XML brings a DTD or entities, which are not read.") from None
    except RefusedError as error:
        raise RefusedError(field, error.reason) from None
    except (ParseError, ValueError, LookupError):  # the last two of encodings that expat lacks
        raise RefusedError(field, "The XML is not well-formed.") from None
    assert isinstance(root, Element)
    return root


def local_name(element: Element) -> str:
    """Return the element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]
