"""What manifests of each ecosystem declare: names, sources, pins, and what is run from here."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.collectors import Checkout, dependencies
from checker.collectors.dependencies import survey
from checker.ecosystems.catalog import catalog
from checker.files import Files, MemoryTree
from checker.model.audit import Repository
from checker.model.facts import Facts

NOW = datetime(2026, 11, 1, tzinfo=UTC)
WANTED = frozenset(
    (
        "dependencies",
        "dependencies.manifests",
        "dependencies.untrusted",
        "dependencies.ecosystems",
        "dependencies.broken",
    )
)
COMMIT = "0123456789abcdef0123456789abcdef01234567"


def observe(files: dict[str, str]) -> Facts:
    return dependencies.collect(
        Checkout(Repository(id="x", name="x"), Files(MemoryTree(files)), None, NOW), WANTED
    )


def collect(files: dict[str, str]) -> Any:
    facts = observe(files)
    assert not facts.problems
    return facts.values


def declared(files: dict[str, str]) -> list[tuple[str, str, str]]:
    return [(item["name"], item["version"], item["source"]) for item in collect(files)["dependencies"]]


def untrusted(files: dict[str, str]) -> list[tuple[str, int, str]]:
    return [(item["path"], item["line"], item["kind"]) for item in collect(files)["dependencies.untrusted"]]


def manifests(files: dict[str, str]) -> list[tuple[str, bool, str, int]]:
    return [
        (item["path"], item["application"], item["lockfile"], item["dependencies"])
        for item in collect(files)["dependencies.manifests"]
    ]


CSPROJ = """\
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>%s</PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Serilog" Version="3.1.0" />
    <PackageReference Include="Central" />
    <PackageReference Include="Nested"><Version>1.*</Version></PackageReference>
    <ProjectReference Include="../Other/Other.csproj" />
  </ItemGroup>
</Project>
"""
GRADLE = """\
plugins {
    id("java")
    id("com.example.tool") version "1.2"
    alias(libs.plugins.spotless)
}
repositories { mavenCentral() }
dependencies {
    implementation(libs.okio.core)
    api("g:a:1.0") { exclude(group = "x", module = "y") }
    implementation group: 'g', name: 'b', version: '2.0'
    testImplementation(platform("g:bom:3"))
    kapt "g:c:$version"
    debugImplementation(libs.bundles.logging)
    implementation(project(":core"))
    implementation(projects.other)
    compileOnly(files("x.jar")) // implementation("g:comment:1")
}
"""
CATALOG = """\
[versions]
okio = "3.9"
[libraries]
okio-core = { module = "com.squareup.okio:okio", version.ref = "okio" }
log_api = "org.slf4j:slf4j-api:2.0"
[bundles]
logging = ["log_api"]
[plugins]
spotless = { id = "com.diffplug.spotless", version = "6.0" }
"""
PACKAGE_SWIFT = """\
// .package(url: "https://example.com/comment", branch: "main")
let package = Package(
    name: "X",
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.0.0"),
        .package(name: "A", url: "https://example.com/a.git", branch: "main"),
        .package(url: "https://example.com/b.git", revision: "%s"),
        .package(url: "https://example.com/c.git", .upToNextMajor(from: "1.0.0")),
        .package(path: "../Local"),
    ]
)
""".replace("%s", COMMIT)
PODFILE = """\
source 'https://cdn.cocoapods.org/'
target 'X' do
  pod 'Alamofire', '~> 5.0'
  pod 'A', :git => 'https://example.com/a.git', :branch => 'main'
  pod 'B', git: 'https://example.com/b.git', commit: '%s'
  pod 'C', :path => '../C'
  # pod 'D'
end
""".replace("%s", COMMIT)
CMAKE = """\
find_package(Threads REQUIRED)
FetchContent_Declare(
  fmt  # pinned
  GIT_REPOSITORY https://github.com/fmtlib/fmt.git
  GIT_TAG %s
)
FetchContent_Declare(moving GIT_REPOSITORY https://example.com/m.git GIT_TAG main)
FetchContent_Declare(json URL https://example.com/json.tar.xz URL_HASH SHA256=00)
CPMAddPackage("gh:catchorg/Catch2@3.5.0")
CPMAddPackage(NAME lib GITHUB_REPOSITORY o/lib GIT_TAG v1)
""".replace("%s", COMMIT)
TERRAFORM = """\
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}
module "vpc" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "5.1.2"
}
module "git" {
  source = "git::https://example.com/vpc.git?ref=v1"
}
module "hub" {
  source = "github.com/o/r?ref=%s"
}
module "own" {
  source = "./modules/own"
}
""".replace("%s", COMMIT)
MIX = """\
defmodule X.MixProject do
  use Mix.Project
  def project, do: [app: :x, deps: deps(), package: package()]
  defp deps do
    [
      {:plug, "~> 1.14"},
      {:a, git: "https://example.com/a.git", branch: "main"},
      {:b, github: "o/b", ref: "%s"},
      {:ex_doc, ">= 0.0.0", only: :dev, runtime: false},
      {:c, path: "../c"}
    ]
  end
  defp package, do: [licenses: ["MIT"]]
