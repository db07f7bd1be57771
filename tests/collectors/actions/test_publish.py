"""What workflows publish, and with what."""

import pytest


def steps(job, text: str, **more) -> list[tuple[str, int, bool, bool]]:
    found = job(text, on="release", **more).values["actions.publish_steps"]
    return [(item["registry"], item["line"], item["token"], item["oidc"]) for item in found]


@pytest.mark.parametrize(
    ("step", "registry"),
    [
        ("uses: pypa/gh-action-pypi-publish@v1", "pypi"),
        ("run: twine upload dist/*", "pypi"),
        ("run: python -m twine upload dist/*", "pypi"),
        ("run: uv publish", "pypi"),
        ("run: poetry publish --build", "pypi"),
        ("run: npm publish --access public", "npm"),
        ("run: pnpm -r publish", "npm"),
        ("run: yarn npm publish", "npm"),
        ("run: npx semantic-release", "npm"),
        ("run: cargo publish -p x", "crates"),
        ("run: gem push x.gem", "rubygems"),
        ("run: dotnet nuget push x", "nuget"),
        ("run: mvn -B deploy", "maven"),
        ("run: ./gradlew publishToSonatype", "maven"),
        ("run: docker push x", "container"),
        ("run: docker buildx build --platform x --push .", "container"),
        ("run: gh release create v1", "github-release"),
        ("uses: softprops/action-gh-release@v2", "github-release"),
        ("uses: goreleaser/goreleaser-action@v6\n        with: {args: release}", "github-release"),
    ],
)
def test_registries(job, step, registry) -> None:
    """Actions and commands are known by name."""
    assert [found[0] for found in steps(job, f"      - {step}\n")] == [registry]


@pytest.mark.parametrize(
    "step",
    [
        "run: npm publish --dry-run",
        "run: echo npm publish",
        "run: npm run publish-docs",
        "uses: docker/build-push-action@v6",
        "run: cargo package",
        "run: git push",
        "run: mvn deployment-check",
    ],
)
def test_what_only_looks_like_publishing(job, step) -> None:
    """Dry runs, talk and builds publish nothing."""
    assert steps(job, f"      - {step}\n") == []


def test_lines_tokens_and_identities(job) -> None:
    """A step stands where its command does; permissions of the job beat those of the workflow."""
    text = "      - run: |\n          npm ci\n          npm publish \\\n            --tag x\n        env:\n          NODE_AUTH_TOKEN: ${{ secrets.NPM }}\n"
    assert steps(job, text) == [("npm", 9, True, False)]
    assert steps(job, text, extra="    permissions: {id-token: write}\n") == [("npm", 10, True, True)]
    top = "permissions: {id-token: write}\n"
    assert steps(job, "      - run: npm publish\n", top=top, extra="    permissions: {}\n") == [
        ("npm", 9, False, False)
    ]
    github = text.replace("secrets.NPM", "secrets.GITHUB_TOKEN")
    assert steps(job, github) == [("npm", 9, False, False)]


@pytest.mark.parametrize(
    ("text", "registry"),
    [
        ("      - run: twine upload --repository-url https://pypi.acme.example x\n", "private"),
        ("      - run: twine upload --repository-url https://test.pypi.org/legacy/ x\n", "pypi"),
        (
            "      - uses: pypa/gh-action-pypi-publish@v1\n        with: {repository-url: https://x.example/}\n",
            "private",
        ),
        (
            "      - uses: actions/setup-node@v4\n        with: {registry-url: https://npm.pkg.github.com}\n      - run: npm publish\n",
            "private",
        ),
        (
            "      - uses: actions/setup-node@v4\n        with: {registry-url: 'https://registry.npmjs.org'}\n      - run: npm publish\n",
            "npm",
        ),
    ],
)
def test_registries_of_ones_own(job, text, registry) -> None:
    """An address tells a private registry from the public one."""
    assert [found[0] for found in steps(job, text)] == [registry]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("make ship", True),
        ("kubectl apply -f x", True),
        ("terraform apply -auto-approve", True),
        ("make test", False),
    ],
)
def test_publishing_and_deploying_are_found_behind_targets(job, collect, command, expected) -> None:
    """What CI calls counts as what CI does."""
    workflow = f"on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: {command}\n"
    makefile = "ship:\n\ttwine upload dist/*\ntest:\n\tpytest\n"
    facts = collect({".github/workflows/x.yml": workflow, "Makefile": makefile})
    assert facts.values["actions.publishes"] is expected


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("uses: actions/cache@v4", True),
        ("uses: actions/cache/save@v4", False),
        ("uses: actions/setup-go@v5", True),
        ("uses: actions/setup-go@v5\n        with: {cache: false}", False),
        ("uses: actions/setup-python@v5", False),
        ("uses: actions/setup-python@v5\n        with: {cache: pip}", True),
        ("uses: Swatinem/rust-cache@v2", True),
        ("uses: astral-sh/setup-uv@v6\n        with: {enable-cache: false}", False),
    ],
)
def test_caches_beside_publishing(job, step, expected) -> None:
    """Only what restores a cache for sure is named."""
    facts = job(f"      - {step}\n      - run: npm publish\n")
    assert bool(facts.values["actions.release_caches"]) is expected


@pytest.mark.parametrize(
    ("env", "registry"),
    [
        ("TWINE_PASSWORD: '${{ secrets.X }}'", "pypi"),
        ("CARGO_REGISTRY_TOKEN: '${{ secrets.X }}'", "crates"),
        ("TWINE_PASSWORD: '${{ secrets.X }}', TWINE_REPOSITORY_URL: https://x.example", "private"),
        ("TWINE_PASSWORD: '${{ steps.mint.outputs.token }}'", ""),
        ("NODE_AUTH_TOKEN: '${{ secrets.X }}'", ""),
    ],
)
def test_scripts_that_are_given_a_token(job, env, registry) -> None:
    """A token that only publishing needs tells what a script is for."""
    found = steps(job, f"      - run: scripts/release\n        env: {{{env}}}\n")
    assert found == ([(registry, 8, registry != "private", False)] if registry else [])
