#!/bin/sh
# Builds the program and takes every picture again, as SVG and, by Chromium, as PNG.
# The same program gives the same SVG, byte for byte, and with the same Chromium and
# fonts the same PNG.
set -eu
cd "$(dirname "$0")/.."
GO=${GO:-go}
if ! command -v chromium >/dev/null 2>&1; then
  if ! command -v apt-get >/dev/null 2>&1; then
    echo "needed for PNG and not found: chromium; install it with this system's packages" >&2
    exit 1
  fi
  sudo=""
  [ "$(id -u)" = 0 ] || sudo="sudo"
  echo "installing chromium fonts-dejavu-core"
  $sudo apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Without the commit: the help shows the version, and would differ with each.
$GO build -buildvcs=false -o "$work/mesoswatch" ./cmd/mesoswatch
$GO build -o "$work/screenshots" ./screenshots
cp -r screenshots/testdata "$work/data"
find "$work/data" -name '*.gz' -exec gzip -d {} +
mkdir "$work/new"
"$work/screenshots" -out "$work/new" -data "$work/data" -chromium chromium "$work/mesoswatch"
rm -f screenshots/*.svg screenshots/*.png
cp "$work"/new/* screenshots/
"$work/screenshots" -readme screenshots/README.md
