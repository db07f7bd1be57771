"""Coverage tools and thresholds, in the few files where they are configured."""

import re
from functools import cache

from checker.files import Files
from checker.model.json_value import Json
from checker.patterns import lazy
from checker.word_lists import phrases

_NAMES = """
    codecov.yml codecov.yaml .codecov.yml .codecov.yaml .coveralls.yml .testcoverage.yml .octocov.yml
    .coveragerc setup.cfg tox.ini pytest.ini pytest.toml .pytest.ini .pytest.toml pyproject.toml
    noxfile.py tasks.py package.json .nycrc .nycrc.json .nycrc.yml .nycrc.yaml .c8rc.json nyc.config.js
    Makefile GNUmakefile justfile Justfile .justfile Taskfile.yml Taskfile.yaml Rakefile .simplecov
    tarpaulin.toml .tarpaulin.toml pom.xml build.gradle build.gradle.kts sonar-project.properties
    .sonarcloud.properties phpunit.xml phpunit.xml.dist build.sbt spec/spec_helper.rb
    test/test_helper.rb .gitlab-ci.yml .travis.yml azure-pipelines.yml Jenkinsfile .circleci/config.yml
    .github/codecov.yml .github/.codecov.yml mix.exs coveralls.json composer.json infection.json
    infection.json5 infection.json.dist infection.json5.dist Directory.Build.props Directory.Build.targets
    coverlet.runsettings bunfig.toml build.zig Makefile.toml Earthfile noxfile.py dodo.py mise.toml .mise.toml
    .octocov.yaml octocov.yml deno.json deno.jsonc .coverage.toml cover.toml bb.edn deps.edn tests.edn
    .runsettings project.clj rebar.config pubspec.yaml codemagic.yaml bitbucket-pipelines.yml Fastfile
"""
_PLACES = phrases("""
    karma.conf.* | jest.config.* | vite.config.* | vitest.config.* | scripts/* | script/* | ci/* | .ci/*
    | .github/workflows/* | **/build.gradle | **/build.gradle.kts | **/pom.xml | **/*.csproj | **/*.fsproj
    | **/*.runsettings | build/*.ps1 | *.ps1 | buildSrc/**/*.kts | **/coveralls.json | fastlane/Fastfile
""")
_FILES = 300
"""Files in the places above that are read at most."""
_SERVICE = lazy(r"(?:^|/)\.?(codecov|coveralls|octocov|testcoverage)\.ya?ml$")
_THRESHOLD = (
    r"(?i)--cov-fail-under|--fail-under|\bfail[_-]under\b|coverageThreshold|check-?coverage|minimum_coverage"
    r"|jacocoTestCoverageVerification|jacoco\.minimum|coverage_threshold|min[_-]coverage|coverageMinimum"
    r"|koverVerify|covered_?ratio|[-/]p:threshold\b|<threshold>|\bminBound\b|--min[= ]"
    r"|min(?:Covered)?Msi|--min-(?:covered-)?msi"
    r"|<(?:minimum|lineRate|branchRate|totalLineRate|totalBranchRate|targetPercentage)>|\bminValue\b"
    r"|--test-coverage-(?:lines|branches|functions)|--coverage\.thresholds?\.|\bcoverage-check\b"
    r"|minimumCoverageThresholds|\bfail_below_min\b|\bthreshold(?:All|-total|-file|-package)\b"
    r"|refuse_coverage_drop|maximum_coverage_drop|\bdeno coverage\b[^\n]{0,80}--threshold|\bcov-fail-under\b"
    r"|\bgo tool cover -func\b(?:[^\n]*\n){0,12}?[^\n]*(?:-l[te]|-g[te]|\bbc\b|[<>]=? ?\$?\{?\w)[^\n]*"
    r"(?:\n[^\n]*){0,4}?\bexit 1"
    r"|summary: \[threshold:|minimum_coverage|violationRules|--fail-threshold|--fail_under|:fail-threshold"
)
_NUMBER = lazy(r"[^\d\n]{0,40}?(\d+(?:\.\d+)?)")
_VITEST_THRESHOLD = r"\bthresholds\b"
_MEASURED = (
    r"(?i)--cov\b|\bcoverage (?:run|report|xml|combine)\b|\[(?:tool\.)?coverage[.:]|-coverprofile\b"
    r"|\btarpaulin\b|\bllvm-cov\b|\bnyc\b|\bc8\b|--coverage\b|\bsimplecov\b|\bjacoco\b|\bgcovr?\b|\blcov\b|\bkcov\b|\bgrcov\b"
    r"|\bcollectcoverage\b|xplat code coverage|\bcoverlet\b|\bexcoveralls\b|\bkover\b|test_coverage:"
    r"|--cover\b"
    r"|\bcodecov/codecov-action\b|\bcoverallsapp/|\bsonar\.(?:projectKey|coverage)"
)


def records(files: Files) -> list[Json]:
    """Return one record for each file that measures coverage, at the line that shows it."""
    places = [path for place in _PLACES for path in files.glob(place)]
    texts = files.texts(sorted({*_NAMES.split(), *files.within(places, _FILES)}))
    return [record for path, text in texts.items() if (record := _record(path, text))]


def _record(path: str, text: str) -> dict[str, Json] | None:
    if service := _SERVICE.search(path):
        return {"path": path, "line": 1, "tool": service[1], "threshold": True}
    threshold = _VITEST_THRESHOLD if "vite" in path.rpartition("/")[2] else _THRESHOLD
    matches = _expression(threshold).finditer(text)
    gated = next((match for match in matches if not _is_zero(text, match.end())), None)
    match = gated or _expression(_MEASURED).search(text)
    if match is None:
        return None
    line = text.count("\n", 0, match.start()) + 1
    return {"path": path, "line": line, "tool": match[0].strip("-[].: "), "threshold": gated is not None}


def _is_zero(text: str, offset: int) -> bool:
    """Tell whether a threshold is 0, which nothing falls below."""
    number = _NUMBER.match(text, offset)
    return number is not None and float(number[1]) == 0


@cache
def _expression(pattern: str) -> "re.Pattern[str]":
    """Compile by RE2: alternations over whole scripts cost `re` a hundred times as much."""
    import re2

    compiled: re.Pattern[str] = re2.compile(pattern)
    return compiled
