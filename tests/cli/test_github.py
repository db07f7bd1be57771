"""`checker audit github:…` against the simulator: tokens, faults, requests, kills, secrets."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.command import COMMAND, run_checker, warm
from tests.forge import FAULTS, Fault, Forge, scenario

from .golden import FOLDER, NOW, POLICY, TOKENS, drawn, report, results

AUDIT = ("audit", "github:acme", "-p", POLICY, "--now", NOW, "-o", "json")
ONE = ("audit", "github:acme/pay-web", "-p", POLICY, "--now", NOW, "-o", "json")


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """Audit once with each token."""
    return {token: report(token, tmp_path_factory.mktemp(token)) for token in TOKENS}


@pytest.mark.parametrize("token", TOKENS)
def test_golden_reports(reports, token):
    """Outcomes are those that were read and agreed on."""
    agreed = json.loads((FOLDER / f"{token}.json").read_text())
    assert drawn(reports[token]) == agreed, (
        "`make golden` redraws them; read the difference before you commit it"
    )


@pytest.mark.parametrize("token", TOKENS[1:])
def test_hidden_data_only_make_unknowns(reports, token):
    """A token that sees less decides less; it decides nothing differently, and says what it lacks."""
    whole, found = results(reports["admin"]), results(reports[token])
    for subject, rules in found.items():
        for rule, result in rules.items():
            if result["outcome"] != whole[subject][rule]["outcome"]:
                assert result["outcome"] == "unknown", (subject, rule)
                permissions = [each["permission"] for each in result["unknown"]]
                assert any(permissions) or "empty" in subject, (subject, rule, result["unknown"])


def test_rulesets_decide_what_they_decide(reports):
    """Classic protection is hidden from the reader; the rulesets of pay-api are enough."""
    found = results(reports["reader"])
    decided = {rule: result["outcome"] for rule, result in found["acme/pay-api"].items() if "review/" in rule}
    assert decided["review/approval-required"] == decided["review/no-force-push"] == "pass"
    assert decided["review/dismiss-stale"] == decided["review/status-checks-required"] == "pass"
    assert found["acme/pay-web"]["review/approval-required"]["outcome"] == "unknown"


def test_the_organization_is_judged_too(reports):
    assert results(reports["admin"])["acme"]["org/mfa"]["outcome"] == "pass"
    assert results(reports["reader"])["acme"]["org/mfa"]["outcome"] == "unknown"


@pytest.fixture(scope="module")
def one(tmp_path_factory):
    """Audit one repository without a fault."""
    cache = warm(tmp_path_factory.mktemp("one") / "cache")
    with Forge(scenario("small")) as forge:
        environment = {**os.environ, **forge.environment("admin"), "CHECKER_CACHE_DIR": str(cache)}
        done = run_checker(*ONE, cwd=cache, env=environment)
    assert done.returncode == 1, done.stderr
    return results(done.stdout)["acme/pay-web"]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.kind)
def test_no_fault_changes_an_outcome(run, one, fault):
    """What a fault hides is unknown; everything else stays as it is."""
    with Forge(scenario("small")) as forge:
        # The second query is the first after the inventory.
        path = "graphql" if fault.kind.startswith("query") else r"/(repos|orgs)/.*[n-z]$"
        forge.faults.append(Fault(fault.kind, path))
        done = run(*ONE, "--max-wait", "0", **forge.environment("admin"))
    assert "Traceback" not in done.stderr
    if not done.stdout:
        assert done.returncode in (2, 3), done.stderr
        return
    for rule, result in results(done.stdout).get("acme/pay-web", {}).items():
        assert result["outcome"] in ("unknown", one[rule]["outcome"]), (rule, result)


def test_a_limit_is_waited_for(run):
    """A second's pause is no reason to know less."""
    with Forge(scenario("small")) as forge:
        forge.faults.append(Fault("secondary", "/orgs/", times=1))
        done = run(*ONE, **forge.environment("admin"))
    assert done.returncode == 1
    assert not [r for r in results(done.stdout)["acme/pay-web"].values() if "rate limit" in str(r["unknown"])]


@pytest.mark.parametrize(
    ("token", "core", "graphql"), [("admin", 40, 6), ("app", 40, 6), ("reader", 75, 6), ("workflow", 70, 6)]
)
def test_requests(run, token, core, graphql):
    """Seven repositories cost what they should; the second time hardly anything is not free."""
    with Forge(scenario("small")) as forge:
        run(*AUDIT, **forge.environment(token))
        assert forge.requests("core") <= core
        assert forge.requests("graphql") <= graphql
        if token != "admin":
            return
        before = len(forge.log)
        run(*AUDIT, **forge.environment(token))
        again = forge.log[before:]
    refused = [each for each in again if each.resource == "core" and each.status == 200]
    assert refused == []
    assert not [each for each in again if "git-upload-pack" in each.path], "nothing new was there to fetch"


def test_what_has_not_changed_is_carried_over(run, reports):
    """A second audit judges the same, clones nothing, and says how old each part is."""
    with Forge(scenario("small")) as forge:
        first = run(*AUDIT, **forge.environment("admin"))
        before = len(forge.log)
        again = run(*AUDIT, **forge.environment("admin"))
        assert not [each for each in forge.log[before:] if each.resource == "git"]
        anew = run(*AUDIT, "--refresh", **forge.environment("admin"))
    assert results(again.stdout) == results(first.stdout)
    assert first.stdout == anew.stdout
    assert again.stdout.count("carried over") == len(json.loads(first.stdout)["subjects"]) - 1


