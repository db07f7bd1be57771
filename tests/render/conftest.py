"""The story of a made-up organization."""

from datetime import date

import pytest

from checker.app.demo import DemoHistory
from checker.model.report_input import ReportInput
from tests.shared import once

LAST = date(2026, 11, 22)


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> ReportInput:
    """Tell of the made-up organization, with five audits over a year."""
    return once("story", lambda: DemoHistory(LAST).story(5), tmp_path_factory)
