"""What peers and we are asked about workflows."""

from collections.abc import Callable
from functools import partial

from benchmarks.agreement.facts import Facts
from benchmarks.agreement.reading import files, lines, says, workflows
from benchmarks.agreement.values import Finding, Places, Question

_REGISTRIES = {"pypi", "npm", "crates", "rubygems", "nuget", "pub.dev"}
_WHOLE_CONTEXT = says("pasted at once", "name is computed", "do not hide")
_CANNOT_START = {
    "events",
    "expression",
    "glob",
    "id",
    "job-needs",
    "matrix",
    "permissions",
    "syntax-check",
    "workflow-call",
    "yaml-anchor",
}
"""Kinds of actionlint that are about whether GitHub takes the file."""


def _sure(finding: Finding) -> bool:
    """Take what zizmor's usual persona reports with at least medium confidence."""
    return "persona:regular" in finding.tags and "confidence:low" not in finding.tags


def _without(*words: str) -> Callable[[Finding], bool]:
    """Take findings whose message has none of some words."""
    return lambda finding: not any(word in finding.message for word in words)


def _unpinned_images(facts: Facts) -> Places:
    """Report images of jobs, and those that steps use as actions, which another fact of ours lists."""
    jobs = lines("actions.unpinned_images")(facts)
    steps = lines("actions.remote_uses", kept=lambda use: use["docker"] and not use["pinned"])(facts)
    return Places([*jobs.found, *steps.found], jobs.unclear | steps.unclear)


_zizmor = partial(Question, "zizmor")

QUESTIONS: tuple[Question, ...] = (
    _zizmor(
        ("unpinned-uses",),
        "actions/pinned-actions",
        "line",
        lines("actions.remote_uses", kept=lambda use: not use["pinned"] and not use["docker"]),
        group="pins",
    ),
    _zizmor(
        ("unpinned-images",),
        "actions/pinned-images-tools",
        "line",
        _unpinned_images,
        group="pins",
    ),
    _zizmor(
        ("template-injection",),
        "actions/no-template-injection, actions/sanitised-inputs",
        "line",
        lines("actions.injections", "actions.raw_inputs"),
        group="injection",
        counts=_sure,
    ),
    _zizmor(
        ("github-env",), "actions/env-file-writes", "line", lines("actions.env_writes"), group="injection"
    ),
    _zizmor(
        ("dangerous-triggers",),
        "actions/no-untrusted-checkout",
        "file",
        workflows("actions.untrusted_checkouts"),
        group="untrusted checkout",
    ),
    _zizmor(
        ("excessive-permissions",),
        "actions/read-only-default",
        "file",
        workflows("actions.broad_permissions"),
        group="permissions",
        counts=lambda finding: _sure(finding) and _without("overly broad", "read-all")(finding),
    ),
    _zizmor(
        ("overprovisioned-secrets", "unredacted-secrets"),
        "actions/secrets-scope",
        "line",
        lines("actions.secret_exposures", kept=_WHOLE_CONTEXT),
        group="secrets",
    ),
    _zizmor(
        ("secrets-inherit",),
        "actions/secrets-scope",
        "line",
        lines("actions.secret_exposures", kept=says("is handed to")),
        group="secrets",
        same=False,
    ),
    _zizmor(
        ("secrets-outside-env",),
        "actions/secrets-in-environments",
        "file",
        workflows("actions.secret_jobs", lambda job: not job["environment"]),
        group="secrets",
    ),
    _zizmor(
        ("hardcoded-container-credentials",),
        "actions/no-written-passwords",
        "line",
        lines("actions.written_passwords"),
        group="secrets",
    ),
    _zizmor(
        ("unsound-condition", "unsound-contains"),
        "actions/sound-conditions",
        "line",
        lines("actions.unsound_conditions"),
    ),
    _zizmor(("unsound-ternary",), "actions/sound-choices", "line", lines("actions.dead_choices")),
    _zizmor(("bot-conditions",), "actions/bot-conditions", "line", lines("actions.bot_conditions")),
    _zizmor(("archived-uses",), "actions/no-archived-actions", "line", lines("actions.archived_uses")),
    _zizmor(("obfuscation",), "actions/no-obfuscation", "line", lines("actions.obfuscations")),
    _zizmor(("artipacked",), "actions/credential-persistence", "line", lines("actions.credential_leaks")),
    _zizmor(("cache-poisoning",), "actions/cache-poisoning", "line", lines("actions.release_caches")),
    _zizmor(
        ("use-trusted-publishing",),
        "actions/trusted-publishing",
        "line",
        lines("actions.publish_steps", kept=lambda step: step["token"] and step["registry"] in _REGISTRIES),
    ),
    _zizmor(("self-hosted-runner",), "actions/self-hosted", "line", lines("actions.self_hosted")),
    _zizmor(
        ("dependabot-cooldown",),
        "deps/update-cooldown",
        "line",
        lines(
            "dependencies.updates",
            kept=lambda update: (
                update["tool"] == "dependabot" and (update["cooldown"] < 3 or update["external_code"])
            ),
        ),
        same=False,
    ),
    _zizmor(
        ("anonymous-definition",),
        "ci/workflow-hygiene",
        "file",
        workflows("actions.workflows", lambda workflow: not workflow["named"]),
        counts=_without("this job"),
    ),
    _zizmor(
        ("concurrency-limits",),
        "ci/workflow-hygiene",
        "file",
        workflows(
            "actions.hygiene",
            lambda check: not check["ok"] and "does not cancel" in check["what"],
            asked=lambda workflow: workflow["pull_request"],
        ),
    ),
    Question(
        "actionlint",
        ("syntax-check", *sorted(_CANNOT_START - {"syntax-check"})),
        "actions/workflows-parse",
        "file",
        files("actions.broken", ["actions.workflows", "actions.broken"], ""),
    ),
    Question(
        "checkov",
        ("CKV_GHA_2",),
        "actions/no-template-injection",
        "file",
        workflows("actions.injections"),
        group="injection",
    ),
    Question(
        "checkov",
        ("CKV2_GHA_1",),
        "actions/read-only-default",
        "file",
        workflows("actions.broad_permissions"),
        group="permissions",
    ),
)
