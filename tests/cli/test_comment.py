"""`checker comment`: a report below the pull request of a workflow's run."""

import json

import pytest

from tests.forge import Fault, Forge, scenario


@pytest.fixture(scope="module")
def forge():
    with Forge(scenario("small")) as running:
        yield running
    assert running.violations == []


@pytest.fixture
def comment(run, forge, tmp_path):
    def call(event, token="commenter", **environment):
        (tmp_path / "event.json").write_text(event if isinstance(event, str) else json.dumps(event))
        (tmp_path / "report.md").write_text("# Report\n")
        given = {
            **forge.environment(token),
            "GITHUB_EVENT_PATH": str(tmp_path / "event.json"),
            "GITHUB_REPOSITORY": "acme/pay-api",
        }
        done = run("comment", tmp_path / "report.md", **{**given, **environment})
        assert given["GITHUB_TOKEN"] not in done.stdout + done.stderr
        return done

    return call


def test_says_where_it_commented(comment, forge):
    """On stderr: stdout is for reports."""
    done = comment({"pull_request": {"number": 6}})
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "checker: commented on acme/pay-api#6\n"
    assert [each.body for each in forge.world.comments.of("acme/pay-api", 6)] == [
        "<!-- standards-checker -->\n# Report\n"
    ]


def test_without_the_permission_it_says_so_and_does_not_fail(comment):
    done = comment({"pull_request": {"number": 5}}, "workflow")
    assert done.returncode == 0
    assert "Resource not accessible by integration; it takes `pull-requests: write`" in done.stderr


@pytest.mark.parametrize("event", [{}, {"pull_request": None}, {"pull_request": {"number": "6"}}, []])
def test_other_events_have_no_pull_request(comment, event):
    done = comment(event)
    assert (done.returncode, done.stderr) == (
        0,
        "checker: not commented: this run is not about a pull request\n",
    )


@pytest.mark.parametrize(
    ("event", "environment", "why"),
    [
        ("no JSON", {}, "is not the JSON of an event"),
        ("[" * 100_000, {}, "is not the JSON of an event"),
        ({}, {"GITHUB_EVENT_PATH": "nowhere.json"}, "nowhere.json: cannot be read"),
        ({}, {"GITHUB_EVENT_PATH": ""}, "run this in a workflow"),
        ({}, {"GITHUB_REPOSITORY": "../../orgs/acme"}, "run this in a workflow"),
    ],
)
def test_what_is_no_workflow_is_a_mistake(comment, event, environment, why):
    done = comment(event, **environment)
    assert done.returncode == 2
    assert why in done.stderr


def test_when_github_does_not_take_it_it_could_not_be_done(comment, forge):
    forge.faults = [Fault("conflict", "/issues/4/")]
    done = comment({"pull_request": {"number": 4}})
    assert done.returncode == 3
    assert "acme/pay-api#4 cannot be commented on: GitHub says: Conflict" in done.stderr
