#!/usr/bin/env bash
# Runs the audit and keeps its exit code: the summary and the comment come before the verdict.
set -euo pipefail
source "$GITHUB_ACTION_PATH/action/isolate.sh"

# A folder for each use of the Action in a job: no report is taken for that of another.
mkdir -p "$RUNNER_TEMP/standards-checker"
home=$(mktemp -d "$RUNNER_TEMP/standards-checker/report.XXXXXX")
sarif="$home/report.sarif"

# Ends the step, not the job: what was found out is shown before the verdict.
finish() {
  cat "$home/errors" >&2
  printf 'exit-code=%s\nsarif=%s\nfolder=%s\n' "$1" "$sarif" "$home" >> "$GITHUB_OUTPUT"
  exit 0
}

refuse() {
  printf 'checker: %s\nhint: %s\n' "$1" "$2" > "$home/errors"
  finish 2
}

# Refuses the name of an input that does not stay below the workspace. What lies there is the pull
# request's, so that a link in its place, or in that of a folder above it, may lead anywhere.
require_below() {
  local input="$1" name="$2" place="$GITHUB_WORKSPACE" rest
  [ "$RUNNER_OS" != Windows ] || name="${name//\\//}"
  case "$RUNNER_OS:/$name/" in
    *$'\n'* | */../* | *://* | Windows:*:*) refuse "$input: '$name' is no name below the workspace" \
      "write a relative path without '..'" ;;
  esac
  rest="$name/"
  while [ -n "$rest" ]; do
    place="$place/${rest%%/*}"
    rest="${rest#*/}"
    [ ! -L "$place" ] || refuse "$input: '$name' is a symbolic link, or lies behind one" \
      "name the folder that it leads to; links of the checkout are not followed"
  done
}

require_folder() {
  require_below "$1" "$2"
  [ -d "$GITHUB_WORKSPACE/$2" ] || refuse "$1: there is no folder '$2' in the workspace" \
    "name a folder that is checked out"
}

# Asks Git about the repository. Nothing in its configuration starts a program or opens a connection.
ask_git() {
  GIT_NO_LAZY_FETCH=1 GIT_ALLOW_PROTOCOL=none GIT_NO_REPLACE_OBJECTS=1 GIT_OPTIONAL_LOCKS=0 \
    git -C "$GITHUB_WORKSPACE/$AUDITED" -c safe.directory='*' -c core.fsmonitor=false \
    -c core.hooksPath=/dev/null "$@" 2> /dev/null
}

require_folder path "$AUDITED"
require_folder working-directory "$FOLDER"
if [ -n "$SARIF" ]; then
  require_below sarif "$SARIF"
  sarif="$GITHUB_WORKSPACE/$SARIF"
fi
# A bare repository among the files would be judged in place of the one that was checked out.
[ "$(ask_git rev-parse --is-inside-git-dir)" != true ] || refuse "path: '$AUDITED' is a bare repository" \
  "name the folder that actions/checkout checked out"

demands=(--fail-on "$FAIL_ON")
[ -z "$REQUIRE_LEVEL" ] || demands+=(--require-level "$REQUIRE_LEVEL")
[ -z "$MIN_SCORE" ] || demands+=(--min-score "$MIN_SCORE")
[ -z "$MIN_COVERAGE" ] || demands+=(--min-coverage "$MIN_COVERAGE")
case "$FAIL_ON_UNKNOWN" in
  true) demands+=(--fail-on-unknown) ;;
  false | '') ;;
  *) refuse "fail-on-unknown: '$FAIL_ON_UNKNOWN' is neither true nor false" "write true or false" ;;
esac
# Where no pull request says what it is based on, nothing is. What GitHub checks out is a trial merge of
# the pull request: its first parent is the base as of now, which the event's may lag behind, and others'
# changes in between are not blamed on this one. Only GitHub names that commit, so it can be believed.
if [ "$BASE" = auto ]; then
  BASE="$PULL_BASE"
  family=$(ask_git -c safe.bareRepository=explicit rev-list --no-walk --parents "$GITHUB_SHA" --) || family=
  read -r _ first others <<< "$family"
  [ -z "$PULL_HEAD" ] || [ "$others" != "$PULL_HEAD" ] || BASE="$first"
fi
[ -z "$BASE" ] || demands+=(--base "$BASE")
while IFS= read -r policy; do
  [ -z "$policy" ] || demands+=(--policy "$policy")
done <<< "$POLICY"

code=0
# The folder's settings hold, by the name that the input gives it.
cd "$GITHUB_WORKSPACE/$FOLDER"
"$PYTHON" -I -m checker audit "${demands[@]}" --quiet --no-history \
  --output github --output "json=$home/report.json" --output "markdown=$home/report.md" \
  --output "sarif=$sarif" -- "$GITHUB_WORKSPACE/$AUDITED" 2> "$home/errors" || code=$?
finish "$code"
