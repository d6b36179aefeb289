#!/usr/bin/env bash
# API and web app for developing: the program is built and started again when a
# Go, SQL or text file changes, Vite reloads the page. Ends with Ctrl-C.
set -euo pipefail
cd "$(dirname "$0")/.."

server=0 vite=0
cleanup() {
  for pid in $server $vite; do
    [ "$pid" -eq 0 ] || kill "$pid" 2>/dev/null || true
  done
  wait
}
trap cleanup EXIT
trap 'exit 130' INT TERM

(cd web && exec node_modules/.bin/vite) &
vite=$!

while true; do
  if go build -o bin/haike-dev ./cmd/haike; then
    bin/haike-dev "$@" &
    server=$!
  else
    touch bin/haike-dev
  fi
  while [ -z "$(find cmd internal locales go.mod -newer bin/haike-dev \( -name '*.go' -o -name '*.sql' -o -name '*.json' -o -name '*.tsv' -o -name 'go.mod' \) -print -quit)" ]; do
    kill -0 "$vite" 2>/dev/null || exit 1
    sleep 1
  done
  if [ "$server" -ne 0 ]; then
    kill "$server" 2>/dev/null || true
    wait "$server" || true
    server=0
  fi
done
