"""Steps that name what they run instead of a script: actions, tasks, orbs, pipes, plug-ins, templates."""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from checker.ci.matching import KnownCommands, ToolMatch, as_options
from checker.ci.pipeline import PipelineStep, ShellScript
from checker.ecosystems.catalog import catalog
from checker.ecosystems.schema import Publisher
from checker.patterns import lazy
from checker.word_lists import wordset

_HARMLESS = lazy(
    r"(?:^|[/_-])(?:setup|install\w*|cache|caching|checkout|upload|download|artifacts?|login|logout|auth|authenticate|"
    r"credentials|comment|label\w*|assign\w*|notif\w*|notification|slack|discord|telegram|teams|mail|message|greet\w*|"
    r"stale|lock|deploy\w*|release\w*|changelog|publish\w*|pages|sync|cleanup|clean|free-disk-space|maximize|tmate|"
    r"ssh-agent|ssh|token|version|semver|tag|bump|badge|create-pull-request|automerge|auto-merge|merge|approve|backport|"
    r"cherry-pick|rebase|first-interaction|cla|dco|paths?-filter|changed-files|path|env|dotenv|variables?|matrix|cancel\w*|"
    r"concurrency|wait|sleep|retry|toolchain|sdk|runtime|wrapper-validation|docker-layer|git-clone|save|restore|"
    r"activate\w*|close|reopen|move|project|card|milestone|contributors?|sponsors?|sitemap|translate|i18n|sbom|attest\w*|"
    r"provenance|sign|summary|report|metrics|timer|manager|import-gpg|gpg|keychain|certificate|commit|push|repository-dispatch|"
    r"workflow-dispatch|trigger|dispatch|json|yaml|toml|xml|read|write|set|get|find|search|parse|convert|extract|compress|zip)(?:$|[/_-])"
)
"""Names of actions that none of the lists has, and that nevertheless say that they check nothing."""
_TESTS = lazy(
    r"(?:^|[/_-])(?:tests?|pytest|check|lint\w*|verify|validate|scan\w*|audit|analy\w+|build|ci)(?:$|[/_-])"
)


class SortedStep(Struct, frozen=True):
    """What a step runs; *unknown* says what nobody knows; *ships*: it checks nothing, but may publish."""

    tools: tuple[ToolMatch, ...] = ()
    publishers: tuple[Publisher, ...] = ()
    scripts: tuple[ShellScript, ...] = ()
    unknown: str = ""
    ships: bool = False


def sort_step(step: PipelineStep, known: KnownCommands) -> SortedStep:
    """Say what the action or task of a step does: by its name, its inputs, or words in its name."""
    uses, image = _image(step.uses)
    publisher = known.publisher_of(uses, step.inputs)
    publishers = (publisher,) if publisher else ()
    scripts = tuple(_commands(step, known))
    if scripts and uses in catalog().actions.commands:  # what it is told to run says more than its name
        return SortedStep((), publishers, scripts)
    scripts = scripts or (tuple(_arguments(step, known)) if image else ())
    name = known.action_tool(f"docker://{uses}") if image else ""
    name = name or known.action_tool(uses) or known.step_tool(uses) or _named(uses, known)
    if name:
        return SortedStep((known.judged(name, as_options(step.inputs)),), publishers, scripts)
    if (
        scripts
        or known.is_publisher(uses)
        or known.is_harmless_action(uses)
        or uses in catalog().actions.commands
    ):
        return SortedStep((), publishers, scripts)
    if image and known.is_harmless([uses.rpartition("/")[2]]):
        return SortedStep()
    unknown = f"uses {step.uses}, which is not known"
    if _is_harmless(uses):
        return SortedStep(unknown=unknown, ships=True) if _SHIPS.search(uses) else SortedStep()
    return SortedStep(unknown=unknown)


def _image(uses: str) -> tuple[str, bool]:
    """Return what a step uses without the tag of an image, and whether it is an image."""
    if not uses.startswith("docker://"):
        return uses, False
    folder, slash, name = uses.removeprefix("docker://").partition("@")[0].rpartition("/")
    return folder + slash + name.partition(":")[0], True


def _commands(step: PipelineStep, known: KnownCommands) -> Iterator[ShellScript]:
    """Return the commands that the inputs of an action spell out."""
    actions = catalog().actions
    inputs = {key.lower(): value for key, value in step.inputs.items()}
    template = actions.commands.get(step.uses)
    if template is not None:
        if text := _filled(template, inputs):
            yield ShellScript(step.path, step.line, text, errexit=True)
    elif not known.is_harmless_action(step.uses) and not _SETS_UP.search(step.uses):
        for key in actions.command_inputs:
            if key not in _PARTS_OF_COMMANDS and inputs.get(key, "").strip():
                yield ShellScript(step.path, step.line, inputs[key], errexit=True)


def _arguments(step: PipelineStep, known: KnownCommands) -> Iterator[ShellScript]:
    """Return what an image is told to run; what begins with no known program are options of its own."""
    command = f"{step.inputs.get('entrypoint', '')} {step.inputs.get('args', '')}".strip()
    program = command.partition(" ")[0].rpartition("/")[2]
    if program in ("sh", "bash") or known.knows(program):
        yield ShellScript(step.path, step.line, command, errexit=True)


def _filled(template: str, inputs: Mapping[str, str]) -> str:
    """Put inputs into a template, "" where it names inputs and none of them is given.

    A word that names inputs of which none is given is left out.
    """
    words: list[str] = []
    named = given = False
    for word in template.split():
        fields = [each.lower() for each in _FIELD.findall(word)]
        present = any(inputs.get(each, "").strip() for each in fields)
        named, given = named or bool(fields), given or present
        if present or not fields:
            words.append(_FIELD.sub(lambda match: inputs.get(match[1].lower(), ""), word))
    return " ".join(words) if given or not named else ""


_FIELD = lazy(r"\{([\w.-]+)\}")
_PARTS_OF_COMMANDS = wordset("""
    args arguments extra-args goals maven-args maven_args gradle-args tasks task targets target build-args
    entrypoint options flags
""")
"""Inputs that hold a part of a command: which one, only the action knows."""
_SETS_UP = lazy(r"(?:^|[/-])(?:setup|install)(?:$|[/-])")


_FILE_NAME = lazy(r"\.ya?ml$")
_SHIPS = lazy(r"release|publish|deploy|upload|push|promote|deliver")


def _is_harmless(uses: str) -> bool:
    """Tell whether a name says that nothing is checked."""
    uses = _FILE_NAME.sub("", uses)
    return bool(_HARMLESS.search(uses[:200])) and not _TESTS.search(uses[:200])


def _named(uses: str, known: KnownCommands) -> str:
    """Return the tool that a name is made of, as those of actions and images are; set-ups run nothing."""
    if _SETS_UP.search(uses[:200]) or known.is_harmless_action(uses):
        return ""
    return next(iter(known.tools_in(_FILE_NAME.sub("", uses.rpartition(":")[0] or uses))), "")
