#!/usr/bin/env bash
# What must hold before a version is tagged, beyond the tests: a clean tree, a
# changelog entry, untouched dependencies with known licences and no known
# hole, and a static binary that knows its version. Call: release-check.sh VERSION
set -euo pipefail
cd "$(dirname "$0")/.."
version=$1 failed=0

fail() {
  echo "release-check: $*" >&2
  failed=1
}

[ -z "$(git status --porcelain)" ] || fail "the tree has changes that are not committed"
grep -q "^## \[${version#v}\]" CHANGELOG.md || fail "CHANGELOG.md has no section [${version#v}]"

go mod verify >/dev/null || fail "a module in the cache was changed"
go mod tidy -diff >/dev/null || fail "go.mod is not tidy"

# Licences of what is linked into the binary: each must be there, none may oblige us to another licence than ours.
while read -r module at; do
  dir=$(go list -m -f '{{.Dir}}' "$module")
  licence=$(find "$dir" -maxdepth 1 -type f \( -iname 'licen[cs]e*' -o -iname 'copying*' \) | head -n 1)
  [ -n "$licence" ] || { fail "$module $at has no licence file"; continue; }
  if grep -qE 'GNU (AFFERO )?GENERAL PUBLIC LICENSE' "$licence"; then fail "$module $at is under the GPL"; fi
done < <(go version -m bin/haike | awk '$1 == "dep" { print $2, $3 }')
(cd web && npm ls --omit=dev --all --parseable) | tail -n +2 | while read -r dir; do
  node -e '
    const p = require(process.argv[1] + "/package.json")
    if (!/^\(?(MIT|ISC|Apache-2.0|BSD-2-Clause|BSD-3-Clause|0BSD|Unlicense|CC0-1.0)\b/.test(p.license ?? "")) {
      console.error(`release-check: ${p.name} has the licence ${p.license}`); process.exit(1)
    }' "$dir"
done || failed=1

if scan=$(command -v govulncheck || ls .cache/bin/govulncheck 2>/dev/null); then
  "$scan" ./... || fail "a dependency has a known hole"
else
  fail "govulncheck is missing: GOBIN=\$PWD/.cache/bin go install golang.org/x/vuln/cmd/govulncheck@latest"
fi

if readelf -l bin/haike 2>/dev/null | grep -q INTERP; then fail "bin/haike is not static"; fi
bin/haike version | grep -qF "$version" || fail "bin/haike does not say that it is $version"

[ "$failed" -eq 0 ] && echo "release-check: $version may be tagged"
exit "$failed"
