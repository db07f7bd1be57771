"""The facts about continuous integration."""

from checker.model.facts import FactSpec, FactType

_BOOL, _STRING, _INT, _STRINGS = FactType.BOOL, FactType.STRING, FactType.INT, FactType.STRINGS
_PLACE = {"path": _STRING, "line": _INT}
_JOB = {**_PLACE, "job": _STRING}
_FINDING = {**_PLACE, "what": _STRING}
_JOB_FINDING = {**_JOB, "what": _STRING}
_CODE = {**_JOB, "expression": _STRING, "sink": _STRING}
_PUBLICATION = {**_JOB, "registry": _STRING, "token": _BOOL, "oidc": _BOOL}


def _records(name: str, doc: str, item: dict[str, FactType]) -> FactSpec:
    return FactSpec(f"actions.{name}", FactType.RECORDS, doc, grows=True, item=item)


FACTS: tuple[FactSpec, ...] = (
    _records(
        "workflows",
        "The GitHub workflows that can be read. `permissions`: none-declared, empty, read, read-all, "
        "write or write-all. `privileged`: strangers can start it with the repository's secrets at hand. "
        "`conditional`: a job or step has an `if`.",
        {
            **_PLACE,
            "name": _STRING,
            "triggers": _STRINGS,
            "named": _BOOL,
            "pull_request": _BOOL,
            "privileged": _BOOL,
            "permissions": _STRING,
            "cancels": _BOOL,
            "timeouts": _BOOL,
            "conditional": _BOOL,
        },
    ),
    _records(
        "broken",
        "What keeps workflow files from starting, as GitHub would see it.",
        {**_PLACE, "reason": _STRING},
    ),
    _records(
        "uses",
        "Every action and reusable workflow that is used. `pinned`: by a full commit hash or an image digest "
        "or local.",
        {
            **_JOB,
            "uses": _STRING,
            "owner": _STRING,
            "name": _STRING,
            "ref": _STRING,
            "local": _BOOL,
            "pinned": _BOOL,
            "docker": _BOOL,
            "reusable": _BOOL,
        },
    ),
    _records(
        "remote_uses",
        "The items of `actions.uses` that live in other repositories or registries.",
        {
            **_JOB,
            "uses": _STRING,
            "owner": _STRING,
            "name": _STRING,
            "ref": _STRING,
            "local": _BOOL,
            "pinned": _BOOL,
            "docker": _BOOL,
            "reusable": _BOOL,
        },
    ),
    _records(
        "runs",
        "Every script of every step.",
        {**_JOB, "command": _STRING, "pull_request": _BOOL, "shell": _STRING},
    ),
    _records("injections", "Expressions that paste strangers' data into code.", _CODE),
    _records("raw_inputs", "Expressions that paste inputs of free text into code.", _CODE),
    _records(
        "untrusted_checkouts",
        "Places where jobs with the repository's secrets take the code of strangers' pull requests.",
        {**_JOB, "reference": _STRING, "trigger": _STRING},
    ),
    _records(
        "broad_permissions", "Jobs whose token may do everything, or what a setting says.", _JOB_FINDING
    ),
    _records("shared_write_scopes", "Write permissions that hold for several jobs at once.", _JOB_FINDING),
    _records(
        "credential_leaks",
        "Checkouts that leave the token on disk where no later step of the job, or script of one, uses it.",
        {**_JOB, "uses": _STRING},
    ),
    _records("secret_exposures", "Secrets that reach more code than needs them.", _FINDING),
    _records("env_writes", "Strangers' data that is written to the environment of later steps.", _FINDING),
    _records(
        "unpinned_images", "Containers of jobs and services that are named by a movable tag.", _JOB_FINDING
    ),
    _records("piped_downloads", "Scripts from the network that are run unseen.", _JOB_FINDING),
    _records(
        "unsound_conditions",
        "Conditions that are always true or never, comparisons with several texts at once, and searches in a "
        "text that were meant for a list. `instead`: what to write.",
        {**_JOB_FINDING, "instead": _STRING},
    ),
    _records(
        "choices",
        "Choices `a && b || c` whose `b` is constant. `ok`: it can be chosen; else `what` says why not, and "
        "`instead` what to write.",
        {**_JOB_FINDING, "instead": _STRING, "ok": _BOOL},
    ),
    _records(
        "bot_conditions",
        "Conditions on the last *actor* being a bot, where events bring secrets. `ok`: no stranger's pull "
        "request reaches a secret by it, or a token that can write.",
        {**_JOB, "actor": _STRING, "trigger": _STRING, "ok": _BOOL},
    ),
    _records(
        "secret_jobs",
        "Jobs that use secrets other than the token of the run. `secrets`: their names in lower case; `*`: "
        "any. `environment`: the job names one.",
        {**_JOB, "secrets": _STRINGS, "environment": _BOOL},
    ),
    _records(
        "passwords",
        "Passwords of containers, and secrets that actions and commands are given to log in. `ok`: not in "
        "plain text.",
        {**_JOB_FINDING, "ok": _BOOL},
    ),
    _records(
        "obfuscations",
        "Detours in the names of actions, constants and names that are computed, and scripts that are "
        "decoded to be run.",
        _JOB_FINDING,
    ),
    _records(
        "archived_uses",
        "Actions and workflows of others that their makers gave up, as of a date. `instead`: what took their "
        "place, where that is known.",
        {**_JOB_FINDING, "uses": _STRING, "instead": _STRING},
    ),
    _records(
        "advised_uses",
        "Uses of actions with a known vulnerability, as of a date. `ok`: not this version; `advisory`: its "
        "id at GitHub; `severity`: low, medium, high or critical; `fixed`: the version to take.",
        {
            **_JOB_FINDING,
            "uses": _STRING,
            "advisory": _STRING,
            "severity": _STRING,
            "fixed": _STRING,
            "ok": _BOOL,
        },
    ),
    _records(
        "hygiene",
        "Checks on names of workflows, time limits of jobs and the end of superseded runs. `what` is said "
        "where it is not `ok`.",
        {**_JOB_FINDING, "ok": _BOOL},
    ),
    _records("self_hosted", "Jobs on the owner's own machines.", _JOB),
    _records(
        "publish_steps",
        "Steps that publish, by themselves or through scripts that they call. "
        "`registry`: pypi, npm, crates, rubygems, nuget, maven, container, helm, vscode, "
        "github-release, private, deployment, pages …; `token`: by a long-lived secret; `oidc`: the job may "
        "identify itself.",
        _PUBLICATION,
    ),
    _records(
        "publish_credentials",
        "The same steps, for questions about secrets: not known only where a step that nobody understands is "
        "given one.",
        _PUBLICATION,
    ),
    _records(
        "release_caches",
        "Caches that jobs restore which publish anything but a website: asked for, or on by default.",
        {**_JOB, "uses": _STRING},
    ),
    _records("ci_files", "The files of all CI systems.", {**_PLACE, "system": _STRING}),
    FactSpec("actions.ci_systems", _STRINGS, "The CI systems that the repository is set up for, sorted."),
    FactSpec("actions.readable_ci", _BOOL, "The commands of every CI system found stand in the repository."),
    FactSpec(
        "actions.calls_elsewhere", _BOOL, "CI calls workflows or actions of others that decide what is run."
    ),
    FactSpec(
        "actions.tools",
        _STRINGS,
        "Well-known tools that CI runs, directly or through targets and scripts that it calls, sorted.",
        grows=True,
    ),
    FactSpec(
        "actions.hooks",
        _STRINGS,
        "Well-known tools behind the hooks of pre-commit, whoever runs them, sorted.",
    ),
    FactSpec(
        "actions.enforced_tools",
        _STRINGS,
        "The tools of `actions.tools` whose failure reaches the result of a change, sorted.",
        grows=True,
    ),
    _records(
        "checks",
        "Each tool that CI runs, where it does. `checks`: test, lint, format, types, coverage, dependencies, "
        "secrets, sast, infrastructure, containers, or none of them. `enforced`: its failure reaches the "
        "result of a change; else `reason` says why not. `before_merge`: unmerged changes start it.",
        {
            **_PLACE,
            "tool": _STRING,
            "checks": _STRINGS,
            "enforced": _BOOL,
            "reason": _STRING,
            "before_merge": _BOOL,
        },
    ),
    _records(
        "taught",
        "The patterns of `recognize` that a command matched, with the place that teaches them.",
        {**_PLACE, "kind": _STRING, "pattern": _STRING},
    ),
    FactSpec("actions.runs_tests", _BOOL, "CI runs tests.", grows=True),
    FactSpec(
        "actions.enforces_tests",
        _BOOL,
        "CI runs tests, and their failure reaches the result of a change.",
        grows=True,
    ),
    FactSpec(
        "actions.checks_pull_requests",
        _BOOL,
        "CI runs tests or linters before changes are merged, and their failure reaches the change.",
        grows=True,
    ),
    FactSpec(
        "actions.publishes",
        _BOOL,
        "CI publishes a package, an image or a release, or deploys more than pages.",
        grows=True,
    ),
)
