"""The list of a folder's files, by which the folder is known again as a report of ours."""

from collections.abc import Iterable

from checker.model.json_value import Json
from checker.model.report_input import Audience, ReportInput
from checker.render import MANIFEST, Page
from checker.render.machine.json import write


def manifest(schema: str, story: ReportInput, audience: Audience, paths: Iterable[str], **more: int) -> Page:
    """Return the page that lists the others, with what they tell and to whom; *more* is what is counted."""
    known: dict[str, Json] = {
        "schema": schema,
        "tool": story.audit.tool,
        "started_at": story.audit.started_at,
        "audience": audience.value,
        **more,
        "files": sorted(paths),
    }
    return Page(MANIFEST, write(known).encode("ascii"))
