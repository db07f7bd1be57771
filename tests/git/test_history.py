"""Commits, tags and branches of real repositories."""

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.errors import Unobserved
from checker.git import open_source
from checker.git.history import MESSAGE_LIMIT, parse
from checker.git.mailmap import Mailmap
from checker.model.history import Commit
from tests.conftest import MakeRepository
from tests.repositories import DAY, START, Made

NOBODY = Mailmap("")


def commits(made: Made, since: int | None = None, limit: int = 10_000) -> list[Commit]:
    with open_source(str(made)) as source:
        assert source.history
        return list(source.history.commits(since, limit))


def test_commits_come_newest_first(make_repository: MakeRepository) -> None:
    """With what Git knows of each of them."""
    made = make_repository(files={"a": "1"})
    first = made.git("rev-parse", "HEAD")
    second = made.commit({"a": "2"}, "Second\n\nWith a body – ü.\n")
    assert commits(made) == [
        Commit(
            second,
            (first,),
            "Ada",
            "ada@example.com",
            START + DAY,
            "ada@example.com",
            START + DAY,
            False,
            "Second\n\nWith a body – ü.\n",
        ),
        Commit(first, (), "Ada", "ada@example.com", START, "ada@example.com", START, False, "change\n"),
    ]


def test_a_period_and_a_limit(make_repository: MakeRepository) -> None:
    """Only what is asked for is read; counting does not need a limit."""
    made = make_repository(files={"a": "0"})
    for number in range(1, 6):
        made.commit({"a": str(number)})
    assert [commit.committed_at for commit in commits(made, since=START + 3 * DAY)] == [
        START + n * DAY for n in (5, 4, 3)
    ]
    assert len(commits(made, limit=2)) == 2
    assert commits(made, since=START + 99 * DAY) == []
    with open_source(str(made)) as source:
        assert source.history
        assert source.history.count() == 6


def test_merges_have_parents(make_repository: MakeRepository) -> None:
    """In Git's order."""
    made = make_repository(files={"a": "1"})
    made.git("checkout", "--quiet", "-b", "side")
    side = made.commit({"b": "1"})
    made.git("checkout", "--quiet", "main")
    main = made.commit({"c": "1"})
    made.git("merge", "--quiet", "--no-ff", "-m", "merge", "side")
    assert commits(made, limit=1)[0].parents == (main, side)


def test_a_signature_is_noticed_and_not_verified(make_repository: MakeRepository) -> None:
    """Verifying would run a program that the repository names."""
    made = make_repository(files={"a": "1"})
    body = (
        f"tree {made.git('write-tree')}\nauthor A <a@x> {START} +0000\ncommitter B <b@x> {START} +0100\n"
        "gpgsig -----BEGIN PGP SIGNATURE-----\n \n author Fake <fake@x> 1 +0000\n -----END PGP SIGNATURE-----\n\nsigned\n"
    )
    made.git(
        "update-ref", "HEAD", made.git("hash-object", "-t", "commit", "-w", "--stdin", feed=body.encode())
    )
    [commit] = commits(made)
    assert commit.signed
    assert (commit.author_name, commit.committer_email, commit.message) == ("A", "b@x", "signed\n")


def test_old_encodings(make_repository: MakeRepository) -> None:
    """A commit says how its text is encoded; what does not fit is replaced."""
    made = make_repository(files={"a": "1"})
    tree = made.git("write-tree")
    for encoding, raw, text in (
        ("ISO-8859-1", b"Zo\xeb", "Zoë"),
        ("no-such", b"Zo\xeb", "Zo\ufffd"),
        ("hex", b"ab", "ab"),
        ("rot13", b"ab", "ab"),
        ("unicode_escape", b"\\ud800", "\\ud800"),
    ):
        body = b"tree %s\nauthor %s <a@x> 1 +0000\ncommitter B <b@x> 1 +0000\nencoding %s\n\n%s\n" % (
            tree.encode(),
            raw,
            encoding.encode(),
            raw,
        )
        made.git("update-ref", "HEAD", made.git("hash-object", "-t", "commit", "-w", "--stdin", feed=body))
        [commit] = commits(made)
        assert (commit.author_name, commit.message) == (text, text + "\n")


def test_people_are_named_after_the_mailmap(make_repository: MakeRepository) -> None:
    """As Git itself does with the same file."""
    made = make_repository(files={".mailmap": "Ada Lovelace <ada@lovelace.example> <ada@example.com>\n"})
    [commit] = commits(made)
    assert (commit.author_name, commit.author_email, commit.committer_email) == (
        "Ada Lovelace",
        "ada@lovelace.example",
        "ada@lovelace.example",
    )
    shown = made.git("log", "-1", "--format=%aN %aE %cE")
    assert shown == f"{commit.author_name} {commit.author_email} {commit.committer_email}"


def test_tags(make_repository: MakeRepository) -> None:
    """Newest first by the commit they lead to, through any number of annotations."""
    made = make_repository(files={"a": "1"})
    first = made.git("rev-parse", "HEAD")
    made.git("tag", "v1")
    made.git("tag", "--annotate", "-m", "again", "outer", "v1")
    second = made.commit({"a": "2"})
    made.git("tag", "--annotate", "-m", "two", "v2")
    made.git("tag", "--annotate", "-m", "of a tag", "v2-again", "v2")
    made.git("tag", "blob", "HEAD:a")
    made.git("tag", "--annotate", "-m", "of a tree", "tree", "HEAD^{tree}")
    with open_source(str(made)) as source:
        assert source.history
        found = [(ref.name, ref.oid, ref.committed_at, ref.annotated) for ref in source.history.tags()]
    assert found == [
        ("v2", second, START + DAY, True),
        ("v2-again", second, START + DAY, True),
        ("outer", first, START, True),
        ("v1", first, START, False),
    ]