end
""".replace("%s", COMMIT)
READ = [
    (
        {"App/App.csproj": CSPROJ % ""},
        [("Serilog", "3.1.0", "registry"), ("Central", "", "registry"), ("Nested", "1.*", "registry")],
    ),
    (
        {"Directory.Packages.props": '<Project><ItemGroup><PackageVersion Include="A" Version="1.2.3"/></ItemGroup></Project>'},
        [("A", "1.2.3", "registry")],
    ),
    ({"packages.config": '<packages><package id="A" version="1.0"/></packages>'}, [("A", "1.0", "registry")]),
    (
        {"paket.dependencies": "source https://api.nuget.org/v3/index.json\nnuget A ~> 1.0\ngithub o/r:main src/x.fs\n"},
        [("A", "~> 1.0", "registry"), ("o/r:main", "o/r:main#main", "git")],
    ),
    (
        {"build.gradle": GRADLE, "gradle/libs.versions.toml": CATALOG},
        [
            ("com.squareup.okio:okio", "3.9", "registry"),
            ("g:a", "1.0", "registry"),
            ("g:b", "2.0", "registry"),
            ("g:bom", "3", "registry"),
            ("g:c", "$version", "registry"),
            ("org.slf4j:slf4j-api", "2.0", "registry"),
            ("com.example.tool", "1.2", "registry"),
            ("com.diffplug.spotless", "6.0", "registry"),
            ("com.squareup.okio:okio", "3.9", "registry"),
            ("org.slf4j:slf4j-api", "2.0", "registry"),
            ("com.diffplug.spotless", "6.0", "registry"),
        ],
    ),
    (
        {"gradle/deps.gradle": "ext.libs = [\n  junit: 'org.junit:junit:5.0',\n  format: 'HH:mm:ss',\n]\n"},
        [("org.junit:junit", "5.0", "registry")],
    ),
    (
        {"pom.xml": "<project><parent><groupId>g</groupId><artifactId>p</artifactId><version>1</version></parent><properties><v>2.0</v></properties><dependencyManagement><dependencies><dependency><groupId>g</groupId><artifactId>a</artifactId><version>${v}</version></dependency></dependencies></dependencyManagement><build><plugins><plugin><groupId>g</groupId><artifactId>x</artifactId><version>3</version></plugin></plugins></build></project>"},
        [("g:p", "1", "registry"), ("g:a", "2.0", "registry"), ("g:x", "3", "registry")],
    ),
    (
        {"Package.swift": PACKAGE_SWIFT},
        [
            ("https://github.com/apple/swift-nio.git", "2.0.0", "registry"),
            ("https://example.com/a.git", "https://example.com/a.git#main", "git"),
            ("https://example.com/b.git", f"https://example.com/b.git#{COMMIT}", "git"),
            ("https://example.com/c.git", "1.0.0", "registry"),
            ("../Local", "", "path"),
        ],
    ),
    (
        {"Podfile": PODFILE},
        [
            ("Alamofire", "~> 5.0", "registry"),
            ("A", "https://example.com/a.git#main", "git"),
            ("B", f"https://example.com/b.git#{COMMIT}", "git"),
            ("C", "", "path"),
        ],
    ),
    (
        {"Cartfile": 'github "Alamofire/Alamofire" ~> 5.0\ngithub "a/b" "main"\nbinary "https://x/y.json" == 1.0\n'},
        [("Alamofire/Alamofire", "~> 5.0", "registry"), ("a/b", "a/b#main", "git"), ("https://x/y.json", "== 1.0", "registry")],
    ),
    (
        {"CMakeLists.txt": CMAKE},
        [
            ("Threads", "", "system"),
            ("fmt", f"https://github.com/fmtlib/fmt.git#{COMMIT}", "git"),
            ("moving", "https://example.com/m.git#main", "git"),
            ("json", "https://example.com/json.tar.xz", "url"),
            ("catchorg/Catch2", "https://github.com/catchorg/Catch2#3.5.0", "git"),
            ("lib", "https://github.com/o/lib#v1", "git"),
        ],
    ),
    (
        {"conanfile.txt": "[requires]\nzlib/1.3\nfmt/[>=10]\n[generators]\nCMakeDeps\n"},
        [("zlib", "1.3", "registry"), ("fmt", "[>=10]", "registry")],
    ),
    (
        {"conanfile.py": 'class X(ConanFile):\n    requires = "zlib/1.3", "fmt/10.0"\n    def requirements(self):\n        self.requires("boost/1.84.0")\n'},
        [("zlib", "1.3", "registry"), ("fmt", "10.0", "registry"), ("boost", "1.84.0", "registry")],
    ),
    (
        {"vcpkg.json": '{"dependencies": ["fmt", {"name": "zlib", "version>=": "1.3"}]}'},
        [("fmt", "", "registry"), ("zlib", "1.3", "registry")],
    ),
    (
        {"subprojects/a.wrap": "[wrap-git]\nurl = https://example.com/a.git\nrevision = head\n"},
        [("a", "https://example.com/a.git#head", "git")],
    ),
    (
        {"main.tf": TERRAFORM},
        [
            ("hashicorp/aws", "~> 5.0", "registry"),
            ("terraform-aws-modules/vpc/aws", "5.1.2", "registry"),
            ("git::https://example.com/vpc.git", "git::https://example.com/vpc.git?ref=v1#v1", "git"),
            ("github.com/o/r", f"github.com/o/r?ref={COMMIT}#{COMMIT}", "git"),
        ],
    ),
    (
        {"Chart.yaml": "name: x\ndependencies:\n- {name: pg, version: ~12.0, repository: 'https://charts.example.com'}\n- {name: own, version: 1.0.0, repository: 'file://../own'}\n"},
        [("pg", "~12.0", "registry"), ("own", "1.0.0", "path")],
    ),
    (
        {"kustomization.yaml": "resources:\n- deployment.yaml\n- https://github.com/o/r//base?ref=main\n- https://example.com/a.yaml\n"},
        [
            ("https://github.com/o/r//base", "https://github.com/o/r//base?ref=main#main", "git"),
            ("https://example.com/a.yaml", "https://example.com/a.yaml", "url"),
        ],
    ),
    (
        {"live/terragrunt.hcl": 'terraform {\n  source = "git::https://example.com/m.git?ref=main"\n}\n'},
        [("git::https://example.com/m.git", "git::https://example.com/m.git?ref=main#main", "git")],
    ),
    (
        {"groovy/build.gradle": "dependencies {\n  implementation libs.okio\n  testCompile 'g:a:1'\n}\n"},
        [("libs.okio", "", "registry"), ("g:a", "1", "registry")],
    ),
    (
        {"galaxy.yml": "namespace: a\nname: b\ndependencies:\n  community.general: '>=1.0'\n"},
        [("community.general", ">=1.0", "registry")],
    ),
    (
        {"requirements.yml": f"collections:\n- name: a.b\n  version: 1.0.0\n- {{name: 'https://example.com/c.git', type: git, version: main}}\nroles:\n- src: git+https://example.com/r.git\n  version: {COMMIT}\n"},
        [
            ("git+https://example.com/r.git", f"git+https://example.com/r.git#{COMMIT}", "git"),
            ("a.b", "1.0.0", "registry"),
            ("https://example.com/c.git", "https://example.com/c.git#main", "git"),
        ],
    ),
    ({"meta/main.yml": "galaxy_info: {role_name: x}\ndependencies: [geerlingguy.java]\n"}, [("geerlingguy.java", "", "registry")]),
    ({"requirements.yml": "roles:\n- name: geerlingguy.git\n"}, [("geerlingguy.git", "", "registry")]),
    ({"requirements.yml": "- geerlingguy.git\n- src: https://example.com/r.git\n"}, [("geerlingguy.git", "", "registry"), ("https://example.com/r.git", "https://example.com/r.git", "git")]),
    (
        {"dbt_project.yml": "name: x\n", "packages.yml": "packages:\n- package: dbt-labs/dbt_utils\n  version: 1.1.1\n- git: https://example.com/a.git\n  revision: main\n"},
        [("dbt-labs/dbt_utils", "1.1.1", "registry"), ("https://example.com/a.git", "https://example.com/a.git#main", "git")],
    ),
    (
        {"mix.exs": MIX},
        [
            ("plug", "~> 1.14", "registry"),
            ("a", "https://example.com/a.git#main", "git"),
            ("b", f"o/b#{COMMIT}", "git"),
            ("ex_doc", ">= 0.0.0", "registry"),
            ("c", "", "path"),
        ],
    ),
    (
        {"rebar.config": '{deps, [{cowboy, "2.10.0"}, jsx,\n  {a, {git, "https://example.com/a.git", {branch, "main"}}}]}.\n'},
        [("cowboy", "2.10.0", "registry"), ("jsx", "", "registry"), ("a", "https://example.com/a.git#main", "git")],
    ),
    (
        {"rebar.config": '{deps, [{cowlib, ".*", {git, "https://example.com/c", {tag, "2.19.0"}}}, {b, ".*", {git, "https://example.com/b"}}]}.\n'},
        [("cowlib", "https://example.com/c#2.19.0", "git"), ("b", "https://example.com/b", "git")],
    ),
    ({"gleam.toml": 'name = "x"\n[dependencies]\ngleam_stdlib = ">= 0.34.0"\n'}, [("gleam_stdlib", ">= 0.34.0", "registry")]),
    (
        {"pubspec.yaml": "name: x\ndependencies:\n  http: ^1.0.0\n  a:\n    git: {url: 'https://example.com/a.git', ref: main}\n  flutter: {sdk: flutter}\n"},
        [("http", "^1.0.0", "registry"), ("a", "https://example.com/a.git#main", "git"), ("flutter", "", "path")],
    ),
    (
        {"DESCRIPTION": "Package: x\nDepends: R (>= 4.0)\nImports:\n    cli (>= 3.0),\n    glue\nRemotes: r-lib/glue\n"},
        [("cli", ">= 3.0", "registry"), ("glue", "", "registry"), ("r-lib/glue", "r-lib/glue", "git")],
    ),
    (
        {"Project.toml": 'name = "X"\nuuid = "1"\n[deps]\nA = "2"\nDates = "3"\n[compat]\nA = "1.0"\n[extras]\nTest = "4"\n'},
        [("A", "1.0", "registry")],
    ),
    (
        {"x.cabal": "name: x\nlibrary\n  build-depends:\n      base >=4 && <5\n    , text\n    -- , comment\n  exposed-modules: X\n"},
        [("base", ">=4 && <5", "registry"), ("text", "", "registry")],
    ),
    (
        {"cabal.project": "packages: .\nsource-repository-package\n  type: git\n  location: https://example.com/a.git\n  tag: main\n"},
        [("https://example.com/a.git", "https://example.com/a.git#main", "git")],
    ),
    ({"package.yaml": "name: x\ndependencies: [base >= 4, text]\n"}, [("base", ">= 4", "registry"), ("text", "", "registry")]),
    (
        {"x.opam": 'depends: [\n  "ocaml" {>= "4.08"}\n  "alcotest" {with-test}\n]\npin-depends: [["a.1" "git+https://example.com/a.git#main"]]\n'},
        [
            ("ocaml", '>= "4.08"', "registry"),
            ("alcotest", "with-test", "registry"),
            ("a.1", "git+https://example.com/a.git#main", "git"),
        ],
    ),
    (
        {"dune-project": "(lang dune 3.0)\n(package (name x) (depends (ocaml (>= 4.08)) fmt))\n"},
        [("ocaml", "(>= 4.08)", "registry"), ("fmt", "", "registry")],
    ),
    (
        {"deps.edn": '{:deps {org.clojure/clojure {:mvn/version "1.11.1"}\n        o/a {:git/url "https://example.com/a.git" :git/sha "abc"}}}\n'},
        [("org.clojure/clojure", "1.11.1", "registry"), ("o/a", "https://example.com/a.git#abc", "git")],
    ),
    (
        {"project.clj": '(defproject x "1.0"\n  :dependencies [[org.clojure/clojure "1.11.1"]\n                 [ring "1.9" :exclusions [a/b]]])\n'},
        [("org.clojure/clojure", "1.11.1", "registry"), ("ring", "1.9", "registry")],
    ),
    (
        {"build.sbt": 'libraryDependencies ++= Seq(\n  "org.typelevel" %% "cats-core" % catsVersion,\n  "org.scalatest" %% "scalatest" % "3.2" % Test,\n)\n'},
        [("org.typelevel:cats-core", "catsVersion", "registry"), ("org.scalatest:scalatest", "3.2", "registry")],
    ),
    (
        {"build.zig.zon": '.{ .name = "x", .dependencies = .{ .clap = .{ .url = "https://example.com/c.tar.gz", .hash = "12" } } }'},
        [("clap", "https://example.com/c.tar.gz", "url")],
    ),
    (
        {"x.nimble": 'version = "1"\nrequires "nim >= 1.6", "chronos >= 3"\nrequires "stew#head"\n'},
        [("chronos", ">= 3", "registry"), ("stew", "stew#head", "git")],
    ),
    (
        {"shard.yml": "name: x\ndependencies:\n  kemal: {github: kemalcr/kemal, version: ~> 1.0}\n  a: {github: o/a, branch: main}\n"},
        [("kemal", "~> 1.0", "registry"), ("a", "o/a#main", "git")],
    ),
    ({"x-1.rockspec": 'dependencies = { "lua >= 5.1", "lpeg ~> 1.0" }\n'}, [("lpeg", "~> 1.0", "registry")]),
    (
        {"composer.json": '{"require": {"php": ">=8", "a/b": "^1.0", "c/d": "dev-main", "e/f": "1.x-dev"}}'},
        [("a/b", "^1.0", "registry"), ("c/d", "dev-main", "git"), ("e/f", "1.x-dev", "git")],
    ),
    (
        {"composer.json": f'{{"require": {{"a/b": "dev-main#{COMMIT} as 3.0.999", "c/d": "1.x-dev as 1.2"}}}}'},
        [("a/b", f"dev-main#{COMMIT}", "git"), ("c/d", "1.x-dev", "git")],
    ),
    (
        {"Makefile.PL": "use ExtUtils::MakeMaker;\nWriteMakefile(NAME => 'X', PREREQ_PM => {'Sub::Util' => '1.41', Moo => 0},\n  TEST_REQUIRES => {'Test::More' => 0},\n  META_MERGE => {prereqs => {runtime => {requires => {perl => '5.016'}}}});\n"},
        [("Sub::Util", "1.41", "registry"), ("Moo", "0", "registry"), ("Test::More", "0", "registry")],
    ),
    (
        {"Makefile.PL": "use inc::Module::Install;\nrequires 'Moo' => '2.0';\nWriteAll;\n"},
        [("Moo", "2.0", "registry")],
    ),
    ({"cpanfile": "requires 'perl', '5.10';\nrequires 'Moo', '2.0';\n"}, [("Moo", "2.0", "registry")]),
    (
        {"MODULE.bazel": f'module(name = "x")\nbazel_dep(name = "rules_go", version = "0.46.0")\ngit_override(module_name = "a", remote = "https://example.com/a.git", commit = "{COMMIT}")\n'},
        [("rules_go", "0.46.0", "registry"), ("a", f"https://example.com/a.git#{COMMIT}", "git")],
    ),
    (
        {"environment.yml": "channels: [conda-forge]\ndependencies:\n- numpy=1.26\n- pip:\n  - flask==3.0\n"},
        [("numpy", "1.26", "registry"), ("flask", "==3.0", "registry")],
    ),
    (
        {"crane.sc": '//> using deps com.lihaoyi::upickle:3.1.0 "org.typelevel::cats-core:2.10.0"\n//> using test.dep a:b:1.0\nval x = "c:d:2"\n// a c:d:2\n'},
        [("com.lihaoyi::upickle", "3.1.0", "registry"), ("org.typelevel::cats-core", "2.10.0", "registry"), ("a:b", "1.0", "registry")],
    ),
    ({"pixi.toml": '[dependencies]\npython = ">=3.12"\n'}, [("python", ">=3.12", "registry")]),
    (
        {"deno.json": '{"imports": {"@std/fs": "jsr:@std/fs@^1.0.0", "x": "https://deno.land/x/oak@v12.0.0/mod.ts"}}'},
        [("@std/fs", "^1.0.0", "registry"), ("x", "https://deno.land/x/oak@v12.0.0/mod.ts", "url")],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("files", "expected"), READ, ids=[next(iter(files)) for files, _ in READ])
def test_declarations_are_read(files: dict[str, str], expected: list[tuple[str, str, str]]) -> None:
    """Names, versions and sources, in order; comments, own projects and the platform are none."""
    assert declared(files) == expected


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("Package.swift", 'x\n.package(url: "http://example.com/a.git", from: "1.0.0")', 2),
        ("build.gradle", "repositories {\n  maven { url 'http://example.com' }\n}", 2),
        ("build.gradle.kts", 'repositories {\n  maven(url = "http://example.com")\n}', 2),
        ("settings.gradle", "dependencyResolutionManagement { repositories {\nmaven { url = uri('http://example.com') } } }", 2),
        ("NuGet.config", '<packageSources>\n<add key="a" value="http://example.com/v3"/></packageSources>', 2),
        ("nuget.config", '<packageSources>\n<add key="a" value="http://example.com/v3"/></packageSources>', 2),
        ("Chart.yaml", "name: x\ndependencies:\n- {name: a, version: '1', repository: 'http://example.com'}", 3),
        ("main.tf", 'module "a" {\n  source = "http://example.com/a.zip"\n}', 2),
        ("build.sbt", 'x\nresolvers += "a" at "http://example.com"', 2),
        ("project.clj", '(defproject x "1"\n:repositories [["a" "http://example.com"]])', 2),
        ("pubspec.yaml", "dependencies:\n  a: {hosted: 'http://example.com', version: ^1.0.0}", 2),
        ("Podfile", "x\nsource 'http://example.com/specs.git'\npod 'A'", 2),
        (".npmrc", "a=b\nregistry=http://example.com", 2),
        (".cargo/config.toml", '[registries.a]\nindex = "http://example.com"', 2),
        ("pip.conf", "[global]\nindex-url = http://example.com", 2),
        ("environment.yml", "channels:\n- http://example.com\ndependencies: []", 1),
        (".gitmodules", '[submodule "a"]\n\tpath = a\n\turl = http://example.com/a.git', 3),
    ],
)  # fmt: skip
def test_plain_http_is_found_in_every_ecosystem(path: str, text: str, line: int) -> None:
    found = untrusted({path: text, "a": ""})
    assert (path, line, "http") in found


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("build.gradle.kts", 'pom {\n licenses { license { url.set("http://www.apache.org/licenses/LICENSE-2.0") } }\n}\n'),
        ("build.gradle", "// http://example.com/url\n/* url 'http://www.apache.org/licenses' */\n"),
        ("App.csproj", '<Project xmlns="http://schemas.microsoft.com/x"><PackageProjectUrl>http://example.com</PackageProjectUrl></Project>'),
        ("NuGet.config", '<configuration xmlns="http://example.com/value">\n<!-- value="http://example.com" -->\n</configuration>'),
        ("Package.swift", '// .package(url: "http://example.com/a.git", from: "1.0.0")'),
        ("mix.exs", 'def project, do: [source_url: "http://example.com", deps: []]'),
        ("project.clj", '(defproject x "1" :url "http://example.com" :license {:url "http://www.eclipse.org"})'),
        ("build.sbt", 'homepage := Some(url("http://example.com"))'),
        ("Chart.yaml", "name: x\nhome: http://example.com\n"),
        ("main.tf", 'resource "a" "b" {\n  url = "http://example.com"\n}'),
        ("X.podspec", "s.homepage = 'http://example.com'\ns.source = { :git => 'http://example.com' }"),
    ],
)  # fmt: skip
def test_addresses_that_nothing_is_installed_from_are_left_out(path: str, text: str) -> None:
    assert untrusted({path: text}) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("build.gradle", "dependencies {\n  implementation dep('okio')\n}\n"),
        ("build.gradle.kts", "dependencies {\n    implementation(Deps.okio(1))\n    api(myLib)\n}\n"),
        (
            "Package.swift",
            'let package = Package(dependencies: [.package(url: base + "a.git", from: version)])',
        ),
        ("mix.exs", "defmodule X do\n  defp deps do\n    Enum.map(list(), &dep/1)\n  end\nend\n"),
        ("Podfile", "pods.each do |name|\n  pod name\nend\n"),
        ("CMakeLists.txt", "FetchContent_Declare(${NAME} ${ARGS})\n"),
        ("conanfile.py", "def requirements(self):\n    self.requires(name)\n"),
        ("build.sbt", "libraryDependencies ++= Dependencies.all\n"),
        ("Makefile.PL", "WriteMakefile(%args);\n"),
        ("Makefile.PL", "my $needs = {};\nWriteMakefile(NAME => 'X', PREREQ_PM => $needs);\n"),
        ("Makefile.PL", "WriteMakefile(PREREQ_PM => {%common});\n"),
        ("Makefile.PL", "do './build.pl';\n"),
    ],
)
def test_what_is_computed_is_not_taken_for_nothing(path: str, text: str) -> None:
    """The number is not known, and the list is partly seen."""
    facts = observe({path: text})
    found: Any = facts.values["dependencies.manifests"]
    assert [manifest["dependencies"] for manifest in found] == [-1]
    problem = facts.problem("dependencies")
    assert problem is not None
    assert (problem.seen, problem.files) == ([], (path,))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("Package.swift", 'let package = Package(name: "X", dependencies: [], targets: [])'),
        ("build.gradle", "plugins { id 'java' }\n"),
        ("build.gradle.kts", 'plugins {\n    `java-library`\n}\ndependencies {\n    implementation(project(":a"))\n}\n'),
        ("App.csproj", '<Project Sdk="Microsoft.NET.Sdk"/>'),
        ("mix.exs", "defp deps do\n  []\nend\n"),
        ("pom.xml", "<project><artifactId>x</artifactId></project>"),
        ("pubspec.yaml", "name: x\n"),
        ("build.sbt", 'name := "x"\n'),
        ("Chart.yaml", "name: x\n"),
        ("CMakeLists.txt", "find_package(Threads REQUIRED)\n"),
        ("conanfile.txt", "[generators]\nCMakeDeps\n"),
        ("Makefile.PL", "WriteMakefile(NAME => 'X');\n"),
        ("Makefile.PL", "WriteMakefile(PREREQ_PM => {});\n"),
        ("Makefile.PL", "WriteMakefile(NAME => 'X', PREREQ_PM => {perl => 5.016});\n"),
    ],
)  # fmt: skip
def test_nothing_declared_is_nothing(path: str, text: str) -> None:
    facts = collect({path: text})
    (manifest,) = facts["dependencies.manifests"]
    assert manifest["dependencies"] == 0


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("requirements.yml", "flask: 1\n"),
        ("requirements.yml", "- name: x\n  hosts: all\n"),
        ("packages.yml", "packages: [a]\n"),
        ("DESCRIPTION", "What this is about.\n"),
        ("Project.toml", "[tool]\nx = 1\n"),
        ("CMakeLists.txt", "project(x)\n"),
        ("settings.gradle", "include ':a'\n"),
        ("main.tf", 'resource "a" "b" {}\n'),
        ("Directory.Build.props", "<Project/>"),
        ("meta/main.yml", "a: b\n"),
        ("X.xcodeproj/project.pbxproj", "// !$*UTF8*$!\n{}\n"),
    ],
)
def test_what_has_the_name_only_is_no_manifest(path: str, text: str) -> None:
    assert manifests({path: text}) == []


PBXPROJ = """\
/* Begin XCRemoteSwiftPackageReference section */
		A /* XCRemoteSwiftPackageReference "nio" */ = {
			isa = XCRemoteSwiftPackageReference;
			repositoryURL = "https://github.com/apple/swift-nio";
			requirement = {
				kind = upToNextMajorVersion;
				minimumVersion = 2.0.0;
			};
		};
		B /* XCRemoteSwiftPackageReference "b" */ = {
			isa = XCRemoteSwiftPackageReference;
			repositoryURL = "https://example.com/b";
			requirement = {
				branch = main;
				kind = branch;
			};
		};
