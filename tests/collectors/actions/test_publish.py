"""What workflows publish, and with what."""

import pytest


def steps(job, text: str, **more) -> list[tuple[str, int, bool, bool]]:
    facts = job(text, on="release", **more)
    unclear = [each.seen for each in facts.problems if each.path == "actions.publish_steps"]
    found = unclear[0] if unclear else facts.values["actions.publish_steps"]
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
        ("uses: docker/build-push-action@v6\n        with: {push: true}", "container"),
        ("uses: docker/build-push-action@v6\n        with: {push: '${{ inputs.p }}'}", "container"),
        ("uses: docker/build-push-action@v6\n        with: {outputs: 'type=image,push=true'}", "container"),
        ("uses: docker/bake-action@v6\n        with: {set: '*.output=type=registry'}", "container"),
        ("run: docker buildx build --platform x --push .", "container"),
        ("run: gh release create v1", "github-release"),
        ("uses: softprops/action-gh-release@v2", "github-release"),
        ("uses: artis3n/ansible_galaxy_collection@v2", "galaxy"),
        ("uses: JS-DevTools/npm-publish@v4\n        with: {dry-run: false}", "npm"),
        ("uses: goreleaser/goreleaser-action@v6\n        with: {args: release}", "github-release"),
        ("run: NPM_CONFIG_DRY_RUN=true npm pack && npm publish", "npm"),
        ("run: |\n          NPM_CONFIG_DRY_RUN=true\n          npm publish", "npm"),
        ("run: NPM_CONFIG_DRY_RUN=false npm publish", "npm"),
        ("run: KO_DOCKER_REPO=ghcr.io/a/b ko build ./cmd/x", "container"),
    ],
)
def test_registries(job, step, registry) -> None:
    """Actions and commands are known by name."""
    assert [found[0] for found in steps(job, f"      - {step}\n")] == [registry]


