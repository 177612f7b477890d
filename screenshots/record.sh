#!/bin/sh
# Records the demo once more: what the pictures show. Done when the demo, or what
# collectors tell of it, has changed; then the times in scene.go are set anew.
#
# The demo runs on the screen, as a user sees it, so that every line of its logs is
# recorded, asked for or not. Its folder is a temporary one; in the recording the
# logs lie in log beside it, where rebuild.sh puts them.
set -eu
cd "$(dirname "$0")/.."
GO=${GO:-go}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
$GO build -o "$work/mesoswatch" ./cmd/mesoswatch
mkdir "$work/tmp"
TZ=UTC TMPDIR="$work/tmp" TERM=xterm-256color HOME="$work" XDG_CONFIG_HOME="$work" XDG_STATE_HOME="$work" USER=ops \
  script -qec "timeout -s INT 45 '$work/mesoswatch' demo --record '$work/demo.jsonl'" /dev/null >/dev/null &
sleep 40
cp "$work"/tmp/mesoswatch-demo-*/log/mesos-master.*.log.INFO.* "$work"
wait
to=screenshots/testdata
rm -rf "$to"/*.gz "$to/log"
mkdir -p "$to/log"
sed "s|$work/tmp/mesoswatch-demo-[0-9]*/log/|log/|g" "$work/demo.jsonl" | gzip -9n >"$to/demo.jsonl.gz"
for log in "$work"/mesos-master.*; do
  gzip -9nc "$log" >"$to/log/$(basename "$log").gz"
done