/* End XCRemoteSwiftPackageReference section */
			productType = "com.apple.product-type.application";
"""


def test_an_xcode_project_references_packages_and_keeps_their_lock_file() -> None:
    path = "App/App.xcodeproj/project.pbxproj"
    lock = "App/App.xcodeproj/project.xcworkspace/xcshareddata/swiftpm/Package.resolved"
    assert declared({path: PBXPROJ}) == [
        ("https://github.com/apple/swift-nio", "2.0.0", "registry"),
        ("https://example.com/b", "https://example.com/b#main", "git"),
    ]
    assert manifests({path: PBXPROJ}) == [(path, True, "", 2)]
    assert manifests({path: PBXPROJ, lock: "{}"}) == [(path, True, lock, 2)]
    assert untrusted({path: PBXPROJ}) == [(path, 11, "git")]
    assert untrusted({path: PBXPROJ, lock: "{}"}) == []


RUN = [
    ({"A.csproj": CSPROJ % "<OutputType>Exe</OutputType>"}, True),
    ({"A.csproj": (CSPROJ % "").replace("NET.Sdk", "NET.Sdk.Web")}, True),
    ({"A.csproj": CSPROJ % ""}, False),
    ({"A.csproj": CSPROJ % "<OutputType>Exe</OutputType><PackAsTool>true</PackAsTool>"}, False),
    ({"A.csproj": (CSPROJ % "<OutputType>Exe</OutputType>").replace("Serilog", "Microsoft.NET.Test.Sdk")}, False),
    ({"build.gradle": "plugins { id 'application' }\ndependencies { implementation 'g:a:1+' }\n"}, True),
    ({"build.gradle.kts": 'plugins {\n    application\n}\ndependencies { implementation("g:a:1.+") }\n'}, True),
    ({"build.gradle": "apply plugin: 'war'\ndependencies { implementation 'g:a:1+' }\n"}, True),
    ({"build.gradle": "plugins { id 'org.springframework.boot' version '3.0' }\ndependencies { implementation 'g:a:1+' }\n"}, True),
    ({"build.gradle": "plugins { id 'org.springframework.boot' version '3.0' apply false }\ndependencies { implementation 'g:a:1+' }\n"}, False),
    ({"build.gradle": "plugins { id 'java-library' }\ndependencies { implementation 'g:a:1+' }\n"}, False),
    ({"pubspec.yaml": "publish_to: none\ndependencies: {flutter: {sdk: flutter}}\n", "lib/main.dart": ""}, True),
    ({"pubspec.yaml": "dependencies: {http: ^1.0.0}\n"}, False),
    ({"mix.exs": '[deps: [{:phoenix, "~> 1.7"}], mod: {X, []}]'}, True),
    ({"mix.exs": MIX}, False),
    ({"Package.swift": '[.package(url: "https://x/a", from: "1.0.0"), .executableTarget(name: "App")]'}, True),
    ({"Package.swift": PACKAGE_SWIFT}, False),
    ({"Podfile": "pod 'A'\n"}, True),
    ({"package.json": '{"dependencies": {"a": "1"}}', "action.yml": "runs: {using: node24, main: dist/index.js}\n"}, True),
    ({"package.json": '{"dependencies": {"a": "1"}}', "action.yml": "runs: {using: composite}\n"}, False),
    ({"composer.json": '{"require": {"a/b": "1"}}', "artisan": ""}, True),
    ({"composer.json": '{"type": "library", "require": {"a/b": "1"}}', "Dockerfile": ""}, False),
    ({"composer.json": '{"name": "o/x", "require": {"a/b": "1"}}', "Dockerfile": ""}, False),
    ({"mix.exs": '[deps: [{:plug, "~> 1.7"}]]', "Dockerfile": ""}, True),
    ({"benchmarks/A.csproj": CSPROJ % "<OutputType>Exe</OutputType>"}, False),
    ({"Podfile": "pod 'A'\n", "A.podspec": "s.dependency 'B'\n"}, False),
]  # fmt: skip


@pytest.mark.parametrize(("files", "run"), RUN)
def test_what_is_run_is_told_from_what_is_installed(files: dict[str, str], run: bool) -> None:
    found = {path: (application, lock) for path, application, lock, _ in manifests(files)}
    assert found[next(iter(files))] == (run, "")


@pytest.mark.parametrize(
    ("files", "lock"),
    [
        ({"src/A/A.csproj": CSPROJ % "", "src/A/packages.lock.json": "{}"}, "src/A/packages.lock.json"),
        ({"mix.exs": MIX, "mix.lock": ""}, "mix.lock"),
        ({"pubspec.yaml": "dependencies: {a: ^1.0.0}\n", "pubspec.lock": ""}, "pubspec.lock"),
        ({"Podfile": "pod 'A'\n", "Podfile.lock": ""}, "Podfile.lock"),
        ({"Package.swift": PACKAGE_SWIFT, "Package.resolved": "{}"}, "Package.resolved"),
        ({"main.tf": TERRAFORM, ".terraform.lock.hcl": ""}, ".terraform.lock.hcl"),
        ({"Chart.yaml": "name: x\n", "Chart.lock": ""}, "Chart.lock"),
        ({"pom.xml": "<project><dependency><artifactId>a</artifactId><version>1</version></dependency></project>"}, "pom.xml"),
        ({"pom.xml": "<project><groupId>g</groupId><version>1-SNAPSHOT</version><dependency><groupId>${project.groupId}</groupId><artifactId>a</artifactId><version>${project.version}</version></dependency></project>"}, "pom.xml"),
        ({"pom.xml": "<project><dependency><artifactId>a</artifactId><version>[1,2)</version></dependency></project>"}, ""),
        ({"build.gradle": "dependencies { implementation 'g:a:1.0' }\n"}, "build.gradle"),
        ({"build.gradle": "dependencies { implementation 'g:a:1.0' }\n", "gradle.lockfile": ""}, "build.gradle"),
        ({"build.gradle": "dependencies { implementation 'g:a:+' }\n", "gradle.lockfile": ""}, "gradle.lockfile"),
    ],
)  # fmt: skip
def test_lock_files_are_found(files: dict[str, str], lock: str) -> None:
    assert [found for _, _, found, _ in manifests(files)] == [lock]


@pytest.mark.parametrize("path", ["packages.yml", "meta/main.yml", "kustomization.yaml", "main.tf"])
def test_what_may_be_no_manifest_is_not_called_broken(path: str) -> None:
    """It is unseen all the same."""
    facts = observe({path: 'module "a" {\n  x: [\n'})
    assert facts.values["dependencies.broken"] == []
    problem = facts.problem("dependencies")
    assert problem is not None
    assert problem.files == (path,)


def test_catalogs_of_the_build_around_a_module_count() -> None:
    """A module's script names libraries by the catalog at the top."""
    files = {
        "app/build.gradle.kts": "dependencies { implementation(libs.okio.core) }\n",
        "gradle/libs.versions.toml": CATALOG,
    }
    assert declared(files)[0] == ("com.squareup.okio:okio", "3.9", "registry")


