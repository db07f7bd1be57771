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


@pytest.mark.parametrize(
    "command",
    [
        "docker login -u u -p hunter2 ghcr.io",
        "docker login -u u -phunter2 ghcr.io",
        "sudo docker --config x login --username u --password=hunter2 ghcr.io",
        "podman login -u u --password hunter2 quay.io",
        "helm registry login ghcr.io -u u -p hunter2",
        "helm repo add acme https://charts.example.org --username u --password hunter2",
        "az login --service-principal -u u -p hunter2 --tenant t",
        "oras login ghcr.io -u u -p hunter2",
        "oc login https://api.example.org:6443 -u u -p hunter2",
        "twine upload -u u -p hunter2 dist/*",
        "npm config set //registry.npmjs.org/:_authToken npm_0123456789abcdef",
        "npm set //registry.npmjs.org/:_authToken=npm_0123456789abcdef",
        'echo "//registry.npmjs.org/:_authToken=npm_0123456789abcdef" > .npmrc',
        "poetry config pypi-token.pypi pypi-0123456789",
        "composer config -g http-basic.repo.example.org u hunter2",
        "cargo login cio0123456789",
        "dotnet nuget push x.nupkg -k oy2abcdefghijklmnop0123456789",
        "vault login hvs.0123456789",
        "sshpass -p hunter2 ssh u@example.org make",
        "echo hunter2 | docker login -u u --password-stdin ghcr.io",
        "echo -n hunter2 | sudo podman login -u u --password-stdin quay.io",
        "printf '%s' hunter2 | helm registry login ghcr.io -u u --password-stdin",
        "docker login -u u --password-stdin ghcr.io <<< hunter2",
        "cat <<EOF | docker login -u u --password-stdin ghcr.io\nhunter2\nEOF",
        "P=hunter2\ndocker login -u u -p $P ghcr.io",
        'P=hunter2; echo "$P" | docker login -u u --password-stdin ghcr.io',
        "docker login -u u -p $WRITTEN ghcr.io",
        "docker login -u u -p ${{ env.WRITTEN }} ghcr.io",
        "docker login -u u -p ${{ secrets.P || 'hunter2' }} ghcr.io",
        "if true; then docker login -u u -p hunter2 ghcr.io; fi",
    ],
)
def test_passwords_of_commands(job, command) -> None:
    """A password that a command is given is written out, however it gets there."""
    found = [each for each in _commands(job, command) if not each["ok"]]
    assert [each["line"] for each in found] == [10 + command.count("\n") * command.startswith("P=")]
    assert found[0]["what"].startswith("the password or token of `")


@pytest.mark.parametrize(
    ("command", "listed"),
    [
        ("docker login -u u -p ${{ secrets.P }} ghcr.io", True),
        ("docker login -u u -p $GIVEN ghcr.io", True),
        ('echo "${{ secrets.P }}" | docker login -u u --password-stdin ghcr.io', True),
        ("echo $GIVEN | docker login -u u --password-stdin ghcr.io", True),
        ("aws ecr get-login-password | docker login -u AWS --password-stdin x.example.org", True),
        ("docker login -u u --password-stdin ghcr.io < token.txt", True),
        ("echo ${{ github.token }} | gh auth login --with-token", True),
        ("docker login -u u -p '<password>' ghcr.io", True),
        ("docker login -u u -p hunter2 localhost:5000", False),
        ("docker login -u u -p hunter2 registry:5000", False),
        ("docker login -u u -p hunter2 $HERE", False),
        ("sshpass -p alpine ssh root@192.168.64.2 make", False),
        ("echo 'docker login -u u -p hunter2'", False),
        ("docker login ghcr.io", False),
        ("docker run -p 80:80 login", False),
        ("dotnet nuget push x.nupkg --api-key az", False),
        ("npm config set //localhost:4873/:_authToken 0123456789abcdef", False),
        ("npm config set //registry.npmjs.org/:_authToken '${NPM_TOKEN}'", False),
        ("vault login -method=oidc role=ci", False),
        ("poetry config virtualenvs.create false", False),
        ("poetry build -p x", False),
        ("az acr login -n registry", False),
    ],
)
def test_commands_without_passwords(job, command, listed) -> None:
    """What comes from elsewhere, the job's own registries and other options are right."""
    assert [each["ok"] for each in _commands(job, command)] == [True] * listed


def _commands(job, command):
    block = "".join(f"          {line}\n" for line in command.split("\n"))
    env = "        env: {WRITTEN: hunter2, GIVEN: '${{ secrets.P }}', HERE: 'localhost:5000'}\n"
    return job(f"      - name: login\n{env}        run: |\n{block}").values[PASSWORDS]
