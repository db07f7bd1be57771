"""Which lanes of a Fastfile a command runs, and what they check."""

from datetime import UTC, datetime

import pytest

from checker.collectors import Checkout, actions
from checker.files import Files, MemoryTree
from checker.model.audit import Repository

FASTFILE = """\
default_platform :ios

platform :ios do
  def verified(options)
    run_tests(scheme: "App", destination: options[:destination])
  end

  lane :verify_ci do |options|
    if ENV["SDK"].to_s.empty?
      check(destination: ENV["DESTINATION"])
    else
      make(sdk: ENV["SDK"])
    end
  end

  private_lane :check do |options|
    result = scan(
      scheme: "App",
      number_of_retries: 2
    )
  end

  lane :indirect do
    verified(destination: "iPhone 17")
  end

  lane :shell do
    sh("xcodebuild test -scheme App")
  end

  lane :android_ci do
    gradle(tasks: ["clean", "testDebug"])
  end

  lane :make do |options|
    gym(scheme: "App")
  end

  lane :compiled do
    scan(scheme: "App", build_for_testing: true)
  end

  lane :lenient do
    scan(
      scheme: "App",
      fail_build: false
    )
  end

  lane :ship do
    make
    upload_to_testflight(skip_waiting_for_build_processing: true)
  end
end
"""
WORKFLOW = """\
on: pull_request
jobs:
  a:
    runs-on: macos-latest
    steps:
      - uses: actions/checkout@v4
      - run: {command}
"""


def collected(command: str, fastfile: str = FASTFILE):
    """Collect the facts of a repository whose CI runs one command."""
    tree = MemoryTree(
        {".github/workflows/ci.yml": WORKFLOW.format(command=command), "fastlane/Fastfile": fastfile}
    )
    checkout = Checkout(Repository(id="a", name="a"), Files(tree), None, datetime(2026, 11, 1, tzinfo=UTC))
    return actions.collect(checkout, frozenset(("actions.enforces_tests", "actions.publishes")))


@pytest.mark.parametrize(
    "command",
    [
        "bundle exec fastlane verify_ci",
        "fastlane ios verify_ci destination:x",
        "fastlane indirect",
        "fastlane shell",
        "fastlane android_ci",
        "fastlane scan",
        "fastlane run run_tests scheme:App",
    ],
)
def test_lanes_that_test(command: str) -> None:
    """Of its own, through other lanes and helpers, by the shell, by Gradle, and actions without a lane."""
    assert collected(command).values["actions.enforces_tests"] is True


@pytest.mark.parametrize(
    "command", ["fastlane make", "fastlane compiled", "fastlane lenient", "fastlane ship"]
)
def test_lanes_that_do_not_test(command: str) -> None:
    """What other lanes do is not what this one does; tests that are only built, or may fail, are none."""
    assert collected(command).values["actions.enforces_tests"] is False


def test_lanes_that_are_elsewhere_are_not_understood() -> None:
    """An imported Fastfile may hold them."""
    facts = collected("fastlane quality", "import_from_git(url: 'https://example.org/lanes.git')\n")
    assert facts.problem("actions.enforces_tests") is not None


def test_lanes_that_publish() -> None:
    """The action names the registry."""
    assert collected("fastlane ship").values["actions.publishes"] is True
    assert collected("fastlane make").values["actions.publishes"] is False
