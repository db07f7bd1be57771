"""What the containers collector reads from Dockerfiles."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.collectors import Checkout, containers
from checker.collectors.containers.dockerfile import parse
from checker.documents import Malformed
from checker.files import Files, MemoryTree
from checker.model.audit import Repository
from checker.model.facts import Facts, FactType
from checker.model.tree import LINK_MODE

ALL = frozenset(spec.path for spec in containers.FACTS)
DIGEST = "@sha256:" + "a" * 64


def collect(files: Mapping[str, str | bytes], modes: Mapping[str, int] | None = None) -> Facts:
    tree = Files(MemoryTree(files, modes))
    now = datetime(2026, 11, 1, tzinfo=UTC)
    return containers.collect(Checkout(Repository(id="a", name="a"), tree, None, now), ALL)


def items(name: str, dockerfile: str, **others: str) -> Sequence[Any]:
    found = collect({"Dockerfile": dockerfile, **others}).values[f"containers.{name}"]
    assert isinstance(found, Sequence)
    return found


def image(dockerfile: str) -> Mapping[str, Any]:
    return items("images", dockerfile)[-1]  # type: ignore[no-any-return]  # records are mappings


def user(dockerfile: str, **others: str) -> tuple[str, bool, int]:
    (found,) = items("users", dockerfile, **others)
    return found["user"], found["root"], found["line"]


def test_no_dockerfile_is_known_absence() -> None:
    """Every list is empty, none is missing."""
    assert collect({"README.md": ""}).values == {path: [] for path in ALL}


def test_nothing_wanted_reads_nothing() -> None:
    """Policies without container rules cost nothing."""
    checkout = Checkout(
        Repository(id="a", name="a"), Files(MemoryTree({"Dockerfile": "FROM a"})), None, datetime.now(UTC)
    )
    assert containers.collect(checkout, frozenset(("readme.words",))) == Facts()


def test_records_carry_the_declared_fields() -> None:
    """Rules may read every declared field of every item, and it has the declared type."""
    text = "FROM alpine\nENV API_TOKEN=abcdef123456\nCOPY . .\nUSER app\n"
    kinds = {FactType.STRING: str, FactType.INT: int, FactType.BOOL: bool}
    facts = collect({"Dockerfile": text})
    for spec in containers.FACTS:
        if spec.path == "containers.broken" or spec.type is not FactType.RECORDS:
            continue
        found: Any = facts.values[spec.path]
        (item,) = found
        assert {name: type(value) for name, value in item.items()} == {
            name: kinds[kind] for name, kind in spec.item.items()
        }


@pytest.mark.parametrize(
    "path",
    [
        "Dockerfile",
        "api.Dockerfile",
        "Dockerfile.distroless",
        "docker/Containerfile",
        "app/dockerfile",
        "Dockerfile-web",
    ],
)
def test_product_files(path: str) -> None:
    """The names under which people keep the images they ship."""
    assert collect({path: "FROM a"}).values["containers.files"] == [path]


@pytest.mark.parametrize(
    "path",
    [
        "tests/Dockerfile",
        "examples/Dockerfile",
        ".devcontainer/Dockerfile",
        "Dockerfile.dev",
        "Dockerfile.test",
        "Dockerfile.dockerignore",
        "Dockerfile.j2",
        "vendor/x/Dockerfile",
        "mydockerfiles",
    ],
)
def test_other_files(path: str) -> None:
    """Tests, examples, development environments, templates and code about Dockerfiles are no product."""
    assert collect({path: "FROM a"}).values["containers.files"] == []


@pytest.mark.parametrize("path", ["lib/Foo/dockerfile.pm", "src/dockerfile.ts", "pkg/dockerfile.go"])
def test_a_program_about_dockerfiles_is_none(path: str) -> None:
    """By what it holds: an image for PHP may be called Dockerfile.php."""
    facts = collect({path: "package foo;\n1;\n"})
    assert facts.values["containers.files"] == []
    assert not facts.problems
    assert collect({"Dockerfile.php": "FROM php:8.3"}).values["containers.files"] == ["Dockerfile.php"]


@pytest.mark.parametrize(
    ("reference", "tag", "digest", "latest"),
    [
        ("alpine", "", False, True),
        ("alpine:latest", "latest", False, True),
        ("alpine:3.20", "3.20", False, False),
        ("alpine" + DIGEST, "", True, False),
        ("registry.example:5000/team/app", "", False, True),
        ("registry.example:5000/team/app:1.2" + DIGEST, "1.2", True, False),
        ("alpine@sha256:short", "", False, False),
        ('"alpine:3.20"', "3.20", False, False),
    ],
)
def test_images(reference: str, tag: str, digest: bool, latest: bool) -> None:
    """Only a whole digest pins an image; no tag means latest."""
    found = image(f"FROM --platform=linux/amd64 {reference} AS build\n")
    assert (found["tag"], found["digest"], found["latest"]) == (tag, digest, latest)


def test_defaults_of_arguments_are_put_in() -> None:
    """What a build without options would use is judged."""
    assert image("ARG TAG=3.20\nARG BASE=alpine:$TAG\nFROM ${BASE}\n")["image"] == "alpine:3.20"
    assert image("ARG TAG\nFROM alpine:${TAG:-3.20}\n")["image"] == "alpine:3.20"


@pytest.mark.parametrize("reference", ["$BASE", "alpine:${TAG}", "alpine:${TAG%-*}", "alpine:$"])
def test_images_behind_variables_are_not_judged(reference: str) -> None:
    """Nobody knows what the build passes in."""
    assert items("images", f"ARG TAG\nFROM {reference}\n") == []


def test_stages_and_scratch_are_no_images() -> None:
    """An earlier stage, in any case, and the empty image need no digest."""
    found = items("images", "FROM golang:1 AS Build\nFROM build AS test\nFROM scratch\n")
    assert [each["image"] for each in found] == ["golang:1"]


def test_copied_images_count() -> None:
    """COPY --from takes code from an image as FROM does; stages, numbers and build contexts do not."""
    text = (
        "FROM alpine:3 AS build\nCOPY --from=ghcr.io/astral-sh/uv:0.7 /uv /bin/\n"
        "COPY --from=build /a /b\nCOPY --from=0 /a /b\nCOPY --from=source / /\n"
    )
    assert [(each["line"], each["image"]) for each in items("images", text)] == [
        (1, "alpine:3"),
        (2, "ghcr.io/astral-sh/uv:0.7"),
    ]


def test_variables_do_not_grow_without_end() -> None:
    """A variable of variables doubles with every line; a hostile file has many lines."""
    lines = ["ARG V0=" + "x" * 100, *(f"ARG V{n + 1}=$V{n}$V{n}" for n in range(60)), "FROM $V60"]
    assert items("images", "\n".join(lines)) == []


@pytest.mark.parametrize(
    ("dockerfile", "expected"),
    [
        ("FROM alpine\nCMD a\n", ("", True, 1)),
        ("FROM nginx\nCOPY site /usr/share/nginx/html\n", ("", True, 1)),
        ("FROM alpine\nUSER app\n", ("app", False, 2)),
        ("FROM alpine\nUSER app\nRUN a\nUSER root\n", ("root", True, 4)),
        ("FROM alpine\nUSER 0:0\n", ("0:0", True, 2)),
        ("FROM alpine\nUSER 1000:0\n", ("1000:0", False, 2)),
        ("FROM alpine\nARG ID=1000\nUSER ${ID}\n", ("1000", False, 3)),
        ("ARG ID=0\nFROM alpine\nARG ID\nUSER $ID\n", ("0", True, 4)),
        ("FROM alpine\nENV RUN_AS app\nUSER $RUN_AS\n", ("app", False, 3)),
        ("FROM alpine AS base\nUSER app\nFROM base\n", ("app", False, 2)),
        ("FROM alpine AS build\nUSER app\nFROM alpine\nCMD a\n", ("", True, 3)),
        ("FROM gcr.io/distroless/static:nonroot\nCMD a\n", ("", False, 1)),
        ("FROM nginxinc/nginx-unprivileged:1\nCMD a\n", ("", False, 1)),
        ("FROM cgr.dev/chainguard/python:latest\nCMD a\n", ("", False, 1)),
        ("FROM gcr.io/distroless/static\nCMD a\n", ("", True, 1)),
        ('FROM scratch\nENTRYPOINT ["/app"]\n', ("", True, 1)),
        ("FROM alpine\nONBUILD USER app\nCMD a\n", ("", True, 1)),
    ],
)
def test_users(dockerfile: str, expected: tuple[str, bool, int]) -> None:
    """The last stage's last USER decides, else what the image is known for."""
    assert user(dockerfile) == expected


