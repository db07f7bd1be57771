#!/usr/bin/env bash
# Installs the checker from the action's own folder, with exactly what the lock names, away from what
# the workflow itself works with. The wheels come from the cache where it has them: then no registry
# is asked.
set -euo pipefail
source "$GITHUB_ACTION_PATH/action/isolate.sh"

home="$RUNNER_TEMP/standards-checker"
wheels="$home/wheels"
lock="$GITHUB_ACTION_PATH/action/requirements.txt"
export PIP_DISABLE_PIP_VERSION_CHECK=1
mkdir -p "$wheels"

# Without a pip of its own it is made in an instant.
"$PYTHON" -I -m venv --without-pip "$home/venv"
programs="$home/venv/bin"
[ "$RUNNER_OS" != Windows ] || programs="$home/venv/Scripts"

if [ ! -e "$wheels/complete" ]; then
  "$PYTHON" -I -m pip download --quiet --no-deps --require-hashes --only-binary :all: \
    --dest "$wheels" --requirement "$lock"
  touch "$wheels/complete"
fi
install=("$PYTHON" -I -m pip --python "$programs/python" install --quiet --no-deps --no-compile --no-index)
"${install[@]}" --require-hashes --find-links "$wheels" --requirement "$lock"
"${install[@]}" --no-build-isolation "$GITHUB_ACTION_PATH"

printf 'python=%s\n' "$programs/python" >> "$GITHUB_OUTPUT"