def test_a_killed_run_goes_on(run, reports, tmp_path):
    """Finished repositories are not asked about again, and the report is the same to the byte."""
    environment = {**os.environ, "CHECKER_CACHE_DIR": str(tmp_path / "cache")}
    with Forge(scenario("small")) as forge:
        environment |= forge.environment("admin")
        running = subprocess.Popen(
            [COMMAND, *AUDIT, "--jobs", "1"],
            cwd=tmp_path,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while len([*tmp_path.glob("cache/snapshots/[0-9a-f]*")]) < 2:
            time.sleep(0.01)
            assert running.poll() is None, "it ended before it could be killed"
        running.send_signal(signal.SIGKILL)
        running.wait()
        before = len(forge.log)
        done = run(*AUDIT, "--jobs", "1", "--resume", **forge.environment("admin"))
        cloned = {each.path.partition(".git")[0] for each in forge.log[before:] if each.resource == "git"}
    assert done.stdout.replace(forge.server, "https://github.example") == reports["admin"]
    assert len(cloned) < 7


@pytest.mark.parametrize("options", [(), ("--no-clone",)], ids=["cloned", "browsed"])
def test_the_token_is_nowhere(tmp_path, cache, options):
    """Not on disk, on a command line, in a log or in a report."""
    seen = []
    with (
        Forge(scenario("small")) as forge,
        (tmp_path / "stdout").open("wb") as stdout,
        (tmp_path / "stderr").open("wb") as stderr,
    ):
        environment = forge.environment("admin")
        secret = environment["GITHUB_TOKEN"].encode()
        with subprocess.Popen(
            [COMMAND, *AUDIT[:-1], "json=report.json", "-vv", *options],
            cwd=tmp_path,
            env={**os.environ, **environment, "CHECKER_CACHE_DIR": str(cache)},
            stdout=stdout,
            stderr=stderr,
        ) as running:
            while running.poll() is None:
                seen += list(_command_lines(running.pid))
                time.sleep(0.005)
    assert (tmp_path / "report.json").stat().st_size
    assert not any(secret in line for line in seen)
    assert sys.platform != "linux" or options or any(line.startswith(b"git\0") for line in seen)
    for path in (path for path in tmp_path.rglob("*") if path.is_file()):
        assert secret not in path.read_bytes(), path


def _command_lines(process):
    """Yield those of a process and of all that it has started; to read everybody's takes longer than the audit."""
    place = Path("/proc", str(process))  # there is none on macOS and Windows
    with suppress(OSError):  # it has ended
        yield (place / "cmdline").read_bytes()
        for thread in (place / "task").iterdir():
            for child in (thread / "children").read_text().split():
                yield from _command_lines(child)


def test_files_are_the_same_without_a_clone(run, reports):
    """--no-clone reads what a clone would; only history is not there."""
    with Forge(scenario("small")) as forge:
        done = run(*AUDIT, "--no-clone", **forge.environment("admin"))
    cloned = results(reports["admin"])
    for subject, rules in results(done.stdout).items():
        for rule, result in rules.items():
            assert result["outcome"] in ("unknown", cloned[subject][rule]["outcome"]), (subject, rule)


@pytest.mark.parametrize(
    ("options", "names"),
    [
        (("--visibility", "private"), {"pay-api"}),
        (("--archived",), {"legacy"}),
        (("--no-forks", "--name", "re*"), set()),
        (("--topic", "payments"), {"pay-api", "pay-web"}),
        (("--team", "payments"), {"pay-api", "pay-web"}),
        (("--name", "pay-*"), {"pay-api", "pay-web"}),
        (("--property", "tier=critical"), {"pay-api"}),
    ],
)
def test_filters(run, options, names):
    with Forge(scenario("small")) as forge:
        done = run(
            "audit",
            "github:acme",
            "-p",
            "planning",
            "--no-clone",
            "-o",
            "json",
            *options,
            **forge.environment("admin"),
        )
    if not names:
        assert done.returncode == 3
        assert "no repository is left" in done.stderr
        return
    found = {subject.removeprefix("acme/") for subject in results(done.stdout) if "/" in subject}
    assert found == names


@pytest.mark.parametrize(
    ("target", "token", "said"),
    [
        ("github:acme", "", "GITHUB_TOKEN"),
        ("github:nobody", "admin", "there is no such owner"),
        ("github:acme/nothing", "admin", "there is no such repository"),
        ("github:acme/pay-api/x", "admin", "github:OWNER/REPO"),
        ("github:", "admin", "github:OWNER"),
    ],
)
def test_nonsense(run, target, token, said):
    """A clear error that says what to do, and nothing else."""
    with Forge(scenario("small")) as forge:
        done = run(
            "audit",
            target,
            "-p",
            "planning",
            **{**forge.environment(token), "GH_TOKEN": "", "HOME": "/nonexistent"},
        )
    assert done.returncode in (2, 3)
    assert said in done.stderr
    assert "Traceback" not in done.stderr