def test_a_name_that_no_catalog_here_explains_is_a_dependency() -> None:
    """The catalog may be published elsewhere."""
    text = "dependencies { implementation(libs.okio) }\n"
    assert declared({"build.gradle": text}) == [("libs.okio", "", "registry")]


def test_every_reader_of_the_catalog_exists() -> None:
    for manager, known in catalog().packages.items():
        for manifest in known.manifests:
            assert callable(survey.reader(manifest.reader)), manager


def test_every_manifest_is_known_by_its_place() -> None:
    """A pattern finds its own file, in the folder that it names and not in another."""
    known = survey.places()
    for manager, found in catalog().packages.items():
        named = (name for each in found.manifests if not each.inline for name in each.files)
        for pattern in (*named, *found.locks):
            path = pattern.replace("*", "a")
            assert manager in {place.manager for place in known.of(f"deep/{path}")}, pattern
            if "/" in pattern:
                assert not {place.manager for place in known.of(path.rpartition("/")[2])} & {manager}


NAMES = sorted(next(iter(files)) for files, _ in READ)


@given(st.sampled_from(NAMES), st.text(max_size=80))
def test_any_manifest_is_survived(path: str, text: str) -> None:
    """Whatever stands in a manifest, the facts come out complete."""
    facts = observe({path: text})
    assert all(name in facts.values or facts.problem(name) for name in WANTED)