@pytest.mark.parametrize(
    "step",
    [
        "run: npm publish --dry-run",
        "uses: JS-DevTools/npm-publish@v4\n        with: {dry-run: true}",
        "run: echo npm publish",
        "uses: docker/build-push-action@v6",
        "uses: docker/build-push-action@v6\n        with: {push: false, outputs: 'type=docker'}",
        "uses: docker/bake-action@v6\n        with: {load: true}",
        "run: npm publish --help",
        "run: npm publish --registry http://localhost:4873",
        "run: dotnet nuget push x.nupkg --source ./out",
        "run: skopeo copy docker://a/b:1 dir:b",
        "run: goreleaser release --skip=sign,publish",
        "run: mvn deploy -DaltDeploymentRepository=x::file:./repo",
        "run: cargo package",
        "run: git push",
        "run: mvn deployment-check",
        "run: NPM_CONFIG_DRY_RUN=true npm publish",
        "run: npm publish\n        env: {npm_config_dry_run: 1}",
        "run: cross-env npm_config_dry_run=true npm publish",
        "run: |\n          export NPM_CONFIG_DRY_RUN=true\n          npm publish",
        "run: KO_DOCKER_REPO=ko.local ko build ./cmd/x",
        "run: rush publish --apply",
        "run: cargo release patch",
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
        ("uses: astral-sh/setup-uv@v6", True),
        ("uses: astral-sh/setup-uv@v4", False),
        ("uses: astral-sh/setup-uv@v10", False),
        ("uses: astral-sh/setup-uv@v10\n        with: {enable-cache: true}", True),
        ("uses: astral-sh/setup-uv@v6\n        with: {enable-cache: false}", False),
        ("uses: astral-sh/setup-uv@v6\n        with: {enable-cache: '${{ inputs.x }}'}", False),
        ("uses: astral-sh/setup-uv@0123456789012345678901234567890123456789 # v6.1.0", True),
        ("uses: astral-sh/setup-uv@0123456789012345678901234567890123456789", False),
        ("uses: actions/setup-go@v3", False),
        ("uses: gradle/actions/setup-gradle@v4", True),
        ("uses: gradle/actions/setup-gradle@v4\n        with: {cache-disabled: true}", False),
        ("uses: jdx/mise-action@v2", True),
        ("uses: r-lib/actions/setup-r-dependencies@v2", True),
        ("uses: r-lib/actions/setup-renv@v2\n        with: {bypass-cache: 'true'}", False),
        ("uses: subosito/flutter-action@v2\n        with: {pub-cache: true}", True),
        ("uses: bazel-contrib/setup-bazel@0.19.0", False),
        (
            'uses: bazel-contrib/setup-bazel@0.19.0\n        with: {external-cache: "manifest:\\n  npm: x"}',
            True,
        ),
        ("uses: docker/build-push-action@v6\n        with: {cache-from: type=gha}", True),
        ("uses: docker/build-push-action@v6\n        with: {cache-from: type=registry}", False),
        ("uses: actions/cache@v4\n        if: false", False),
        ("run: docker buildx build --cache-from type=gha -t x .", True),
        ("run: docker buildx bake --set '*.cache-from=type=gha,scope=x'", True),
        ("run: docker buildx build --cache-from type=registry,ref=x .", False),
        ("run: |\n          # docker buildx build --cache-from type=gha .\n          make", False),
        ("uses: docker/bake-action@v6\n        with: {set: '*.cache-from=type=gha'}", True),
        ("uses: docker/bake-action@v6\n        with: {set: '*.platform=linux/amd64'}", False),
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


def workflow(steps: str) -> str:
    return f"on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n{steps}"


@pytest.mark.parametrize(
    ("version", "package", "expected"),
    [
        ("v6", '{"packageManager": "npm@11.0.0"}', True),
        ("v5", '{"devEngines": {"packageManager": {"name": "npm"}}}', True),
        ("v4", '{"packageManager": "npm@11.0.0"}', False),
        ("v6", '{"packageManager": "pnpm@9.0.0"}', False),
    ],
)
def test_node_caches_by_default_where_npm_is_named(collect, version, package, expected) -> None:
    """Since v5, setup-node restores a cache where package.json names its package manager."""
    steps = f"      - uses: actions/setup-node@{version}\n      - run: npm publish\n"
    facts = collect({".github/workflows/x.yml": workflow(steps), "package.json": package})
    assert bool(facts.values["actions.release_caches"]) is expected


@pytest.mark.parametrize(
    ("command", "files"),
    [
        ("make ship", {"Makefile": "ship: build\n\tnpm publish\nbuild:\n\ttrue\n"}),
        ("./ci/ship.sh", {"ci/ship.sh": "#!/bin/sh\nset -e\nnpm publish --access public\n"}),
        ("npm run ship", {"package.json": '{"scripts": {"ship": "npm ci && npm publish"}}'}),
        ("just ship", {"justfile": "ship:\n  npm publish\n"}),
        (
            "just ship 2",
            {"justfile": "ship version='1' +more=\"a:b\": build\n  npm publish\nbuild:\n  true\n"},
        ),
        ("bash -c 'npm publish'", {}),
    ],
)
def test_publishing_behind_scripts(collect, command, files) -> None:
    """The step that calls a script publishes what the script does, with the step's own token."""
    steps = (
        "      - uses: actions/cache@v4\n"
        f"      - run: {command}\n        env: {{NODE_AUTH_TOKEN: '${{{{ secrets.NPM }}}}'}}\n"
    )
    facts = collect({".github/workflows/x.yml": workflow(steps), **files})
    published = facts.values["actions.publish_steps"]
    assert [(each["line"], each["registry"], each["token"]) for each in published] == [(7, "npm", True)]
    assert [each["line"] for each in facts.values["actions.release_caches"]] == [6]


@pytest.mark.parametrize(("needs", "cached"), [("[build]", True), ("[]", False)])
def test_artifacts_of_called_workflows(collect, needs, cached) -> None:
    """A job that needs a caller publishes what the called workflow built from a cache."""
    ship = f"  ship:\n    needs: {needs}\n    runs-on: x\n    steps:\n"
    files = {
        ".github/workflows/a.yml": "on: push\njobs:\n  build:\n    uses: ./.github/workflows/b.yml\n"
        + ship
        + "      - uses: actions/download-artifact@v4\n      - run: npm publish\n",
        ".github/workflows/b.yml": "on: workflow_call\njobs:\n  c:\n    runs-on: x\n    steps:\n"
        "      - uses: actions/cache@v4\n      - uses: actions/upload-artifact@v4\n",
    }
    facts = collect(files)
    assert bool(facts.values["actions.release_caches"]) is cached


def test_jobs_of_one_called_workflow_need_one_another(collect) -> None:
    """Two jobs of a called workflow have the same caller, which does not make one wait for the other."""
    files = {
        ".github/workflows/a.yml": "on: push\njobs:\n  build:\n    uses: ./.github/workflows/b.yml\n",
        ".github/workflows/b.yml": "on: workflow_call\njobs:\n  c:\n    runs-on: x\n    steps:\n"
        "      - uses: actions/cache@v4\n      - uses: actions/upload-artifact@v4\n"
        "  d:\n    runs-on: x\n    steps:\n"
        "      - uses: actions/download-artifact@v4\n      - run: npm publish\n",
    }
    assert not collect(files).values["actions.release_caches"]


def test_publishing_of_called_workflows_and_actions(collect) -> None:
    """What another file of the repository publishes is said where it stands, once for all its callers."""
    files = {
        ".github/workflows/a.yml": "on: push\njobs:\n  a:\n    uses: ./.github/workflows/b.yml\n"
        "  b:\n    uses: ./.github/workflows/b.yml\n",
        ".github/workflows/b.yml": "on: workflow_call\njobs:\n  c:\n    runs-on: x\n    steps:\n"
        "      - uses: actions/cache@v4\n      - uses: ./ship\n",
        "ship/action.yml": "runs:\n  using: composite\n  steps:\n    - run: cargo publish\n      shell: bash\n",
    }
    facts = collect(files)
    published = facts.values["actions.publish_steps"]
    assert [(each["path"], each["line"], each["registry"]) for each in published] == [
        ("ship/action.yml", 4, "crates")
    ]
    assert [each["path"] for each in facts.values["actions.release_caches"]] == [".github/workflows/b.yml"]


@pytest.mark.parametrize(
    "command",
    [
        "ko build --push=false ./cmd",
        "ko build --local ./cmd",
        "ko build -L ./cmd",
        "docker buildx build --push=false .",
        "docker build .",
    ],
)
def test_images_that_stay_at_home(job, command) -> None:
    """A build that pushes nothing does not publish."""
    assert steps(job, f"      - run: {command}\n") == []


def test_websites_take_caches(job) -> None:
    """No version of a product comes to anybody by a website."""
    facts = job("      - uses: actions/cache@v4\n      - uses: actions/deploy-pages@v4\n")
    assert facts.values["actions.release_caches"] == []


@pytest.mark.parametrize(
    ("extra", "unknown"),
    [
        ("        env: {TOKEN: '${{ secrets.REGISTRY }}'}\n", True),
        ("        env: {GH_TOKEN: '${{ github.token }}'}\n", True),
        ("      - run: true\n    permissions: {id-token: write}\n", True),
        ("", False),
        ("      - run: true\n    permissions: {contents: read}\n", False),
    ],
)
@pytest.mark.parametrize("name", ["publish_steps", "release_caches"])
def test_what_may_publish_is_not_absent(job, name, extra, unknown) -> None:
    """A program that nobody can read may publish what it is called after, if it is given a credential."""
    facts = job(f"      - uses: actions/cache@v4\n      - run: ./release.bin --all\n{extra}")
    assert any(each.path == f"actions.{name}" for each in facts.problems) is unknown


@pytest.mark.parametrize(
    ("called", "unknown"),
    [
        ("uses: other/x/.github/workflows/y.yml@v1\n    secrets: inherit", True),
        ("uses: other/x/.github/workflows/y.yml@v1\n    permissions: {id-token: write}", True),
        ("uses: other/x/.github/workflows/y.yml@v1", False),
    ],
)
def test_workflows_of_others_may_publish(collect, called, unknown) -> None:
    """What stands elsewhere may publish with the secrets that it is given."""
    facts = collect({".github/workflows/x.yml": f"on: push\njobs:\n  a:\n    {called}\n"})
    assert any(each.path == "actions.publish_steps" for each in facts.problems) is unknown


@pytest.mark.parametrize(("declared", "identity"), [("", True), ("permissions: {contents: read}\n", False)])
def test_called_workflows_have_what_their_caller_has(collect, declared, identity) -> None:
    """A called workflow that declares no permissions has those of the job that calls it."""
    files = {
        ".github/workflows/a.yml": "on: push\njobs:\n  a:\n    permissions: {id-token: write}\n"
        "    uses: ./.github/workflows/b.yml\n",
        ".github/workflows/b.yml": f"on: workflow_call\n{declared}jobs:\n  c:\n    runs-on: x\n    steps:\n"
        "      - run: npm publish\n",
    }
    published = collect(files).values["actions.publish_steps"]
    assert [each["oidc"] for each in published] == [identity]


@pytest.mark.parametrize(
    ("needs", "taken", "expected"),
    [
        ("[build]", "actions/download-artifact@v4", True),
        ("[]", "actions/download-artifact@v4", False),
        ("[build]", "actions/setup-node@v3", False),
    ],
)
def test_caches_of_jobs_whose_artifacts_are_published(collect, needs, taken, expected) -> None:
    """A release is built where its artifact is made, not where it is uploaded from."""
    text = (
        "on: push\njobs:\n  build:\n    runs-on: x\n    steps:\n      - uses: actions/cache@v4\n"
        "      - uses: actions/upload-artifact@v4\n"
        f"  ship:\n    needs: {needs}\n    runs-on: x\n    steps:\n      - uses: {taken}\n      - run: npm publish\n"
    )
    facts = collect({".github/workflows/x.yml": text})
    assert bool(facts.values["actions.release_caches"]) is expected


@pytest.mark.parametrize(
    ("login", "publish", "token"),
    [
        ("run: 'echo \"//registry.npmjs.org/:_authToken=${{ secrets.N }}\" > ~/.npmrc'", "npm publish", True),
        (
            "run: 'echo \"_authToken=$T\" > ~/.npmrc'\n        env: {T: '${{ secrets.N }}'}",
            "npm publish",
            True,
        ),
        ("run: cargo login ${{ secrets.C }}", "cargo publish", True),
        ("run: poetry config pypi-token.pypi ${{ secrets.P }}", "poetry publish", True),
        ("run: poetry config pypi-token.pypi ${{ secrets.P }}", "npm publish", False),
        ("run: cargo login ${{ steps.auth.outputs.token }}", "cargo publish", False),
    ],
)
def test_tokens_that_an_earlier_step_stores(job, login, publish, token) -> None:
    """A login leaves the secret where the program that publishes looks for it."""
    found = steps(job, f"      - {login}\n      - run: {publish}\n")
    assert [each[2] for each in found] == [token]


@pytest.mark.parametrize(
    ("extra", "env", "steps_known", "secrets_known"),
    [
        ("", "{}", True, True),
        ("    permissions: {contents: write, id-token: write}\n", "{}", False, True),
        ("", "{T: '${{ secrets.PAT }}'}", False, False),
        ("", "{T: '${{ secrets.GITHUB_TOKEN }}'}", False, True),
    ],
)
def test_what_is_not_understood_may_hold_a_secret(job, extra, env, steps_known, secrets_known) -> None:
    """Only a step that is given a long-lived secret can publish with one."""
    facts = job(f"      - run: shipper publish x\n        env: {env}\n", on="push", extra=extra)
    assert (facts.problem("actions.publish_steps") is None) is steps_known
    assert (facts.problem("actions.publish_credentials") is None) is secrets_known


def test_every_publisher_is_understood(job) -> None:
    """An action that publishes is not something that nobody knows."""
    facts = job(
        "      - uses: artis3n/ansible_galaxy_collection@v2\n        with: {api_key: '${{ secrets.K }}'}\n"
    )
    assert facts.problem("actions.publish_credentials") is None
