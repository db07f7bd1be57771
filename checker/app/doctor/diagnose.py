"""What an audit will see, what it will not, and what it takes: asked of a few repositories before it."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from checker.app.audit import github_targets
from checker.app.audit.assemble import assemble
from checker.app.audit.context import Context
from checker.app.audit.run import AuditRequest, AuditWatcher, audited, context_of
from checker.app.doctor import missing_permissions
from checker.app.doctor.costs import cost
from checker.app.doctor.sample import Probe
from checker.collectors import github as topics
from checker.engine.compile import Plan
from checker.errors import TargetError
from checker.executors import default_jobs
from checker.model.audit import Subject
from checker.model.diagnosis import Diagnosis
from checker.model.facts import Facts
from checker.policy.settings.configuration import Configuration

_OF_OWNER = "organization."


def diagnose(
    request: AuditRequest,
    plan: Plan,
    configuration: Configuration,
    sample: int,
    watcher: AuditWatcher | None = None,
) -> Diagnosis:
    """Ask about at most *sample* repositories as an audit of a request's targets would.

    Raises TargetError when there is nothing to ask about.
    """
    targets = audited(request, configuration)
    context = _context(request, plan, configuration)
    probe = Probe(context, github_targets.GitHubTargets(context, request.github, watcher), watcher)
    jobs = request.jobs or default_jobs()
    probe.ask(targets, sample, jobs)
    if not probe.judged and probe.failed:
        raise TargetError(f"{probe.failed[0].target}: {probe.failed[0].reason}", probe.failed[0].hint)
    near, far, facts = _subjects(probe)
    asked = _of_github(probe, far, facts, jobs) if probe.far else Diagnosis()
    unseen = missing_permissions.find(near, facts, plan)
    return replace(
        asked,
        targets=tuple(targets),
        policy=f"{plan.policy.id} {plan.policy.version}",
        rules=len(plan.policy.rules),
        repositories=len(probe.near) + len(probe.far),
        sample=tuple(probe.names),
        local=unseen.gaps,
        others=(*asked.others, *unseen.others),
        uncollected=tuple(sorted(probe.failed, key=lambda each: each.target)),
    )


def _context(request: AuditRequest, plan: Plan, configuration: Configuration) -> Context:
    """Return an audit's context, but one in which all facts that GitHub tells are kept."""
    context = context_of(request, plan, configuration)
    return replace(context, kept=context.kept | frozenset(topics.paths(plan.wanted)))


def _subjects(probe: Probe) -> tuple[list[Subject], list[Subject], Mapping[str, Facts]]:
    """Return the subjects that GitHub was not asked about, the others, and the facts of all of them."""
    judged = [probe.judged[name] for name in sorted(probe.judged, key=str.lower)]
    facts = {each.subject.subject: each.kept for each in judged}
    owner = probe.github.organization()
    audit = assemble(judged, (), probe.context, owner)
    near = {probe.judged[task.target].subject.subject for task in probe.near if task.target in probe.judged}
    parts: tuple[list[Subject], list[Subject]] = ([], [])
    for subject in audit.subjects:
        groups = subject.kind != "repository" and not probe.far
        parts[0 if groups or subject.subject in near else 1].append(subject)
    return *parts, {**facts, **({owner.name: owner.facts} if owner else {})}


def _of_github(probe: Probe, subjects: Sequence[Subject], facts: Mapping[str, Facts], jobs: int) -> Diagnosis:
    """Return what a token sees and does not, and what an audit takes."""
    client, plan = probe.github.client, probe.context.plan
    found = missing_permissions.find(subjects, facts, plan)
    return Diagnosis(
        token=client.token,
        permissions=missing_permissions.permissions(
            _asked(subjects, facts, plan), found.lacking, client.token
        ),
        gaps=found.gaps,
        others=found.others,
        cost=cost(probe, jobs),
        lost=client.ledger.lost,
    )


def _asked(
    subjects: Sequence[Subject], facts: Mapping[str, Facts], plan: Plan
) -> Iterator[tuple[Facts, frozenset[str]]]:
    """Yield the facts of each subject with those of the policy's that are about it."""
    paths = topics.paths(plan.wanted)
    of_owner = frozenset(path for path in paths if path.startswith(_OF_OWNER))
    for subject in subjects:
        if subject.kind == "repository":
            yield facts[subject.subject], frozenset(paths) - of_owner
        elif subject.kind == "organization":
            yield facts.get(subject.subject, Facts()), of_owner
