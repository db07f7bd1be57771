"""Scripts as simple commands, and where the failure of each goes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.ci.pipeline import Shell, ShellScript
from checker.ci.shell import TEXT_LIMIT, parse


def read(text: str, shell: Shell = "bash", *, errexit: bool = True, pipefail: bool = False, **variables: str):
    """Return the words of each command, and whether its failure is the script's."""
    script = ShellScript("a", 10, text, shell, errexit=errexit, pipefail=pipefail)
    return [(" ".join(each.words), not each.swallowed) for each in parse(script, variables).commands]


@pytest.mark.parametrize(
    ("text", "enforced"),
    [
        ("t", True),
        ("t; exit 0", True),
        ("t || true", False),
        ("t || :", False),
        ("t || echo failed", False),
        ("t || { echo failed; true; }", False),
        ("t || exit 1", True),
        ("t || { echo failed; exit 1; }", True),
        ("t || (cat log && exit 1)", True),
        ("t || status=$?", True),
        ("t || other", True),
        ("set +e\nt\nexit 0", False),
        ("set +e\nt\nstatus=$?\nexit $status", True),
        ("set +e\nt\nset -e\nexit 0", False),
        ("t | tee log", False),
        ("set -o pipefail\nt | tee log", True),
        ("cat x | t", True),
        ("t && other", True),
        ("t && other\nlater", False),
        ("cd x && t\nlater", True),
        ("t &", False),
        ("t &\nwait -n", True),
        ("! t", False),
        ("if t; then echo fine; fi", False),
        ("if ! t; then exit 1; fi", True),
        ("if t; then :; else failed=1; fi\nexit $failed", True),
        ("while ! t; do sleep 1; done", False),
        ("for x in a b; do t; done", True),
        ("(t) || true", False),
        ("f() { t; }\nf", True),
        ("f() { t; }\nf || true", False),
        ("echo $(t)", False),
        ("x=$(t)", True),
        ("case $x in a) t;; esac", True),
        ("trap 'exit 1' ERR\nset +e\nt\nlater", True),
    ],
)
def test_failures_reach_the_script_or_not(text: str, enforced: bool) -> None:
    """`bash -e` ends with the first command whose failure nobody takes."""
    assert dict(read(text))["t"] is enforced


@pytest.mark.parametrize(
    ("text", "enforced"),
    [
        ("t", True),
        ("t\nlater", False),
        ("t; exit 0", False),
        ("set -e\nt\nlater", True),
        ("set -euo pipefail\nt | tee log\nlater", True),
        ("#!/bin/bash -e\nt\nlater", True),
        ("t\n[ $? -eq 0 ] || exit 1\nlater", True),
        ("t > log\nif grep bad log; then exit 1; fi", True),
    ],
)
def test_without_errexit_the_last_command_counts(text: str, enforced: bool) -> None:
    """A script that is started without `-e` goes on, unless it says or asks."""
    assert dict(read(text, errexit=False))["t"] is enforced


def test_words_and_variables() -> None:
    """Quotes, assignments, defaults and known variables become words."""
    text = 'P=python\nA=1 $P -m pytest ${X:-tests} "a $P" \'b $P\' --x="c d" \\\n  more\n'
    assert read(text) == [("python -m pytest tests a python b $P --x=c d more", True)]
    assert read("$CMD -q", CMD="uv run pytest") == [("uv run pytest -q", True)]
    assert read("${{ matrix.x }} a") == [("${EXPRESSION} a", True)]


def test_lines_and_here_documents() -> None:
    """A command stands on its line; what it reads stands beside it."""
    found = parse(ShellScript("a", 10, "# x\n\nbash <<'END'\npytest\nEND\n\nother")).commands
    assert [(each.words, each.line, each.input) for each in found] == [
        (("bash",), 12, "pytest\n"),
        (("other",), 16, ""),
    ]


@pytest.mark.parametrize(
    ("text", "enforced"),
    [
        ("t", True),
        ("t\nWrite-Host done", True),
        ("t\ndotnet pack", False),
        ("t\nif ($LASTEXITCODE) { exit 1 }\ndotnet pack", True),
        ("Exec { t }\nExec { dotnet pack }", True),
        ("function Invoke-It { & t; if ($LASTEXITCODE) { throw 1 } }\nInvoke-It\ndotnet pack", True),
    ],
)
def test_powershell_goes_on_after_programs(text: str, enforced: bool) -> None:
    """Only the last program's exit code is the script's, unless somebody asks."""
    assert dict(read(text, "pwsh"))["t"] is enforced