@pytest.mark.parametrize(
    "dockerfile",
    [
        "FROM alpine\nARG ID\nUSER $ID\n",
        "ARG BASE\nFROM $BASE\n",
        'FROM alpine\nRUN apk add su-exec\nENTRYPOINT ["/start"]\n',
        "FROM debian\nUSER root\nRUN apt-get install -y gosu\n",
    ],
)
def test_users_that_the_file_does_not_settle(dockerfile: str) -> None:
    """A variable, an unknown base or an entrypoint that drops privileges decides when it runs."""
    assert items("users", dockerfile) == []


def test_images_that_are_not_run_have_no_user() -> None:
    """Files to export, images of pipelines and GitHub actions, which must be root, are left out."""
    assert items("users", "FROM alpine AS b\nFROM scratch\nCOPY --from=b /a /\n") == []
    assert items("users", "FROM alpine\nCMD a\n", **{"action.yml": "runs: {using: docker}"}) == []
    assert items("users", "FROM alpine\nCMD a\n", **{"action.yml": "runs:\n  'using': \"docker\"\n"}) == []
    assert collect({"ci/Dockerfile": "FROM alpine\n"}).values["containers.users"] == []


def test_an_image_beside_an_action_that_runs_in_no_container_is_judged() -> None:
    """Nobody but its users runs it."""
    assert items("users", "FROM alpine\nCMD a\n", **{"action.yml": "runs: {using: composite}"})


