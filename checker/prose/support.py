"""What sections and sentences state about support: which versions get it, and for how long."""

from collections.abc import Iterator

from checker.patterns import lazy, lazy_linear

_VERSION = (
    r"(?:v?\d{1,4}(?:\.(?:\d{1,4}|x|\*)){1,3}\+?|v?\d{1,4}\.x|v\d{1,4}|[<>]=? ?v?\d{1,4}(?:\.\d{1,4})*)"
)
_VERSIONS = lazy(
    rf"(?i){_VERSION}|\b(?:latest|current|last|newest|greatest|highest|most recent|previous"
    rf"|next)\b(?: \w+){{0,4}} (?:versions?|releases?|minors?|majors?|branch(?:es)?|lines?|series)\b"
    rf"|\b(?:lts|main|master|stable)\b|\b20\d\d-\d\d"
    r"|\b(?:each|every|all|a) (?:(?:new|major|minor|stable|lts) ){1,3}(?:versions?|releases?)\b"
)
_MAINTAINED = lazy(
    r"(?i)\b(?:security|bug(?:s|fix(?:es)?)?|fix(?:es|ed)?|patch(?:es|ed)?|updates?|end[- ]of[- ](?:life"
    r"|support)|eol|until|maintained|maintenance|backport\w*|lts|long[- ]term|deprecat\w*|unsupported"
    r"|no longer supported|support (?:ends|period|window)|months?|years?|supported(?: (?:with|until|by|for"
    r"|versions?|releases?))?)\b"
    r"|:(?:white_)?check_mark:|:x:|\u2705|\u274c|\u2714|\|\s{0,8}(?:yes|no)\s{0,8}\|"
)
_FOREIGN = lazy(
    r"(?i)\b(?:python|c?pypy|node(?:\.?js)?|rust|rustc|msrv|golang|go 1|java|jdk|jvm|ruby|jruby|rails|php"
    r"|symfony|laravel|\.net|dotnet|swift|xcode|ios|macos|android|kotlin|gradle|maven|scala|elixir|erlang"
    r"|otp|ghc|julia|r 4|django"
    r"|kubernetes|k8s|terraform|ansible|helm|postgres\w*|mysql|redis|mongodb|browsers?|firefox|chrome"
    r"|safari|edge|windows|linux|ubuntu|debian|fedora|compilers?|gcc|clang|msvc|typescript|react|vue"
    r"|angular|minecraft|fabric|forge|spigot|unity|unreal|godot|blender|wordpress|woocommerce|drupal|joomla"
    r"|magento|shopify|home assistant|obsidian|vs ?code|visual studio|intellij|jetbrains|eclipse|neovim|n?vim"
    r"|emacs|openssl|oracle|sql server|mariadb|sqlite|cassandra|elasticsearch|opensearch|kafka|rabbitmq|spark"
    r"|hadoop|airflow|docker|podman|containerd|openshift|istio|nginx|apache|tomcat|spring|hibernate|flutter"
    r"|dart|electron|webpack|vite|eslint|babel|tensorflow|pytorch|cuda|numpy|pandas|opencv|qt|gtk|opengl"
    r"|vulkan|directx|raspberry|arduino|esp32|esp8266|zephyr|http|tls|ssl|mqtt|grpc|oauth|openapi|graphql"
    r"|bluetooth|usb)\b"
)
_FIXED = lazy(
    r"(?i)\b(?:security|bug|fix\w*|patch\w*|end[- ]of[- ](?:life|support)|eol|until|backport\w*"
    r"|unsupported|no longer|months?|years?)\b"
)
_RELEASE = r"(?:versions?|releases?|minors?|majors?|branch(?:es)?|series|lines?)"
_RECENT = r"(?:latest|current|last|newest|greatest|highest|most recent|previous)"
_STATED = lazy_linear(
    rf"(?i)\b(?:{_RECENT}(?: \S+){{0,4}} {_RELEASE}|{_RELEASE} {_VERSION}"
    rf"|{_VERSION} {_RELEASE})\b[^.\n]{{0,80}}"
    r"\b(?:(?:is|are|be|remains?) (?:still |currently |actively |officially |only )*(?:supported|maintained)"
    r"|(?:receives?|gets?|getting|receiving|given) (?:[\w-]+ ){0,4}(?:fix(?:es)?|updates?|patches|support"
    r"|maintenance))\b"
    r"|\b(?:fix(?:es)?|updates?|patches)\b[^.\n]{0,60}\b(?:to|for|on|into|in|against) [^.\n]{0,30}\b(?:"
    rf"{_RECENT}(?: \S+){{0,4}} {_RELEASE}|{_RELEASE} {_VERSION}|{_VERSION} {_RELEASE})\b"
    rf"|\bwe (?:only |currently |actively )*(?:support|maintain"
    rf"|patch) [^.\n]{{0,20}}\b{_RECENT}(?: \S+){{0,4}} {_RELEASE}\b"
    r"|\bsupported (?:until|through) |\bsupported for (?:at least )?(?:\d{1,3}|one|two|three|six|twelve"
    r"|eighteen) (?:months?|years?)\b"
    rf"|(?:{_VERSION}|{_RELEASE})\b[^.\n]{{0,40}}\b(?:reach(?:es|ed)?|has reached|is|are) (?:its |their "
    rf"|now )?end[- ]of[- ](?:life|support)\b|\bend[- ]of[- ](?:life|support)\b[^.\n]{{0,40}}\b(?:20\d\d"
    rf"|months?|years?)\b"
)


_UNFILLED = lazy(r"(?i)use this section to tell people\s+about which versions")
"""What GitHub's template says that nobody filled in: its versions are examples."""


def _own_lines(text: str) -> Iterator[str]:
    """Yield the lines that are not about other products, nor rows of a table whose header is about one."""
    lines = text.splitlines()
    foreign_table = False
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        if _RULE.match(below) and "|" in line:
            foreign_table = _is_of_others(line)
        foreign_table = foreign_table and "|" in line
        if not foreign_table and (not _FOREIGN.search(line) or _FIXED.search(line)):
            yield line


def _is_of_others(header: str) -> bool:
    """Tell whether a table is about other products; beside own versions they only say with which."""
    first, *others = [cell.strip() for cell in header.strip().strip("|").split("|")]
    if _OWN_VERSION.fullmatch(first):
        return False
    return _FOREIGN.search(first) is not None or any(map(_FOREIGN.search, others))


_OWN_VERSION = lazy(r"(?i)\W*(?:versions?|releases?|branch(?:es)?|series|tags?)\W*")


_RULE = lazy(r"\s{0,8}\|?\s{0,8}:?-{3,}[\s:|-]*$")
"""What stands below the header of a table."""


def states_support(text: str, headed: bool = False) -> bool:
    """Tell whether a text says which of the project's own versions are supported, or for how long.

    *headed*: its heading announces that, so a table of versions is enough. Versions of languages, browsers
    and systems that it runs on are no such statement.
    """
    if _UNFILLED.search(text):
        return False
    own = "\n".join(_own_lines(text))
    if headed and _VERSIONS.search(own) and _MAINTAINED.search(own):
        return True
    return any(_STATED.search(sentence) and not _FOREIGN.search(sentence) for sentence in own.splitlines())
