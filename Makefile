# mesoswatch: what maintainers do. `make test` is the whole check, on a fresh
# machine with Go; it installs what it needs.
GO      ?= go
FUZZ    ?= 1s
SIZE    ?= 1G

.PHONY: all build test lint fuzz bench torture demo screenshots release needs clean

all: build

build:
	CGO_ENABLED=0 $(GO) build -trimpath -o mesoswatch ./cmd/mesoswatch

# The real ZooKeeper and the other tools of the tests.
needs:
	@sh scripts/needs.sh

lint:
	@unformatted=$$(gofmt -l $$(git ls-files '*.go' 2>/dev/null || find . -name '*.go')); \
	if [ -n "$$unformatted" ]; then echo "gofmt would change:"; echo "$$unformatted"; exit 1; fi
	$(GO) vet ./...
	$(GO) tool staticcheck ./...

# The race detector needs cgo; the program itself is built without.
test: needs lint build
	CGO_ENABLED=1 $(GO) test -race -timeout 8m ./...
	$(GO) test -run 'Size|Hostile' ./ui
	@$(MAKE) --no-print-directory fuzz
	./mesoswatch rules lint
	./mesoswatch rules test

# Every fuzz test for a short while each; FUZZ=10m for longer.
fuzz:
	@GO="$(GO)" sh scripts/fuzz.sh $(FUZZ)

bench:
	@GO="$(GO)" sh scripts/bench.sh $(SIZE)

torture:
	$(GO) run ./collectors/internal/follow/torture

demo:
	$(GO) run ./cmd/mesoswatch demo

# dist/: tar.gz and .deb for amd64 and arm64, the same bytes for the same commit.
release:
	@GO="$(GO)" sh scripts/release.sh

# Every picture anew, from the recording in screenshots/testdata; installs Chromium.
screenshots:
	@GO="$(GO)" sh screenshots/rebuild.sh

clean:
	rm -rf mesoswatch dist bench.out