@pytest.mark.parametrize(
    "line",
    [
        "ENV API_TOKEN=s3cr3t-v4lue",
        "ENV A=1 DB_PASSWORD='hunter2!'",
        "ENV DB_PASSWORD hunter2!",
        'ARG AWS_SECRET_ACCESS_KEY="abcdEFGH1234"',
        "RUN git clone https://ghp_" + "a1B2" * 9 + "@github.com/a/b",
        "COPY id_rsa /root/.ssh/id_rsa",
        'COPY [".env", "/app/"]',
        "ADD ./.netrc /root/",
    ],
)
def test_secrets(line: str) -> None:
    """Values and files that would stay in the image, by line."""
    (found,) = items("secrets", f"FROM alpine\n{line}\n")
    assert found["line"] == 2
    assert "hunter2" not in found["name"]
    assert "a1B2" not in found["name"]


@pytest.mark.parametrize(
    "line",
    [
        "ARG API_TOKEN",
        "ARG API_TOKEN=",
        "ENV API_TOKEN=$TOKEN",
        "ENV API_TOKEN=${TOKEN:-none}",
        "ENV DB_PASSWORD=changeme",
        "ENV POSTGRES_PASSWORD=postgres",
        "ENV SECRET_KEY_BASE=dummy-for-assets",
        "ENV SECRET_KEY_BASE_DUMMY=1",
        "ENV TOKEN_TTL=360000",
        "ENV PASSWORD_FILE=/run/secrets/password",
        "ENV DB_PASSWORD_PATH=somewhere/else",
        "ENV TOKEN=/run/secrets/token",
        "ENV TOKENIZERS_PARALLELISM=enabled1",
        "RUN --mount=type=secret,id=npm cat /run/secrets/npm",
        "COPY .env.example .env",
        "COPY --from=build id_rsa.pub /",
        "COPY src .env.d/",
    ],
)
def test_no_secrets(line: str) -> None:
    """Placeholders, paths, variables and names that only sound secret."""
    assert items("secrets", f"FROM alpine\n{line}\n") == []


def test_a_committed_file_is_judged_where_it_lies() -> None:
    """Copying a file that everybody can read leaks nothing more."""
    assert items("secrets", "FROM alpine\nCOPY .env /app/\n", **{"web/.env": "PUBLIC=1"}) == []


@pytest.mark.parametrize("ignore", [".dockerignore", "app/.dockerignore", "app/Dockerfile.dockerignore"])
def test_an_ignore_file_in_reach(ignore: str) -> None:
    """The context may be the file's folder or any above it."""
    facts = collect({"app/Dockerfile": "FROM a\nCOPY . /src\n", ignore: "*\n"})
    assert facts.values["containers.contexts"] == [{"path": "app/Dockerfile", "line": 2, "ignored": True}]


@pytest.mark.parametrize("text", ["", "# nothing yet\n\n"])
def test_an_ignore_file_that_ignores_nothing(text: str) -> None:
    facts = collect({"Dockerfile": "FROM a\nCOPY . /src\n", ".dockerignore": text})
    contexts: Any = facts.values["containers.contexts"]
    assert [each["ignored"] for each in contexts] == [False]


def test_images_of_instructions_for_later_builds_count() -> None:
    text = "FROM scratch\nONBUILD COPY --from=busybox:1.36 /x /x\nONBUILD RUN --mount=from=tool:1 x\n"
    assert [each["image"] for each in items("images", text)] == ["busybox:1.36", "tool:1"]


