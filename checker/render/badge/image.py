"""A badge as an image, and as JSON for those who make images of it."""

import json
from xml.etree import ElementTree as ET

from checker.render.badge.wording import Badge
from checker.render.shared.text import clean

_HEIGHT, _PADDING, _BASELINE = 20, 6, 14
_LABEL_COLOUR = "444c56"
_SIZE = 11
_FONT = "Verdana,DejaVu Sans,Geneva,sans-serif"
_NARROW, _WIDE = frozenset(" .,:;|!'()[]/·fijlrtI"), frozenset("mwMW@%")
"""A font is not ours to measure: texts are fitted into a width that is estimated."""


def svg(badge: Badge, told: str) -> bytes:
    """Return the image, which says *told* to those who do not see it; nothing in it acts or is fetched."""
    left, right = (_width(text) + 2 * _PADDING for text in (badge.label, badge.message))
    size = {"width": str(left + right), "height": str(_HEIGHT)}
    shown = {"xmlns": "http://www.w3.org/2000/svg", "role": "img", "aria-label": clean(told)}
    root = ET.Element("svg", {**shown, **size})
    ET.SubElement(root, "title").text = clean(told)
    _rectangle(root, 0, left, _LABEL_COLOUR)
    _rectangle(root, left, right, badge.colour)
    _text(root, badge.label, left / 2, left)
    _text(root, badge.message, left + right / 2, right)
    return f"{ET.tostring(root, encoding='unicode')}\n".encode()


def endpoint(badge: Badge) -> bytes:
    """Return the badge as https://shields.io/badges/endpoint-badge reads it."""
    known = {"schemaVersion": 1, "label": badge.label, "message": badge.message, "color": badge.colour}
    return (json.dumps(known) + "\n").encode("ascii")


def _rectangle(root: ET.Element, left: int, width: int, colour: str) -> None:
    place = {"x": str(left), "width": str(width), "height": str(_HEIGHT), "fill": f"#{colour}"}
    ET.SubElement(root, "rect", place)


def _text(root: ET.Element, text: str, middle: float, width: int) -> None:
    place = {"x": f"{middle:g}", "y": str(_BASELINE), "textLength": str(width - 2 * _PADDING)}
    look = {"fill": "#fff", "text-anchor": "middle", "font-family": _FONT, "font-size": str(_SIZE)}
    ET.SubElement(root, "text", {**place, "lengthAdjust": "spacingAndGlyphs", **look}).text = text


def _width(text: str) -> int:
    """Return about how many pixels a text takes in the font that the image asks for."""
    return round(_SIZE * sum(map(_share, text)))


def _share(character: str) -> float:
    if character in _NARROW:
        return 0.41
    return 1.0 if character in _WIDE or ord(character) >= 0x2E80 else 0.66 if character.isalnum() else 0.7
