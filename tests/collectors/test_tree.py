"""What is in a tree and does not belong there."""

import base64
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.collectors import Checkout, tree
from checker.collectors.tree import blobs
from checker.collectors.tree.tokens import has_checksum, in_text
from checker.errors import Unobserved
from checker.files import Files, MemoryTree
from checker.model.audit import Repository
from checker.model.facts import Facts
from checker.model.tree import TreeEntry

WANTED = frozenset(spec.path for spec in tree.FACTS)
ELF = b"\x7fELF\x02\x01\x01" + b"\0" * 50
DATA = b"\x01\x02\0\x03" * 20


def collect(
    files: dict[str, str | bytes], modes: dict[str, int] | None = None, wanted: frozenset[str] = WANTED
) -> Facts:
    return collect_tree(MemoryTree(files, modes), wanted)


def collect_tree(memory: MemoryTree, wanted: frozenset[str] = WANTED) -> Facts:
    moment = datetime(2026, 11, 1, tzinfo=UTC)
    return tree.collect(Checkout(Repository("x", "x"), Files(memory), None, moment), wanted)


def items(facts: Facts, path: str) -> list[Any]:
    return cast("list[Any]", facts.values[path])


def paths(facts: Facts, path: str, field: str = "path") -> list[Any]:
    return [item[field] for item in items(facts, path)]


def test_an_empty_tree_has_nothing() -> None:
    """Known absence everywhere, and every declared fact is there."""
    facts = collect({})
    assert set(facts.values) == WANTED
    assert not any(facts.values.values())
    assert not facts.problems


def test_facts_that_nobody_reads_are_not_collected() -> None:
    """Costly looks are skipped."""
    assert "tree.secrets" not in collect({"a": "x"}, wanted=frozenset(("tree.files",))).values


def test_files_and_submodules_are_counted_apart() -> None:
    """Links and submodules are no files."""
    facts = collect({"a": "x", "l": "a", "sub": ""}, {"l": 0o120000, "sub": 0o160000})
    assert facts.values["tree.files"] == 1
    assert facts.values["tree.submodules"] == ["sub"]


@pytest.mark.parametrize(
    ("path", "content", "kind"),
    [
        ("bin/tool", ELF, "ELF program or library"),
        ("lib/x.so.1.2", ELF, "ELF program or library"),
        ("x.dylib", b"\xcf\xfa\xed\xfe" + DATA, "Mach-O program or library"),
        ("x.dylib", b"\xca\xfe\xba\xbe\0\0\0\x02" + DATA, "Mach-O program or library"),
        ("X.class", b"\xca\xfe\xba\xbe\0\0\0\x34" + DATA, "Java class"),
        ("x.exe", b"MZ\x90\0" + DATA, "Windows program or library"),
        ("x.jar", b"PK\x03\x04" + DATA, "Java archive"),
        ("x.wasm", b"\0asm\x01\0\0\0", "WebAssembly module"),
        ("x.pyc", b"\xa7\r\r\n" + DATA, "Python bytecode"),
        ("x.o", b"\x64\x86" + DATA, "object file"),
        ("x.a", b"!<arch>\n", "static library or Debian package"),
    ],
)
def test_executables_are_told_by_name_and_first_bytes(path: str, content: bytes, kind: str) -> None:
    """Both must agree, wherever the file lies."""
    facts = collect({path: content})
    assert paths(facts, "tree.executables", "kind") == [kind]
    assert paths(facts, "tree.binaries") == []


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("x.o", "just text"),
        ("config.sys", "DEVICE=HIMEM.SYS"),
        ("x.exe", "version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 3\n"),
        ("MZ", "MZ is how it starts"),
        ("logo.png", b"\x89PNG" + DATA),
        ("font.woff2", DATA),
        ("manual.pdf", DATA),
        ("release.sig", DATA),
        ("utf16.txt", "text".encode("utf-16")),
        ("utf16", "text".encode("utf-16")),
        ("empty", ""),
    ],
)
def test_what_is_neither_executable_nor_opaque(path: str, content: str | bytes) -> None:
    """Texts, pointers, media, documents and signatures are fine."""
    facts = collect({path: content})
    assert facts.values["tree.executables"] == []
    assert facts.values["tree.binaries"] == []


