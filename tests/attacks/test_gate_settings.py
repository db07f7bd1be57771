"""The tip decides: a change is judged by the settings of the branch that it goes to, never by its own."""

import subprocess

import pytest

RULE = "{id: own/no-bad, title: T, why: W, severity: %s, assert: '!has_file(\"bad*\")', fix: {text: F, effort: low}}"
STRICT = f"policy: own\nversion: '1'\ntitle: Own\nrules:\n  - {RULE % 'high'}\n"
LAX = STRICT.replace("severity: high", "severity: low")
FOLDER = {
    "pack.yml": "policy: own\nversion: '1'\ntitle: Own\n",
    "topic.yml": f"rules:\n  - {RULE % 'high'}\n",
}


@pytest.fixture
def gate(run):
    """Judge what HEAD changes since main."""

    def call(made, *options, base="main", below="", **environment):
        folder = made.path / below
        return run(
            "audit", "--base", base, *options, "--", str(made), cwd=folder, PWD=str(folder), **environment
        )

    return call


def blocked(done, *codes):
    assert done.returncode in (codes or (1,)), done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()


def replace_by_link(made, name, target):
    made.git("rm", "-r", "--quiet", name)
    (made.path / name).parent.mkdir(parents=True, exist_ok=True)
    (made.path / name).symlink_to(target)
    made.commit()


@pytest.mark.parametrize("how", ["configuration", "option", "file", "extended"])
def test_a_change_cannot_lighten_a_policy_of_any_shape(make_repository, gate, how):
    """Neither a folder nor a file without an ending, named by checker.yml, by -p or by another policy."""
    files = {f"std/acme/{name}": text for name, text in FOLDER.items()} | {"std/plain": STRICT}
    named = {"configuration": "./std/acme", "file": "std/plain", "extended": "std/top.yml", "option": "docs"}[
        how
    ]
    top = {"std/top.yml": "policy: top\nversion: '1'\ntitle: T\nextends: [./acme]\n"}
    made = make_repository("r", {**files, **top, "checker.yml": f"policy: [{named}]\n"})
    made.git("checkout", "-qb", "topic")
    options = ("-p", "std/acme") if how == "option" else ()
    made.commit({"bad.txt": "x"})
    blocked(gate(made, *options))
    made.commit({"std/acme/topic.yml": FOLDER["topic.yml"].replace("high", "low"), "std/plain": LAX})
    blocked(gate(made, *options))


def test_a_change_cannot_take_a_policy_away(make_repository, gate):
    made = make_repository("r", {"acme/pack.yml": STRICT, "checker.yml": "policy: [./acme]\n"})
    made.git("checkout", "-qb", "topic")
    made.git("rm", "-rq", "acme", "checker.yml")
    made.commit({"bad.txt": "x"})
    blocked(gate(made))


def test_a_policy_that_only_the_change_has_is_refused(make_repository, gate):
    """What the command line names has to lie where the change goes."""
    made = make_repository("r", {"x": ""})
    made.git("checkout", "-qb", "topic")
    made.commit({"bad.txt": "x", "lax.yml": LAX})
    done = gate(made, "-p", "lax.yml")
    blocked(done, 2)
    assert "no pack, file or folder 'lax.yml'" in done.stderr


@pytest.mark.parametrize("name", ["policy.yml", "checker.yml", "std"])
def test_no_link_of_the_change_is_followed(make_repository, gate, name):
    """In the place of a policy, of the configuration, or of a folder on the way."""
    made = make_repository(
        "r",
        {
            "policy.yml": STRICT,
            "std/p.yml": STRICT,
            "checker.yml": "policy: [policy.yml, std/q.yml]\n",
            "std/q.yml": STRICT.replace("own", "other"),
            "lax/p.yml": LAX,
            "lax/q.yml": LAX.replace("own", "other"),
            "lax.yml": LAX,
            "other.yml": "policy: [lax.yml]\n",
        },
    )
    made.git("checkout", "-qb", "topic")
    made.commit({"bad.txt": "x"})
    blocked(gate(made))
    replace_by_link(made, name, {"policy.yml": "lax.yml", "checker.yml": "other.yml", "std": "lax"}[name])
    blocked(gate(made))
    if name == "std":
        blocked(gate(made, "-p", "std/p.yml"))


