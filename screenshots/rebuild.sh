#!/bin/sh
# Builds the program and takes every picture again.
set -e
cd "$(dirname "$0")/.."
GO=${GO:-go}
bin=$(mktemp -d)
trap 'rm -rf "$bin"' EXIT
$GO build -o "$bin/mesoswatch" ./cmd/mesoswatch
$GO run ./screenshots -out screenshots -- "$bin/mesoswatch" demo --speed 600
