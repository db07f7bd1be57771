"""INI: sections of keys, as configparser reads them, without its defaults and interpolation."""

import configparser

from checker.documents import Document, Malformed
from checker.patterns import lazy

SIZE_LIMIT = 128 * 1024
"""Characters of the largest file: the time for one full of mistakes grows with the square of its size."""
# And so does the time for a line with that many spaces.
_SPACES = lazy(r"[^\S\n]{200}")
_TOP = "\0"


def parse(text: str) -> Document:
    """Parse an INI file to a dict of dicts; what stands before the first section is in "".

    `[DEFAULT]` is a section like any other. Raises Malformed.
    """
    if len(text) > SIZE_LIMIT:
        raise Malformed(f"larger than {SIZE_LIMIT} characters")
    if spaces := _SPACES.search(text):
        raise Malformed("a line of spaces", text.count("\n", 0, spaces.start()) + 1)
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
