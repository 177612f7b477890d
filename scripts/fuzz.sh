#!/bin/sh
# Runs each fuzz test of the module for the time given, 10s by default.
set -eu
time="${1:-10s}"
grep -rl --include='*_test.go' '^func Fuzz' . | while read -r file; do
  dir=$(dirname "$file")
  sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' "$file" | while read -r name; do
    echo "fuzz $dir $name $time"
    "${GO:-go}" test -run '^$' -fuzz "^$name\$" -fuzztime "$time" -fuzzminimizetime 1s -parallel 4 "$dir" </dev/null || exit 1
  done || exit 1
done
