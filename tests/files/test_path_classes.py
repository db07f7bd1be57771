"""What paths are for: where a name tells, and where it must not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.files.path_classes import classes, classify
from checker.model.tree import PathClass

VENDORED, GENERATED, FIXTURE, EXAMPLE, TEST, SOURCE = PathClass

CASES = {
    VENDORED: [
        "vendor/github.com/pkg/errors/errors.go",
        "web/vendor/lib.js",
        "app/assets/javascripts/vendor/jquery.js",
        "src/static/vendor/x.css",
        "node_modules/left-pad/index.js",
        "packages/ui/node_modules/x/y/z/test/a.js",
        "third_party/zlib/zlib.c",
        "src/pip/_vendor/requests/api.py",
        "deps/jemalloc/src/arena.c",
        "external/lib/a.c",
        "ios/Pods/AFNetworking/a.m",
        ".yarn/releases/yarn-4.js",
        "static/jquery-3.6.0.min.js",
        "static/bootstrap.bundle.min.js",
        "static/bootstrap.css",
        "docs/d3.v7.min.js",
        "tests/fixtures/node_modules/a.js",
    ],
    GENERATED: [
        "api/v1/service.pb.go",
        "proto/user_pb2.py",
        "proto/user_pb2_grpc.pyi",
        "pkg/apis/zz_generated.deepcopy.go",
        "static/app.min.js",
        "dist/bundle.js",
        "packages/a/dist/index.d.ts",
        "src/__generated__/schema.ts",
        "Form.Designer.cs",
        "a.js.map",
        "schema.generated.graphql",
    ],
    FIXTURE: [
        "tests/fixtures/Dockerfile",
        "tests/data/big.json",
        "test/resources/a.tf",
        "src/test/resources/application.yml",
        "cmd/testdata/go.mod",
        "internal/parser/testdata/x.yml",
        "spec/cassettes/x.yml",
        "src/ui/__snapshots__/a.snap",
        "src/a.snap",
        "tools/c7n/tests_azure/data/x.json",
    ],
    EXAMPLE: [
        "examples/basic/main.tf",
        "crates/grep/examples/simple.rs",
        "samples/Dockerfile",
        "demo/app.py",
        "playground/ssr/vite.config.ts",
        "docs_src/tutorial/a.py",
        "{{cookiecutter.name}}/setup.py",
        "docs/examples/compose.yml",
        "examples/tutorial/tests/test_a.py",
    ],
    TEST: [
        "tests/test_a.py",
        "pkg/test_a.py",
        "pkg/a_test.go",
        "src/a.spec.ts",
        "src/a.test.jsx",
        "src/test/java/com/acme/PayTest.java",
        "src/Foo/BarTests.cs",
        "spec/models/user_spec.rb",
        "e2e/login.js",
        "conftest.py",
        "lib/tests/deep/helper.py",
    ],
    SOURCE: [
        "README.md",
        "src/app.py",
        ".github/workflows/test.yml",
        ".github/actions/vendor/action.yml",
        ".github/tests/fixtures/a.yml",
        ".github/workflows/dist/build.yml",
        # A name that many projects use for their own code.
        "src/main/java/com/example/demo/DemoApplication.java",
        "app/vendors/models.py",
        "backend/vendors/views.py",
        "src/external/api.py",
        "pkg/external/client.go",
        "app/deps/auth.py",
        "internal/mocks/server.go",
        "src/snapshots/store.rs",
        "crates/db/src/vendored/path.rs",
        "charts/app/templates/deployment.yaml",
        "shop/templates/index.html",
        "k8s/pods/pod.yaml",
        "src/testing/clock.py",
        "src/examples/engine.py",
        "flask/testing.py",
        "contest/latest.py",
        "attest.go",
        "src/Latest.java",
        "src/bootstrap.js",
        "static/d3-chart.js",
        "src/map.js",
        "data/input/a.csv",
        "resources/logo.png",
        # Prose about examples and tests is documentation; so is a written specification.
        "docs/tutorial/first-steps.md",
        "docs/source/aws/examples/index.rst",
        "spec/openapi.yaml",
        "specs/design.md",
        "distribution/rpm.spec",
    ],
}


@pytest.mark.parametrize(
    ("path", "path_class"), [(path, each) for each, paths in CASES.items() for path in paths]
)
def test_paths_are_what_projects_mean_by_them(path: str, path_class: PathClass) -> None:
    """One path, one class, by its name alone."""
    assert classify(path) is path_class


def test_a_repository_about_examples() -> None:
    """Where there is next to nothing but examples, they are what the team answers for."""
    examples = [f"examples/case{number}/main.tf" for number in range(40)]
    assert set(classes([*examples, "README.md", "LICENSE"])) == {SOURCE}
    mixed = classes([*examples, *(f"src/{number}.py" for number in range(40))])
    assert mixed.count(EXAMPLE) == 40


def test_a_folder_at_the_top_is_a_suite_where_tests_stand_right_inside() -> None:
    """`integration` is a part of the product elsewhere."""
    paths = ["integration/proxy_test.go", "integration/resources/tls/a.key", "integration/try/wait.go"]
    assert classes(paths) == [TEST, FIXTURE, TEST]
    assert classes(["integration/slack/a.go", "integration/slack/a_test.go"]) == [SOURCE, TEST]


def test_perl_keeps_its_tests_in_t() -> None:
    """Where no `.t` stands in it, the folder may be anything."""
    assert classes(["t/mojo/app.t", "t/mojo/certs/ca.key", "lib/A.pm"]) == [TEST, TEST, SOURCE]
    assert classes(["t/page.html", "t/certs/ca.key", "lib/A.pm"]) == [SOURCE, SOURCE, SOURCE]


def test_a_few_examples_beside_a_readme_stay_examples() -> None:
    """A small repository says too little about what it is for."""
    assert classes(["README.md", "examples/a.py"]) == [SOURCE, EXAMPLE]


@given(st.lists(st.text(alphabet="abt/.-_s ", max_size=30) | st.text(max_size=10)))
def test_any_path_has_a_class(paths: list[str]) -> None:
    """Names are any text."""
    assert len(classes(paths)) == len(paths)


@pytest.mark.parametrize(
    ("path", "path_class"),
    [
        ("a/" * 5000 + "x.py", SOURCE),
        ("bootstrap" + "-1" * 5000 + ".js", VENDORED),
        ("jquery" + ".ui" * 5000 + "!.js", SOURCE),
        ("_test" * 5000 + ".go", TEST),
        ("." * 10000, SOURCE),
        ("tests/" * 3000 + "x", TEST),
    ],
)
def test_hostile_names_cost_little(path: str, path_class: PathClass) -> None:
    """Depth and repetition do not multiply."""
    assert classify(path) is path_class


def test_a_large_tree_is_classed_quickly() -> None:
    """Thousands of paths share their folders."""
    paths = [f"src/part{n % 300}/{n % 7}/tests/data/file{n}.py" for n in range(13_000)]
    assert set(classes(paths)) == {FIXTURE}
