"""Licence texts, declarations, and how they agree."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest

from checker.collectors import Checkout
from checker.collectors import license as licence
from checker.collectors.license.declared import normalize, symbols
from checker.collectors.license.places import is_license
from checker.files import Files, MemoryTree
from checker.model.audit import Repository
from checker.model.facts import Facts

MIT = """MIT License

Copyright (c) 2026 Example

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation
the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and
to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of
the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO
THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF
CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS
IN THE SOFTWARE.
"""
UNLICENSE = """This is free and unencumbered software released into the public domain.

Anyone is free to copy, modify, publish, use, compile, sell, or distribute this software, either in source code
form or as a compiled binary, for any purpose, commercial or non-commercial, and by any means.

In jurisdictions that recognize copyright laws, the author or authors of this software dedicate any and all
copyright interest in the software to the public domain. We make this dedication for the benefit of the public at
large and to the detriment of our heirs and successors. We intend this dedication to be an overt act of
relinquishment in perpetuity of all present and future rights to this software under copyright law.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO
THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE,
ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.

For more information, please refer to <https://unlicense.org>
"""
OWN = "You may look at this but not touch it, on Tuesdays only. " * 40
WANTED = frozenset(spec.path for spec in licence.FACTS)


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHECKER_CACHE_DIR", str(tmp_path))


def collect(files: dict[str, str], modes: dict[str, int] | None = None) -> Facts:
    tree = Files(MemoryTree(files, modes))
    return licence.collect(
        Checkout(Repository("x", "x"), tree, None, datetime(2026, 11, 1, tzinfo=UTC)), WANTED
    )


def test_no_licence_is_known_absence() -> None:
    """Nothing is unknown in an empty tree."""
    facts = collect({"a.py": ""})
    assert facts.values == {
        "license.path": "",
        "license.files": [],
        "license.exported": False,
        "license.declared": [],
        "license.detected": [],
        "license.recognised": False,
        "license.spdx": "",
        "license.conflicts": [],
        "license.unmarked": [],
    }
    assert not facts.problems


@pytest.mark.parametrize(
    "name", ["LICENSE", "LICENCE.md", "license", "COPYING", "MIT-LICENSE", "License.txt"]
)
def test_a_text_is_recognised_under_any_usual_name(name: str) -> None:
    """The text decides, not the name."""
    facts = collect({name: MIT})
    assert (facts.values["license.path"], facts.values["license.spdx"]) == (name, "MIT")


@pytest.mark.parametrize(
    "name", ["LICENSE", "LICENSE-MIT", "UNLICENSE", "COPYING.LESSER", "LICENSE-APACHE-2.0", "LICENSE.rst"]
)
def test_names_of_licences(name: str) -> None:
    """These hold the licence of what stands beside them."""
    assert is_license(name)


@pytest.mark.parametrize(
    "name",
    [
        "LICENSE_TEMPLATE",
        "license.py",
        "licenses.json",
        "LICENSE-3rdparty.csv",
        "THIRD-PARTY-LICENSES",
        "LICENSE-docs",
        "licensing.md",
        "license-check.yml",
        "license_header.txt",
        "copying_files.md.py",
    ],
)
def test_names_of_other_things(name: str) -> None:
    """These speak of licences, but are none."""
    assert not is_license(name)


def test_two_texts_combine_as_the_manifest_says() -> None:
    """Only a manifest can say that there is a choice."""
    texts = {"LICENSE-MIT": MIT, "UNLICENSE": UNLICENSE}
    facts = collect({**texts, "Cargo.toml": '[package]\nname = "x"\nlicense = "Unlicense OR MIT"\n'})
    assert facts.values["license.spdx"] == "Unlicense OR MIT"
    assert collect(texts).problem("license.spdx")
    assert collect(texts).values["license.detected"] == ["MIT", "Unlicense"]


def test_a_short_note_beside_the_texts_is_no_unknown_licence() -> None:
    """COPYING may just point to the others."""
    texts = {"COPYING": "Dual-licensed, see the other files.", "LICENSE-MIT": MIT}
    assert collect(texts).values["license.spdx"] == "MIT"


def test_an_unknown_text_is_unknown() -> None:
    """Nobody guesses what it grants, but the file is there."""
    facts = collect({"LICENSE": OWN})
    assert facts.values["license.path"] == "LICENSE"
    assert "LICENSE" in facts.problem("license.spdx").reason  # type: ignore[union-attr]


def test_a_text_with_a_large_unknown_part_is_unknown() -> None:
    """A known licence behind one of their own does not hide it."""
    assert collect({"LICENSE": OWN[:700] + "\n\n" + MIT}).problem("license.spdx")


def test_reuse_folder() -> None:
    """LICENSES/ names its texts by SPDX identifier."""
    facts = collect({"LICENSES/MIT.txt": MIT})
    assert facts.values["license.path"] == "LICENSES"
    assert facts.values["license.spdx"] == "MIT"


def test_a_licence_in_a_subfolder_is_not_the_repositorys() -> None:
    """A vendored or nested text says nothing about the whole."""
    assert collect({"vendor/x/LICENSE": MIT, "pkg/LICENSE": MIT}).values["license.path"] == ""


LINK = 0o120000


@pytest.mark.parametrize(
    ("files", "links"),
    [
        ({"LICENSE": MIT, "COPYING": "LICENSE"}, ["COPYING"]),
        ({"LICENSE": "LICENSES/MIT.txt", "LICENSES/MIT.txt": MIT}, ["LICENSE"]),
        ({"LICENSE": "COPYING", "COPYING": "legal/text", "legal/text": MIT}, ["LICENSE", "COPYING"]),
        ({"LICENCE.md": "./docs/../legal/mit", "legal/mit": MIT}, ["LICENCE.md"]),
    ],
)
def test_links_within_the_tree_are_followed(files: dict[str, str], links: list[str]) -> None:
    """What they lead to is read under its own name."""
    facts = collect(files, dict.fromkeys(links, LINK))
    assert facts.values["license.spdx"] == "MIT"
    assert facts.values["license.recognised"] is True


def test_packages_may_link_to_the_licence_above() -> None:
    """What their manifests declare is compared with it."""
    files = {
        "LICENSE": MIT,
        "packages/a/LICENSE": "../../LICENSE",
        "packages/a/package.json": '{"license": "GPL-3.0-only"}',
    }
    facts = collect(files, {"packages/a/LICENSE": LINK})
    [conflict] = cast("list[Any]", facts.values["license.conflicts"])
    assert conflict["detected"] == "MIT"


@pytest.mark.parametrize("target", ["../LICENSE", "/usr/share/licenses/MIT", "../../etc/passwd"])
def test_a_link_out_of_the_tree_is_found_but_its_text_is_unknown(target: str) -> None:
    """Nothing outside is ever read."""
    facts = collect({"LICENSE": target}, {"LICENSE": LINK})
    assert facts.problem("license.path")
    assert facts.problem("license.spdx")


_PROPS = "<PropertyGroup>\n<PackageLicenseExpression>{}</PackageLicenseExpression>\n</PropertyGroup>"


@pytest.mark.parametrize("target", ["nowhere", "LICENSE", "COPYING"])
def test_a_link_to_nothing_is_no_licence(target: str) -> None:
    """Nor one that leads back to itself."""
    facts = collect({"LICENSE": target, "COPYING": "LICENSE"}, {"LICENSE": LINK, "COPYING": LINK})
    assert facts.values["license.path"] == ""


@pytest.mark.parametrize(
    "text", ["", "\n \n", "TODO\n", "Choose a licence.\n", "Insert your license here", "TBD"]
)
@pytest.mark.parametrize("name", ["LICENSE", "COPYING.md"])
def test_an_empty_file_or_a_placeholder_is_no_licence(name: str, text: str) -> None:
    """It grants nothing."""
    assert collect({name: text}).values["license.path"] == ""


_GRANT = "Permission is hereby granted, free of charge, to any person obtaining a copy of this software.\n"


@pytest.mark.parametrize(
    "line",
    [
        "Copyright (c) [year] [fullname]",
        "Copyright (c) <year> <copyright holders>",
        "Copyright {{ year }} {{ organization }}",
        "copyright © [yyyy] [name of copyright owner]",
    ],
)
def test_a_template_that_nobody_filled_in_is_no_licence(line: str) -> None:
    """Nobody grants anything."""
    assert collect({"LICENSE": f"MIT License\n\n{line}\n\n{_GRANT}"}).values["license.path"] == ""


def test_what_explains_how_to_fill_in_a_template_is_a_licence() -> None:
    """Apache's licence ends so, and LICENSES leave the holder to each file."""
    explained = f"Copyright (c) 2026 Ada\n\n{_GRANT * 40}\n   Copyright [yyyy] [name of copyright owner]\n"
    assert collect({"LICENSE": explained}).values["license.path"] == "LICENSE"
    reuse = {"LICENSES/MIT.txt": f"Copyright (c) <year> <copyright holders>\n\n{_GRANT}"}
    assert collect({**reuse, "LICENSE": "LICENSES/MIT.txt"}, {"LICENSE": LINK}).values["license.path"]