@given(st.sampled_from(range(len(READ))), st.data())
def test_any_cut_or_doubled_manifest_is_survived(number: int, data: st.DataObject) -> None:
    """Half a manifest, or one whose middle is repeated, raises nothing."""
    files = dict(READ[number][0])
    path = next(iter(files))
    start, end = sorted(data.draw(st.lists(st.integers(0, len(files[path])), min_size=2, max_size=2)))
    files[path] = files[path][:end] + files[path][start:]
    facts = observe(files)
    assert all(name in facts.values or facts.problem(name) for name in WANTED)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("build.gradle", "plugins { "),
        ("build.gradle", "alias\n"),
        ("mix.exs", "defp deps\n"),
        ("mix.exs", "defp deps( "),
        ("conanfile.py", "self.requires("),
        ("Package.swift", ".package("),
        ("CMakeLists.txt", "FetchContent_Declare("),
        ("x.cabal", "build-depends: a,\n  "),
        ("Makefile.PL", "PREREQ_PM => {"),
        ("Makefile.PL", "requires =>"),
    ],
)
def test_hostile_build_scripts_cost_linear_time(path: str, text: str) -> None:
    """What is opened a hundred thousand times and never closed is survived."""
    observe({path: text * 100_000})


@pytest.mark.parametrize(
    ("path", "start", "run"),
    [
        ("build.gradle", 'id("a") version', " "),
        ("build.gradle", "alias", "\n"),
        ("rebar.config", "{deps, [a", " "),
        ("dune-project", "(depends (a", "a"),
        ("Gemfile", 'gem "a", git', " "),
        ("Gemfile", "git", "("),
        ("requirements.txt", "git+https://x.invalid/a@main#egg=", "#"),
        ("go.mod", "module m\n", "."),
        ("go.mod", "require a", ".a"),
        ("crane.fsx", '#r "nuget: A,', " "),
        ("crane.py", "", "# /// script\n"),
        ("project.scala", "//> using dep a", ":"),
    ],
)
def test_endless_blanks_and_names_cost_linear_time(path: str, start: str, run: str) -> None:
    observe({path: start + run * 200_000})


def test_templates_of_charts_are_no_manifests() -> None:
    """Whatever they are called; beside Chart.yaml the same name is one."""
    files = {
        "traefik/Chart.yaml": "name: x\n",
        "traefik/templates/requirements.yaml": "{{- if true }}\nx: y\n",
        "traefik/templates/sub/requirements.yml": "{{- if true }}\n- name: a\n",
    }
    assert [path for path, *_ in manifests(files)] == ["traefik/Chart.yaml"]
    beside = {
        "a/Chart.yaml": "name: x\n",
        "a/requirements.yaml": "dependencies: [{name: b, version: 1.0.0, repository: 'https://x'}]\n",
    }
    assert ("b", "1.0.0", "registry") in declared(beside)
