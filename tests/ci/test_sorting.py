"""Commands sorted: what counts, what is harmless, what nobody knows."""

import shlex

import pytest

from checker.ci.matching import has_option, known
from checker.ci.sorting import Sorter, is_test_name
from checker.ci.wrappers import evaluated, inner
from checker.model.teaching import Teaching


@pytest.mark.parametrize(
    ("option", "command", "expected"),
    [
        ("--dry-run", "x --dry-run", True),
        ("--exit-code 0", "x --exit-code 0", True),
        ("--exit-code 0", "x --exit-code=0", True),
        ("--exit-code 0", "x --exit-code 1", False),
        ("-x test", "gradle build -x test", True),
        ("-x test", "gradle -x lint test", False),
        ("-DskipTests", "mvn -DskipTests package", True),
        ("-DskipTests", "mvn -DskipTests=true package", True),
        ("-DskipTests", "mvn -DskipTests=false package", False),
        ("-Dskip*", "mvn -DskipITs", True),
    ],
)
def test_options(option: str, command: str, expected: bool) -> None:
    """An option counts with its value, however that is attached."""
    assert has_option(option, command.split()[1:]) is expected


@pytest.mark.parametrize(
    ("command", "started"),
    [
        ("poetry run pytest", "pytest"),
        ("sudo -E env A=b pytest -q", "pytest -q"),
        ("python3.12 -W error -m pytest", "pytest"),
        ("coverage run -m pytest", "pytest"),
        ("npx --no-install jest --ci", "jest --ci"),
        ("nyc --exclude test --reporter lcov npm test", "npm test"),
        ("docker run --rm -v a:b -e A=b image:1 cargo test", "cargo test"),
        ("docker compose run --rm web pytest", "pytest"),
        ("opam exec -- dune runtest", "dune runtest"),
        ("timeout 10m xvfb-run -a npm test", "npm test"),
        ("nix develop -c cargo test", "cargo test"),
        ("sbt 'clean; test'", "sbt test"),
        ("mix do compile, test", "mix test"),
        ("Invoke-Dotnet test", "dotnet test"),
        ("${PREFIX}coverage run $branch_option -m pytest $@", "pytest $@"),
        ("sudo $OPTIONS pytest", "pytest"),
        ("python $FLAGS -m pytest", "pytest"),
        ("coverage run $COMMAND -q", "$COMMAND -q"),
        ("find . -exec shellcheck {} +", "shellcheck {} +"),
        ("bash ci/run.sh x", "ci/run.sh x"),
    ],
)
def test_wrappers_are_looked_through(command: str, started: str) -> None:
    """The command inside is found, whatever starts it."""
    assert started in [" ".join(words) for words in inner(shlex.split(command))]


@pytest.mark.parametrize(
    ("command", "text"),
    [
        ("bash -lc 'cd x && pytest'", "cd x && pytest"),
        ("pwsh -NoProfile -Command Invoke-Pester -CI", "Invoke-Pester -CI"),
        ("nix-shell --run 'cargo test'", "cargo test"),
        ("eval pytest -q", "pytest -q"),
    ],
)
def test_scripts_in_words(command: str, text: str) -> None:
    """A shell that is given a script runs it."""
    found = evaluated(shlex.split(command))
    assert found is not None
    assert found[1] == text


@pytest.mark.parametrize(
    ("command", "tool"),
    [
        ("python -m pytest", "pytest"),
        ("./vendor/bin/phpunit", "phpunit"),
        ("./gradlew :app:test", "gradle-test"),
        ("go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2 run", "golangci-lint"),
        ("docker run hadolint/hadolint:v2 Dockerfile", "hadolint"),
        ("xcodebuild test -scheme A", "xcodebuild-test"),
        ("$CABAL v2-test all", "cabal-test"),
        ("${CABAL} v2-test all", "cabal-test"),
        ("${CABAL} -vnormal check", "cabal-check"),
    ],
)
def test_tools_are_found(command: str, tool: str) -> None:
    """A tool counts where its command stands, by whatever path and version."""
    assert tool in [match.name for match in Sorter(known()).sort(shlex.split(command)).tools]


@pytest.mark.parametrize(
    "command",
    ["cd x", "echo pytest", "export A=pytest", "git commit -m 'use pytest'", "Write-Host x", "pip install pytest", "[ -f x ]", "x --version", "bash -s -- -v 1"],
)  # fmt: skip
def test_harmless_commands(command: str) -> None:
    """What prints, sets up and installs checks nothing, whatever it names."""
    found = Sorter(known()).sort(shlex.split(command))
    assert found.harmless
    assert not [match for match in found.tools if match.checks and not match.idle]


@pytest.mark.parametrize("command", ["./bake everything", "mystery", "$CMD -q", "npm run ship-it"])
def test_commands_that_nobody_knows(command: str) -> None:
    """What is in no list is neither a check nor harmless."""
    found = Sorter(known()).sort(shlex.split(command))
    assert not (found.tools or found.publishers or found.harmless or found.taught)


@pytest.mark.parametrize(
    ("pattern", "command", "expected"),
    [
        ("./bake test", "./bake test", True),
        ("bake test", "./bake test", True),
        ("./bake test", "sudo ./bake test", True),
        ("./bake test", "./bake test --fast", False),
        ("nuke *", "nuke Test --fast", True),
        ("nuke *", "renuke Test", False),
    ],
)
def test_teaching_matches_whole_commands(pattern: str, command: str, expected: bool) -> None:
    """A taught pattern is a whole command, after wrappers are looked through."""
    teaching = Teaching("tests", pattern, "checker.yml", 3)
    found = Sorter(known(), [teaching]).sort(shlex.split(command))
    assert found.taught == ((teaching,) if expected else ())


def test_own_scripts_are_no_tools_of_their_name() -> None:
    """`scripts/pytest` of the repository is read, not taken for the tool."""
    sorter = Sorter(known())
    assert sorter.sort(["scripts/pytest"]).tools
    assert not sorter.sort(["scripts/pytest"], is_own=lambda word: word == "scripts/pytest").tools


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("make test", True),
        ("npm run test:unit", True),
        ("./run-tests.sh", True),
        ("ruby test/runner.rb", True),
        ("make latest", False),
        ("docker build -t test .", False),
        ("cp test.sh x", False),
    ],
)
def test_names_that_say_test(command: str, expected: bool) -> None:
    """A task's or a script's own name says that it tests."""
    assert is_test_name(shlex.split(command)) is expected


@pytest.mark.parametrize(
    "word", ["test-" + "_" * 5_000 + "!", "./test" + "_a" * 5_000 + "!", "0" * 300_000 + "!"]
)
def test_words_made_to_take_time_take_none(word: str) -> None:
    """They are no names, and nothing of them is tried twice: these would take years."""
    assert not is_test_name([word])