@pytest.mark.parametrize(
    "text", ["MIT", "The MIT License (expat)\n", "Proprietary. All rights reserved.\n", OWN]
)
def test_an_unusual_text_is_a_licence_that_nobody_knows(text: str) -> None:
    """Unknown, which is not absent."""
    facts = collect({"LICENSE": text})
    assert facts.values["license.path"] == "LICENSE"
    assert facts.problem("license.spdx")


@pytest.mark.parametrize("name", ["COPYRIGHT", "Copyright", "copyright.txt"])
def test_a_file_called_copyright_may_hold_the_licence(name: str) -> None:
    """A notice beside the licence, or without one, is none."""
    assert collect({name: MIT}).values["license.spdx"] == "MIT"
    assert collect({name: "Copyright 2026 The Crane Authors\n"}).values["license.path"] == ""
    beside = collect({name: "Copyright 2026 Acme. See LICENSE; all is licensed under it.", "LICENSE": MIT})
    assert (beside.values["license.files"], beside.values["license.spdx"]) == (["LICENSE"], "MIT")


def test_a_note_on_one_file_is_not_the_licence() -> None:
    """REUSE puts it beside the file; the texts stand elsewhere."""
    note = "SPDX-License-Identifier: CC0-1.0\n"
    notes = {"CHANGELOG.md": "x", "CHANGELOG.md.license": note, "logo": "x", "logo.license": note}
    assert collect(notes).values["license.path"] == ""
    facts = collect({**notes, "COPYING": MIT, "LICENSES/MIT.txt": MIT, "LICENSES/a.png.license": note})
    assert (facts.values["license.path"], facts.values["license.spdx"]) == ("COPYING", "MIT")
    assert facts.values["license.files"] == ["COPYING", "LICENSES/MIT.txt"]


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("MIT + file LICENSE", "MIT"),
        ("BSD_3_clause + file LICENSE", "BSD-3-Clause"),
        ("MIT + file LICENCE", "MIT"),
    ],
)
def test_an_r_package_fills_in_its_licence(declared: str, expected: str) -> None:
    """DESCRIPTION names the text whose holder LICENSE names."""
    stub = "YEAR: 2026\nCOPYRIGHT HOLDER: Ada Example\n"
    files = {"DESCRIPTION": f"Package: crane\nLicense: {declared}\n", "LICENSE": stub}
    assert collect(files).values["license.spdx"] == expected
    assert collect({"LICENSE": stub}).problem("license.spdx")
    assert collect({**files, "DESCRIPTION": "License: file LICENSE\n"}).problem("license.spdx")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Licensed under CC BY 4.0, https://creativecommons.org/licenses/by/4.0/", "CC-BY-4.0"),
        ("http://creativecommons.org/licenses/by-sa/3.0/", "CC-BY-SA-3.0"),
        ("https://creativecommons.org/licenses/by-nc-nd/4.0/legalcode", "CC-BY-NC-ND-4.0"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0-1.0"),
    ],
)
def test_notices_of_creative_commons(text: str, expected: str) -> None:
    """The link says which licence is meant."""
    assert collect({"LICENSE": text}).values["license.spdx"] == expected


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("pyproject.toml", '[project]\nname = "x"\nlicense = "MIT"\n', (3, "MIT")),
        ("pyproject.toml", '[project]\nlicense = {text = "MIT License"}\n', (2, "MIT")),
        (
            "pyproject.toml",
            '[project]\nclassifiers = [\n"License :: OSI Approved",\n"License :: OSI Approved :: MIT License"]\n',
            (4, "MIT"),
        ),
        ("setup.cfg", "[metadata]\nlicense = Apache 2.0\n", (2, "Apache-2.0")),
        ("setup.py", "setup(\n    license='ISC',\n)\n", (2, "ISC")),
        ("package.json", '{"name": "x",\n"license": "GPL-3.0+"}', (2, "GPL-3.0-or-later")),
        ("package.json", '{"licenses": [{"type": "MIT"}, {"type": "Apache-2.0"}]}', (1, "MIT OR Apache-2.0")),
        ("Cargo.toml", '[workspace.package]\nlicense = "MIT/Apache-2.0"\n', (2, "MIT OR Apache-2.0")),
        ("composer.json", '{"license": ["MIT", "ISC"]}', (1, "MIT OR ISC")),
        ("x.gemspec", "Gem::Specification.new do |s|\n  s.licenses = ['MIT']\nend\n", (2, "MIT")),
        ("pom.xml", "<licenses>\n<license>\n<name>Apache License, Version 2.0</name>", (3, "Apache-2.0")),
        ("Directory.Build.props", _PROPS.format("MIT"), (2, "MIT")),
        ("src/X/X.fsproj", _PROPS.format("Apache-2.0"), (2, "Apache-2.0")),
        ("x.nuspec", '<license type="expression">MIT</license>', (1, "MIT")),
        ("mix.exs", 'package: [\n  licenses: ["Apache-2.0"],\n]', (2, "Apache-2.0")),
        ("mix.exs", "package: [licenses: ~w(MIT)]", (1, "MIT")),
        ("build.sbt", 'licenses := Seq("MIT" -> url("https://x"))', (1, "MIT")),
        ("build.sbt", "licenses := List(License.Apache2)", (1, "Apache-2.0")),
        ("build.gradle.kts", 'license {\n  name.set("The Apache License, Version 2.0")', (2, "Apache-2.0")),
        ("lib/build.gradle", "license {\n  name = 'MIT License'\n}", (2, "MIT")),
        ("gradle.properties", "POM_LICENCE_NAME=The Apache Software License, Version 2.0", (1, "Apache-2.0")),
        ("DESCRIPTION", "Package: x\nLicense: GPL (>= 2)\n", (2, "GPL-2.0-or-later")),
        ("DESCRIPTION", "License: MIT + file LICENSE\n", (1, "MIT")),
        ("DESCRIPTION", "License: GPL-2 | GPL-3\n", (1, "GPL-2.0-only OR GPL-3.0-only")),
        ("galaxy.yml", "license:\n- GPL-3.0-or-later\n- MIT\n", (1, "GPL-3.0-or-later AND MIT")),
        ("meta/main.yml", "galaxy_info:\n  license: BSD-3-Clause\n", (2, "BSD-3-Clause")),
        ("x.opam", 'opam-version: "2.0"\nlicense: "ISC"\n', (2, "ISC")),
        ("dune-project", "(lang dune 3.0)\n(license LGPL-3.0-only)\n", (2, "LGPL-3.0-only")),
        ("X.podspec", "s.license = { :type => 'MIT', :file => 'LICENSE' }", (1, "MIT")),
        ("x.nimble", 'license = "BSD"\n', (1, "BSD-2-Clause OR BSD-3-Clause")),
        ("project.clj", '(defproject x "1"\n :license {:name "MIT License"})', (2, "MIT")),
        ("vcpkg.json", '{"license": "MIT OR Zlib"}', (1, "MIT OR Zlib")),
        ("x.cabal", "cabal-version: 1.10\nlicense:  BSD3\n", (2, "BSD-3-Clause")),
        ("package.yaml", "name: x\nlicense: BSD3\n", (2, "BSD-3-Clause")),
        ("gleam.toml", 'licences = ["Apache-2.0"]\n', (1, "Apache-2.0")),
        ("src/x.app.src", '{licenses, ["Apache-2.0"]}', (1, "Apache-2.0")),
        ("shard.yml", "license: MIT\n", (1, "MIT")),
        ("x-1.rockspec", 'description = {\n license = "MIT/X11" }', (2, "MIT")),
        ("Makefile.PL", "LICENSE => 'perl_5',", (1, "Artistic-1.0-Perl OR GPL-1.0-or-later")),
    ],
)
def test_declarations_of_every_manifest(path: str, text: str, expected: tuple[int, str]) -> None:
    """Each is found with its line and written as SPDX."""
    declared = collect({path: text}).values["license.declared"]
    assert [(item["line"], item["normalized"]) for item in declared] == [expected]  # type: ignore[union-attr,call-overload,index]


