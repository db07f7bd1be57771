"""Travis CI.

Source: docs.travis-ci.com/user/job-lifecycle and the pages of the languages. Every item is run by itself,
and the build fails if one does; what fails in `after_*` does not change the result. Where nothing is given,
the language's own script is run.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from checker.ci.pipeline import Pipeline, PipelineJob, PipelineStep
from checker.ci.systems.placed import Placed, merged
from checker.ci.systems.scripts import LEG_LIMIT, Interpreter, each, is_false
from checker.ci.systems.sources import CiFiles
from checker.patterns import lazy

_SHELL = Interpreter("bash", errexit=False)
_PHASES = ("before_install", "install", "before_script", "script")
_AFTER = ("after_success", "after_failure", "after_script", "after_deploy")
_EXPANDING = ("script", "python", "node_js", "go", "rvm", "jdk", "php")
"""Keys that make jobs of their own beside those that are included."""
_JOB_LIMIT = 100
_DEFAULTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "android": (("", "gradle build connectedCheck"),),
    "c": (("", "./configure && make && make test"),),
    "cpp": (("", "./configure && make && make test"),),
    "clojure": (("", "lein test"),),
    "crystal": (("", "crystal spec"),),
    "d": (("", "dub test"),),
    "dart": (("", "dart test"),),
    "elixir": (("", "mix test"),),
    "erlang": (("", "rebar3 eunit"),),
    "go": (("Makefile", "make"), ("", "go test ./...")),
    "groovy": (("build.gradle", "gradle check"), ("pom.xml", "mvn test -B")),
    "haskell": (("", "cabal configure --enable-tests && cabal build && cabal test"),),
    "java": (
        ("build.gradle", "gradle check"),
        ("build.gradle.kts", "gradle check"),
        ("pom.xml", "mvn test -B"),
    ),
    "kotlin": (("build.gradle", "gradle check"), ("pom.xml", "mvn test -B")),
    "julia": (("", "julia -e 'using Pkg; Pkg.test()'"),),
    "node_js": (("package.json", "npm test"), ("", "make test")),
    "perl": (("Build.PL", "./Build test"), ("", "make test")),
    "perl6": (("", "prove -r --exec=perl6 -Ilib t/"),),
    "php": (("", "phpunit"),),
    "r": (("", "R CMD check --as-cran *.tar.gz"),),
    "ruby": (("Rakefile", "rake"),),
    "rust": (("", "cargo build --verbose && cargo test --verbose"),),
    "scala": (("", "sbt ++$TRAVIS_SCALA_VERSION test"),),
    "swift": (("", "xcodebuild build test"),),
    "objective-c": (("", "xcodebuild build test"),),
}
"""The script of each language, by a file that must be there."""


def read(sources: CiFiles, paths: Sequence[str]) -> Pipeline:
    """Read the build and the jobs of its matrix."""
    jobs: list[PipelineJob] = []
    for path in paths:
        document = sources.first(path)
        for imported in document.at("import").items:
            sources.not_understood(imported, "imports a configuration")
        jobs += _jobs(sources, document) if document.table else ()
    return Pipeline("travis", tuple(sources.paths), tuple(jobs), sources.unseen)


def _jobs(sources: CiFiles, document: Placed) -> Iterator[PipelineJob]:
    matrix = document.at("jobs") or document.at("matrix")
    included = [item for item in matrix.at("include").items if item.table][:_JOB_LIMIT]
    allowed = [item.table for item in matrix.at("allow_failures").items if item.table]
    if not included or any(document.at(key) for key in _EXPANDING):
        yield from _legs(sources, document, "")
    for item in included:
        may_fail = any(_is_same(entry, item) for entry in allowed)
        yield from _legs(sources, merged(document, item), "`allow_failures`" if may_fail else "")


def _legs(sources: CiFiles, job: Placed, swallowed: str) -> Iterator[PipelineJob]:
    """Return one job for each line of variables: they make a matrix."""
    env = job.at("env")
    lines = (env.at("jobs") or env.at("matrix") or Placed(env.path, env.line) if env.table else env).items
    every = _variables(env.at("global").items if env.table else ())
    if env.table and not (env.at("global") or env.at("jobs") or env.at("matrix")):
        every = env.texts()
    plain = _job(sources, job, swallowed)
    for line in lines[:LEG_LIMIT] or [Placed(env.path, env.line)]:
        yield replace(plain, variables={**every, **_variables([line])})


def _variables(lines: Iterable[Placed]) -> dict[str, str]:
    """Read `A=b C="d e"` and mappings."""
    found: dict[str, str] = {}
    for line in lines:
        found.update(line.texts())
        if line.text and "secure" not in line.table:
            found.update({match[1]: match[3] or match[4] or "" for match in _SET.finditer(line.text)})
    return found


_SET = lazy(r"""(?<!\S)([A-Za-z_]\w*+)=(?:(["'])([^"'\n]*)["']|([^\s"']*+))""")


def _is_same(entry: Mapping[str, Placed], item: Placed) -> bool:
    return bool(entry) and all(item.at(key).text == value.text for key, value in entry.items())


def _job(sources: CiFiles, job: Placed, swallowed: str) -> PipelineJob:
    return PipelineJob(
        job.path,
        job.line,
        (job.at("name") or job.at("stage")).text,
        tuple(_steps(sources, job)),
        has_code=not is_false(job.at("git", "clone")),
        before_merge=_before_merge(job),
        swallowed=swallowed,
        never=f"`if: {job.at('if').text}`" if is_false(job.at("if")) and "if" in job.table else "",
    )


def _steps(sources: CiFiles, job: Placed) -> Iterator[PipelineStep]:
    interpreter = Interpreter("cmd" if job.at("shell").text == "cmd" else "bash", errexit=False)
    for phase in _PHASES:
        items = list(job.at(phase).leaves())
        if phase == "script" and "script" not in job.table and "stage" not in job.at("deploy").table:
            items = _default(sources, job)
        if items and job.at(phase).scalar not in (True, "skip"):
            yield PipelineStep(job.path, items[0].line, phase, scripts=each(items, interpreter))
    for phase in _AFTER:
        if items := list(job.at(phase).leaves()):
            reason = f"what fails in `{phase}` does not fail the build"
            scripts = each(items, _SHELL)
            yield PipelineStep(job.path, items[0].line, phase, scripts=scripts, swallowed=reason)
    for deploy in job.at("deploy").items:
        provider = deploy.at("provider").text
        if provider == "script":
            scripts = each(deploy.at("script").leaves(), _SHELL)
            yield PipelineStep(deploy.path, deploy.line, "deploy", scripts=scripts)
        elif provider:
            yield PipelineStep(
                deploy.path, deploy.line, "deploy", uses=f"deploy/{provider.lower()}", inputs=deploy.texts()
            )


def _default(sources: CiFiles, job: Placed) -> list[Placed]:
    """Return the script of the language; it stands where the language does."""
    language = job.at("language")
    name = language.text.lower() or "ruby"
    if name == "python":
        sources.not_understood(language, "has no script, which Python needs")
    for needed, command in _DEFAULTS.get(name, ()):
        if not needed or sources.files.entry(needed):
            gradle = command.replace("gradle ", "./gradlew ") if sources.files.entry("gradlew") else command
            maven = gradle.replace("mvn ", "./mvnw ") if sources.files.entry("mvnw") else gradle
            return [Placed(job.path, language.line, maven, maven, language.line)]
    return []


def _before_merge(job: Placed) -> bool | None:
    """Tell whether pull requests are built: they are, unless a condition says otherwise.

    Of a pull request, `branch` is the branch that it goes to.
    """
    condition = job.at("if").text.replace(" ", "").lower()
    if not condition or condition.startswith(("branch=", "branchin", "typein")):
        return True
    if "type=pull_request" in condition or "type!=push" in condition:
        return True
    decided = ("type=push", "type=cron", "type=api", "type!=pull_request", "tag=", "tagis")
    return False if condition.startswith(decided) else None
