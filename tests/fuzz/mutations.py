"""Changes to bytes that keep enough of their form to get past the first check of a parser."""

import json
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any

from checker.patterns import lazy

WORDS: Sequence[str] = (
    "null", "~", "", "true", "no", "0", "-1", "1e999", "-0.0", ".nan", ".inf", "99999999999999999999999",
    "0x10", "1_000", "2026-02-30", "2026-11-01T00:00:00Z", "9999-12-31", "0001-01-01", "12:30:45",
    "[]", "{}", "[[]]", "[null]", "[1, a, {b: c}]", "{a: {b: [c]}}", '{"a": 1, "a": 2}', "[" * 150, "{a: " * 150,
    "&a [*a]", "*a", "<<: {a: b}", "!!binary aGk=", "!!python/object:os.system x", "? [a]", "|", ">-", "%", "@x", "`",
    '""', "''", '"', "'", '"""', "'''", "\\", "\\u0000", '"\\ud800"', "\0", "\x1b[31m", "\r", "\u2028", "\ufeff", "\u202e",
    "é", "漢字", "İ", "ß", "🦄", "\u0301" * 50, "x" * 5000, "a." * 400, "/", "..", "../../etc/passwd", "~root", "C:\\x", "a\nb",
    "${{ github.event.issue.title }}", "${{", "}}", "${{ fromJSON('{') }}", "$(id)", "${A:-${B:-c}}", "$$", "#", "# x", "//", "/*",
    "*", "**", "**/**/**", "[", "[a-", "{a,b", "{" * 60, "!", "!*", "(?:a+)+$", "(", "\\d{1,1000}", "^1.2.3", ">=1,<2", "==*", "1!2.0", "v1",
    "git+https://x.invalid/y@0#z.yml", "github:acme", "https://[", "http://a:b@c:99999/", "file:///etc/passwd", "user@", "@acme/nobody",
    "<!--", "-->", "<script>", "]]>", "<!DOCTYPE a [<!ENTITY b 'c'>]>&b;", '[a](b "c)', "[a]: <", "``` ", "---", "...", "====", "| a |",
    "FROM", "RUN <<EOF", "COPY --from=9 a b", 'resource "a" "b" {', "<<-EOT", "require (", "on:", "jobs:", "uses: ./", "-r other.txt",
)  # fmt: skip
"""What stands in the place of a value, or between lines."""
VALUES: Sequence[Any] = (
    None, True, False, 0, -1, 1, 3.5, -0.0, 1e300, 2**63, -(2**70), 10**400, "", "a", "0", "null", "\0", "\ud800", "🦄", "x" * 5000,
    [], {}, [[]], [None], [{}], {"": ""}, {"a": None}, ["a", 1, None], {"a": {"b": ["c"]}}, "2026-11-01", "9999-12-31T23:59:59Z",
    "0001-01-01T00:00:00", "2026-02-30", "pass", "fail", "error", "latest", "../x", "/etc/passwd", "[", "**", "github.com/acme/a",
)  # fmt: skip
"""What stands in the place of a value of a document that was parsed."""
ENCODINGS = ("utf-16", "utf-16-be", "utf-8-sig", "latin-1", "utf-32")
_KEYED = lazy(r"(?P<head>\s*(?:-\s+)*[^\s:=#][^:=]*?\s*[:=]\s?)(?P<value>.*)")
_MANY = 300
_SIZE = 64 * 1024


def mutated(content: bytes, random: Random, others: Sequence[bytes] = ()) -> bytes:
    """Return *content* after one to four changes; *others* are spliced into it."""
    for _ in range(random.choice((1, 1, 1, 2, 2, 3, 4))):
        content = random.choice(_CHANGES)(content, random, others)[:_SIZE]
    return content