@pytest.mark.parametrize("text", ['{"private": true, "license": "UNLICENSED"}', "{}", '{"license": 3}'])
def test_manifests_that_declare_nothing(text: str) -> None:
    """Private and silent ones are left out."""
    assert collect({"package.json": text}).values["license.declared"] == []


def test_a_declaration_that_contradicts_the_text_is_a_conflict() -> None:
    """The finding leads to the manifest and names both."""
    facts = collect({"LICENSE": MIT, "package.json": '{\n"license": "Apache-2.0"}'})
    assert facts.values["license.conflicts"] == [
        {"path": "package.json", "line": 2, "declared": "Apache-2.0", "detected": "MIT"}
    ]


@pytest.mark.parametrize("declared", ["MIT", "MIT OR Apache-2.0", "MIT License", "(MIT AND ISC)"])
def test_a_declaration_that_names_the_text_agrees(declared: str) -> None:
    """Any overlap will do: one text may stand for a part."""
    facts = collect({"LICENSE": MIT, "package.json": f'{{"license": "{declared}"}}'})
    assert facts.values["license.conflicts"] == []


def test_the_nearest_text_counts() -> None:
    """A package with a licence of its own is compared with that."""
    facts = collect({"LICENSE": MIT, "a/LICENSE": UNLICENSE, "a/b/package.json": '{"license": "Unlicense"}'})
    assert facts.values["license.conflicts"] == []


