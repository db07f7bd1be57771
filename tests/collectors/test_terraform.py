"""What the Terraform collector reads, and what it takes for fixed."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.collectors import Checkout, terraform
from checker.documents import Malformed, hcl
from checker.files import Files, MemoryTree
from checker.model.audit import Repository
from checker.model.facts import Facts, FactType

ALL = frozenset(spec.path for spec in terraform.FACTS)


def collect(files: Mapping[str, str | bytes]) -> Facts:
    tree = Files(MemoryTree(files))
    now = datetime(2026, 11, 1, tzinfo=UTC)
    return terraform.collect(Checkout(Repository(id="a", name="a"), tree, None, now), ALL)


def items(name: str, files: Mapping[str, str | bytes]) -> Any:
    return collect(files).values[f"terraform.{name}"]


def module(source: str, version: str = "") -> Any:
    lines = ['module "net" {', f'  source = "{source}"', f'  version = "{version}"' if version else "", "}"]
    (found,) = items("modules", {"main.tf": "\n".join(lines)})
    return found


def unpinned(files: Mapping[str, str | bytes]) -> list[str]:
    return [f"{each['path']}:{each['line']} {each['what']}" for each in items("unpinned", files)]


def test_no_terraform_is_known_absence() -> None:
    """Every list is empty and the count zero."""
    assert collect({"README.md": ""}).values == {path: [] for path in ALL} | {"terraform.files": 0}


def test_tests_and_examples_do_not_count() -> None:
    """They show how to use a module and are not deployed."""
    files = {
        "examples/a/main.tf": "",
        "tests/main.tf": "",
        "main.tf": "",
        "x/b.tofu": "",
        "vendor/m/main.tf": "",
    }
    assert items("files", files) == 2


def test_records_carry_the_declared_fields() -> None:
    """Rules may read every declared field of every item, and it has the declared type."""
    facts = collect(
        {
            "main.tf": 'terraform {\n backend "s3" {}\n required_providers { aws = { source = "hashicorp/aws" } }\n}\n'
            'module "a" { source = "git::https://example.org/m.git" }\n',
            "a.tfvars": 'db_password = "hunter2!"\n',
            "terraform.tfstate": "{}",
        }
    )
    kinds = {FactType.STRING: str, FactType.INT: int, FactType.BOOL: bool}
    for spec in terraform.FACTS:
        if spec.path == "terraform.broken" or spec.type is not FactType.RECORDS:
            continue
        found: Any = facts.values[spec.path]
        assert found, spec.path
        for item in found:
            assert {name: type(value) for name, value in item.items()} == {
                name: kinds[kind] for name, kind in spec.item.items()
            }


@pytest.mark.parametrize(
    ("source", "version", "pinned"),
    [
        ("terraform-aws-modules/vpc/aws", "5.1.2", True),
        ("terraform-aws-modules/vpc/aws", "= 5.1.2", True),
        ("terraform-aws-modules/vpc/aws", "~> 5.1", True),
        ("terraform-aws-modules/vpc/aws", ">= 5.0, < 6.0", True),
        ("terraform-aws-modules/vpc/aws", ">= 5.0", False),
        ("terraform-aws-modules/vpc/aws", "", False),
        ("app.terraform.io/acme/vpc/aws", "", False),
        ("app.terraform.io/acme/vpc/aws//modules/x", "1.0.0", True),
        ("git::https://example.org/vpc.git?ref=v1.2.0", "", True),
        (
            "git::https://example.org/vpc.git//sub?depth=1&ref=51d462976d84fdea54b47d80dcabbf680badcdb8",
            "",
            True,
        ),
        ("git::https://example.org/vpc.git?ref=main", "", False),
        ("git::https://example.org/vpc.git", "", False),
        ("git@github.com:acme/vpc.git", "", False),
        ("github.com/acme/vpc", "", False),
        ("github.com/acme/vpc?ref=v1", "", True),
        ("./modules/vpc", "", True),
        ("../vpc", "", True),
        ("https://example.org/vpc-1.2.zip", "", True),
        ("s3::https://s3.amazonaws.com/acme/vpc.zip", "", True),
        ("${var.source}", "", True),
    ],
)
def test_pinned_modules(source: str, version: str, pinned: bool) -> None:
    """A bounded version or a tag fixes a module; a branch or nothing does not; the rest is not judged."""
    assert module(source, version)["pinned"] is pinned


def test_local_modules() -> None:
    """They change with the repository."""
    assert module("./modules/vpc")["local"] is True
    assert module("acme/vpc/aws")["local"] is False


def test_a_module_is_found_where_its_source_stands() -> None:
    """That is the line to change."""
    assert module("acme/vpc/aws")["line"] == 2


def test_a_root_needs_a_lock_file_and_a_version() -> None:
    """What is deployed must be the same tomorrow."""
    files = {"live/main.tf": 'terraform {\n  backend "s3" {}\n}\nprovider "aws" {}\n'}
    assert items("roots", files) == [{"path": "live/main.tf", "line": 2, "locked": False, "versioned": False}]
    assert unpinned(files) == [
        "live/main.tf:2 the root module has no .terraform.lock.hcl",
        "live/main.tf:2 the root module requires no version of Terraform",
    ]


def test_a_root_with_both() -> None:
    """The lock file fixes providers without a constraint; the version may stand in a file of its own."""
    files = {
        "live/main.tf": 'provider "aws" {}\nterraform {\n required_providers { aws = { source = "hashicorp/aws" } }\n}\n',
        "live/.terraform.lock.hcl": "",
        ".terraform-version": "1.9.0",
    }
    assert unpinned(files) == []


def test_a_module_for_others_needs_no_lock_file() -> None:
    """It configures nothing; its users lock. Its providers still need a constraint."""
    text = (
        'terraform {\n  required_version = ">= 1.3"\n  required_providers {\n'
        '    aws = {\n      source = "hashicorp/aws"\n      version = ">= 5.0"\n    }\n'
        '    random = { source = "hashicorp/random" }\n    old = "~> 1.0"\n  }\n}\n'
    )
    assert items("roots", {"versions.tf": text}) == []
    assert unpinned({"versions.tf": text}) == ["versions.tf:8 provider random has no version constraint"]


def test_a_called_folder_with_a_provider_is_no_root() -> None:
    """An old habit: the caller's lock file holds its providers."""
    files = {
        "main.tf": 'terraform {\n backend "s3" {}\n}\nmodule "m" { source = "./modules/m" }\n',
        "modules/m/main.tf": 'provider "aws" {}\n',
    }
    assert [root["path"] for root in items("roots", files)] == ["main.tf"]


