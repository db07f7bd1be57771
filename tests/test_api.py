"""What programs call: it asks for everything it needs, and does nothing beside."""

import json
import pickle
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

import checker
from checker import api
from checker.model.policy import Severity

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
POLICY = """\
policy: own
title: Own
extends: [common]
rules:
  - id: own/readme
    title: There is a README
    why: People must find out what it is.
    severity: high
    assert: has_file("README*")
    fix: {text: Write one.}
"""


@pytest.fixture(autouse=True)
def _place(tmp_path, cache, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CHECKER_CACHE_DIR", str(cache))
    (tmp_path / "own.yml").write_text(POLICY)


def outcomes(found):
    return {each.subject: {one.rule: one.outcome.value for one in each.results} for each in found.subjects}


def test_everything_public_can_be_had():
    """By the names in `__all__`, and by no others; both modules say the same."""
    assert checker.__all__ == api.__all__
    assert all(getattr(checker, name) is getattr(api, name) for name in checker.__all__)
    assert set(checker.__all__) <= set(dir(checker))
    with pytest.raises(AttributeError, match="no attribute 'audits'"):
        checker.audits  # noqa: B018


def test_importing_the_package_costs_nothing():
    """Neither ours nor other people's modules are imported before they are needed; never click."""
    code = (
        "import sys; before = set(sys.modules); import checker; new = {each for each in set(sys.modules) - before if '.' not in each or each.startswith('checker')}\n"
        "assert new - sys.stdlib_module_names == {'checker', 'checker._version'}, new\n"
        "checker.audit\n"
        "assert not {'click', 'git', 'github', 'sqlalchemy', 'rich'} & set(sys.modules)\n"
        "checker.load_policy('docs'); checker.report(checker.audit('.', now=__import__('datetime').datetime"
        "(2026, 11, 22, tzinfo=__import__('datetime').UTC)))\n"
        "assert 'click' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout + done.stderr == ""


def test_an_audit_is_that_of_the_command_line(make_repository, tmp_path):
    """The same targets, policy and time give the same report."""
    make_repository("a", {"README.md": "# A\n"})
    make_repository("b", {"main.py": "1\n"})
    found = checker.audit(["a", tmp_path / "b"], policy="own.yml", now=NOW)
    assert outcomes(found) == {"a": {"own/readme": "pass"}, "b": {"own/readme": "fail"}}
    command = [sys.executable, "-m", "checker", "audit", "a", "b", "-p", "own.yml", "-o", "json"]
    done = subprocess.run([*command, "--now", NOW.isoformat()], capture_output=True, text=True, check=False)
    assert json.loads(checker.report(found)) == json.loads(done.stdout)


def test_the_time_that_is_given_is_the_only_one(make_repository, monkeypatch):
    """No clock is read, and a time without a zone could be any."""
    make_repository("a", {"README.md": "# A\n"})

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            raise AssertionError("the clock was read")

    monkeypatch.setattr(api, "datetime", Clock)
    found = checker.audit("a", policy="own.yml", now=NOW)
    assert found.started_at == "2026-11-22T12:00:00Z"
    assert found == checker.audit("a", policy="own.yml", now=NOW)
    assert pickle.loads(pickle.dumps(found)) == found
    with pytest.raises(AssertionError, match="clock"):
        checker.audit("a", policy="own.yml")
    with pytest.raises(checker.UsageError, match="no time zone"):
        checker.audit("a", policy="own.yml", now=datetime(2026, 11, 22))


def test_nothing_is_printed(make_repository, capfd):
    """Not even for what fails."""
    make_repository("a", {"main.py": "1\n"})
    checker.audit(["a", "nowhere"], now=NOW)
    assert capfd.readouterr() == ("", "")


def test_a_policy_can_be_changed_before_it_is_used(make_repository):
    """What is in force is what it holds by now, not what it held when it was loaded."""
    make_repository("a", {"main.py": "1\n"})
    policy = checker.load_policy("own.yml", now=NOW)
    assert outcomes(checker.audit("a", policy=policy, now=NOW)) == {"a": {"own/readme": "fail"}}
    (rule,) = policy.rules
    other = replace(policy, rules=(replace(rule, assert_='has_file("main.py")', severity=Severity.LOW),))
    found = checker.audit("a", policy=other, now=NOW)
    assert outcomes(found) == {"a": {"own/readme": "pass"}}
    assert found.policy.digest != policy.digest
    wrong = replace(policy, rules=(replace(rule, assert_="no.such.fact"),))
    with pytest.raises(checker.PolicyError, match=r"own\.yml:\d+"):
        checker.audit("a", policy=wrong, now=NOW)


def test_a_configuration_holds_only_where_it_is_named(make_repository, tmp_path):
    """Its targets, policy and organization; without it, there is none."""
    make_repository("a", {"README.md": "# A\n"})
    (tmp_path / "checker.yml").write_text("organization: Acme\ntargets: [a]\npolicy: own.yml\n")
    found = checker.audit(configuration=tmp_path, now=NOW)
    assert (found.organization.name, outcomes(found)) == ("Acme", {"a": {"own/readme": "pass"}})
    assert checker.audit("a", policy="own.yml", now=NOW).organization.name == "organization"
    with pytest.raises(checker.UsageError, match="either targets or facts"):
        checker.audit(now=NOW)


def test_kept_facts_can_be_judged(make_repository):
    """What `checker collect` kept comes to the same outcomes."""
    make_repository("a", {"README.md": "# A\n"})
    command = [sys.executable, "-m", "checker", "collect", "-p", "own.yml", "a", "a.json"]
    subprocess.run(command, check=True, capture_output=True)
    found = checker.audit(facts=["a.json"], policy="own.yml", now=NOW)
    assert outcomes(found) == {"a": {"own/readme": "pass"}}
    with pytest.raises(checker.UsageError, match="either targets or facts"):
        checker.audit("a", facts=["a.json"], policy="own.yml", now=NOW)


def test_reports_come_in_every_text_format(make_repository):
    """A folder of pages is none, and what is no report cannot be read."""
    make_repository("a", {"README.md": "# A\n"})
    found = checker.audit("a", policy="own.yml", now=NOW)
    change = checker.compare(found, found)
    for form in ("table", "json", "sarif", "junit", "csv", "markdown", "github"):
        assert isinstance(checker.report(found, form), str)
    assert {form: bool(checker.report(change, form)) for form in ("table", "json", "markdown")}
    assert checker.read_report(checker.report(found)).subjects[0].subject == "a"
    for wrong in (("html",), ("nosuch",)):
        with pytest.raises(checker.UsageError):
            checker.report(found, *wrong)
    with pytest.raises(checker.UsageError, match="not a report"):
        checker.read_report("{}")


def test_processes_are_started_when_asked_for(make_repository):
    """Several jobs come to what one does."""
    for name in ("a", "b", "c"):
        make_repository(name, {"README.md": f"# {name}\n"})
    alone = checker.audit(["a", "b", "c"], policy="own.yml", now=NOW)
    assert checker.audit(["a", "b", "c"], policy="own.yml", now=NOW, jobs=2) == alone


CALLS = """\
import asyncio, signal, sys, threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
import checker

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)

def judged(name, policy="own.yml"):
    found = checker.audit(name, policy=policy, now=NOW)
    assert not found.uncollected, found.uncollected
    return [(each.subject, result.outcome.value) for each in found.subjects for result in each.results]

def mine(*_arguments):
    raise AssertionError("nobody sent a signal")

kinds = [signal.SIGALRM, signal.SIGINT, signal.SIGTERM, signal.SIGCHLD]
for each in kinds:
    signal.signal(each, mine if each != signal.SIGCHLD else signal.SIG_DFL)
before = [signal.getsignal(each) for each in kinds]
signal.alarm(500)
expected = {"a": [("a", "pass")], "b": [("b", "fail")], "c": [("c", "pass")]}

with ThreadPoolExecutor(3) as pool:  # as a web server has
    assert list(pool.map(judged, "abcabc")) == [expected[name] for name in "abcabc"]
    other = pool.submit(judged, "b", "other.yml")
    assert (judged("b"), other.result()) == ([("b", "fail")], [("b", "pass")])

async def main():
    async def ticks():
        for count in range(10**6):
            await asyncio.sleep(0.01)
    beside = asyncio.create_task(ticks())
    found = await asyncio.gather(*(asyncio.to_thread(judged, name) for name in "ab"))
    assert found == [expected["a"], expected["b"]]
    assert judged("c") == expected["c"]  # which blocks the loop, and works
    beside.cancel()

asyncio.run(main())
assert [signal.getsignal(each) for each in kinds] == before
assert signal.alarm(0) > 300
assert threading.active_count() == 1, threading.enumerate()
print("all right")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there are no alarms")
def test_calls_in_several_threads_keep_the_hosts_signals(make_repository, tmp_path):
    """Also beside an event loop: handlers, a pending alarm, and no result of one call in another."""
    for name, path in (("a", "README.md"), ("b", "main.py"), ("c", "README.rst")):
        make_repository(name, {path: "1\n"})
    (tmp_path / "other.yml").write_text(POLICY.replace('has_file("README*")', 'has_file("main.py")'))
    done = subprocess.run([sys.executable, "-c", CALLS], capture_output=True, text=True, check=False)
    assert done.stdout == "all right\n", done.stderr
