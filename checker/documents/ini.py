"""INI: sections of keys, as configparser reads them, without its defaults and interpolation."""

import configparser

from checker.documents.document import Document, Malformed, OverLimit
from checker.patterns import lazy

SIZE_LIMIT = 128 * 1024
"""Characters of the largest file: the time for one full of mistakes grows with the square of its size."""
_SPACES = lazy(r"[^\S\n]{200}")
_COMMENTS = ("#", ";")
_TOP = "\0"


def parse(text: str) -> Document:
    """Parse an INI file to a dict of dicts; what stands before the first section is in "".

    `[DEFAULT]` is a section like any other. Raises Malformed, and OverLimit where the parser
    would take too long.
    """
    if len(text) > SIZE_LIMIT:
        raise OverLimit(f"larger than {SIZE_LIMIT} characters")
    _bound_spaces(text)
    # No section is called "": with another default section, its keys would be copied into each.
    reader = configparser.RawConfigParser(strict=False, allow_no_value=True, default_section="")
    try:
        reader.read_string(f"[{_TOP}]\n{text}")
    except configparser.Error as error:
        line = getattr(error, "lineno", 0) or next(iter(getattr(error, "errors", ())), (1,))[0]
        raise Malformed("neither a section nor a key", max(line - 1, 1)) from error
    except AttributeError as error:  # before Python 3.13, of a key without a value that goes on
        raise Malformed("a key without a value goes on in the next line") from error
    data = {section: dict(reader.items(section)) for section in reader.sections()}
    top = data.pop(_TOP)
    return Document({"": top, **data} if top else data, text)


def _bound_spaces(text: str) -> None:
    """Refuse many spaces inside a line: the parser's time grows with the square of their number.

    Around a line, and in a comment, they cost nothing.
    """
    if not _SPACES.search(text):
        return
    for number, line in enumerate(text.split("\n"), 1):
        inner = line.strip()
        if not inner.startswith(_COMMENTS) and _SPACES.search(inner):
            raise OverLimit("many spaces in a line", number)
