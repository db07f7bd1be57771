"""The tools that are known by name."""

from checker.word_lists import wordset

SAME = wordset("""
    pytest unittest tox nox jest vitest mocha ava playwright cypress karma rspec minitest phpunit
    pest bats ctest prove golangci-lint staticcheck govulncheck osv-scanner pip-audit cargo-deny
    cargo-audit clippy rustfmt trivy grype syft snyk clair checkov tfsec kics kube-linter
    kubeconform kubeval kube-score terrascan tflint conftest zizmor actionlint codeql semgrep
    opengrep bandit gosec ruff black flake8 pylint mypy pyright ty pyrefly pyre basedpyright eslint
    oxlint prettier biome stylelint gitleaks trufflehog detect-secrets ggshield hadolint dockle
    pre-commit prek codecov coveralls renovate shellcheck shfmt yamllint markdownlint
    markdownlint-cli2 codespell typos isort interrogate pydocstyle rubocop brakeman bundler-audit
    spotbugs checkstyle ktlint detekt swiftlint phpstan psalm gofmt gofumpt goimports revive
    cargo-nextest cargo-llvm-cov cargo-hack cargo-semver-checks tsc xo standard cosign goreleaser
    commitlint vale lychee sphinx-build mkdocs cibuildwheel deptry vulture pyupgrade docformatter
    yapf autopep8 refurb reuse licensecheck addlicense cargo-vet cargo-about licensed fossa ort
    behave robot scorecard sqlfluff
""")
HEADS: dict[str, str] = {
    **{name: name for name in SAME},
    "py.test": "pytest",
    "trial": "unittest",
    "dmypy": "mypy",
    "flake8p": "flake8",
    "pflake8": "flake8",
    "sonar-scanner": "sonar",
    "sonar": "sonar",
    "dotnet-sonarscanner": "sonar",
    "safety": "safety",
    "anchore-cli": "anchore",
    "anchorectl": "anchore",
    "cargo-clippy": "clippy",
    "cargo-fmt": "rustfmt",
    "markdownlint-cli": "markdownlint",
    "mdl": "markdownlint",
    "npm-check-updates": "npm-check-updates",
    "vue-tsc": "tsc",
    "_mocha": "mocha",
    "react-scripts": "react-scripts",
    "c8": "c8",
    "nyc": "nyc",
    "tap": "tap",
    "tape": "tape",
    "tsd": "tsd",
    "nose2": "nose2",
    "nosetests": "nose2",
    "ward": "ward",
    "gotestsum": "go-test",
    "richgo": "go-test",
    "ginkgo": "go-test",
    "gotest": "go-test",
    "coverage": "coverage",
    "sphinx": "sphinx-build",
    "sphinx-apidoc": "sphinx-build",
    "pytest-cov": "pytest",
    "lint-imports": "import-linter",
    "tofu": "",
}
"""Program to tool; "" names none by itself."""
PAIRS: dict[tuple[str, str], str] = {
    **dict.fromkeys((("go", "test"), ("gotip", "test")), "go-test"),
    ("go", "vet"): "go-vet",
    ("go", "fmt"): "gofmt",
    ("cargo", "test"): "cargo-test",
    ("cargo", "nextest"): "cargo-test",
    ("cross", "test"): "cargo-test",
    ("cargo", "tarpaulin"): "cargo-test",
    ("cargo", "llvm-cov"): "cargo-test",
    ("cargo", "miri"): "cargo-test",
    ("cargo", "clippy"): "clippy",
    ("cargo", "fmt"): "rustfmt",
    ("cargo", "deny"): "cargo-deny",
    ("cargo", "audit"): "cargo-audit",
    ("cargo", "hack"): "cargo-hack",
    ("npm", "audit"): "npm-audit",
    ("pnpm", "audit"): "npm-audit",
    ("yarn", "audit"): "npm-audit",
    ("bun", "test"): "bun-test",
    ("deno", "test"): "deno-test",
    ("deno", "lint"): "deno-lint",
    ("node", "--test"): "node-test",
    ("ruff", "format"): "ruff-format",
    ("ruff", "check"): "ruff",
    ("hatch", "test"): "pytest",
    ("hatch", "fmt"): "ruff",
    ("rye", "test"): "pytest",
    ("rye", "lint"): "ruff",
    ("rye", "fmt"): "ruff-format",
    ("terraform", "fmt"): "terraform-fmt",
    ("terraform", "validate"): "terraform-validate",
    ("terraform", "test"): "terraform-test",
    ("tofu", "fmt"): "terraform-fmt",
    ("tofu", "validate"): "terraform-validate",
    ("tofu", "test"): "terraform-test",
    ("docker", "scout"): "docker-scout",
    ("dotnet", "test"): "dotnet-test",
    ("dotnet", "format"): "dotnet-format",
    ("swift", "test"): "swift-test",
    ("bazel", "test"): "bazel-test",
    ("bazelisk", "test"): "bazel-test",
    ("buck2", "test"): "buck-test",
    ("meson", "test"): "meson-test",
    ("ninja", "test"): "ninja-test",
    ("mix", "test"): "mix-test",
    ("mix", "credo"): "credo",
    ("stack", "test"): "stack-test",
    ("cabal", "test"): "cabal-test",
    ("dune", "test"): "dune-test",
    ("dune", "runtest"): "dune-test",
    ("zig", "test"): "zig-test",
    ("flutter", "test"): "flutter-test",
    ("dart", "test"): "dart-test",
    ("dart", "analyze"): "dart-analyze",
    ("rake", "test"): "rake-test",
    ("rake", "spec"): "rspec",
    ("rails", "test"): "rails-test",
    ("forge", "test"): "forge-test",
    ("helm", "lint"): "helm-lint",
    ("ct", "lint"): "chart-testing",
    ("bundle", "audit"): "bundler-audit",
    ("bundle-audit", "check"): "bundler-audit",
    ("manage.py", "test"): "django-test",
    ("setup.py", "test"): "unittest",
    ("scout", "cves"): "docker-scout",
    ("codeql", "database"): "codeql",
}
"""Program and one of its words to tool."""
BUILDS = {
    "mvn": "maven",
    "mvnw": "maven",
    "gradle": "gradle",
    "gradlew": "gradle",
    "sbt": "sbt",
    "lein": "lein",
}
SCRIPT = "script-test"
"""What stands for a repository's own script of tests: no tool, but tests all the same."""
TESTS = wordset("""
    pytest unittest tox nox jest vitest mocha ava playwright cypress karma rspec minitest phpunit
    pest bats ctest prove go-test cargo-test bun-test deno-test node-test terraform-test dotnet-test
    swift-test bazel-test buck-test meson-test ninja-test mix-test stack-test cabal-test dune-test
    zig-test flutter-test dart-test rake-test rails-test forge-test django-test maven-test
    gradle-test sbt-test lein-test nose2 ward tap tape behave robot react-scripts cibuildwheel
    script-test c8 nyc cargo-nextest cargo-llvm-cov
""")
"""Tools that run tests."""
LINTS = wordset("""
    golangci-lint staticcheck go-vet clippy rustfmt ruff ruff-format black flake8 pylint mypy
    pyright ty pyrefly pyre basedpyright eslint oxlint prettier biome stylelint hadolint pre-commit
    prek shellcheck yamllint markdownlint rubocop checkstyle spotbugs ktlint detekt swiftlint
    phpstan psalm gofmt gofumpt goimports revive tsc xo standard actionlint zizmor tflint
    terraform-fmt terraform-validate conftest kubeconform kube-linter helm-lint chart-testing
    semgrep bandit gosec codespell typos deno-lint dart-analyze credo checkov tfsec trivy isort
    markdownlint-cli2 import-linter vale commitlint sqlfluff
""")
"""Tools that judge code without running it."""
ACTIONS = {
    "github/codeql-action": "codeql",
    "actions/dependency-review-action": "dependency-review",
    "anchore/scan-action": "grype",
    "anchore/sbom-action": "syft",
    "docker/scout-action": "docker-scout",
    "sonarsource/": "sonar",
    "pypa/gh-action-pip-audit": "pip-audit",
    "rustsec/audit-check": "cargo-audit",
    "actions-rs/audit-check": "cargo-audit",
    "actions-rust-lang/audit": "cargo-audit",
    "actions-rust-lang/rustfmt": "rustfmt",
    "coverallsapp/github-action": "coveralls",
    "pyupio/safety": "safety",
    "google/clusterfuzzlite": "fuzzing",
    "google/oss-fuzz": "fuzzing",
    "renovatebot/": "renovate",
    "dependabot/": "",
}
"""Beginnings of actions' names to tools, where the name alone does not say it."""
AMBIGUOUS = wordset("""
    ty pest robot ward tap tape standard clair reuse ort prove sonar coverage nose2 unittest ava
    vale
""")
"""Names that are also words: they count only where a command stands."""
HOOKS = {
    "ruff-check": "ruff",
    "ruff-format": "ruff-format",
    "terraform-fmt": "terraform-fmt",
    "terraform-validate": "terraform-validate",
    "fmt": "rustfmt",
    "cargo-fmt": "rustfmt",
    "go-fmt": "gofmt",
    "go-vet": "go-vet",
    "go-vet-mod": "go-vet",
    "golangci-lint-full": "golangci-lint",
    "biome-check": "biome",
    "uv-audit": "pip-audit",
}
"""Ids of pre-commit hooks to tools, where the id alone does not say it."""
