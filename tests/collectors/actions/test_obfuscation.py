"""What hides from readers what a workflow does."""

import pytest

FACT = "actions.obfuscations"


@pytest.mark.parametrize(
    ("name", "detour"),
    [
        ("./a/../b", True),
        ("./a//b", True),
        ("./a/./b", True),
        ("acme/tools/./lint@v1", True),
        ("acme/tools/lint/../lint@v1", True),
        ("acme/tools/@v1", True),
        ("./a/b/", False),
        ("./", False),
        ("../action", False),
        ("./../action", False),
        ("$/a/b", False),
        ("acme/tools/lint@feature/../x", False),
        ("docker://ghcr.io/acme//x", False),
    ],
)
def test_detours(job, name, detour) -> None:
    """A way up to a checkout elsewhere is no detour."""
    assert bool(job(f"      - uses: {name}\n").values[FACT]) is detour


@pytest.mark.parametrize(
    ("expression", "hidden"),
    [
        ("format('{0}', 'x')", True),
        ("join(fromJSON('[\"a\",\"b\"]'), '')", True),
        ("github[format('{0}ken', 'to')]", True),
        ("secrets[format('{0}_KEY', 'X')]", True),
        ("secrets[format('{0}_KEY', matrix.name)]", False),
        ("secrets[matrix.name]", False),
        ("format('v{0}', github.run_number)", False),
        ("format('{{0}}', 'x')", False),
        ("fromJSON('[1, 2]')", False),
        ("hashFiles('go.sum')", False),
        ("'x'", False),
        ("github.event.commits[0].id", False),
    ],
)
def test_computed_values(job, expression, hidden) -> None:
    """Only what is made of constants alone hides something."""
    assert (
        bool(job(f"      - run: 'echo ${{{{ {expression.replace(chr(39), chr(39) * 2)} }}}}'\n").values[FACT])
        is hidden
    )


@pytest.mark.parametrize(
    ("command", "hidden"),
    [
        ("echo x | base64 -d | sh", True),
        ("echo x | base64 --decode | sudo /bin/bash -s", True),
        ('bash -c "$(echo x | base64 -d)"', True),
        ("source <(base64 -d x)", True),
        ("bash <(echo x | base64 -d)", True),
        ("openssl base64 -d | bash", True),
        ("powershell -NoProfile -EncodedCommand ZWNobyBoaQplY2hvIGhp", True),
        ("python -c 'exec(base64.b64decode(x))'", True),
        ("echo x | base64 -d > key.pem", False),
        ("echo x | base64 -d | gpg --import", False),
        ("echo x | base64 -d | sha256sum", False),
        ("echo x | base64 -d | ssh-add -", False),
        ("echo x | base64 | bash", False),
        ("# echo x | base64 -d | sh", False),
        ("pwsh -e script.ps1", False),
    ],
)
def test_decoded_scripts(job, command, hidden) -> None:
    """What is decoded into a file or for another program is data."""
    facts = job(f"      - run: |\n          set -e\n          {command}\n")
    assert [each["line"] for each in facts.values[FACT]] == ([9] if hidden else [])


@pytest.mark.parametrize(
    "script",
    ["xxd -r -p x | sh", "base64 -d x | gunzip | sh", "base64 -d x | python3 -", "rev x | rev | bash"],
)
def test_other_ways_to_decode(job, script) -> None:
    """What is decoded and run is found whatever decodes it."""
    assert job(f"      - run: {script}\n").values["actions.obfuscations"]