@pytest.mark.parametrize("leads", ["other", "out", "up"])
def test_the_working_directory_counts_by_its_name(make_repository, gate, tmp_path, leads):
    """Where the change makes a link of it, wherever that leads."""
    (tmp_path / "elsewhere").mkdir()
    made = make_repository(
        "r", {"ops/checker.yml": "policy: [./policy.yml]\n", "ops/policy.yml": STRICT, "other/x": "x"}
    )
    made.git("checkout", "-qb", "topic")
    made.commit({"bad.txt": "x"})
    blocked(gate(made, below="ops"))
    replace_by_link(made, "ops", {"other": "other", "out": tmp_path / "elsewhere", "up": "."}[leads])
    blocked(gate(made, below="ops"), 1, 2)


def test_a_folder_that_the_tip_has_not_is_judged_by_what_is_above(make_repository, gate):
    made = make_repository("r", {"checker.yml": "policy: [p.yml]\n", "p.yml": STRICT})
    made.git("checkout", "-qb", "topic")
    made.commit({"bad.txt": "x", "n1/n2/checker.yml": "policy: [docs]\n"})
    blocked(gate(made, below="n1/n2"))


def test_a_policy_that_became_strict_holds_for_older_branches(make_repository, gate):
    """The tip decides, not where the branch began."""
    made = make_repository("r", {"checker.yml": "policy: [p.yml]\n", "p.yml": LAX})
    made.git("checkout", "-qb", "topic")
    made.commit({"bad.txt": "x"})
    assert gate(made).returncode == 0
    made.git("checkout", "-q", "main")
    made.commit({"p.yml": STRICT})
    made.git("checkout", "-q", "topic")
    blocked(gate(made))


def test_a_tip_that_does_not_load_is_named(make_repository, gate):
    made = make_repository("r", {"checker.yml": "policy: [p.yml]\n", "p.yml": "rules: no\n"})
    made.git("checkout", "-qb", "topic")
    made.commit({"p.yml": STRICT})
    done = gate(made)
    blocked(done, 2)
    assert "settings of main (" in done.stderr


def test_attributes_of_the_change_do_not_count(make_repository, gate):
    """It cannot call its own files generated, nor somebody's vendored."""
    made = make_repository("r", {f"a{number}.py": "" for number in range(9)})
    made.git("checkout", "-qb", "topic")
    secret = {"deploy/Dockerfile": "FROM x:latest\nENV AWS_SECRET_ACCESS_KEY=abcd1234abcd1234\n"}
    made.commit({**secret, ".gitattributes": "deploy/* linguist-generated\nsrc/* linguist-vendored\n"})
    done = gate(made, "-p", "containers", "--fail-on", "high")
    blocked(done)
    assert ".gitattributes of the change does not count yet" in " ".join(done.stdout.split())


def test_agreed_attributes_count(make_repository, gate):
    """The counter-case: what the tip calls generated is, for the change too."""
    agreed = {".gitattributes": "deploy/* linguist-generated\n"}
    made = make_repository("r", {**{f"a{number}.py": "" for number in range(9)}, **agreed})
    made.git("checkout", "-qb", "topic")
    made.commit({"deploy/Dockerfile": "FROM x:latest\nENV AWS_SECRET_ACCESS_KEY=abcd1234abcd1234\n"})
    assert gate(made, "-p", "containers").returncode == 0


def test_owners_of_the_change_do_not_count(make_repository, gate):
    """It cannot move its repository to a team for which the rule is light."""
    settings = (
        "policy: [p.yml]\nteams:\n  list: [{team: a, tier: low}, {team: b, tier: high}]\n"
        "  sources: [file, codeowners]\n"
    )
    policy = STRICT + 'adjust:\n  - {rules: [own/no-bad], severity: low, where: repo.tier == "low"}\n'
    made = make_repository("r", {"checker.yml": settings, "p.yml": policy, "CODEOWNERS": "* @acme/b\n"})
    made.git("checkout", "-qb", "topic")
    made.commit({"bad.txt": "x"})
    blocked(gate(made))
    made.commit({"CODEOWNERS": "* @acme/a\n"})
    blocked(gate(made))


