"""Why a score moved: two audits compared, and the difference of every score split into parts.

A score is a function of a *state*: which subjects count in it, each with its tier; for each of them
and each rule a result; and the weights that a policy gives objectives and tiers. A result has a weight
(severity and objective), a verdict as it would be without waivers, and what waivers make of it.

The difference is split by leading the older audit's state to the newer one's in six steps. After each
the score is computed anew, by the same arithmetic as an audit's; a part is what its step added, so the
parts sum to the difference. A step replaces, of the state before it:

1. **scope**: the subjects that count in this score, and the tier of each. One that came brings the
   results that the newer audit has; one that went takes its own along. For a team that is also who moved
   to it or away, and a score of a single subject has no such part.
2. **upgrade**: the verdicts that another program (`Audit.tool_digest`) came to although nothing else can have
moved
   them: the rule is judged in the same way and decided by the files of a commit alone
   (`RuleStamp.of_commit`), and the commit is the same. It comes under the older waivers.
3. **policy**: the weights of objectives and tiers; the severity and objective of every result; the
   verdicts of rules that came, went or are judged in another way (`RuleStamp.digest`). A verdict comes
   without the newer waivers, under the older ones where there were any.
4. **waivers**: what waivers make of every verdict, whatever it is by now. One that nothing needs any
   more has not ended. A waiver of paths holds for an outcome only: where it is in both audits it stays
   until the findings that it was made for are there.
5. **coverage**: the results of unchanged rules that were decided (passed or failed, waivers aside) in one
   of the two audits only, because of what could be seen or what applied.
6. **repositories and time**: everything else, which leads to the newer audit: what passed and fails now,
   and the reverse, and other shares.

A score that is not there in both audits is not split. If a state between has none, the step that led to
it has no part, and what it did is in the part of the next step that brings a score back.

The points of single rules and repositories come about in the same way: within each step one repository
after the other is led on, by its id, and within it one rule after the other, in the order of the newer
policy. They sum to the part, but another order could share a part out in another way.
"""

from collections.abc import Iterator

from checker.engine.comparison import filters as focusing
from checker.engine.comparison import groups
from checker.engine.comparison.audit_pair import Key, Pair
from checker.engine.comparison.caveats import notes
from checker.engine.comparison.policy_diff import policy_change
from checker.engine.comparison.subjects import differs, subject
from checker.model.audit import Audit
from checker.model.change import AuditStamp, Change, Focus, SubjectChange

_EVERYTHING = Focus()


def compare(before: Audit, after: Audit, focus: Focus = _EVERYTHING) -> Change:
    """Return what is different between two audits, and what each score's difference comes from.

    *focus* chooses what is told of. Raises Unobserved when a pattern in it is no glob.
    """
    pair = Pair(before, after)
    keys = list(focusing.keys(pair, focus))
    found = tuple(_told(pair, keys, focus))
    organization, teams = groups.organization(pair), tuple(groups.teams(pair))
    return Change(
        before=_stamp(before),
        after=_stamp(after),
        policy=focusing.policy(policy_change(before.policy, after.policy), focus),
        organization=focusing.group(organization, focus),
        teams=tuple(focusing.teams(pair, focus, teams)),
        subjects=found,
        unchanged=len(keys) - len(found),
        focus=focus,
        notes=tuple(notes(pair, (organization, *teams))),
    )


def _told(pair: Pair, keys: list[Key], focus: Focus) -> Iterator[SubjectChange]:
    """Yield the subjects about which anything in focus is different."""
    for key in keys:
        told = focusing.subject(subject(pair, key), focus)
        if told.outcomes if focus.rules else differs(told):
            yield told


def _stamp(audit: Audit) -> AuditStamp:
    return AuditStamp(
        started_at=audit.started_at,
        tool=audit.tool,
        organization=audit.organization.name,
        policy=audit.policy.id,
        policy_version=audit.policy.version,
        policy_digest=audit.policy.digest,
        repositories=len(audit.organization.repositories),
        uncollected=len(audit.uncollected),
    )