def restructured(value: Any, random: Random) -> Any:
    """Return a copy of a parsed document with one to three of its values, keys or items changed."""
    copy = json.loads(json.dumps(value))
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        places = list(_places(copy))
        if places:
            container, key = random.choice(places)
            _change(container, key, random)
    return copy


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield each container that holds something, and each key in it."""
    keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from _places(value[key])


def _change(container: Any, key: Any, random: Random) -> None:
    kind = random.randrange(10)
    if kind == 0:
        del container[key]
    elif kind == 1 and isinstance(container, dict):
        container[str(random.choice(VALUES))] = container.pop(key)
    elif kind == 1:
        container.extend([container[key]] * random.choice((1, 2, _MANY)))
    elif kind == 2:
        container[key] = [container[key]]
    elif kind == 3:
        container[key] = {"a": container[key]}
    elif kind == 4:
        container[key] = _deep(container[key], random.choice((3, 90, 110, 200)))
    elif kind == 5:
        container[key] = random.choice(WORDS)
    else:
        container[key] = random.choice(VALUES)


def _deep(value: Any, levels: int) -> Any:
    for _ in range(levels):
        value = [value]
    return value


def written(value: Any) -> bytes:
    """Return a document as JSON, which is YAML as well; lone surrogates stay escapes."""
    try:
        return json.dumps(value).encode()
    except (RecursionError, ValueError):  # digits beyond what Python writes
        return b"[" * _SIZE


Change = Callable[[bytes, Random, Sequence[bytes]], bytes]


def _value(content: bytes, random: Random, others: Sequence[bytes]) -> bytes:
    """Put something else in the place of the value of a line like `key: value` or `key = value`."""
    lines = content.split(b"\n")
    for index in random.sample(range(len(lines)), min(len(lines), 8)):
        found = _KEYED.fullmatch(lines[index].decode("latin-1"))
        if found:
            word = random.choice(WORDS).encode("utf-8", "surrogatepass")
            lines[index] = found["head"].encode("latin-1") + word
            return b"\n".join(lines)
    return _word(content, random, others)


def _word(content: bytes, random: Random, others: Sequence[bytes]) -> bytes:
    place = random.randint(0, len(content))
    return content[:place] + random.choice(WORDS).encode("utf-8", "surrogatepass") + content[place:]


def _lines(content: bytes, random: Random, others: Sequence[bytes]) -> bytes:
    """Drop, double, swap, indent or repeat lines."""
    lines = content.split(b"\n")
    first, second = random.randrange(len(lines)), random.randrange(len(lines))
    kind = random.randrange(6)
    if kind == 0:
        del lines[first]
    elif kind == 1:
        lines.insert(second, lines[first])
    elif kind == 2:
        lines[first], lines[second] = lines[second], lines[first]
    elif kind == 3:
        lines[first] = random.choice((b" ", b"  ", b"\t", b"- ", b"# ")) + lines[first]
    elif kind == 4:
        lines[first:first] = [lines[second]] * _MANY
    else:
        lines[first] = lines[first].strip()
    return b"\n".join(lines)


def _flip(content: bytes, random: Random, others: Sequence[bytes]) -> bytes:
    changed = bytearray(content)
    for _ in range(random.choice((1, 1, 4, 16)) if content else 0):
        changed[random.randrange(len(changed))] = random.choice(
            (0, 9, 10, 13, 34, 255, random.randrange(256))
        )
    return bytes(changed)


def _cut(content: bytes, random: Random, others: Sequence[bytes]) -> bytes:
    first, second = sorted((random.randint(0, len(content)), random.randint(0, len(content))))
    return random.choice((content[:first], content[first:], content[:first] + content[second:]))


def _repeat(content: bytes, random: Random, others: Sequence[bytes]) -> bytes:
    first = random.randint(0, len(content))
    piece = content[first : first + random.choice((1, 2, 5, 40))]
    return content[:first] + piece * random.choice((2, 30, 2000)) + content[first:]


def _splice(content: bytes, random: Random, others: Sequence[bytes]) -> bytes:
    other = random.choice(others) if others else content
    return content[: random.randint(0, len(content))] + other[random.randint(0, len(other)) :]


def _encoded(content: bytes, random: Random, others: Sequence[bytes]) -> bytes:
    text = content.decode("utf-8", "replace")
    changed = random.choice((text, text.replace("\n", "\r\n"), text.replace("\n", "\r"), text.upper()))
    return changed.encode(random.choice((*ENCODINGS, "utf-8", "utf-8")), "replace")


def _whole(content: bytes, random: Random, others: Sequence[bytes]) -> bytes:
    return random.choice((b"", b"\n", b"null", b"[]", b"0", b"\0", b"\xff\xfe", *others[:20]))


_CHANGES: Sequence[Change] = (
    *[_value] * 6, *[_word] * 2, *[_lines] * 3, _flip, _cut, _repeat, _splice, _encoded, _whole,
)  # fmt: skip