@pytest.mark.parametrize(
    "path",
    [
        "terraform.tfstate",
        "live/terraform.tfstate.backup",
        "a.tfstate.1700000000.backup",
        "x/.terraform/env",
        "p.tfplan",
    ],
)
def test_state_files(path: str) -> None:
    """State holds every secret in plain text."""
    assert items("leaks", {path: ""}) == [{"path": path, "line": 1, "what": "state or a plan"}]


def test_no_state_files() -> None:
    """The lock file belongs into the tree; fixtures hold invented state."""
    assert items("leaks", {".terraform.lock.hcl": "", "a.tf": "", "testdata/x.tfstate": ""}) == []


def test_secrets_in_variables() -> None:
    """Only plain values under secret names, and never the value itself."""
    text = (
        'region = "eu-west-1"\ndb_password = "hunter2!"\napi_token = ""\nsecret_name = "prod/db"\n'
        'client_secret = "CHANGE_ME"\nadmin_password = "arn:aws:secretsmanager:eu:1:secret:x"\nmax_token = 5\n'
        'db_token = var.x\ntokens = ["a"]\n'
    )
    assert items("leaks", {"prod.auto.tfvars": text}) == [
        {"path": "prod.auto.tfvars", "line": 2, "what": "the value of db_password"}
    ]
    assert items("leaks", {"terraform.tfvars.example": text}) == []


def test_a_broken_file_leaves_the_others() -> None:
    """It is a finding of its own, and lists that lack it are not whole."""
    facts = collect({"a.tf": 'module "a" { source = "./b" }', "b.tf": 'module "b" {\n  source = "x\n'})
    assert facts.values["terraform.broken"] == [
        {"path": "b.tf", "line": 2, "reason": "a string does not end"}
    ]
    problem = facts.problem("terraform.modules")
    assert problem is not None
    assert problem.reason == "b.tf:2 does not parse: a string does not end"
    assert len(problem.seen) == 1  # type: ignore[arg-type]  # a list


def test_scanning() -> None:
    """Blocks, objects, strings with templates, texts and comments, each with its line."""
    text = """# comment { "
/* long
   } */
a = "plain" // after
b = "t-${lookup(var.m, "k}")}-%{ if x }y%{ endif }"
c = <<-EOT
  module "fake" {
  EOT
d = [
  "x", # }
  { y = 1 },
]
e = { for k, v in var.m : k => v }
outer "one" two {
  inner { z = "deep" }
  f = x ? "a" : "b"
  g = "$${escaped}"
}
"""
    file = hcl.parse(text)
    assert {name: (value.text, value.line) for name, value in file.values.items() if name in "abcd"} == {
        "a": ("plain", 4),
        "b": (None, 5),
        "c": (None, 6),
        "d": (None, 9),
    }
    (outer,) = file.blocks
    assert (outer.kind, outer.labels, outer.line) == ("outer", ["one", "two"], 14)
    assert outer.all("inner")[0].text("z") == "deep"
    assert outer.values["f"].text is None
    assert outer.values["g"].text == "$${escaped}"


