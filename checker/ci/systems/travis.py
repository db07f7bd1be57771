"""Travis CI.

Source: docs.travis-ci.com/user/job-lifecycle and the pages of the languages. Every item is run by itself,
and the build fails if one does; what fails in `after_*` does not change the result. Where nothing is given,
the language's own script is run.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from checker.ci.events import CHANGES, Starts
from checker.ci.pipeline import Pipeline, PipelineJob, PipelineStep
from checker.ci.systems import conditions
from checker.ci.systems.placed import Placed, merged
from checker.ci.systems.scripts import LEG_LIMIT, Interpreter, axes, each, is_false, legs
from checker.ci.systems.sources import CiFiles
from checker.patterns import lazy

_SHELL = Interpreter("bash", errexit=False)
_PHASES = ("before_install", "install", "before_script", "script")
_AFTER = ("after_success", "after_failure", "after_script", "after_deploy")
_EXPANDING = ("script", "python", "node_js", "go", "rvm", "jdk", "php")
"""Keys that make jobs of their own beside those that are included."""
_AXES = (
    *_EXPANDING[1:],
    "os",
    "arch",
    "dist",
    "compiler",
    "otp_release",
    "elixir",
    "rust",
    "scala",
    "julia",
    "perl",
)
_PULL_REQUEST = {"type": "pull_request", "tag": "", "fork": "false", "branch": "main"}
_PUSH = {"type": "push", "tag": ""}
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
        soft = bool(allowed) and all(_is_allowed(allowed, document, leg) for leg in legs(_axes(document)))
        yield from _legs(sources, document, "`allow_failures`" if soft else "")
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


def _axes(document: Placed) -> Mapping[str, Sequence[str]]:
    """Return the axes by which the build itself makes jobs."""
    env = document.at("env")
    listed = {key: document.at(key) for key in _AXES if document.at(key)}
    listed["env"] = env.at("jobs") or env.at("matrix") or Placed(env.path, env.line) if env.table else env
    return axes(replace(document, value={key: place for key, place in listed.items() if place}))


def _is_allowed(allowed: Sequence[Mapping[str, Placed]], document: Placed, leg: Mapping[str, str]) -> bool:
    known = {**document.texts(), **leg}
    return any(all(known.get(key) == value.text for key, value in entry.items()) for entry in allowed)


def _is_same(entry: Mapping[str, Placed], item: Placed) -> bool:
    return bool(entry) and all(item.at(key).text == value.text for key, value in entry.items())


def _job(sources: CiFiles, job: Placed, swallowed: str) -> PipelineJob:
    starts = _starts(job)
    return PipelineJob(
        job.path,
        job.line,
        (job.at("name") or job.at("stage")).text,
        tuple(_steps(sources, job)),
        has_code=not is_false(job.at("git", "clone")),
        before_merge=starts.before_merge,
        swallowed=swallowed or starts.swallowed,
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


def _starts(job: Placed) -> Starts:
    """Say what starts a job: pull requests and pushes, unless a condition says otherwise.

    Of a pull request, `branch` is the branch that it goes to.
    """
    condition = job.at("if").text
    asked = conditions.starts(condition, _PULL_REQUEST, _PUSH, CHANGES)
    other_branch = not asked.swallowed and asked.before_merge is False and "type" not in condition.lower()
    return CHANGES if other_branch and "branch" in condition.lower() else asked
