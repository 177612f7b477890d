#!/bin/sh
# Runs each fuzz test of the module for the time given, 10s by default. The fuzzing
# of Go may end with "context deadline exceeded" and no failing input when time is
# up while a worker is busy: then, and only then, a test
# gets a second try.
set -eu
time="${1:-10s}"
said=$(mktemp)
trap 'rm -f "$said"' EXIT
fuzz() {
  "${GO:-go}" test -run '^$' -fuzz "^$2\$" -fuzztime "$time" -fuzzminimizetime 1s -parallel 4 "$1" </dev/null >"$said" 2>&1
}
grep -rl --include='*_test.go' '^func Fuzz' . | while read -r file; do
  dir=$(dirname "$file")
  sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' "$file" | while read -r name; do
    echo "fuzz $dir $name $time"
    if ! fuzz "$dir" "$name"; then
      cat "$said"
      grep -q 'context deadline exceeded' "$said" && ! grep -q 'Failing input' "$said" || exit 1
      echo "fuzz $dir $name again: its time was up while it was busy"
      fuzz "$dir" "$name" || { cat "$said"; exit 1; }
    fi
    cat "$said"
  done || exit 1
done