@pytest.fixture
def ci(make_repository, tmp_path):
    """Return a function that clones as CI does, with a tag that the author of the change has pushed."""

    def clone(tag, *options):
        made = make_repository("dev", {"checker.yml": "policy: [p.yml]\n", "p.yml": STRICT})
        made.git("checkout", "-qb", "feature")
        made.commit({"bad.txt": "x"})
        made.git("config", "uploadpack.allowFilter", "true")
        if tag:
            made.git("tag", tag)
        made.git(
            "clone", "--quiet", *options, "--branch", "feature", f"file://{made.path}", str(tmp_path / "ci")
        )
        return type(made)(tmp_path / "ci")

    return clone


@pytest.mark.parametrize(
    ("tag", "base"),
    [
        ("origin/main", "origin/main"),
        ("main", "main"),
        ("main", "origin/main"),
        ("origin/main", "origin/main~0"),
        ("remotes/origin/main", "remotes/origin/main"),
    ],
)
def test_a_tag_is_not_taken_for_a_branch(ci, gate, tag, base):
    blocked(gate(ci(tag), base=base), 1, 2)


def test_a_tag_that_is_called_as_a_commit_is_ambiguous(make_repository, gate):
    made = make_repository("r", {"checker.yml": "policy: [p.yml]\n", "p.yml": STRICT})
    short = made.git("rev-parse", "--short=8", "HEAD")
    made.git("checkout", "-qb", "topic")
    made.commit({"bad.txt": "x"})
    blocked(gate(made, base=short))
    made.git("tag", short)
    blocked(gate(made, base=short), 2)


@pytest.mark.parametrize("kind", ["heads", "tags", "remotes/origin"])
@pytest.mark.parametrize("spelled", [str.lower, str.upper])
def test_no_name_that_begins_as_a_commit_is_taken(make_repository, gate, kind, spelled):
    """Neither a branch nor a tag, in either spelling of the digits."""
    made = make_repository("r", {"checker.yml": "policy: [p.yml]\n", "p.yml": STRICT})
    short = spelled(made.git("rev-parse", "--short=12", "HEAD"))
    made.git("checkout", "-qb", "topic")
    made.commit({"bad.txt": "x"})
    made.git("remote", "add", "origin", "https://example.org/r")
    made.git("update-ref", f"refs/{kind}/{short}", "HEAD")
    blocked(gate(made, base=short), 1, 2)


@pytest.mark.parametrize("name", ["heads/main", "origin", "MERGE_HEAD"])
def test_a_tag_is_not_taken_for_a_name_that_git_reads_otherwise(make_repository, gate, name):
    made = make_repository("r", {"checker.yml": "policy: [p.yml]\n", "p.yml": STRICT})
    made.git("checkout", "-qb", "topic")
    made.commit({"bad.txt": "x"})
    made.git("update-ref", "refs/remotes/origin/HEAD", "main")
    made.git("update-ref", f"refs/tags/{name}", "HEAD")
    blocked(gate(made, base=name), 1, 2)


@pytest.mark.parametrize(
    "base", ["main", "refs/heads/main", "main~0", "main^{commit}", "HEAD~1", "@~1", "v1"]
)
def test_usual_names_work(make_repository, gate, base):
    """Branches, full references, ancestors, and a tag where no branch is called so."""
    made = make_repository("r", {"checker.yml": "policy: [p.yml]\n", "p.yml": STRICT})
    made.git("tag", "-am", "x", "v1")
    made.git("checkout", "-qb", "topic")
    made.commit({"good.txt": "x"})
    assert gate(made, base=base).returncode == 0
    made.commit({"bad.txt": "x"})
    blocked(gate(made, base=base))