@pytest.mark.parametrize(
    "text",
    [
        "a {", "a }", 'a = "x', 'a = "${x"', "/* a", "a = <<EOT\nx\n", "a {" * 60, "a = {" * 60,
        "x" * (hcl.TEXT_LIMIT + 1), "a = (", "b {\n a = [\n}\n",
    ],
)  # fmt: skip
def test_what_does_not_parse(text: str) -> None:
    """Open ends and bottomless nesting are refused, never guessed at."""
    with pytest.raises(Malformed):
        hcl.parse(text)


@given(st.text(st.sampled_from('moduleterraform "{}[]()=,:$%\\#/*<EOT\n\t')))
def test_any_text_is_collected(text: str) -> None:
    """Whatever stands in the file, the facts are complete."""
    facts = collect({"a.tf": "terraform {}\n" + text, "b.tfvars": text})
    for path in ALL:
        assert (path in facts.values) != (facts.problem(path) is not None)


@pytest.mark.parametrize(
    "part", ['"${', "/*", "<<A\n", "a{", "{", '"', "a = [", "a b ", "$", "${", '"a" ', "#\n", "((", '"%{"']
)
def test_hostile_files_take_linear_time(part: str) -> None:
    """The largest file of anything is read in a moment."""
    collect({"a.tf": "module a {}\n" + part * (100_000 // len(part))})
    collect({"a.tf": 'module a {}\nx = "' + part * (100_000 // len(part))})


def test_what_is_no_text_is_broken() -> None:
    """A file that nobody can read says nothing of what it calls."""
    assert items("broken", {"main.tf": b'\x00{[module "x" {\n'})


def test_json_is_read_as_the_same_blocks() -> None:
    text = (
        '{"terraform": {"required_version": ">= 1", "backend": {"s3": {}}, "required_providers": {"aws": {"version": "5"}}},'
        ' "module": {"net": {"source": "terraform-aws-modules/vpc/aws"}}}'
    )
    assert unpinned({"main.tf.json": text, ".terraform.lock.hcl": ""}) == [
        "main.tf.json:1 module net takes any version of terraform-aws-modules/vpc/aws"
    ]
    assert items("files", {"main.tf.json": text}) == 1
    assert [
        each["what"] for each in items("leaks", {"a.tfvars.json": '{"db_password": "s3cr3t-Value"}'})
    ] == ["the value of db_password"]


def test_the_module_that_terragrunt_runs_is_one() -> None:
    text = 'terraform {\n  source = "git::https://x.invalid/net.git?ref=main"\n}\n'
    assert len(unpinned({"live/terragrunt.hcl": text})) == 1
    assert items("files", {"live/terragrunt.hcl": text}) == 0


@pytest.mark.parametrize(
    ("source", "pinned"),
    [
        ("https://x.invalid/net.zip", False),
        ("https://x.invalid/net-1.2.3.zip", True),
        ("https://x.invalid/net.zip?checksum=sha256:00", True),
        ("oci://x.invalid/net?tag=latest", False),
        ("oci://x.invalid/net?tag=1", True),
    ],
)
def test_the_address_of_an_archive_tells_which_it_is(source: str, pinned: bool) -> None:
    assert module(source)["pinned"] is pinned


def test_objects_may_be_built_by_loops() -> None:
    """`{for k, v in … : k => v}` over several lines, and names that are expressions, hide nothing below."""
    text = """
locals {
  merged = { for k, v in merge(
    {
      a = "1"
    },
    var.more
  ) : k => v if local.on }
  named = {
    (local.name) = { b = "2" }
    "${var.x}"   = {
      for each in [{ c = 3 }] : each => { d = 4 }
    }
  }
}

module "net" {
  source = "acme/net/aws"
}
"""
    root = hcl.parse(text)
    assert [(block.kind, *block.labels) for block in root.blocks] == [("locals",), ("module", "net")]
    assert root.blocks[1].text("source") == "acme/net/aws"


@pytest.mark.parametrize(
    "text", ["a = { for k, v in x : k => v", "a = { (local.a = 1 }", "locals {\n a = { b = 1 }\n"]
)
def test_braces_without_partner_are_mistakes(text: str) -> None:
    """A loop's brace, a name's bracket, a block's."""
    with pytest.raises(Malformed):
        hcl.parse(text)
