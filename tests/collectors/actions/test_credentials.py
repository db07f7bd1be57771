"""Passwords in plain text, and jobs that use secrets."""

import pytest

PASSWORDS, JOBS = "actions.passwords", "actions.secret_jobs"


@pytest.mark.parametrize(
    ("step", "found"),
    [
        ("uses: docker/login-action@v3\n        with: {password: x}", 1),
        ("uses: Azure/docker-login@v2\n        with: {PASSWORD: x}", 1),
        ("uses: docker/login-action@v3\n        with: {password: '${{ secrets.P }}'}", 0),
        ("uses: docker/login-action@v3\n        with: {password: ''}", 0),
        ("uses: docker/login-action@v3\n        with: {registry: 'localhost:5000', password: x}", 0),
        ("uses: acme/login@v3\n        with: {password: x}", 0),
    ],
)
def test_passwords_of_logins(job, step, found) -> None:
    """Only what well-known actions take as a secret is one."""
    assert sum(not each["ok"] for each in job(f"      - {step}\n").values[PASSWORDS]) == found


@pytest.mark.parametrize(
    ("container", "found"),
    [
        ("{image: acme/x, credentials: {username: a, password: b}}", 1),
        ("{image: acme/x, credentials: {username: a, password: '${{ secrets.P }}'}}", 0),
        ("{image: 'localhost:5000/x', credentials: {username: a, password: b}}", 0),
        ("acme/x", 0),
    ],
)
def test_passwords_of_containers(job, container, found) -> None:
    """The runner's own registry needs no secret."""
    facts = job(
        "      - run: make\n", extra=f"    container: {container}\n    services:\n      db: {container}\n"
    )
    expected = ["the password of the container", "the password of the service db"] if found else []
    assert [each["what"] for each in facts.values[PASSWORDS] if not each["ok"]] == expected


@pytest.mark.parametrize(
    ("step", "names"),
    [
        ("run: make", None),
        ("run: make ${{ secrets.GITHUB_TOKEN }}", None),
        ("run: make ${{ secrets.Key }} ${{ secrets['OTHER'] }}", ["key", "other"]),
        ("run: make\n        env: {A: '${{ toJSON(secrets) }}'}", ["*"]),
        ("uses: ./local\n        with: {a: '${{ secrets.KEY }}'}", ["key"]),
        ("run: make ${{ secrets.KEY }}\n        if: false", None),
    ],
)
def test_secrets_of_jobs(job, step, names) -> None:
    """The token of the run is no secret that anybody stored."""
    found = [each["secrets"] for each in job(f"      - {step}\n").values[JOBS]]
    assert found == ([] if names is None else [names])


@pytest.mark.parametrize(("extra", "named"), [("", False), ("    environment: release\n", True)])
def test_environments(job, extra, named) -> None:
    """A job names its environment itself."""
    [found] = job("      - run: make ${{ secrets.KEY }}\n", extra=extra).values[JOBS]
    assert found["environment"] is named


@pytest.mark.parametrize(
    ("password", "found"),
    [("'x'", 1), ("secrets.P || 'x'", 1), ("env.P", 1), ("secrets.P", 0), ("secrets.P || ''", 0)],
)
def test_passwords_in_expressions(job, password, found) -> None:
    """A text that is written out stays one inside an expression and behind a variable."""
    step = f'uses: docker/login-action@v3\n        env: {{P: x}}\n        with: {{password: "${{{{ {password} }}}}"}}'
    assert sum(not each["ok"] for each in job(f"      - {step}\n").values[PASSWORDS]) == found
