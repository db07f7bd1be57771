"""Whether a page is written in English, which is what our wordings are in.

What a page in another language does not seem to say is unknown: it may say it in words that are not known.
"""

from collections import Counter

from checker.errors import Cause
from checker.files import Files
from checker.files.gaps import UnseenFile
from checker.patterns import lazy
from checker.prose.page import DocumentPage
from checker.word_lists import wordset

_ENGLISH = wordset(
    "the of and to is for in you this that with are it be or can as on from by an will your not"
)
_OTHERS = (
    wordset("""
    de la el los las que para con por una del como es le les des et une pour dans est sur avec vous ce
    der die das und ist nicht mit ein eine für auf zu den von werden kann sie wir im oder auch
    il di che per non sono gli
    os um uma não em na da het een van voor niet en zijn och att som är på av til på og ikke
    nie jest się na bir ve için bu ile
""")
    - _ENGLISH
)
_WORD = lazy(r"[^\W\d_]{1,30}")
_NOT_LATIN = lazy(r"[^\x00-\u024f]")
_WORDS_LIMIT = 2000
"""Words of a page that are counted."""
_LEAST = 6


def note_foreign(files: Files, path: str, page: DocumentPage) -> None:
    """Note a page in another language as one that was read and not understood."""
    if page.prose and is_foreign(page):
        files.note(UnseenFile(path, "is not written in English", Cause.NOT_UNDERSTOOD))


def is_foreign(page: DocumentPage) -> bool:
    """Tell a page that is surely in another language; of a few words nobody can tell."""
    if page.foreign is None:
        page.foreign = _reads_foreign(page)
    return page.foreign


def _reads_foreign(page: DocumentPage) -> bool:
    text = " ".join(line for line, _ in page.prose)[: 20 * _WORDS_LIMIT].lower()
    if not text.isascii() and _is_other_script(text):
        return True
    words = Counter(_WORD.findall(text))
    other = sum(words[word] for word in _OTHERS & words.keys())
    return other >= _LEAST and other > 2 * sum(words[word] for word in _ENGLISH & words.keys())


def _is_other_script(text: str) -> bool:
    """Tell a text of which much is written in no Latin letters."""
    letters = sum(map(str.isalpha, text))
    other = sum(map(str.isalpha, _NOT_LATIN.findall(text)))
    return other > 0.3 * letters and letters > 4 * _LEAST
