"""Repositories of one name on several hosts, told apart in whatever is shown."""

from msgspec.structs import replace

from checker.engine import display_names
from checker.model.audit import Audit
from checker.model.report_input import ReportInput


def audit(given: Audit) -> Audit:
    """Return an audit in which repositories of the same name are called by their ids (host/owner/name)."""
    shared = display_names.shared(given.subjects)
    if not shared:
        return given
    subjects = (
        replace(each, repository=replace(each.repository, name=display_names.called(each, shared)))
        if each.repository
        else each
        for each in given.subjects
    )
    return replace(given, subjects=tuple(subjects))


def story(given: ReportInput) -> ReportInput:
    """Return a story of such an audit."""
    return replace(given, audit=audit(given.audit))
