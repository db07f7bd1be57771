#!/usr/bin/env bash
# Runs the audit and keeps its exit code: the summary and the comment come before the verdict.
set -euo pipefail

# A folder for each use of the Action in a job: no report is taken for that of another.
mkdir -p "$RUNNER_TEMP/standards-checker"
home=$(mktemp -d "$RUNNER_TEMP/standards-checker/report.XXXXXX")
sarif="$home/report.sarif"
[ -z "$SARIF" ] || sarif="$GITHUB_WORKSPACE/$SARIF"

demands=(--fail-on "$FAIL_ON")
[ -z "$REQUIRE_LEVEL" ] || demands+=(--require-level "$REQUIRE_LEVEL")
[ -z "$MIN_SCORE" ] || demands+=(--min-score "$MIN_SCORE")
# Where no pull request says what it is based on, nothing is. What GitHub checks out is a trial merge of
# the pull request: its first parent is the base as of now, which the event's may lag behind, and others'
# changes in between are not blamed on this one. Only GitHub names that commit, so it can be believed.
if [ "$BASE" = auto ]; then
  BASE="$PULL_BASE"
  family=$(git -C "$GITHUB_WORKSPACE/$AUDITED" -c safe.directory='*' rev-list --no-walk --parents \
    "$GITHUB_SHA" -- 2> /dev/null) || family=
  read -r _ first others <<< "$family"
  [ -z "$PULL_HEAD" ] || [ "$others" != "$PULL_HEAD" ] || BASE="$first"
fi
[ -z "$BASE" ] || demands+=(--base "$BASE")
while IFS= read -r policy; do
  [ -z "$policy" ] || demands+=(--policy "$policy")
done <<< "$POLICY"

code=0
cd "$GITHUB_WORKSPACE/$FOLDER"
"$CHECKER" audit "${demands[@]}" --quiet --no-history \
  --output github --output "json=$home/report.json" --output "markdown=$home/report.md" \
  --output "sarif=$sarif" -- "$GITHUB_WORKSPACE/$AUDITED" 2> "$home/errors" || code=$?
cat "$home/errors" >&2
printf 'exit-code=%s\nsarif=%s\nfolder=%s\n' "$code" "$sarif" "$home" >> "$GITHUB_OUTPUT"
