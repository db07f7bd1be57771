"""What workflows bring in from elsewhere."""

import pytest

SHA = "3df4ab11eba7bda6032a0b82a6bb43b11571feac"


@pytest.mark.parametrize(
    ("uses", "expected"),
    [
        (
            f"Acme/Tool/sub@{SHA}",
            {"owner": "acme", "name": "acme/tool/sub", "ref": SHA, "pinned": True, "local": False},
        ),
        (f"acme/tool@{'a' * 64}", {"pinned": True}),
        (f"acme/tool@{SHA[:39]}", {"pinned": False}),
        ("acme/tool@v1", {"pinned": False, "ref": "v1", "docker": False}),
        ("acme/tool", {"pinned": False, "ref": ""}),
        ("./.github/actions/x", {"local": True, "pinned": True, "owner": ""}),
        ("$/.github/actions/x", {"local": True, "pinned": True, "owner": ""}),
        ("docker://alpine:3", {"docker": True, "pinned": False, "owner": ""}),
        (f"docker://alpine@sha256:{'a' * 64}", {"docker": True, "pinned": True}),
    ],
)
def test_uses(job, uses, expected) -> None:
    """Every `uses` is taken apart."""
    (item,) = job(f"      - name: x\n        uses: {uses}\n").values["actions.uses"]
    assert item["line"] == 8
    assert {key: item[key] for key in expected} == expected


def test_remote_uses_leave_local_ones_out(job) -> None:
    """What stands in the repository itself needs no pin."""
    facts = job("      - uses: ./x\n      - uses: a/b@v1\n")
    assert [item["uses"] for item in facts.values["actions.remote_uses"]] == ["a/b@v1"]


def test_anchors_do_not_double_findings(job) -> None:
    """Steps that an alias repeats stand in one place only."""
    facts = job("      - &step\n        uses: a/b@v1\n      - *step\n")
    assert len(facts.values["actions.uses"]) == 1


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ("curl https://x.example/i | sh", True),
        ("curl 'https://x.example/i?a=1&b=2' | sudo -E bash -", True),
        ("wget -qO- https://x.example/i | python3 -", True),
        ("curl x | python3", True),
        ('sh -c "$(curl -fsSL https://x.example/i)"', True),
        ("bash <(curl -s https://x.example/i) --yes", True),
        ('eval "$(curl x)"', True),
        ("source <(curl x)", True),
        ("iwr https://x.example/i.ps1 -useb | iex", True),
        ("iex ((New-Object Net.WebClient).DownloadString('https://x.example/i.ps1'))", True),
        ("curl https://x.example/i | tar xz", False),
        ("curl https://x.example/i | python3 -c 'print()'", False),
        ("curl https://x.example/i | shasum -c", False),
        ("V=$(curl https://x.example/version)", False),
        ("echo $(curl x)", False),
        ("curl -f localhost && echo ok | sh", False),
        (f"curl https://x.example/{SHA}/i | sh", False),
        ("# curl x | sh", False),
    ],
)  # fmt: skip
def test_piped_downloads(job, script, found) -> None:
    """Only scripts that run unseen are named."""
    facts = job("      - run: |\n          true\n          " + script + "\n")
    assert [item["line"] for item in facts.values["actions.piped_downloads"]] == ([9] if found else [])


@pytest.mark.parametrize(
    ("extra", "lines"),
    [
        ("    container: node:20\n", [6]),
        ("    container: {image: node:20}\n", [6]),
        ("    container:\n      image: node@sha256:abc\n", []),
        ("    services:\n      db:\n        image: postgres\n", [8]),
        ("    container: ${{ matrix.image }}\n    strategy: {matrix: {image: [a:1]}}\n", [6]),
        ("    container: ${{ matrix.image }}\n    strategy: {matrix: {image: ['a@sha256:x']}}\n", []),
        ("    container: ${{ matrix.image }}\n    strategy: {matrix: '${{ fromJSON(x) }}'}\n", []),
        ("    container: x:${{ vars.TAG }}\n", []),
        ("    services: {db: redis}\n", [6]),
        (
            "    container: ${{ matrix.IMAGE || 'b:2' }}\n    strategy: {matrix: {IMAGE: ['a@sha256:x']}}\n",
            [6],
        ),
        ("    container: \"${{ matrix['image'] }}\"\n    strategy: {matrix: {image: [a:1]}}\n", [6]),
        (
            (
                "    container: ${{ matrix.i }}\n"
                "    strategy: {matrix: {i: ['a@sha256:x', b:1], exclude: [{i: b:1}]}}\n"
            ),
            [],
        ),
        ("    container: ''\n", []),
    ],
)
def test_images(job, extra, lines) -> None:
    """A tag can be moved; a value from elsewhere is not judged."""
    facts = job("      - run: x\n", extra=extra)
    assert [item["line"] for item in facts.values["actions.unpinned_images"]] == lines


def test_runs_stand_at_their_first_line(job) -> None:
    """Commands carry their job and whether pull requests start them."""
    (item,) = job("      - shell: pwsh\n        run: |\n          a\n          b\n").values["actions.runs"]
    assert item == {
        "path": ".github/workflows/ci.yml",
        "line": 9,
        "job": "build",
        "command": "a\nb\n",
        "pull_request": True,
        "shell": "pwsh",
    }