def test_branches(make_repository: MakeRepository) -> None:
    """However the clone came; a remote's HEAD is no branch of its own."""
    made = make_repository(files={"a": "1"})
    made.git("branch", "feature/x")
    for name, options in (
        ("clone", ()),
        ("bare", ("--bare",)),
        ("mirror", ("--mirror",)),
        ("mine", ("-o", "up")),
    ):
        made.git("clone", "--quiet", *options, ".", f"../{name}")
        with open_source(str(made.path.parent / name)) as source:
            assert source.history
            assert [ref.name for ref in source.history.branches()] == ["feature/x", "main"]


def test_what_was_fetched_of_a_branch_counts_before_what_lies_here(make_repository: MakeRepository) -> None:
    """Branches of another remote than origin are another repository's; those that are here alone are told."""
    made = make_repository(files={"a": "1"})
    made.git("clone", "--quiet", ".", "../clone")
    clone = Made(made.path.parent / "clone")
    fetched = clone.git("rev-parse", "HEAD").strip()
    clone.commit({"a": "2"})
    clone.git("branch", "mine")
    clone.git("remote", "add", "other", "../elsewhere")
    clone.git("update-ref", "refs/remotes/other/theirs", fetched)
    with open_source(str(clone.path)) as source:
        assert source.history
        found = {ref.name: ref.oid for ref in source.history.branches()}
    assert found.keys() == {"main", "mine"}
    assert found["main"] == fetched


def test_history_is_not_read_before_it_is_asked_for(
    make_repository: MakeRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A policy without questions about history pays nothing for it."""
    made = make_repository(files={"a": "1"})
    with open_source(str(made)) as source:
        monkeypatch.setenv("PATH", "")
        assert source.history is not None


def test_a_commit_longer_than_any(make_repository: MakeRepository) -> None:
    """It is passed over in memory, and makes the question unanswered."""
    made = make_repository(files={"a": "1"})
    made.write({"message": "x" * (MESSAGE_LIMIT + 1)})
    made.git("commit", "--quiet", "--allow-empty", "--file", "message")
    with open_source(str(made)) as source:
        assert source.history
        with pytest.raises(Unobserved, match="longer than"):
            source.history.commits()
        assert source.history.count() == 2


def test_a_missing_parent(make_repository: MakeRepository) -> None:
    """A history with a hole is unknown, not short."""
    made = make_repository(files={"a": "1"})
    first = made.git("rev-parse", "HEAD")
    made.commit({"a": "2"})
    (made.path / ".git" / "objects" / first[:2] / first[2:]).unlink()
    with open_source(str(made)) as source:
        assert source.history
        for ask in (source.history.count, source.history.commits):
            with pytest.raises(Unobserved) as caught:
                ask()
            assert caught.value.path == "history"


@given(st.binary())
def test_any_bytes_are_a_commit(content: bytes) -> None:
    """What a commit lacks is empty; nothing in it is an exception."""
    commit = parse("0", content, NOBODY)
    assert commit.message.encode().decode() == commit.message
    assert commit.author_name.encode().decode() == commit.author_name


@given(
    st.binary(max_size=30),
    st.binary(max_size=30) | st.sampled_from([b"cp037", b"gbk", b"utf-7", b"idna", b"cp65001"]),
)
def test_any_people(author: bytes, encoding: bytes) -> None:
    """Odd names, times and encodings are read as far as they go."""
    commit = parse(
        "0",
        b"author " + author + b"\ncommitter <> 99999999999999999999\nencoding " + encoding + b"\n\nx",
        NOBODY,
    )
    assert author.count(b"\n") or commit.committed_at == int("9" * 18)


MAP = """\
# comment
Proper <proper@x>
 <new@x> <old@x>
Both Names <both@x> <was@x>
Only This <one@x> Old Name <shared@x>
Other <two@x> <shared@x> # trailing
Mixed <MiXed@X>
broken line
<>
"""


@pytest.mark.parametrize(
    ("name", "email"),
    [
        ("a", "proper@x"),
        ("a", "old@x"),
        ("b", "was@x"),
        ("Old Name", "shared@x"),
        ("OLD name", "SHARED@x"),
        ("else", "shared@x"),
        ("m", "mixed@x"),
        ("n", "none@x"),
    ],
)
def test_the_mailmap_is_read_as_git_reads_it(make_repository: MakeRepository, name: str, email: str) -> None:
    """Every form of line that gitmailmap(5) knows, compared with Git's own answer."""
    made = make_repository(files={".mailmap": MAP})
    theirs = subprocess.run(
        ["git", "check-mailmap", f"{name} <{email}>"],
        cwd=made.path,
        capture_output=True,
        text=True,
        check=True,
    )
    mine = Mailmap(MAP).resolve(name, email)
    assert f"{mine[0]} <{mine[1]}>" == theirs.stdout.strip()