def test_functions_of_powershell_hand_their_words_on() -> None:
    """A function of the script that calls a program with `@args` is that program."""
    text = (
        "function Invoke-Dotnet { & dotnet @args }\nInvoke-Dotnet test Crane.sln\n./build.ps1 --target=Test"
    )
    assert [words for words, _ in read(text, "pwsh")] == [
        "dotnet test Crane.sln",
        "./build.ps1 --target=Test",
    ]


def test_cmdlets_fail_by_themselves_unless_caught() -> None:
    """A cmdlet's error ends the script; `catch` takes it, unless it throws on."""
    assert read("Invoke-Pester -CI\ndotnet pack", "pwsh")[0] == ("Invoke-Pester -CI", True)
    assert read("try { Invoke-Pester } catch { Write-Host x }", "pwsh")[0] == ("Invoke-Pester", False)
    assert read("try { Invoke-Pester } catch { throw }", "pwsh")[0] == ("Invoke-Pester", True)


def test_batch_files() -> None:
    """Lines are commands, `call` starts one, and the last one decides."""
    text = "@echo off\nrem mvn x\ncall t\nmvn verify || exit /b 1\nlast"
    found = dict(read(text, "cmd", errexit=False))
    assert found["t"] is False
    assert found["mvn verify"] is True
    assert found["last"] is True
    assert "mvn x" not in found


@pytest.mark.parametrize("text", ["if then fi )", "f() {", "case x"])
def test_what_the_parser_refuses_is_told(text: str) -> None:
    """A script that is not understood is no script without commands."""
    assert parse(ShellScript("a", 3, text)).refused >= 3


@pytest.mark.parametrize("text", ["x" * (TEXT_LIMIT + 1), "(" * 5_000, "a;" * 20_000, "$(" * 5_000])
def test_hostile_scripts_end(text: str) -> None:
    """Huge and deep scripts are refused, at least in part."""
    assert parse(ShellScript("a", 1, text)).refused


@given(st.text(max_size=60), st.sampled_from(("bash", "pwsh", "cmd")))
def test_any_text_is_read(text: str, shell: Shell) -> None:
    """No script is too strange, and no command is empty."""
    assert all(each.words for each in parse(ShellScript("a", 1, text, shell)).commands)


@pytest.mark.parametrize(
    ("shell", "text", "commands", "unread"),
    [
        (
            "bash",
            'make lint\nif eval "$(curl x | jq -r ".a == "\'"$h"\'"")"\nthen\n  a\nfi\nmake test',
            (),
            "",
        ),
        ("pwsh", "cmake -B ${EXPRESSION}/build `\n  -A x", ("cmake -B ${EXPRESSION}/build ` -A x",), None),
        ("pwsh", 'cmake -DFLAGS="/W4 /WX" .', ("cmake -DFLAGS=/W4 /WX .",), None),
        ("pwsh", "cmake -DTYPE=${EXPRESSION} .", ("cmake -DTYPE=${EXPRESSION} .",), None),
        ("pwsh", 'pytest\n$level = $x ? "error" : "warning"', ("pytest",), None),
        ("pwsh", "$a = $b ?? 'x'\n$c ??= 1\npytest", ("pytest",), None),
        ("pwsh", "pytest\n$a = $b ? error", ("pytest",), "error"),
        ("pwsh", "$a = $env:CI ? [x]::y : 1\npytest", ("pytest",), None),
    ],
)
def test_only_what_is_refused_is_unread(shell: Shell, text: str, commands, unread: str | None) -> None:
    """What stands around a region that the parser refuses is read; the region is kept as text."""
    parsed = parse(ShellScript("a", 1, text, shell))
    read_commands = [" ".join(each.words) for each in parsed.commands]
    assert set(commands) <= set(read_commands)
    assert (parsed.refused > 0) is bool(unread) or not commands
    assert (unread or "") in parsed.unread
    assert "pytest" not in parsed.unread


