# Everything runs in .venv, which the first target that needs it creates.
PYTHON ?= python3
BIN := .venv/bin
TARGET ?= .
FUZZ ?= 20000
MINUTES ?= 30
PROFILE ?= usual

.PHONY: help audit test cover fuzz lint format docs golden lock bench calibrate usefulness agreement clean

help:
	@echo 'make audit   judge this repository (TARGET="REPOSITORY..." for your own)'
	@echo 'make test    run the whole test suite (PROFILE=thorough: with many more examples)'
	@echo 'make cover   run it while branch coverage is measured, and hold that to its threshold'
	@echo 'make fuzz    feed mutated inputs to every reader (FUZZ=20000 of them, MINUTES=30, SEED=NUMBER)'
	@echo 'make lint    check style, types and layers'
	@echo 'make format  rewrite the code in the project'\''s style'
	@echo 'make docs    regenerate the generated pages, examples and golden outcomes'
	@echo 'make golden  redraw the outcomes of the simulated organization that tests compare with'
	@echo 'make lock    renew what the Action and a release install'
	@echo 'make bench   compare CPU time and memory with the targets (BENCH="REPOSITORY..." for your own)'
	@echo 'make calibrate   hold levels and scores to known good and poor projects (CLONES=FOLDER, SUBJECTS="OWNER/NAME...")'
	@echo 'make usefulness  see which failures maintainers mended within a year'
	@echo 'make agreement   compare answers with those of other tools'
	@echo 'make clean   remove .venv and everything that was built'

# The program, as its users have it.
.venv/checker: setup.cfg .ci/venv
	@.ci/venv $(PYTHON)
	$(BIN)/python -I -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

# What develops and tests it.
.venv/installed: .venv/checker pyproject.toml tests/pipeline/package-lock.json
	# Dependency groups need a pip of 2025 or newer.
	$(BIN)/python -I -m pip install --quiet --disable-pip-version-check 'pip>=25.1'
	$(BIN)/python -I -m pip install --quiet --group dev
	# GitHub's own evaluator of workflow expressions, which tests of the Action use.
	PATH=$(CURDIR)/$(BIN):$$PATH npm ci --silent --ignore-scripts --prefix tests/pipeline
	@touch $@

# Pages of reports are opened in a real browser, which Debian has and pip has not.
.venv/browser: .venv/installed .ci/browser
	.ci/browser
	@touch $@

audit: .venv/checker
	$(BIN)/python -I -m checker audit $(TARGET)

test: .venv/installed .venv/browser
	@.ci/postgresql
	$(BIN)/python -m pytest -p tests.skips --numprocesses auto --dist worksteal $(MEASURE) \
		--hypothesis-profile $(PROFILE)

cover: MEASURE = --cov --cov-report=
cover: test

fuzz: .venv/installed
	$(BIN)/python -m tests.fuzz --inputs $(FUZZ) --minutes $(MINUTES) $(if $(SEED),--seed $(SEED))

lint: .venv/installed
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/installed
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

docs: golden
	$(BIN)/checker policy docs docs/reference
	for kind in policy rules cases config teams waivers debt; do \
		$(BIN)/checker policy schema $$kind > reports/schema/$$kind.json || exit; \
	done
	$(BIN)/checker policy schema audit > reports/schema/audit-1.json
	$(BIN)/checker policy schema change > reports/schema/change-1.json
	$(BIN)/checker policy schema trend > reports/schema/trend-1.json
	$(BIN)/python -m tests.docs.reference
	$(BIN)/python -m tests.docs.tables
	$(BIN)/python -m tests.render.example
	$(BIN)/python -m tests.render.changes
	$(BIN)/python -m tests.render.gates
	$(BIN)/python -m tests.render.trends

golden: .venv/installed
	$(BIN)/python -m tests.cli.golden

lock: .venv/installed
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
		--no-emit-index-url --custom-compile-command 'make lock' \
		--output-file action/requirements.txt setup.cfg action/build.in
	$(BIN)/uv pip compile --quiet --universal --python-version 3.13 --generate-hashes --upgrade \
		--no-emit-index-url --custom-compile-command 'make lock' \
		--output-file .ci/release.txt .ci/release.in

bench: .venv/installed
	$(BIN)/python -m benchmarks $(BENCH)

CHOSEN = $(if $(CLONES),--clones "$(CLONES)") $(foreach name,$(SUBJECTS),--subject $(name))

agreement: .venv/checker
	$(BIN)/python -m benchmarks.agreement $(CHOSEN)

calibrate: .venv/checker
	$(BIN)/python -m benchmarks.calibration $(CHOSEN)

usefulness: .venv/checker
	$(BIN)/python -m benchmarks.usefulness $(CHOSEN)

clean:
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
