"""`checker init` as its users run it: in repositories of several kinds, more than once, and by machines."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.command import COMMAND

PROGRAMS = Path(sys.executable).parent
HOOK = Path(__file__).parents[2] / ".pre-commit-hooks.yaml"
PINNED = f"acme/standards-checker@{'a1' * 20}"
HOOKS = """\
# What runs before a commit.
repos:
-   repo: https://github.com/psf/black   # formats
    rev: 24.1.0
    hooks:
    -   id: black
        args: [ '--quiet' ]

ci: {autofix_prs: false}
"""
KINDS = {
    "python": ({"pyproject.toml": "[project]\nname = 'a'\n", "a/b.py": "print(1)\n"}, "python"),
    "node": ({"package.json": '{"name": "a"}', "index.js": "console.log(1)\n"}, "javascript"),
    "go": ({"go.mod": "module example.com/a\n\ngo 1.24\n", "main.go": "package main\n"}, "go"),
    "rust": ({"Cargo.toml": '[package]\nname = "a"\n', "src/main.rs": "fn main() {}\n"}, "rust"),
    "containers": ({"Dockerfile": "FROM scratch\n"}, "containers"),
    "terraform": ({"main.tf": 'terraform {\n  required_version = "~> 1.9"\n}\n'}, "iac"),
    "workflows": ({".github/workflows/ci.yml": "on: push\njobs: {a: {runs-on: x, steps: []}}\n"}, "actions"),
    "nothing": ({}, ""),
}


def program(name, *arguments, cwd):
    return subprocess.run(
        [PROGRAMS / name, *arguments], cwd=cwd, capture_output=True, text=True, check=False, timeout=120
    )


def git(folder, *arguments):
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


def files(folder):
    """Return what every file below a folder holds, but Git's own."""
    found = (path for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_written_works(run, repository, kind):
    """It loads, its cases pass, an audit decides, and nothing that blocks became worse."""
    made, pack = KINDS[kind]
    folder = repository("ledger", {"README.md": "# Ledger\n\nMaintained by us.\n", **made})
    said = run("init", "--hook", cwd=folder)
    assert said.returncode == 0, said.stderr
    assert (f"packs      {pack}" in said.stdout) is bool(pack)
    for command in (("policy", "check"), ("policy", "test")):
        done = run(*command, cwd=folder)
        assert done.returncode == 0, done.stdout + done.stderr
    assert run("audit", cwd=folder).returncode in (0, 1)
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--no-verify", "-m", "standards")
    done = run("audit", "--base", "HEAD~1", "-o", "json", cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    worse = {each["rule"] for each in json.loads(done.stdout)["gate"]["worse"]}
    # Whoever had no workflow had none to look at.
    assert worse <= {"actions/workflow-scanner"}


@pytest.mark.parametrize("options", [(), ("--from", PINNED)], ids=["to fill in", "pinned"])
def test_the_workflow_is_valid_and_safe(run, repository, options):
    """For the tools that others judge workflows with."""
    folder = repository("ledger", {"README.md": "# A\n"})
    assert run("init", *options, cwd=folder).returncode == 0
    workflow = ".github/workflows/standards.yml"
    for checks in (
        ("check-jsonschema", "--builtin-schema", "vendor.github-workflows", workflow),
        ("actionlint", workflow),
        ("zizmor", "--offline", "--no-progress", workflow),
    ):
        done = program(*checks, cwd=folder)
        assert done.returncode == 0, done.stdout + done.stderr


def test_a_second_run_changes_nothing_and_says_so(run, repository):
    """Each file is as it should be."""
    folder = repository("ledger", {"README.md": "# A\n", ".pre-commit-config.yaml": HOOKS})
    assert run("init", cwd=folder).returncode == 0
    before = files(folder)
    again = run("init", cwd=folder)
    assert again.returncode == 0
    assert again.stdout.count("unchanged") == 5
    assert "nothing was to do" in again.stdout
    assert files(folder) == before


def test_nothing_is_written_over_without_force(run, repository):
    """What people changed stays, and --force is what it takes."""
    folder = repository("ledger", {"README.md": "# A\n", "checker.yml": "policy: [security]\n"})
    workflow = folder / ".github" / "workflows" / "standards.yml"
    workflow.parent.mkdir(parents=True)
    workflow.write_text("on: push\njobs: {}\n")
    before = files(folder)
    said = run("init", cwd=folder)
    assert said.returncode == 0
    assert said.stdout.count("left       ") == 2
    assert files(folder) == before
    forced = run("init", "--force", cwd=folder)
    assert forced.stdout.count("wrote over") == 2
    assert "policies/ledger.yml" in (folder / "checker.yml").read_text()


def test_a_hook_joins_others(run, repository):
    """Every byte of the file that was there stays."""
    folder = repository("ledger", {".pre-commit-config.yaml": HOOKS})
    assert run("init", "--from", PINNED, cwd=folder).returncode == 0
    text = (folder / ".pre-commit-config.yaml").read_text()
    name, _, commit = PINNED.partition("@")
    added = f"-   repo: https://github.com/{name}\n    rev: {commit}\n    hooks:\n      - id: checker\n"
    assert text == HOOKS.replace("\nci:", f"{added}\nci:")


def test_a_hook_that_has_no_place_is_told(run, repository):
    """A file that cannot be edited is left alone, with what to add by hand."""
    folder = repository("ledger", {".pre-commit-config.yaml": "repos: &all none\n"})
    said = run("init", cwd=folder)
    assert said.returncode == 0
    assert "add it by hand" in said.stdout
    assert (folder / ".pre-commit-config.yaml").read_text() == "repos: &all none\n"


def test_a_hook_without_an_address_runs_what_is_installed(run, repository):
    """Then a commit that makes a rule fail is judged by the very command."""
    folder = repository("ledger", {})
    assert run("init", "--hook", cwd=folder).returncode == 0
    (repo,) = yaml.safe_load((folder / ".pre-commit-config.yaml").read_text())["repos"]
    (hook,) = repo["hooks"]
    (published,) = yaml.safe_load(HOOK.read_text())
    assert published["entry"] == f"python -I -m {hook['entry']}"
    assert (repo["repo"], hook["language"]) == ("local", "system")


def test_a_workflow_of_ours_is_found(run, repository):
    """Under whatever name it goes, no second one is written."""
    uses = "jobs: {a: {steps: [{uses: 'acme/standards-checker@v1'}]}}\n"
    folder = repository("ledger", {".github/workflows/a.yml": uses})
    said = run("init", cwd=folder)
    assert "unchanged  .github/workflows/a.yml: it runs us already" in said.stdout
    assert not (folder / ".github" / "workflows" / "standards.yml").exists()


def test_a_placeholder_is_filled_in_later(run, repository):
    """A workflow that nobody touched gets the address that was missing, without --force."""
    folder = repository("ledger", {"README.md": "# A\n"})
    first = run("init", cwd=folder)
    assert "lacks the address of the Action" in first.stdout
    second = run("init", "--from", PINNED, cwd=folder)
    assert "wrote over .github/workflows/standards.yml" in second.stdout
    assert f"- uses: {PINNED}\n" in (folder / ".github" / "workflows" / "standards.yml").read_text()
    assert "lacks" not in second.stdout


def test_an_address_must_be_pinned(run, repository):
    """A tag could be moved."""
    done = run("init", "--from", "acme/standards-checker@v1", cwd=repository("ledger", {}))
    assert done.returncode == 2
    assert "OWNER/NAME@COMMIT" in done.stderr


def test_the_remote_names_the_organization(run, repository):
    """And the default branch is what it says; elsewhere than on GitHub there is no workflow."""
    folder = repository("ledger", {"README.md": "# A\n"})
    git(folder, "remote", "add", "origin", "git@gitlab.com:acme/tools/ledger.git")
    git(folder, "update-ref", "refs/remotes/origin/trunk", "HEAD")
    git(folder, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk")
    said = run("init", cwd=folder)
    assert "gitlab.com/acme/tools/ledger, default branch trunk" in said.stdout
    assert "organization: acme\n" in (folder / "checker.yml").read_text()
    assert "checker audit --base origin/trunk" in said.stdout
    assert not (folder / ".github").exists()


@pytest.mark.parametrize(
    "name", ["python", "Docs", "true", "a: b # {c}", "日本", "null", "3", "1e3", "O'Neil"]
)
def test_any_name_of_an_organization_works(run, repository, name):
    """That of a pack, that of a constant, and those that YAML would read otherwise."""
    folder = repository("ledger", {"README.md": "# A\n"})
    assert run("init", "--organization", name, cwd=folder).returncode == 0
    assert yaml.safe_load((folder / "checker.yml").read_text())["organization"] == name
    assert run("policy", "test", cwd=folder).returncode == 0


def test_dry_run_writes_nothing(run, repository):
    """It shows each line that would be added."""
    folder = repository("ledger", {".pre-commit-config.yaml": HOOKS})
    before = files(folder)
    said = run("init", "--dry-run", "--debt", "platform", cwd=folder)
    assert said.returncode == 0
    assert files(folder) == before
    assert "+organization: ledger\n" in said.stdout
    assert "would be recorded in .checker/debt.yml" in said.stdout
    assert "+    rev: " not in said.stdout
    assert "+        entry: checker audit --staged --base HEAD --no-history\n" in said.stdout


def test_old_failures_can_be_recorded_at_once(run, repository):
    """Then an audit passes on the first day, and the hook stops what is new; a second run records nothing."""
    bad = "on: issues\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: echo ${{ github.event.issue.title }}\n"
    folder = repository("ledger", {".github/workflows/old.yml": bad})
    (entry,) = (
        each["entry"].removeprefix("python -I -m checker ").split()
        for each in yaml.safe_load(HOOK.read_text())
    )
    assert run("audit", cwd=folder).returncode == 1
    said = run("init", "--hook", "--debt", "platform", cwd=folder)
    assert "wrote      .checker/debt.yml" in said.stdout
    assert "debt record" not in said.stdout
    git(folder, "add", "--all")
    assert run("audit", cwd=folder).returncode == 0
    assert run(*entry, cwd=folder).returncode == 0
    before = files(folder)
    again = run("init", "--hook", "--debt", "platform", cwd=folder)
    assert "unchanged  .checker/debt.yml" in again.stdout
    assert files(folder) == before
    (folder / ".github" / "workflows" / "new.yml").write_text(bad)
    git(folder, "add", "--all")
    assert run(*entry, cwd=folder).returncode == 1


def test_links_lead_nowhere(run, repository, tmp_path):
    """A repository cannot make us write elsewhere, or into its own Git folder."""
    folder = repository("hostile", {"README.md": "# A\n"})
    outside = tmp_path / "outside"
    outside.mkdir()
    (folder / ".github").symlink_to(outside)
    (folder / "policies").symlink_to(outside)
    (folder / "checker.yml").symlink_to(outside / "made.yml")
    os.mkfifo(folder / ".pre-commit-config.yaml")
    said = run("init", "--hook", "--force", cwd=folder)
    assert said.returncode == 0, said.stderr
    assert "wrote" not in said.stdout
    assert list(outside.iterdir()) == []


def test_names_cannot_speak_to_the_terminal(run, repository):
    """Neither the name of a workflow nor that of a branch is more than text, there or in a shell."""
    uses = "jobs: {a: {steps: [{uses: 'acme/standards-checker@v1'}]}}\n"
    folder = repository("ledger", {".github/workflows/\x1b[31m\u202ea.yml": uses})
    git(folder, "remote", "add", "origin", "https://github.com/acme/ledger")
    git(folder, "update-ref", "refs/remotes/origin/a;$(id)", "HEAD")
    git(folder, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/a;$(id)")
    said = run("init", cwd=folder).stdout
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert "a.yml: it runs us already" in said
    assert "--base 'origin/a;$(id)'" in said


def test_a_file_that_is_no_policy_is_not_named(run, repository):
    """Somebody else's file at the place of the policy is left alone, and the rest works."""
    folder = repository("ledger", {"policies/ledger.yml": "kind: ClusterPolicy\n"})
    assert run("init", cwd=folder).returncode == 0
    assert "policy: [baseline]\n" in (folder / "checker.yml").read_text()
    assert (folder / "policies" / "ledger.yml").read_text() == "kind: ClusterPolicy\n"
    assert run("policy", "check", cwd=folder).returncode == 0


def test_packs_can_be_chosen(run, repository):
    """Those named are in force instead of the baseline; one that there is not is refused."""
    folder = repository("ledger", {"README.md": "# A\n"})
    wrong = run("init", "--pack", "pyhton", cwd=folder)
    assert (wrong.returncode, "did you mean 'python'" in wrong.stderr) == (2, True)
    assert not (folder / "checker.yml").exists()
    assert run("init", "--pack", "python", "--pack", "docs", cwd=folder).returncode == 0
    assert "policy: [python, docs, policies/ledger.yml]\n" in (folder / "checker.yml").read_text()


def test_a_folder_below_the_top_gets_no_workflow(run, repository):
    """GitHub and pre-commit look at the top only; without an argument, that is where all of it goes."""
    folder = repository("ledger", {"a/README.md": "# A\n"})
    said = run("init", "a", "--workflow", cwd=folder)
    assert "left       .github/workflows/standards.yml: the folder is not the top" in said.stdout
    assert (folder / "a" / "checker.yml").is_file()
    assert "cd " in said.stdout
    assert run("init", cwd=folder / "a").returncode == 0
    assert (folder / "checker.yml").is_file()


def test_a_folder_of_repositories_can_be_a_start(run, repository, tmp_path):
    """Without Git there is a configuration and a policy, and an audit finds the repositories in it."""
    repository("work/one", {"README.md": "# One\n"})
    folder = tmp_path / "work"
    said = run("init", cwd=folder)
    assert "found      no repository" in said.stdout
    assert sorted(files(folder)) == [
        "checker.yml",
        "one/README.md",
        "policies/cases/work.yml",
        "policies/work.yml",
    ]
    assert run("audit", cwd=folder).returncode in (0, 1)


def test_questions_are_asked_on_a_terminal(tmp_path, repository):
    """What was not said is asked; an empty answer takes what is proposed."""
    import pty  # not everywhere

    folder = repository("ledger", {"README.md": "# A\n"})
    ours, theirs = pty.openpty()
    environment = {**os.environ, "CHECKER_CACHE_DIR": str(tmp_path / "cache")}
    with subprocess.Popen(
        [COMMAND, "init"], cwd=folder, env=environment, stdin=theirs, stdout=theirs
    ) as done:
        os.close(theirs)
        os.write(ours, b"Acme\nn\n\n")
        assert done.wait(60) == 0
    os.close(ours)
    assert "organization: Acme\n" in (folder / "checker.yml").read_text()
    assert not (folder / ".github").exists()
    assert not (folder / ".pre-commit-config.yaml").exists()


def test_the_checkout_is_the_one_that_we_use():
    """The template's pin is renewed with our own."""
    root = Path(__file__).parents[2]
    template = (root / "reports" / "templates" / "workflow.yml").read_text()
    pin = next(line.strip() for line in template.splitlines() if "actions/checkout@" in line)
    assert pin in (root / ".github" / "workflows" / "ci.yml").read_text()