@pytest.mark.parametrize(
    ("shell", "text"),
    [
        ("bash", "a\nexit 0\nt"),
        ("bash", "if false; then\n  t\nfi"),
        ("bash", "while false; do t; done"),
        ("bash", "unit() { t; }\nbuild() { a; }\nbuild"),
        ("bash", "x=lint\ncase $x in\n  lint) a ;;\n  test) t ;;\nesac"),
        ("pwsh", "Write-Host a\nexit 0\nt"),
        ("pwsh", "if ($false) {\n  t\n}"),
        ("cmd", "echo a\nexit /b 0\nt"),
    ],
)
def test_what_never_runs_is_no_command(shell: Shell, text: str) -> None:
    """Commands after the end of a script, in branches that are never taken and in functions that nobody calls."""
    assert "t" not in [words for words, _ in read(text, shell)]


@pytest.mark.parametrize(
    ("shell", "text"),
    [
        ("bash", 'if [ -z "$X" ]; then\n  exit 0\nfi\nt'),
        ("bash", "until false; do t; done"),
        ("bash", 'unit() { t; }\n"$@"'),
        ("bash", "unit() { t; }\ntrap unit EXIT\na"),
        ("bash", "unit() { t; }"),
        ("bash", "case $x in\n  lint) a ;;\n  test) t ;;\nesac"),
        ("bash", "x=test-all\ncase $x in\n  test*) t ;;\nesac"),
        ("bash", "(exit 0)\nt"),
        ("pwsh", "if ($x) { exit 0 }\nt"),
        ("cmd", "call :run\nexit /b 0\n:run\nt"),
    ],
)
def test_what_may_run_is_a_command(shell: Shell, text: str) -> None:
    """An end in a branch, and functions that may be called by names that are put together, hide nothing."""
    assert "t" in [words for words, _ in read(text, shell)]


@pytest.mark.parametrize(
    ("text", "enforced"),
    [("t & exit /b 0", False), ("t & exit /b %errorlevel%", True), ("t && echo a", True), ("t", True)],
)
def test_batch_commands_on_one_line(text: str, enforced: bool) -> None:
    """A command after `&` decides the result."""
    assert read(text, "cmd")[0] == ("t", enforced)


HOSTILE = {
    "empty lines in a function": ("f() {\n" + "\n" * 250_000 + "a\n}\nt\n", ["t"]),
    "empty lines in a script": ("f() { a; }\nt" + "\n" * 250_000, ["t"]),
    "a long first line": ("#!" + "a" * 250_000 + "\nt\n", ["t"]),
    "functions that nothing calls": ("".join(f"f{n}() {{ a; }}\n" for n in range(14_000)) + "t\n", ["t"]),
    "functions only": ("".join(f"f{n}() {{ a; }}\n" for n in range(14_000)), ["a"] * 400),
}


@pytest.mark.parametrize(("text", "commands"), HOSTILE.values(), ids=HOSTILE)
def test_scripts_made_to_take_time_take_none(text: str, commands: list[str]) -> None:
    """Twice as much of the same takes twice as long: else these would take half an hour."""
    assert [words for words, _ in read(text)] == commands


def test_all_functions_of_a_script_of_functions_may_run() -> None:
    """Another script reads them, and may call each."""
    assert [words for words, _ in read("build() { a; }\nunit() { t; }")] == ["a", "t"]


def test_variables_that_commands_get() -> None:
    """Assignments in front of a command and exported variables are its own; others stay with the shell."""
    text = "A=1 t\nB=2\nexport C=$B D\nD=4\nE=5 u\nv"
    found = parse(ShellScript("a", 1, text, "bash", errexit=True), {}).commands
    assert [(each.words[0], each.variables) for each in found] == [
        ("t", {"A": "1"}),
        ("u", {"C": "2", "D": "4", "E": "5"}),
        ("v", {"C": "2", "D": "4"}),
    ]


def test_comments_in_the_middle_of_a_command() -> None:
    """A substitution that holds a comment is nothing."""
    text = "cat x \\\n | grep -v y `# why` \\\n | sort `#` x\nu"
    found = parse(ShellScript("a", 1, text, "bash", errexit=True), {})
    assert not found.refused
    assert [each.words for each in found.commands] == [
        ("cat", "x"),
        ("grep", "-v", "y"),
        ("sort", "x"),
        ("u",),
    ]
