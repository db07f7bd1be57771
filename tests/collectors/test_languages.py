"""Programming languages, by name and size."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from checker.collectors import Checkout, languages
from checker.errors import Unobserved
from checker.files import Files, MemoryTree
from checker.files.languages import language
from checker.model.audit import Repository
from checker.model.teaching import Teaching
from checker.model.tree import TreeEntry

NOW = datetime(2026, 11, 1, tzinfo=UTC)
WANTED = frozenset(spec.path for spec in languages.FACTS)


def collect(files: dict[str, str]) -> Any:
    checkout = Checkout(Repository(id="x", name="x"), Files(MemoryTree(files)), None, NOW)
    return languages.collect(checkout, WANTED).values


def test_the_main_language_has_the_most_bytes_of_source() -> None:
    """Tests are own code, but they do not decide what the product is written in."""
    values = collect({"a.go": "x" * 50, "b.py": "x" * 40, "tests/test_b.py": "x" * 500})
    assert values["languages.main"] == "Go"
    assert values["languages.names"] == ["Go", "Python"]
    assert values["languages.files"] == [
        {"name": "Python", "files": 2, "bytes": 540},
        {"name": "Go", "files": 1, "bytes": 50},
    ]


def test_a_trace_of_a_language_is_not_named() -> None:
    """Below five percent it is a helper."""
    assert collect({"a.go": "x" * 970, "b.py": "x" * 30})["languages.names"] == ["Go"]


def test_helper_scripts_are_named_only_where_there_is_nothing_else() -> None:
    """A library does not become a Python project by the scripts that release it."""
    files = {"src/a.go": "x" * 50, "support/release.py": "x" * 50, "scripts/a.py": "x" * 50}
    assert collect(files)["languages.names"] == ["Go"]
    assert collect({"scripts/a.py": "x" * 50})["languages.names"] == ["Python"]


def test_headers_belong_to_the_language_beside_them() -> None:
    """C, C++ and Objective-C share them."""
    assert collect({"include/a.h": "x" * 90, "src/a.cc": "x"})["languages.main"] == "C++"
    assert collect({"include/a.h": "x" * 90, "src/a.c": "x", "b.cc": ""})["languages.main"] == "C"
    assert collect({"include/a.h": "x"})["languages.main"] == "C"


def test_one_bundle_does_not_outweigh_the_source() -> None:
    """A file of a megabyte was not written by hand."""
    values = collect({"static/viz.js": "x" * 1_500_000, **{f"m{i}.py": "x" * 40_000 for i in range(3)}})
    assert values["languages.main"] == "Python"


@pytest.mark.parametrize(
    "files",
    [
        {"README.md": "x", "src/a.py": "x = 1\n"},
        {"pyproject.toml": "", "tool.py": "x", **{f"data/{i}.json": "{}" for i in range(50)}},
        {"install.sh": "x" * 12_000},
        {"lib/a.js": "x"},
        {"x.nimble": "", "src/x.nim": "x", **{f"tests/p{i}/p.nimble": "x" for i in range(150)}},
        {"Project.toml": "", "src/A.jl": "x", **{f"tests/{i}.txt": "x" for i in range(50)}},
        {"build.zig": "x", "src/a.zig": "x", **{f"book/{i}.md": "x" for i in range(60)}},
        {"deps.edn": "", "src/a.clj": "x", **{f"notes/{i}.md": "x" for i in range(60)}},
        {"package.json": '{"main": "index.js"}', "index.js": "x", **{f"wiki/{i}.md": "x" for i in range(60)}},
        {"pubspec.yaml": "", "bin/tool.dart": "x"},
        {"dune-project": "", "bin/main.ml": "x"},
        {"X.psd1": "x", "X.psm1": "x"},
        {"pyproject.toml": '[tool.setuptools]\npackages = ["scripts"]', "scripts/__init__.py": "x"},
        {"package.json": '{"bin": "./bin/x.js"}', "bin/x.js": "x", "README.md": "x"},
        {f"bin/{i}.py": "x" for i in range(8)},
        {"deps.edn": "{}", "src/main/clojure/a/tools/cli.cljc": "x", "run.sh": "x"},
        {"package.json": "{}", "src/utils/a.js": "x", "README.md": "x"},
    ],
)
def test_code_is_recognised(files: dict[str, str]) -> None:
    """A program is code, however small."""
    assert collect(files)["languages.code"] is True


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"README.md": "x", "docs/index.md": "x"},
        {"README.md": "x", "docs/conf.py": "x", "docs/index.rst": "x"},
        {"README.md": "x", "scripts/check_links.py": "x"},
        {"check_links.py": "x", **{f"list/{i}.md": "x" for i in range(30)}},
        {"Dockerfile": "FROM x", "entrypoint.sh": "exec x"},
        {"main.tf": "x", "variables.tf": "x"},
        {"main.tf": "x", "test/e2e/main_test.go": "x", "test/go.mod": "x"},
        {
            "package.json": '{"private": true}',
            "assets/a.js": "x",
            **{f"_posts/{i}.md": "x" for i in range(60)},
        },
        {"Gemfile": "x", "_plugins/a.rb": "x", **{f"pages/{i}.md": "x" for i in range(60)}},
        {"go.mod": "module x", "assets/a.js": "x", **{f"content/{i}.md": "x" for i in range(60)}},
        {"pyproject.toml": "[tool.ruff]", "docs/conf.py": "x", "docs/index.rst": "x"},
        {"vendor/lib/a.go": "x", "index.html": "x", "style.css": "x"},
    ],
)
def test_what_is_not_for_code_is_not_code(files: dict[str, str]) -> None:
    """Prose, data, containers and infrastructure with a helper script are something else."""
    assert collect(files)["languages.code"] is False


@pytest.mark.parametrize(
    ("path", "name"),
    [("a/b.py", "Python"), ("x.TSX", "TypeScript"), ("a.md", ""), ("py", ""), (".py", ""), ("a.b/c", "")],
)
def test_a_language_is_told_by_the_ending(path: str, name: str) -> None:
    """Only what follows the last dot of the name counts."""
    assert language(path) == name


@given(st.text(max_size=30))
def test_any_name_has_an_answer(path: str) -> None:
    """No file name is too strange."""
    assert isinstance(language(path), str)


PROSE = {f"pages/{i}.md": "words" for i in range(60)}


@pytest.mark.parametrize(
    ("files", "kinds"),
    [
        ({"main.tf": "x", "README.md": "x"}, ["infrastructure"]),
        ({"main.tf": "x", **{f"docs/{i}.md": "x" for i in range(9)}}, ["infrastructure", "documentation"]),
        ({"infra/app.bicep": "x", "README.md": "x"}, ["infrastructure"]),
        ({"Pulumi.yaml": "x"}, ["infrastructure"]),
        ({"charts/a/Chart.yaml": "x", "charts/a/templates/d.yaml": "x"}, ["infrastructure"]),
        ({"tasks/main.yml": "x", "meta/main.yml": "x"}, ["infrastructure"]),
        ({"site.yml": "- hosts: all\n  roles: [a]\n"}, ["infrastructure"]),
        ({"deploy/a.yaml": "apiVersion: v1\nkind: Service\n"}, ["infrastructure"]),
        ({"stack.yml": "AWSTemplateFormatVersion: '2010-09-09'\n"}, ["infrastructure"]),
        ({"manifests/init.pp": "class a {}"}, ["infrastructure"]),
        ({"Dockerfile": "FROM x", "README.md": "x"}, ["infrastructure"]),
        ({"action.yml": "runs: {using: composite}"}, ["infrastructure"]),
        ({"analysis.ipynb": "{}", "requirements.txt": "x"}, ["data"]),
        ({**{f"{i}.ipynb": "{}" for i in range(20)}, "environment.yml": "dependencies: [numpy]", "docker/jupyter_config.py": "x", "docker/bashrc.bash": "x"}, ["data"]),
        ({**{f"{i}.ipynb": "{}" for i in range(20)}, "environment.yml": "dependencies: [numpy]", "a.py": "x", "b.py": "x", "c.py": "x"}, ["code", "data"]),
        ({**{f"{i}.ipynb": "{}" for i in range(20)}, "pyproject.toml": "[project]\nname = 'a'\n", "a.py": "x"}, ["code", "data"]),
        ({"dbt_project.yml": "x", "models/a.sql": "select 1"}, ["data"]),
        ({"a.proto": "x"}, ["data"]),
        ({"go.mod": "module x", "main.go": "x", "deploy/main.tf": "x"}, ["code", "infrastructure"]),
        (PROSE, ["documentation"]),
        ({**PROSE, "hosting/main.tf": "x"}, ["documentation"]),
        ({**PROSE, "Dockerfile": "FROM x"}, ["documentation"]),
        ({**PROSE, "docs/intro.ipynb": "{}"}, ["documentation"]),
        ({**PROSE, ".devcontainer/Dockerfile": "FROM x"}, ["documentation"]),
        ({"README.md": "x", "values.yml": "a: 1", "list.json": "[]"}, ["documentation"]),
        ({"tests/main.tf": "x", "examples/main.tf": "x", "vendor/x/Chart.yaml": "x"}, []),
        ({}, []),
    ],
)  # fmt: skip
def test_what_a_repository_is_for(files: dict[str, str], kinds: list[str]) -> None:
    """Infrastructure and data are engineered as code is; helpers, tests and a little beside prose are not it."""
    values = collect(files)
    assert values["languages.kinds"] == kinds
    assert values["languages.engineered"] is (kinds not in ([], ["documentation"]))


def test_files_of_no_known_kind_are_not_taken_for_prose() -> None:
    """Whether nothing is engineered here, nobody can say; that one knows it can be taught."""
    files = {"README.md": "x", **{f"src/{i}.xyz": "x" for i in range(9)}}
    checkout = Checkout(Repository(id="x", name="x"), Files(MemoryTree(files)), None, NOW)
    facts = languages.collect(checkout, WANTED)
    problem = facts.problem("languages.engineered")
    assert problem is not None
    assert "src/0.xyz" in problem.files
    assert "recognize" in problem.reason
    teaching = Teaching("technologies", "*.xyz", "checker.yml", 3, "xyz")
    taught = languages.collect(replace(checkout, recognize=(teaching,)), WANTED)
    assert taught.values["languages.engineered"] is True


def test_a_few_files_of_no_known_kind_hide_nothing() -> None:
    """A handbook may hold two drawings of a program that nobody knows."""
    assert collect({**PROSE, "a.xyz": "x", "b.xyz": "x"})["languages.engineered"] is False


@pytest.mark.parametrize(
    ("files", "ecosystem", "testable"),
    [
        ({"A.csproj": "", "A.cs": "x"}, "dotnet", True),
        ({"mix.exs": "x", "lib/a.ex": "x"}, "elixir", True),
        ({"main.tf": "x"}, "terraform", True),
        ({"Chart.yaml": "x", "templates/a.yaml": "x"}, "kubernetes", False),
        ({"a.ipynb": "{}"}, "notebooks", False),
        ({"tasks/main.yml": "x"}, "ansible", True),
        ({"galaxy.yml": "x", "plugins/modules/a.py": "x"}, "ansible", True),
        ({"setup.py": "x", "a.py": "x", "deploy/galaxy.yml": "x"}, "python", True),
        ({"dbt_project.yml": "x", "models/a.sql": "x", "macros/a.py": "x"}, "dbt", True),
        ({"README.md": "x"}, "", False),
    ],
)
def test_the_ecosystem_is_that_of_what_there_is_most_of(files: Any, ecosystem: str, testable: bool) -> None:
    """Fixes speak its words, and some kinds of infrastructure can be tested."""
    values = collect(files)
    assert (values["languages.ecosystem"], values["languages.testable"]) == (ecosystem, testable)


OBJECTIVE_C = "#import <Foundation/Foundation.h>\n@interface A : NSObject\n@end\n"


@pytest.mark.parametrize(
    ("path", "text", "name"),
    [
        ("a.ts", "import { a } from 'a';\nexport const b: number = a;\n", "TypeScript"),
        ("a.ts", "f();\n", "TypeScript"),
        ("a_de.ts", '<?xml version="1.0"?>\n<!DOCTYPE TS>\n<TS version="2.1">\n<message>\n', ""),
        ("a.ts", "G@\0\0\0\0", ""),
        ("a.tsx", "export const A = () => <p/>;\n", "TypeScript"),
        ("a.tsx", '<?xml version="1.0"?>\n<tileset name="a">\n', ""),
        ("a.m", OBJECTIVE_C, "Objective-C"),
        ("a.m", "function y = lift(x)\n  y = x;\nend\n", "MATLAB"),
        ("a.m", "% sums\nx = 1;\ny = x + 1;\n", "MATLAB"),
        ("a.m", ":- module a.\n:- interface.\n", "Mercury"),
        ("a.m", '(* a *)\nBeginPackage["a`"]\nf[x_] := x\n', "Wolfram"),
        ("a.m", "words\n", ""),
        ("a.mm", OBJECTIVE_C, "Objective-C"),
        ("a.mm", '<map version="1.0">\n<node TEXT="a">\n', ""),
        ("a.fs", "module A\nlet add a b = a + b\n", "F#"),
        ("a.fs", "#version 330\nuniform vec4 c;\nvoid main() {\n gl_FragColor = c;\n}\n", ""),
        ("a.fs", ": square dup * ;\nvariable x\n", ""),
        ("a.pl", "#!/usr/bin/perl\nuse strict;\nmy $a = 1;\n", "Perl"),
        ("a.pl", ":- module(a, [b/1]).\nb(X) :-\n  c(X).\nc(1).\n", "Prolog"),
        ("a.v", "module counter (\n  input clk\n);\nendmodule\n", "Verilog"),
        ("a.v", "Require Import Arith.\nLemma a : 1 = 1.\nProof.\nQed.\n", "Coq"),
        ("a.v", "module main\nfn main() {\n  a := 1\n}\n", "V"),
        ("a.r", "library(x)\nf <- function() 1\n", "R"),
        ("a.R", "print(1)\n", "R"),
        ("a.r", 'REBOL [\n  Title: "a"\n]\n', ""),
        ("a.d", "module a;\nimport std.stdio;\nvoid main() {}\n", "D"),
        ("a.d", "a.o: a.c a.h \\\n  b.h\n", ""),
        ("a.d", "syscall:::entry\n{\n}\n", ""),
        ("A.cls", "public with sharing class A {\n  public static void b() {}\n}\n", "Apex"),
        ("a.cls", "\\NeedsTeXFormat{LaTeX2e}\n\\ProvidesClass{a}\n", ""),
        ("A.cls", "VERSION 1.0 CLASS\nBEGIN\nEND\nAttribute VB_Name = 1\n", "Visual Basic 6"),
        ("a.scm", "(define (f x) x)\n", "Scheme"),
        ("queries/highlights.scm", "(identifier) @variable\n(call name: (a) @b)\n", ""),
    ],
)
def test_an_ending_that_languages_share_is_decided_by_the_first_lines(
    path: str, text: str, name: str
) -> None:
    """What its lines do not say is neither."""
    assert Files(MemoryTree({path: text})).languages.of(path) == name


@pytest.mark.parametrize(
    ("files", "path", "name"),
    [
        ({"X.xcodeproj/project.pbxproj": "x", "a.m": "\n"}, "a.m", "Objective-C"),
        ({"A.fsproj": "x", "a.fs": "\n"}, "a.fs", "F#"),
        ({"cpanfile": "x", "a.pl": "\n"}, "a.pl", "Perl"),
        ({"v.mod": "x", "a.v": "\n"}, "a.v", "V"),
        ({"dub.json": "{}", "a.d": "\n"}, "a.d", "D"),
        ({"sfdx-project.json": "{}", "A.cls": "\n"}, "A.cls", "Apex"),
        ({"vendor/x/dub.json": "{}", "a.d": "\n"}, "a.d", ""),
    ],
)
def test_a_file_beside_decides_where_lines_do_not(files: dict[str, str], path: str, name: str) -> None:
    """A manifest says what else there is; that of somebody else does not."""
    assert Files(MemoryTree(files)).languages.of(path) == name


def test_files_that_are_not_read_are_what_those_beside_them_are() -> None:
    """Of many files of one ending only some are looked at."""
    files = {f"i18n/{i:03}.ts": "<?xml?>\n<TS>\n" for i in range(200)}
    files |= {f"web/{i:03}.ts": "export const a = 1;\n" for i in range(50)}
    names = Files(MemoryTree(files)).languages
    assert {names.of(path) for path in files if path.startswith("i18n/")} == {""}
    assert {names.of(path) for path in files if path.startswith("web/")} == {"TypeScript"}


def test_languages_that_cannot_be_told_for_lack_of_blobs_are_unknown() -> None:
    """In a clone without blobs nobody knows what a .m file is, but what a .ts file mostly is."""
    tree = MemoryTree({"a.m": OBJECTIVE_C, "b.ts": "export {}"})

    def missing(entry: TreeEntry, size: int) -> bytes:
        raise Unobserved(entry.path, "is not there", files=(entry.path,))

    tree.head = missing  # type: ignore[method-assign]
    facts = languages.collect(Checkout(Repository(id="x", name="x"), Files(tree), None, NOW), WANTED)
    problem = facts.problem("languages.main")
    assert problem is not None
    assert problem.files == ("a.m",)
