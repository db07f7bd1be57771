#!/usr/bin/env bash
# Runs the audit and keeps its exit code: the summary and the comment come before the verdict.
set -euo pipefail

home="$RUNNER_TEMP/standards-checker"
mkdir -p "$home"
sarif="$home/report.sarif"
[ -z "$SARIF" ] || sarif="$GITHUB_WORKSPACE/$SARIF"

demands=(--fail-on "$FAIL_ON")
[ -z "$REQUIRE_LEVEL" ] || demands+=(--require-level "$REQUIRE_LEVEL")
[ -z "$MIN_SCORE" ] || demands+=(--min-score "$MIN_SCORE")
# Where no pull request says what it is based on, nothing is.
[ -z "$BASE" ] || [ "$BASE" = auto ] || demands+=(--base "$BASE")
while IFS= read -r policy; do
  [ -z "$policy" ] || demands+=(--policy "$policy")
done <<< "$POLICY"

code=0
cd "$GITHUB_WORKSPACE/$FOLDER"
"$CHECKER" audit "${demands[@]}" --quiet --no-history \
  --output github --output "json=$home/report.json" --output "markdown=$home/report.md" \
  --output "sarif=$sarif" -- "$GITHUB_WORKSPACE/$AUDITED" || code=$?
printf 'exit-code=%s\nsarif=%s\n' "$code" "$sarif" >> "$GITHUB_OUTPUT"