@pytest.mark.parametrize(
    "base", ["main:p.yml", ":/bad", "main^{/x}", "--help", "-x", "main..topic", "no such", "gone"]
)
def test_what_is_no_name_of_a_commit_is_refused(make_repository, gate, base):
    made = make_repository("r", {"x": ""})
    blocked(gate(made, base=base), 2, 3)


@pytest.mark.parametrize(
    "left_out", ["--filter=blob:none", "--filter=blob:limit=1", "--filter=tree:0", "--depth=1"]
)
def test_a_clone_in_parts_ends_with_the_command_that_completes_it(ci, gate, left_out):
    """Before anything is judged; and then the command helps."""
    made = ci("", "--no-checkout", left_out)
    done = gate(made, base="origin/main")
    blocked(done, 3)
    assert not done.stdout
    command = done.stderr.partition("`git fetch")[2].partition("`")[0]
    assert command, done.stderr
    done = subprocess.run(
        f"git fetch{command}", shell=True, cwd=made.path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    blocked(gate(made, base="origin/main"))


def test_settings_beside_the_repository_are_taken_as_they_are(make_repository, gate, tmp_path):
    """The change cannot reach a configuration above it, nor a standards repository that lies in the work tree."""
    made = make_repository("r", {"x": "x"})
    standards = make_repository("r/.standards", {"checker.yml": "policy: [p.yml]\n", "p.yml": STRICT})
    (made.path / ".git/info/exclude").write_text(".standards\n")
    made.git("checkout", "-qb", "topic")
    made.commit({"bad.txt": "x"})
    blocked(gate(made, "--config", ".standards/checker.yml"))
    assert gate(made, "-p", "docs", "--fail-on", "critical").returncode == 0
    (tmp_path / "checker.yml").write_text("policy: [p.yml]\n")
    (tmp_path / "p.yml").write_text(STRICT)
    blocked(gate(made))
    assert standards.path.exists()


def test_a_submodule_of_the_change_is_no_standards_repository(make_repository, gate):
    """It cannot put a repository of its own in the place of the folder that holds the settings."""
    lax = make_repository("lax", {"checker.yml": "policy: [p.yml]\n", "p.yml": LAX})
    made = make_repository("r", {"ops/checker.yml": "policy: [p.yml]\n", "ops/p.yml": STRICT})
    made.git("checkout", "-qb", "topic")
    made.git("rm", "-rq", "ops")
    made.git("submodule", "--quiet", "add", str(lax), "ops")
    made.commit({"bad.txt": "x"})
    blocked(gate(made, "--config", "ops/checker.yml"))
    blocked(gate(made, below="ops"))


@pytest.mark.parametrize("how", ["option", "environment"])
def test_a_relative_configuration_counts_from_the_name_of_the_working_directory(make_repository, gate, how):
    """Where the change makes a link of it, to a folder of lax settings that the tip has, too."""
    files = {"ops/p.yml": STRICT, "lax/p.yml": LAX}
    settings = {f"{folder}/checker.yml": "policy: [p.yml]\n" for folder in ("ops", "lax")}
    made = make_repository("r", {**files, **settings})
    made.git("checkout", "-qb", "topic")
    made.commit({"bad.txt": "x"})
    replace_by_link(made, "ops", "lax")
    options = ("--config", "checker.yml") if how == "option" else ()
    environment = {"CHECKER_CONFIG": "checker.yml"} if how == "environment" else {}
    blocked(gate(made, *options, below="ops", **environment))


def test_a_linked_working_directory_leads_to_no_other_repository(make_repository, run):
    """The repository that is judged, if none is named, is the one that holds the link."""
    lax = make_repository("lax", {"checker.yml": "policy: [docs]\n"})
    made = make_repository("r", {"ops/x": "x", "checker.yml": "policy: [p.yml]\n", "p.yml": STRICT})
    made.git("checkout", "-qb", "topic")
    made.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(lax.path), "sub")
    made.commit({"bad.txt": "x"})
    replace_by_link(made, "ops", "sub")
    at = made.path / "ops"
    blocked(run("audit", "--base", "main", cwd=at, PWD=str(at)), 2)