def test_test_data_is_marked() -> None:
    """A rule may leave it out, or not."""
    facts = collect({"tests/data/x.so": ELF, "lib/x.so": ELF})
    assert paths(facts, "tree.executables", "fixture") == [False, True]


@pytest.mark.parametrize("path", ["blob.bin", "data.zip", "model.onnx", "noending", ".DS_Store"])
def test_opaque_blobs(path: str) -> None:
    """Nobody can review them."""
    assert paths(collect({path: DATA}), "tree.binaries") == [path]


@pytest.mark.parametrize("path", ["tests/blob.bin", "examples/a/x.zip", "fuzz/corpus/1", "pkg/testdata/x"])
def test_opaque_blobs_of_tests_do_not_count(path: str) -> None:
    """Tests need odd data."""
    assert collect({path: DATA}).values["tree.binaries"] == []


def test_too_many_candidates_are_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was seen is kept, the rest is not known."""
    monkeypatch.setattr(blobs, "HEADS_LIMIT", 2)
    problem = collect({f"x{n}.so": ELF for n in range(3)}).problem("tree.executables")
    assert problem
    assert len(problem.seen) == 2  # type: ignore[arg-type]


class Unreadable(MemoryTree):
    """A tree none of whose objects is there."""

    def read(self, entry: TreeEntry) -> bytes:
        raise Unobserved(entry.path, "gone")

    def head(self, entry: TreeEntry, size: int) -> bytes:
        raise Unobserved(entry.path, "gone")


def test_what_cannot_be_read_is_unknown() -> None:
    """Missing objects never look like absence."""
    facts = collect_tree(Unreadable({"x.so": ELF, ".env": "A=b", "package.json": "{}"}))
    for path in ("tree.executables", "tree.binaries", "tree.secrets", "tree.hooks", "tree.broken"):
        assert facts.problem(path), path


def test_large_files() -> None:
    """Largest first, in MiB, only above one."""
    facts = collect({"a": "x" * 1024 * 1024, "b": "x" * 1600_000, "c": "x" * 1900_000})
    assert [(item["path"], item["mib"]) for item in items(facts, "tree.large")] == [("c", 1.8), ("b", 1.5)]


@pytest.mark.parametrize(("content", "expected"), [("*.o\n", True), ("", False), ("# nothing\n\n", False)])
def test_gitignore(content: str, expected: bool) -> None:
    """An empty one ignores nothing."""
    assert collect({".gitignore": content}).values["tree.gitignore"] is expected
    assert collect({"a/.gitignore": "x"}).values["tree.gitignore"] is False


def body(content: bytes) -> str:
    return base64.b64encode(content).decode()


VARIED = bytes((n * 37 + 11) % 256 for n in range(600))
DER = b"\x30\x82" + len(VARIED).to_bytes(2, "big") + VARIED
KEY = "-----BEGIN " + f"RSA PRIVATE KEY-----\n{body(DER)}\n-----END RSA PRIVATE KEY-----\n"
PLAIN = b"openssh-key-v1\0\0\0\0\x04none\0\0\0\x04none" + VARIED
OPENSSH = "-----BEGIN " + f"OPENSSH PRIVATE KEY-----\n{body(PLAIN)}\n-----END OPENSSH PRIVATE KEY-----\n"
AMAZON = f"aws_access_key_id = {'AKIA'}QYLPMN5HHHFPZAM2\nsecret = wJ4lrXUtnFEMIK7MDENGbPxRfiCYzq8R2uTk3Vap\n"
VALUE = "9f8Qz7LmK2pR4tVx" + "B1nC6dW3sG5hJ0"


def github(kind: str = "ghp") -> str:
    """Return a token with a right checksum that no one ever had."""
    entropy = "kQ3z" * 7 + "9p"
    number, digits = zlib.crc32(entropy.encode()), ""
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    while number:
        number, rest = divmod(number, 62)
        digits = alphabet[rest] + digits
    return f"{kind}_{entropy}{digits.rjust(6, '0')}"


@pytest.mark.parametrize(
    ("path", "content", "line", "kind"),
    [
        ("deploy/id_rsa", OPENSSH, 1, "private key"),
        ("server.key", "\n" + KEY, 2, "private key"),
        ("config/app.yml", f"a: 1\nkey: |\n  {KEY}", 3, "private key"),
        ("sa.json", '{\n"private_key": "' + KEY.replace("\n", "\\n") + '"}', 2, "private key"),
        (".env", f"A=1\nDB_PASSWORD={VALUE}\n", 2, "secret in an environment file"),
        ("prod.env", f"export API_KEY='{VALUE}' # x\n", 1, "secret in an environment file"),
        ("ci.yml", f"env:\n  T: {github()}\n", 2, "GitHub token"),
        ("x.json", f'"npm_{github()[4:]}"', 1, "npm token"),
        (".npmrc", f"//registry.npmjs.org/:_authToken={VALUE}\n", 1, "registry token"),
        (".pypirc", "[pypi]\npassword = hUnt3rTwo!\n", 2, "password"),
        (".netrc", "machine x login y password Ab3xY9qq\n", 1, "password"),
        (".git-credentials", "https://me:Ab3xY9qq@host\n", 1, "password"),
        ("terraform.tfstate", '{"terraform_version": "1.9", "resources": [{}]}', 1, "Terraform state"),
        (".docker/config.json", '{"auth": "' + body(b"me:Ab3xY9qq") + '"}', 1, "registry password"),
        ("kubeconfig", f"x: 1\nclient-key-data: {body(KEY.encode())}\n", 2, "Kubernetes client key"),
        (
            "aws.ini",
            AMAZON,
            1,
            "AWS access key",
        ),
    ],
)
def test_real_credentials_are_found(path: str, content: str, line: int, kind: str) -> None:
    """Each with its line and kind, and without its value."""
    facts = collect({path: content})
    assert facts.values["tree.secrets"] == [{"path": path, "line": line, "kind": kind}]


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("tests/server.key", KEY),
        ("examples/.env", f"API_KEY={VALUE}\n"),
        ("docs/id_rsa", OPENSSH),
        (".env.example", f"API_KEY={VALUE}\n"),
        (".env.test", f"API_KEY={VALUE}\n"),
        (
            ".env",
            "API_KEY=changeme\nTOKEN=${TOKEN}\nDB_PASSWORD=postgres\nSECRET=xxxxxxxxxxxxxxxxxxxxxxxxxxx\nTOKEN=\n",
        ),
        (".env", f"NEXT_PUBLIC_API_KEY={VALUE}\n"),
        (".env", "SECRET_TOKEN=your-secret-token-goes-here-1\n"),
        ("a.pem", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"),
        (
            "a.key",
            "-----BEGIN " + "RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA...\n-----END RSA PRIVATE KEY-----\n",
        ),
        ("a.key", KEY.replace("MII", "AII", 1)),
        ("a.key", "-----BEGIN " + f"PRIVATE KEY-----\n{body(DER[:300])}\n-----END PRIVATE KEY-----\n"),
        ("a.key", OPENSSH.replace(body(PLAIN), body(PLAIN.replace(b"none", b"aes2")))),
        ("ci.yml", "token: ghp_" + "x" * 36),
        ("ci.yml", "token: ghp_" + VALUE + "aaaaaa"),
        ("aws.ini", "key = AKIAIOSFODNN7EXAMPLE\nsecret = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"),
        ("aws.ini", "key = AKIA" + "QYLPMN5HHHFPZAM2\n"),
        (".npmrc", "//registry.npmjs.org/:_authToken=${NPM_TOKEN}\n"),
        (".netrc", "machine x login y password <password>\n"),
        ("terraform.tfstate", '{"terraform_version": "1.9", "resources": []}'),
        ("src/app.py", f"T = '{github()}'"),
    ],
)
def test_what_only_looks_like_a_credential_is_left_out(path: str, content: str) -> None:
    """Tests, templates, placeholders, certificates, wrong checksums, program text."""
    assert collect({path: content}).values["tree.secrets"] == []


def test_checksums_of_tokens() -> None:
    """One changed character is enough to tell."""
    token = github("gho")
    assert has_checksum(token)
    assert not has_checksum(token[:10] + "Z" + token[11:])


@given(st.text(alphabet='-BEGIN PRVATEKYghp_AKIxo0123/+=\n{}"', max_size=400))
def test_any_text_is_searched(text: str) -> None:
    """No content raises, and what is found is at a line of it."""
    assert all(1 <= line <= text.count("\n") + 1 for line, _ in in_text(text))


@pytest.mark.parametrize(
    ("path", "content", "tool", "count"),
    [
        (".pre-commit-config.yaml", "repos:\n- repo: x\n  hooks: [{id: a}, {id: b}]\n", "pre-commit", 2),
        ("lefthook.yml", "pre-commit:\n  commands:\n    lint: {run: x}\n", "lefthook", 1),
        (".husky/pre-commit", "npm test\n", "husky", 1),
        (".githooks/pre-push", "#!/bin/sh\n", "scripts", 1),
        ("package.json", '{"scripts": {"prepare": "husky set .husky/commit-msg x"}}', "package.json", 1),
        ("package.json", '{"simple-git-hooks": {"pre-commit": "x"}}', "package.json", 1),
    ],
)
def test_hooks(path: str, content: str, tool: str, count: int) -> None:
    """Every common tool is known."""
    hooks = collect({path: content}).values["tree.hooks"]
    assert hooks == [{"path": path, "line": 1, "tool": tool, "hooks": count, "reason": ""}]


def test_hooks_that_do_not_parse_say_so() -> None:
    """The record has a reason and counts no hooks."""
    hooks = items(collect({".pre-commit-config.yaml": "repos: [\n"}), "tree.hooks")
    assert hooks[0]["hooks"] == 0
    assert hooks[0]["reason"]


@pytest.mark.parametrize("content", ["{}", "", "[]", '{"pre-commit": "x"}'])
def test_a_package_without_hooks_is_no_configuration(content: str) -> None:
    """package.json is there for other reasons."""
    assert collect({"package.json": content}).values["tree.hooks"] == []


def test_broken_documents_are_records_with_a_line() -> None:
    """The rest is still read."""
    facts = collect(
        {"pyproject.toml": "a = 1\n[x\n", ".github/workflows/a.yml": "a: [", "package.json": "{}"}
    )
    assert paths(facts, "tree.broken") == [".github/workflows/a.yml", "pyproject.toml"]


def test_fixtures_may_be_broken() -> None:
    """Test data is broken on purpose."""
    assert collect({"tests/fixtures/package.json": "{"}).values["tree.broken"] == []


def test_module_is_light() -> None:
    """Declaring the facts does not load what collects them."""
    source = Path(tree.__file__).read_text()
    top = [line for line in source.splitlines() if line.startswith(("import", "from"))]
    assert all("checker.collectors import" in line or "checker.model" in line for line in top)


def test_thousands_of_files_without_endings_are_read_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each batch is looked at before the next is read, and none is left out."""
    monkeypatch.setattr(blobs, "BATCH_LIMIT", 1000)
    files = {f"data/x{number}": "text" * 10 for number in range(3000)}
    facts = collect({**files, "data/zz": "\x7fELF\0"})
    assert [each["path"] for each in facts.values["tree.executables"]] == ["data/zz"]  # type: ignore[union-attr,index,call-overload]


def test_bytes_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not read is unknown, what was read stands."""
    monkeypatch.setattr(blobs, "BYTES_LIMIT", 100)
    problem = collect({"a": "\x7fELF\0", "b": "x" * 200}).problem("tree.executables")
    assert problem is not None
    assert "b" in problem.files