def test_nothing_to_compare_is_unknown() -> None:
    """A licence of their own on either side cannot be judged."""
    facts = collect({"LICENSE": OWN, "package.json": '{"license": "MIT"}'})
    assert facts.problem("license.conflicts")
    facts = collect({"LICENSE": MIT, "package.json": '{"license": "Acme EULA"}'})
    assert facts.problem("license.conflicts")


def test_a_text_that_holds_the_declared_licence_agrees() -> None:
    """Whatever stands beside it; only a text that is understood as a whole contradicts."""
    both = f"Texts: https://creativecommons.org/licenses/by/4.0/\n{OWN}"
    declared = '{"license": "CC-BY-4.0"}'
    assert collect({"LICENSE": both, "package.json": declared}).values["license.conflicts"] == []
    assert collect({"LICENSE": both, "package.json": '{"license": "Zlib"}'}).problem("license.conflicts")


def test_export_ignore_keeps_the_licence_out_of_archives() -> None:
    """Git archive leaves the file out."""
    assert collect({"LICENSE": MIT}).values["license.exported"] is True
    tree = {"LICENSE": MIT, ".gitattributes": "/LICENSE export-ignore\n"}
    assert collect(tree).values["license.exported"] is False


def test_detection_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second audit of a text does not classify it again."""
    collect({"LICENSE": MIT})
    monkeypatch.setattr(
        "checker.collectors.license.detect.recognise", lambda text: pytest.fail("asked again")
    )
    assert collect({"LICENSE": MIT}).values["license.spdx"] == "MIT"


@pytest.mark.parametrize("text", ["a AND", "((", "", "MIT ISC", "OR", "\x00"])
def test_no_expression_is_none(text: str) -> None:
    """Whatever the parser trips over is no expression."""
    assert normalize(text) == ""


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("The MIT License (MIT)", "MIT"),
        ("Apache License, Version 2.0", "Apache-2.0"),
        ("BSD 2-Clause License", "BSD-2-Clause"),
        ("BSD License", "BSD-2-Clause OR BSD-3-Clause"),
        ("apache-2.0 or mit", "Apache-2.0 OR MIT"),
        ("GPL-2.0+", "GPL-2.0-or-later"),
        ("Proprietary", ""),
        ("SEE LICENSE IN LICENSE.txt", ""),
    ],
)
def test_names_in_use_are_normalised(written: str, expected: str) -> None:
    """What people write becomes SPDX where it is clear."""
    assert normalize(written) == expected


def test_symbols_leave_exceptions_out() -> None:
    """An exception is no licence."""
    assert symbols("(Apache-2.0 WITH LLVM-exception) OR MIT") == {"Apache-2.0", "MIT"}


MARK = "// SPDX-License-Identifier: MIT\n"
ANNOTATED = 'version = 1\n[[annotations]]\npath = ["src/**", "x.py"]\nSPDX-License-Identifier = "MIT"\n'


@pytest.mark.parametrize(
    ("files", "unmarked"),
    [
        ({"src/a.c": MARK, "src/b.c": "int b;"}, ["src/b.c"]),
        ({"src/a.c": "/* " + "x" * 3000 + "*/\n" + MARK}, []),
        ({"src/a.c": "int a;", "src/a.c.license": MARK}, []),
        ({"src/a.c": "int a;", "x.py": "x", "y.py": "y", "REUSE.toml": ANNOTATED}, ["y.py"]),
        ({"lib/src/a.c": "int a;", "src/a.c": "int a;", "lib/REUSE.toml": ANNOTATED}, ["src/a.c"]),
        ({"src/a.c": "x", "b.c": "y", ".reuse/dep5": "Files: src/*\nLicense: MIT\n"}, ["b.c"]),
        ({"a.py": "", "README.md": "x", "vendor/x.c": "x", "testdata/x.c": "x"}, []),
    ],
)
def test_source_files_without_a_mark(files: dict[str, str], unmarked: list[str]) -> None:
    """Files that are empty, no code or of others need none; another file may speak for them."""
    found: Any = collect(files).values["license.unmarked"]
    assert [each["path"] for each in found] == unmarked


def test_too_many_source_files_are_partly_seen() -> None:
    facts = collect({f"src/{n}.c": "x" for n in range(2003)})
    problem = facts.problem("license.unmarked")
    assert problem is not None
    assert problem.reason == "src/997.c, src/998.c, src/999.c: not read: there are more than 2000 such files"
    assert problem.files[:3] == ("src/997.c", "src/998.c", "src/999.c")
    assert len(problem.files) == 3 + 1000  # and those whose findings are beyond what a list holds


def test_an_annotation_that_does_not_parse_may_speak_for_any_file() -> None:
    problem = collect({"src/a.c": "x", "REUSE.toml": "["}).problem("license.unmarked")
    assert problem is not None
    assert (problem.seen, problem.files) == (None, ("REUSE.toml",))


def test_the_list_of_licences_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading it takes longer than two hundred manifests."""
    normalize("MIT OR Zlib OR BSL-1.0")
    monkeypatch.setattr("license_expression.get_license_index", None)
    assert normalize("MIT AND BSL-1.0") == "MIT AND BSL-1.0"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("package.json", '{"license": "SEE LICENSE IN LICENSE.md"}'),
        ("DESCRIPTION", "License: file LICENSE\n"),
        ("meta/main.yml", "galaxy_info:\n  license: license (GPL-2.0-or-later, MIT, etc)\n"),
        ("build.gradle", 'license {\n  name = "$licenseName"\n}'),
        ("Directory.Build.props", "<PropertyGroup><Version>1</Version></PropertyGroup>"),
        ("tests/data/Directory.Build.props", _PROPS.format("MIT")),
        ("build.gradle", "spotless { licenseHeaderFile file('x') }"),
        ("README.md", "license: MIT"),
    ],
)
def test_what_only_speaks_of_a_license_declares_none(path: str, text: str) -> None:
    """References to the text, variables, templates and test data say nothing."""
    assert collect({path: text}).values["license.declared"] == []


