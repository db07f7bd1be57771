"""XML manifests: parsed without document types, with the lines of their elements."""

from typing import TYPE_CHECKING

from checker.documents import Malformed, OverLimit
from checker.files import Files

if TYPE_CHECKING:
    from xml.etree import ElementTree as ET

_XML_LIMIT = 2 * 1024 * 1024


def root(files: Files, path: str) -> "ET.Element":
    """Return the outermost element of a file.

    Raises Malformed, Unobserved.
    """
    from xml.etree import ElementTree as ET

    text = files.text(path).removeprefix("\ufeff")
    if len(text) > _XML_LIMIT or "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise OverLimit("larger than a project file, or with a document type of its own")
    try:
        return ET.fromstring(text)  # noqa: S314 (no DTD, so neither entities nor anything external)
    except (ET.ParseError, ValueError) as error:
        raise Malformed(str(error), getattr(error, "position", (0, 0))[0]) from error


def tag(element: "ET.Element") -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def child(element: "ET.Element", name: str) -> str:
    """Return the text of the first child of a name, "" if there is none."""
    return next(((each.text or "").strip() for each in element if tag(each) == name), "")


def texts(element: "ET.Element", name: str) -> list[str]:
    """Return the texts of all elements of a name, however deep."""
    return [(each.text or "").strip() for each in element.iter() if tag(each) == name]