def test_contexts() -> None:
    """Only whole folders of the context count."""
    text = 'FROM a AS b\nCOPY src /src\nCOPY --from=b . /x\nADD . /src\nCOPY [".", "/app"]\n'
    assert [(each["line"], each["ignored"]) for each in items("contexts", text)] == [(4, False), (5, False)]


def test_a_broken_file_leaves_the_others() -> None:
    """It is a finding of its own, and lists that lack it are not whole."""
    facts = collect({"a/Dockerfile": "FROM alpine\n", "b/Dockerfile": "FROM alpine\nRUNN make\n"})
    assert facts.values["containers.broken"] == [
        {"path": "b/Dockerfile", "line": 2, "reason": "instruction 'RUNN' is unknown"}
    ]
    problem = facts.problem("containers.images")
    assert problem is not None
    assert problem.reason == "b/Dockerfile:2 does not parse: instruction 'RUNN' is unknown"
    assert len(problem.seen) == 1  # type: ignore[arg-type]  # a list


@pytest.mark.parametrize("target", ["../Dockerfile", "/etc/passwd", "nowhere"])
def test_a_link_out_of_the_tree_is_unseen(target: str) -> None:
    """What it stands for is not absent."""
    facts = collect({"Dockerfile": target}, {"Dockerfile": LINK_MODE})
    assert facts.values["containers.files"] == ["Dockerfile"]
    assert facts.problem("containers.users") is not None


def test_a_link_within_the_tree_is_read_where_it_leads() -> None:
    """Findings name the file that holds the text, each once."""
    text = "FROM alpine\nCOPY . .\nCMD a\n"
    facts = collect({"Dockerfile": "docker/crane", "docker/crane": text}, {"Dockerfile": LINK_MODE})
    assert facts.values["containers.files"] == ["Dockerfile"]
    assert [each["path"] for each in facts.values["containers.images"]] == ["docker/crane"]  # type: ignore[union-attr,index,call-overload]
    files = {"Dockerfile": text, "a/Dockerfile": "../Dockerfile", "b/Containerfile": "../a/Dockerfile"}
    links = dict.fromkeys(("a/Dockerfile", "b/Containerfile"), LINK_MODE)
    assert len(collect(files, links).values["containers.images"]) == 1  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("dockerfile", "images"),
    [
        ("FROM a\nRUN --mount=type=bind,from=acme/tool:0.5,target=/t /t/x\n", ["acme/tool:0.5"]),
        (
            "FROM a\nRUN --mount=type=cache,target=/c --mount=from=ghcr.io/acme/t,target=/t x\n",
            ["ghcr.io/acme/t"],
        ),
        ("ARG V=1\nFROM a\nARG V\nRUN --mount=from=acme/tool:${V},target=/t x\n", ["acme/tool:1"]),
        ("FROM a AS build\nFROM a\nRUN --mount=from=build,target=/t --mount=type=secret,id=x,from=0 y\n", []),
        ("FROM a\nRUN echo --mount=from=acme/tool:1\n", []),
        ("FROM a\nRUN --mount=from=$TOOL,target=/t x\n", []),
    ],
)
def test_mounted_images_count(dockerfile: str, images: list[str]) -> None:
    """RUN --mount runs what an image holds; stages, caches, secrets and arguments of commands do not."""
    found = [each["image"] for each in items("images", dockerfile)]
    assert [image for image in found if image != "a"] == images


SHIPPED = "FROM ubuntu\nCOPY crane /\nCMD crane\n"


@pytest.mark.parametrize(
    "path",
    [
        *(
            ".clusterfuzzlite/Dockerfile",
            "fuzzing/helpers/Dockerfile",
            "oss-fuzz/Dockerfile",
            "ci/Dockerfile",
        ),
        *(
            "crates/crane-test-support/containers/web/Dockerfile",
            ".gitlab-ci/Dockerfile",
            "docker/dev/Dockerfile",
        ),
        *("docker/builder.dockerfile", "build-env/Dockerfile", "Dockerfile.builder", ".github/Dockerfile"),
        *("integration-tests/Dockerfile", "e2e/web/Dockerfile", ".gitpod.Dockerfile"),
    ],
)
def test_images_that_nobody_ships_run_as_they_like(path: str) -> None:
    """Pipelines, tests, fuzzing, builds and development use them."""
    assert collect({path: SHIPPED}).values["containers.users"] == []


