#!/bin/sh
# Installs what the tests need beside Go: Debian's ZooKeeper, openssl, tmux and GNU
# screen, started by the tests themselves, what looks at packages and their pages, and a
# C compiler for the race detector.
set -eu
missing=""
[ -e /usr/share/java/zookeeper.jar ] || [ -x /usr/share/zookeeper/bin/zkServer.sh ] || missing="$missing zookeeper"
command -v java >/dev/null 2>&1 || missing="$missing default-jre-headless"
command -v openssl >/dev/null 2>&1 || missing="$missing openssl"
command -v prometheus-alertmanager >/dev/null 2>&1 || missing="$missing prometheus-alertmanager"
command -v tmux >/dev/null 2>&1 || missing="$missing tmux"
command -v screen >/dev/null 2>&1 || missing="$missing screen"
command -v rsyslogd >/dev/null 2>&1 || [ -x /usr/sbin/rsyslogd ] || missing="$missing rsyslog"
command -v nats-server >/dev/null 2>&1 || missing="$missing nats-server"
[ -e "$(ls /usr/lib/*/rsyslog/lmnsd_gtls.so 2>/dev/null | head -n 1)" ] || missing="$missing rsyslog-gnutls"
command -v systemd-analyze >/dev/null 2>&1 || missing="$missing systemd"
command -v promtool >/dev/null 2>&1 || missing="$missing prometheus"
command -v lintian >/dev/null 2>&1 || missing="$missing lintian"
command -v man >/dev/null 2>&1 || missing="$missing man-db"
command -v groff >/dev/null 2>&1 || missing="$missing groff"
command -v systemd-sysusers >/dev/null 2>&1 || missing="$missing systemd"
command -v cc >/dev/null 2>&1 || missing="$missing gcc libc6-dev"
[ -n "$missing" ] || exit 0
if ! command -v apt-get >/dev/null 2>&1; then
  echo "needed for the tests and not found:$missing; install them with this system's packages" >&2
  exit 1
fi
sudo=""
[ "$(id -u)" = 0 ] || sudo="sudo"
echo "installing$missing"
$sudo apt-get update -qq
DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq $missing >/dev/null
