"""Bazel CI: tasks with targets."""

FILE = """\
buildifier: latest
.targets: &targets
  ? "//..."
  ? "-//docs/..."
tasks:
  linux:
    platform: ubuntu2204
    shell_commands:
    - ./prepare.sh
    build_targets: *targets
    test_flags: ["--x"]
    test_targets: *targets
  windows:
    name: Windows
    soft_fail: true
    batch_commands: [prepare.bat]
    test_targets:
    - //...
  builds:
    build_targets: ["//:all"]
"""


def test_tasks_build_and_test_before_the_merge(read) -> None:
    """Targets are lists, or keys of mappings; a task that may fail does not count."""
    seen = read({".bazelci/presubmit.yml": FILE})["bazel-ci"]
    assert seen.commands == [
        "./prepare.sh",
        "bazel build //... -//docs/...",
        "bazel test //... -//docs/...",
        "bazel build //:all",
        "buildifier --mode=check",
    ]
    assert all(job.before_merge for job in seen.pipeline.jobs)
    assert (".bazelci/presubmit.yml", 17, "bazel test //...") in seen.lines(enforced=False)


def test_other_places_are_no_tasks(read) -> None:
    """What the registry of modules tests stands elsewhere, and is not run for changes."""
    assert read({".bcr/presubmit.yml": FILE}) == {}
    assert read({".bazelci/presubmit.yml": "tasks: {a: []}\n"})["bazel-ci"].unseen
