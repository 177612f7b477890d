#!/bin/sh
# Builds dist/: for each of ARCHES a static binary in a tar.gz and in a .deb, and
# SHA256SUMS. The same commit gives the same bytes wherever and whenever it is built:
# every time is that of the commit, files are sorted and belong to 0:0.
set -eu
cd "$(dirname "$0")/.."
GO="${GO:-go}"
ARCHES="${ARCHES:-amd64 arm64}"
DIST="${DIST:-dist}"
LEVEL="${LEVEL:-6}" # how hard it is packed; 1 is soon done
umask 022
export LC_ALL=C TZ=UTC CGO_ENABLED=0
if [ -z "${SOURCE_DATE_EPOCH:-}" ]; then
  SOURCE_DATE_EPOCH="$(git log -1 --format=%ct)"
fi
export SOURCE_DATE_EPOCH
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

# compile builds for the architecture $1 into the file $2. The Go tool stamps the
# version: the tag, or how far behind it the commit is.
compile() {
  GOOS=linux GOARCH="$1" $GO build -trimpath -buildvcs=true -ldflags='-s -w' -o "$2" ./cmd/mesoswatch
}

# settle gives everything below $1 the time of the commit, and modes that do not
# depend on the umask of the checkout.
settle() {
  find "$1" -type d -exec chmod 755 {} +
  find "$1" -type f ! -perm -u+x -exec chmod 644 {} +
  find "$1" -type f -perm -u+x -exec chmod 755 {} +
  find "$1" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
}

# pack writes the folder $2 of the folder $1 as the tar.gz $3.
pack() {
  tar -C "$1" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" --format=gnu -cf - "$2" | gzip "-$LEVEL" -n > "$3"
}

# common writes what is the same on every architecture below $1, made by the program $2.
common() {
  mkdir -p "$1/man" "$1/completions" "$1/docs" "$1/systemd"
  "$2" man --dir "$1/man"
  for shell in bash zsh fish; do
    "$2" completion "$shell" > "$1/completions/mesoswatch.$shell"
  done
  cp -R docs/. "$1/docs/"
  cp README.md LICENSE "$1/"
  cp packaging/config.yaml "$1/"
  cp packaging/systemd/*.service "$1/systemd/"
}

# tarball packs the binary $1 of the architecture $2.
tarball() {
  name="mesoswatch-$version-linux-$2"
  mkdir -p "$work/$name"
  cp -R "$work/common/." "$work/$name/"
  install -m 755 "$1" "$work/$name/mesoswatch"
  settle "$work/$name"
  pack "$work" "$name" "$DIST/$name.tar.gz"
}

# package packs the binary $1 of the architecture $2 as a .deb.
package() {
  root="$work/deb-$2"
  share="$root/usr/share"
  mkdir -p "$root/DEBIAN" "$root/usr/lib/systemd/system" "$share/man/man1" "$share/doc/mesoswatch/docs" \
    "$share/bash-completion/completions" "$share/zsh/vendor-completions" "$share/fish/vendor_completions.d"
  install -D -m 755 "$1" "$root/usr/bin/mesoswatch"
  install -D -m 644 packaging/config.yaml "$root/etc/mesoswatch/config.yaml"
  install -D -m 644 packaging/sysusers.conf "$root/usr/lib/sysusers.d/mesoswatch.conf"
  install -D -m 644 packaging/debian/lintian-overrides "$share/lintian/overrides/mesoswatch"
  cp "$work/common/systemd/"*.service "$root/usr/lib/systemd/system/"
  cp "$work/common/completions/mesoswatch.bash" "$share/bash-completion/completions/mesoswatch"
  cp "$work/common/completions/mesoswatch.zsh" "$share/zsh/vendor-completions/_mesoswatch"
  cp "$work/common/completions/mesoswatch.fish" "$share/fish/vendor_completions.d/mesoswatch.fish"
  cp "$work/common/man/"*.1 "$share/man/man1/"
  gzip -9 -n "$share/man/man1/"*.1
  cp -R "$work/common/docs/." "$share/doc/mesoswatch/docs/"
  cp "$work/common/README.md" "$share/doc/mesoswatch/"
  cp packaging/debian/copyright "$share/doc/mesoswatch/copyright"
  changelog | gzip -9 -n > "$share/doc/mesoswatch/changelog.gz"
  for script in postinst prerm postrm; do
    install -m 755 "packaging/debian/$script" "$root/DEBIAN/$script"
  done
  echo /etc/mesoswatch/config.yaml > "$root/DEBIAN/conffiles"
  (cd "$root" && find . -type f ! -path './DEBIAN/*' ! -path './etc/*' -printf '%P\0' | sort -z | xargs -0 md5sum) > "$root/DEBIAN/md5sums"
  size="$(du -k -s --apparent-size --exclude=DEBIAN "$root" | cut -f1)"
  sed -e "s/@VERSION@/$debversion/" -e "s/@ARCH@/$2/" -e "s/@SIZE@/$size/" packaging/debian/control > "$root/DEBIAN/control"
  settle "$root"
  dpkg-deb --root-owner-group --threads-max=1 -Zxz "-z$LEVEL" --build "$root" "$DIST/mesoswatch_${debversion}_$2.deb" >/dev/null
}

# changelog has one entry, the version; what changed is in the history of the repository.
changelog() {
  printf 'mesoswatch (%s) stable; urgency=medium\n\n  * Built from %s.\n\n -- %s  %s\n' "$debversion" "$version" \
    "$(sed -n 's/^Maintainer: //p' packaging/debian/control)" "$(date -u -R -d "@$SOURCE_DATE_EPOCH")"
}

mkdir -p "$DIST"
DIST="$(cd "$DIST" && pwd)"
rm -f "$DIST"/mesoswatch[-_]* "$DIST/SHA256SUMS"
host="$($GO env GOHOSTARCH)"
compile "$host" "$work/mesoswatch-$host"
version="$("$work/mesoswatch-$host" version | cut -d' ' -f2)"
# A commit between two tags sorts before the next: v1.2.4-0.DATE-HASH is 1.2.4~0.DATE.HASH.
debversion="$(echo "$version" | sed -e 's/^v//' -e 's/-/~/' -e 's/-/./g')"
common "$work/common" "$work/mesoswatch-$host"
for arch in $ARCHES; do
  [ "$arch" = "$host" ] || compile "$arch" "$work/mesoswatch-$arch"
  tarball "$work/mesoswatch-$arch" "$arch"
  package "$work/mesoswatch-$arch" "$arch"
done
(cd "$DIST" && sha256sum mesoswatch[-_]* > SHA256SUMS && cat SHA256SUMS)
