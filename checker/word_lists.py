"""Tables of words that are written as text, which reads better than a line for each."""


def wordset(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


def phrases(text: str) -> tuple[str, ...]:
    """Return the parts of a text between vertical bars, without the blanks around them."""
    return tuple(part.strip() for part in text.split("|"))
