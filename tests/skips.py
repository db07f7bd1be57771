"""A pytest plug-in that fails the run when a test is skipped for a reason nobody agreed to."""

import pytest

AGREED: tuple[str, ...] = (
    "PostgreSQL's server is not installed",
    "there is no Chromium here",
    "Microsoft's multitool is for Linux",
    "hadolint has no wheel for Windows",
)
"""How the reasons begin for which a test may be skipped."""
_unexpected: list[str] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Notice skipped tests; expected failures are reported as skipped too, and are fine."""
    if not hasattr(report, "wasxfail"):
        _notice(report)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """Notice modules that were skipped as a whole."""
    _notice(report)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Turn a passing run into a failing one."""
    if _unexpected and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what was skipped."""
    for line in _unexpected:
        terminalreporter.write_line(f"skipped without an agreed reason: {line}", red=True)


def _notice(report: pytest.TestReport | pytest.CollectReport) -> None:
    if not report.skipped:
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    if not reason.removeprefix("Skipped: ").startswith(AGREED):
        _unexpected.append(f"{report.nodeid}: {reason}")
