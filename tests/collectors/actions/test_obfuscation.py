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
    [
        "xxd -r -p x | sh",
        "base64 -d x | gunzip | sh",
        "base64 -d x | python3 -",
        "base64 -d x | bash -e",
        "rev x | rev | bash",
        "base64 -d <<< eA== | sh",
        "echo x | tr 'a-z' 'n-za-m' | sh",
        "echo x | tr 'A-Za-z' 'N-ZA-Mn-za-m' | bash",
        r"printf '\x65\x63\x68\x6f' | sh",
        r"eval $'\x65\x63\x68\x6f'",
        r"bash -c $'\x65\x63\x68\x6f'",
        r"$(printf '\145\143\150\157') x",
        "jq -r '.x | @base64d' x.json | bash",
        "python3 -c 'import base64; print(base64.b64decode(b\"x\").decode())' | sh",
        'node -e \'console.log(Buffer.from("x", "base64"))\' | sh',
        "echo x | base64 -d > s.sh && bash ./s.sh",
        "echo x | base64 -d > /tmp/s && chmod +x /tmp/s && sudo /tmp/s",
        "echo x | base64 -d | tee s.sh\n. ./s.sh",
        "base64 -d x -o s.py; python s.py",
        'X=$(echo x | base64 -d)\neval "$X"',
        'export X="$(echo x | base64 -d)"; bash -c "$X"',
        'X=`base64 -d x`; echo "$X" | sh',
        'bash <<< "$(base64 -d x)"',
        "bash <<EOF\nbase64 -d x | sh\nEOF",
        "cat <<EOF | base64 -d | sh\nx\nEOF",
        "bash -c 'echo x | base64 -d | sh'",
        "if true; then (base64 -d x | sh); fi",
        "echo ${{ secrets.SCRIPT }} | base64 -d | bash",
        "echo '${{ secrets.SCRIPT }}' | base64 -d > ${{ runner.temp }}/s; sh ${{ runner.temp }}/s",
        "$s = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('x'))\niex $s",
    ],
)
def test_other_ways_to_decode(job, script) -> None:
    """What is decoded and run is found whatever decodes it, and wherever it lies in between."""
    assert _found(job, script)


@pytest.mark.parametrize(
    "script",
    [
        "echo 'base64 -d | bash'",
        'grep -r "base64 -d | sh" .',
        "echo x | base64 -d > key.pem; gpg --import key.pem",
        "echo x | base64 -d > key.json; ./deploy.sh key.json",
        "echo x | base64 -d > key.json; python deploy.py key.json",
        "echo x | base64 -d > .env; source .env",
        "echo x | base64 -d | python -m json.tool",
        "echo x | base64 -d | python3 -mjson.tool",
        "echo x | base64 -d | perl -pe 's/a/b/'",
        'KEY=$(echo x | base64 -d); bash deploy.sh "$KEY"',
        'KEY=$(echo x | base64 -d)\npython deploy.py -c "$KEY"',
        'KEY=$(echo x | base64 -d); ./deploy "$KEY"; bash x.sh',
        'KEY=$(echo x | base64 -d); bash -c "deploy $KEY"',
        "cat x | tr -d '\\r' | bash",
        "cat x | tr 'A-Z' 'a-z' | sh",
        "cat x | tr '[:upper:]' '[:lower:]' | sh",
        "printf '\\033[31mred\\033[0m' | cat",
        "printf 'a\\n' | sh",
        "git rev-parse HEAD | sh",
        "$s = [Convert]::FromBase64String('x')\niex $t",
        "echo 'iex ([Convert]::FromBase64String(x))'",
    ],
)
def test_nothing_decoded_is_run(job, script) -> None:
    """What is only said, data for a program, and changes that hide nothing are right."""
    assert not _found(job, script)


def _found(job, script):
    block = "".join(f"          {line}\n" for line in script.split("\n"))
    return job(f"      - run: |\n{block}").values[FACT]
