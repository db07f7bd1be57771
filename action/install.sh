#!/usr/bin/env bash
# Installs the checker from the action's own folder, with exactly what the lock names, away from what
# the workflow itself works with.
set -euo pipefail

home="$RUNNER_TEMP/standards-checker"
mkdir -p "$home"
"$PYTHON" -m venv "$home/venv"
programs="$home/venv/bin"
[ "$RUNNER_OS" != Windows ] || programs="$home/venv/Scripts"

export PIP_CACHE_DIR="$home/wheels" PIP_DISABLE_PIP_VERSION_CHECK=1
"$programs/python" -m pip install --quiet --require-hashes --only-binary :all: \
  --requirement "$GITHUB_ACTION_PATH/action/requirements.txt"
"$programs/python" -m pip install --quiet --no-deps --no-build-isolation "$GITHUB_ACTION_PATH"

printf 'python=%s\nchecker=%s\n' "$programs/python" "$programs/checker" >> "$GITHUB_OUTPUT"
