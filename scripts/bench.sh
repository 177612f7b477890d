#!/bin/sh
# Replay of a generated master log against grep, ripgrep and lnav in one run,
# with peak memory; then the Go benchmarks. Usage: scripts/bench.sh [SIZE], 1G by
# default. Results go to bench.out/; docs/benchmarks.md keeps the last ones.
set -eu
size="${1:-1G}"
go="${GO:-go}"
out=bench.out
mkdir -p "$out"
missing=""
for tool in hyperfine rg lnav time htop btop; do
  case $tool in
    time) [ -x /usr/bin/time ] || missing="$missing time" ;;
    rg) command -v rg >/dev/null || missing="$missing ripgrep" ;;
    *) command -v "$tool" >/dev/null || missing="$missing $tool" ;;
  esac
done
if [ -n "$missing" ]; then
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $missing >/dev/null
fi

CGO_ENABLED=0 $go build -trimpath -o "$out/mesoswatch" ./cmd/mesoswatch
log="$out/mesos-master.big.log"
stamp="$out/$size.stamp"
if [ ! -e "$stamp" ]; then
  rm -f "$out"/*.stamp
  $go run ./internal/loggen/loggen -size "${size}B" -seed 7 "$log" >"$out/truth.json"
  touch "$stamp"
fi
ls -l "$log" | awk '{print "log: " $5 " bytes"}'
uname -srm; grep -m1 'model name' /proc/cpuinfo || true; nproc | sed 's/$/ cores/'

words='authentication\|unauthorized\|denied'
cat "$log" >/dev/null # the same page cache for all
replay="$out/mesoswatch replay --fail-on none --format jsonl $log"
grep="grep -i '$words' $log | cat" # into a pipe: grep stops at the first match when it writes to /dev/null
rg="rg -i 'authentication|unauthorized|denied' $log | cat"
lnav="env TERM=xterm HOME=$PWD/$out lnav -n -c ';SELECT count(*) FROM glog_log' $log"
hyperfine --warmup 1 --runs 3 --export-json "$out/replay.json" --export-markdown "$out/replay.md" \
  -n replay "$replay >/dev/null" -n grep "$grep >/dev/null" -n ripgrep "$rg >/dev/null" -n lnav "$lnav >/dev/null"
for name in replay grep rg lnav; do
  eval "cmd=\$$name"
  /usr/bin/time -f "$name: peak memory %M KB, %e s wall, %U s user" sh -c "$cmd >/dev/null" 2>&1 | tail -1
done | tee "$out/memory.txt"
$out/mesoswatch replay --fail-on none --stats=rules "$log" 2>&1 >/dev/null | tee "$out/stats.txt"

echo "Bytes to a terminal, keys to their answers, and a slow line"
$go build -o "$out/wire" ./scripts/wire
$go build -o "$out/bigmaster" ./internal/pretend/bigmaster
export XDG_STATE_HOME="$PWD/$out"
recording=screenshots/testdata/demo.jsonl.gz
uptime
"$out/wire" bytes "$out/mesoswatch" "$recording" | tee "$out/wire.md"
"$out/wire" latency "$out/mesoswatch" "$out/bigmaster" | tee "$out/latency.md"
"$out/wire" slow "$out/mesoswatch" "$recording" 9600 | tee "$out/slow.md"

echo "Go benchmarks"
$go test -run '^$' -bench KeyToFrame -benchtime 400x ./ui | grep '^Benchmark' | tee "$out/keys.txt" # a key each 50 ms
$go test -run '^$' -bench . -skip KeyToFrame -benchmem -benchtime 1s ./... | grep -E '^(Benchmark|pkg:)' | tee "$out/go.txt"
