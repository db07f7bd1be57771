"""What the files of Maven and Gradle tell them, whatever a command says: as words of the command."""

import posixpath
from collections.abc import Iterator

from checker.ci import tasks
from checker.files import Files
from checker.patterns import lazy

_PROPERTY = lazy(
    r"<(skipTests|maven\.test\.skip|maven\.test\.failure\.ignore|testFailureIgnore|surefire\.skip|skipUnitTests)>"
    r"\s*true\s*</"
)
_TEST_BLOCK = lazy(
    r"(?:^|\n)[ \t]*(?:tasks\.)?"
    r"(?:test|(?:named|withType)(?:<Test>)?\([^)\n]{0,40}\)(?:\.\w+)?|withType<Test>)[ \t]*\{([^{}]{0,2000})"
)
_IGNORES = lazy(r"\bignoreFailures(?:\s*=\s*|\s+|\.set\(|\()true\b")
_DISABLED = lazy(r"\benabled\s*(?:=\s*)?false\b")


def maven(files: Files, directory: str) -> Iterator[str]:
    """Return the options of `.mvn/maven.config`, and what the properties of `pom.xml` say about tests."""
    yield from tasks.plain(files, tasks.near(files, directory, ".mvn/maven.config"), 4_000).split()
    text = tasks.plain(files, posixpath.normpath(posixpath.join(directory, "pom.xml")))
    before, _, rest = text.partition("<profiles>")
    for part in (before, rest.rpartition("</profiles>")[2]):
        yield from (f"-D{match[1]}=true" for match in _PROPERTY.finditer(part))


def gradle(files: Files, directory: str) -> Iterator[str]:
    """Return what the build file says of its tests: they are off, or their failure is ignored."""
    path = tasks.near(files, directory, "build.gradle", "build.gradle.kts")
    for block in _TEST_BLOCK.finditer(tasks.plain(files, path)):
        if _IGNORES.search(block[1]):
            yield "ignoreFailures=true"
        if _DISABLED.search(block[1]):
            yield "test.enabled=false"
