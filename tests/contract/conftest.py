"""A repository to fill paths with."""

import pytest

from checker.github.responses import Listed


@pytest.fixture(scope="session")
def listed():
    return Listed(
        node="R_1",
        owner="acme",
        name="tools",
        url="https://github.com/acme/tools",
        organization=True,
        visibility="public",
        archived=False,
        fork=False,
        template=False,
        disabled=False,
        branch="main",
        head="a" * 40,
        pushed_at="",
        size=0,
        topics=(),
        properties={},
    )
