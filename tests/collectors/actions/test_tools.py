"""Which tools commands, actions and hooks name."""

import pytest

from checker.collectors.actions import tools
from checker.collectors.actions.shell import commands


def run(script: str) -> set[str]:
    return {tool for words in commands(script) for tool in tools.in_command(words)}


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("pytest", {"pytest"}),
        ("python -m pytest -q", {"pytest"}),
        ("python3 -m unittest discover", {"unittest"}),
        ("uv run --locked --group test pytest", {"pytest"}),
        ("poetry run mypy .", {"mypy"}),
        ("coverage run -m pytest", {"coverage", "pytest"}),
        ("npx --yes eslint .", {"eslint"}),
        ("nyc --reporter=text mocha", {"nyc", "mocha"}),
        ("./node_modules/.bin/vitest run", {"vitest"}),
        ("node --test", {"node-test"}),
        ("go test -race ./...", {"go-test"}),
        ("go vet ./...", {"go-vet"}),
        ("go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2 run", {"golangci-lint"}),
        ("go run ./cmd/gen test", set()),
        ("cargo +nightly clippy -- -D warnings", {"clippy"}),
        ("cargo fmt --all --check", {"rustfmt"}),
        ("cargo nextest run", {"cargo-test"}),
        ("ruff check . && ruff format --check .", {"ruff", "ruff-format"}),
        ("terraform -chdir=x fmt -check", {"terraform-fmt"}),
        ("tofu validate", {"terraform-validate"}),
        ("npm audit --omit=dev", {"npm-audit"}),
        ("docker run --rm -v $PWD:/x koalaman/shellcheck x.sh", {"shellcheck"}),
        ("docker run hadolint/hadolint:v2 < Dockerfile", {"hadolint"}),
        ("docker scout cves img", {"docker-scout"}),
        ("mvn -B verify", {"maven-test"}),
        ("./gradlew :app:check", {"gradle-test"}),
        ("python manage.py test", {"django-test"}),
        ("make test", {"script-test"}),
        ("./runtest --verbose", {"script-test"}),
        ("ruby test/runner.rb", {"script-test"}),
        ("test -f x", set()),
        ("echo run pytest", set()),
        ("python -c 'import pytest'", set()),
        ("git commit -m 'use ruff'", set()),
        ("black blue green", set()),
        ("black .", {"black"}),
        ("cat pytest.ini", set()),
    ],
)
def test_in_command(script: str, expected: set[str]) -> None:
    """A tool counts where a command stands, not where its name is mentioned."""
    assert run(script) == expected


@pytest.mark.parametrize(
    ("name", "inputs", "expected"),
    [
        ("github/codeql-action/analyze", {}, {"codeql"}),
        ("golangci/golangci-lint-action", {}, {"golangci-lint"}),
        ("aquasecurity/trivy-action", {}, {"trivy"}),
        ("anchore/scan-action", {}, {"grype"}),
        ("actions/dependency-review-action", {}, {"dependency-review"}),
        ("google/osv-scanner-action/osv-scanner-action", {}, {"osv-scanner"}),
        ("pypa/gh-action-pip-audit", {}, {"pip-audit"}),
        ("SonarSource/sonarqube-scan-action", {}, {"sonar"}),
        ("astral-sh/ruff-action", {"args": "format --check"}, {"ruff", "ruff-format"}),
        ("terraform-linters/setup-tflint", {}, set()),
        ("dependabot/fetch-metadata", {}, set()),
        ("renovatebot/github-action", {}, {"renovate"}),
        ("actions/checkout", {}, set()),
        ("acme/blackbox", {}, set()),
    ],
)
def test_in_action(name: str, inputs: dict[str, str], expected: set[str]) -> None:
    """An action is known by its name; one that only installs runs nothing."""
    assert set(tools.in_action(name, inputs)) == expected


@pytest.mark.parametrize(
    ("hook", "expected"),
    [
        ("ruff-check", {"ruff"}),
        ("ruff-format", {"ruff-format"}),
        ("terraform_fmt", {"terraform-fmt"}),
        ("terraform_tflint", {"tflint"}),
        ("mirrors-mypy", {"mypy"}),
        ("ty", {"ty"}),
        ("trailing-whitespace", set()),
    ],
)
def test_in_hook(hook: str, expected: set[str]) -> None:
    """Hooks are known by their ids."""
    assert set(tools.in_hook(hook)) == expected