@pytest.mark.parametrize(
    ("path", "text", "conflicts"),
    [
        ("Directory.Build.props", _PROPS.format("GPL-3.0-only"), 1),
        ("Directory.Build.props", _PROPS.format("MIT"), 0),
        ("DESCRIPTION", "License: GPL-3\n", 1),
        ("DESCRIPTION", "License: MIT + file LICENSE\n", 0),
        ("galaxy.yml", "license: [Apache-2.0]\n", 1),
        ("x.cabal", "license: BSD3\n", 1),
        ("x.nimble", 'license = "MIT"\n', 0),
    ],
)
def test_manifests_of_every_ecosystem_are_compared_with_the_text(
    path: str, text: str, conflicts: int
) -> None:
    """A manifest that says another license than the text misleads somebody."""
    found: Any = collect({"LICENSE": MIT, path: text}).values["license.conflicts"]
    assert len(found) == conflicts


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("setup.py", "setup(name='x', license='MIT')", "MIT"),
        ("setup.py", "setup(classifiers=['License :: OSI Approved :: MIT License'])", "MIT"),
        ("dist.ini", "name = X\nlicense = Perl_5\n", "Artistic-1.0-Perl OR GPL-1.0-or-later"),
        ("dub.sdl", 'license "BSL-1.0"\n', "BSL-1.0"),
        ("PKGBUILD", "license=('MIT')\n", "MIT"),
        ("x.spec", "Name: x\nLicense: MIT\n", "MIT"),
        ("Chart.yaml", "annotations:\n  artifacthub.io/license: Apache-2.0\n", "Apache-2.0"),
        ("codemeta.json", '{"license": "https://spdx.org/licenses/MIT"}', "MIT"),
        (".zenodo.json", '{"license": {"id": "mit"}}', "MIT"),
        ("package.xml", "<package><license>BSD-3-Clause</license></package>", "BSD-3-Clause"),
        ("org.x.metainfo.xml", "<project_license>MIT</project_license>", "MIT"),
        ("metadata.json", '{"license": "Apache-2.0"}', "Apache-2.0"),
        ("mix.exs", 'licenses: ["MIT", "Apache-2.0"]', "MIT OR Apache-2.0"),
        ("x.gemspec", "s.licenses = ['Ruby', 'BSD-2-Clause']", "Ruby OR BSD-2-Clause"),
        (
            "pom.xml",
            "<license><name>MIT</name></license>\n<license><name>Apache-2.0</name></license>",
            "MIT OR Apache-2.0",
        ),
        ("x.opam", 'license: ["MIT" "ISC"]\n', "MIT OR ISC"),
    ],
)
def test_manifests_of_more_ecosystems_declare(path: str, text: str, expected: str) -> None:
    """One license or several, each in its own words."""
    facts = collect({path: text})
    [declared] = cast("list[Any]", facts.values["license.declared"])
    assert declared["normalized"] == expected


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("debian/copyright", "Format: x\n\nFiles: *\nCopyright: A\nLicense: GPL-3+\n", "GPL-3.0-or-later"),
        ("flake.nix", "{ meta.license = lib.licenses.gpl3Only; }", "GPL-3.0-only"),
        ("default.nix", "{ license = with lib; licenses.mit; }", "MIT"),
    ],
)
def test_packages_of_distributions_declare(path: str, text: str, expected: str) -> None:
    """In the names of the distribution."""
    [declared] = cast("list[Any]", collect({path: text}).values["license.declared"])
    assert declared["normalized"] == expected