@pytest.mark.parametrize(
    "path",
    [
        "Dockerfile",
        "build/Dockerfile",
        "github-exporter/Dockerfile",
        "site-builder/Dockerfile",
        "attest/Dockerfile",
        "Dockerfile.latest",
    ],
)
def test_images_that_are_shipped_are_judged(path: str) -> None:
    """Whatever their folder sounds like."""
    assert len(collect({path: SHIPPED}).values["containers.users"]) == 1  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["FROM golang:1.24\n", "FROM ubuntu\nRUN apt-get install -y make\n"])
def test_an_image_with_nothing_in_it_is_an_environment(text: str) -> None:
    """Unless it says whom it runs as."""
    assert items("users", text) == []
    assert user(f"{text}USER root\n")[1] is True


def test_official_base_images_follow_their_programme() -> None:
    """It wants moving tags and leaves the user to what is built on them."""
    facts = collect({"24/alpine/Dockerfile": SHIPPED, "stackbrew.js": "x"})
    assert facts.values["containers.users"] == facts.values["containers.images"] == []
    assert facts.values["containers.files"] == ["24/alpine/Dockerfile"]


def test_instructions_have_their_first_line() -> None:
    """Continued lines are joined; comments and empty lines between them do not count."""
    text = (
        "# syntax=docker/dockerfile:1\r\n\nfrom alpine\r\nRUN a \\\r\n# why\n\n  && b \\ \n  && c\nUSER app"
    )
    assert [(each.keyword, each.value, each.line) for each in parse(text)] == [
        ("FROM", "alpine", 3),
        ("RUN", "a   && b   && c", 4),
        ("USER", "app", 9),
    ]


def test_here_documents_are_no_instructions() -> None:
    """What is written into a file is not what the build does."""
    text = 'FROM a\nRUN <<EOF cat > x && <<-"B" cat\nUSER root\nEOF\nFROM b\n\tB\nCOPY <<X /x\nUSER c\nX\nUSER app\n'
    assert [each.keyword for each in parse(text)] == ["FROM", "RUN", "COPY", "USER"]


def test_what_only_looks_like_a_here_document() -> None:
    """Without its closing line there is none, nor is there in a shift or a here-string."""
    text = "FROM a\nRUN echo <<EOF\nRUN echo $((1<<2)) <<< word\nUSER app\nword\n"
    with pytest.raises(Malformed, match="WORD"):
        parse(text)
    assert [each.keyword for each in parse(text[:-5])] == ["FROM", "RUN", "RUN", "USER"]


def test_the_escape_directive() -> None:
    """On Windows a path ends with a backslash, and lines continue after a backtick."""
    text = "# escape=`\nFROM a\nCOPY x C:\\\nRUN dir `\n  c:\\\n"
    assert [each.value for each in parse(text)] == ["a", "x C:\\", "dir   c:\\"]


def test_a_double_backslash_does_not_continue() -> None:
    """The first one escapes the second."""
    assert [each.keyword for each in parse("FROM a\nRUN x \\\\\nUSER app\n")] == ["FROM", "RUN", "USER"]


@pytest.mark.parametrize(
    ("text", "line"),
    [("", 0), ("# nothing\n", 0), ("RUN a\nFROM b\n", 1), ("{% if x %}\nFROM a\n", 1), ("\\\n", 1)],
)
def test_what_docker_refuses(text: str, line: int) -> None:
    """A file without FROM, or with something before it, builds nothing."""
    with pytest.raises(Malformed) as caught:
        parse(text)
    assert caught.value.line == line


@given(st.text(st.sampled_from("FROM RUNENVUSERCOPYa=$\\`\"'<<EOF\n\t#{}:@-[],.")))
def test_any_text_is_collected(text: str) -> None:
    """Whatever stands in the file, the facts are complete."""
    facts = collect({"Dockerfile": "FROM a\n" + text})
    for path in ALL:
        assert (path in facts.values) != (facts.problem(path) is not None)


@pytest.mark.parametrize(
    "line",
    [
        "RUN <<A x\n",
        "RUN a \\\n",
        'ENV A="B=',
        "ENV A=$",
        "ARG A=${",
        "USER ${A:-",
        "FROM a AS b\n",
        "RUN \\ \\ \\ ",
        "COPY . ",
        "ENV A_TOKEN=",
    ],
)
def test_hostile_files_take_linear_time(line: str) -> None:
    """Two megabytes of anything are read in seconds, not hours."""
    collect({"Dockerfile": "FROM a\n" + line * (1_900_000 // len(line))})
