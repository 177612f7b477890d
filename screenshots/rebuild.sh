#!/bin/sh
# Builds the program and takes every picture again: all as SVG, and what most look
# at as PNG too, by Chromium. The same program gives the same SVG, byte for byte,
# and with the same Chromium and fonts the same PNG.
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
sandbox=""
[ "$(id -u)" != 0 ] || sandbox="--no-sandbox" # Chromium has none for root
"$work/screenshots" -out "$work/new" -data "$work/data" "$work/mesoswatch"
for svg in "$work"/new/*-120x36*.svg "$work/new/overview-80x24.svg"; do
  size=$(sed -n '1s/.* width="\([0-9]*\)" height="\([0-9]*\)".*/\1,\2/p' "$svg")
  HOME="$work" chromium --headless $sandbox --disable-gpu --hide-scrollbars --disable-lcd-text \
    --force-device-scale-factor=1 --user-data-dir="$work/chromium" --window-size="$size" \
    --screenshot="${svg%.svg}.png" "file://$svg" >"$work/chromium.log" 2>&1 || {
    cat "$work/chromium.log" >&2
    exit 1
  }
done
"$work/screenshots" -shrink "$work"/new/*.png
rm -f screenshots/*.svg screenshots/*.png
cp "$work"/new/* screenshots/
