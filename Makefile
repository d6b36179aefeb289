# Every way of building and checking Haike is a target here; CI calls make and
# nothing else. `make` alone prints the list.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

GO ?= go
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -s -w -X main.version=$(VERSION)
# Where the demo of 'make run' and 'make dev' listens and keeps its data.
LISTEN ?= 127.0.0.1:8080
DATA ?= ./data
GOLANGCI_VERSION := v2.15.0
GOLANGCI := $(or $(wildcard .cache/bin/golangci-lint),$(shell command -v golangci-lint 2>/dev/null))
# One PostgreSQL server for all test programs; it ends with the command.
WITH_POSTGRES = .cache/bin/testserver
GENERATED := api/openapi.yaml web/src/shared/api/schema.d.ts docs/rooms.md

# npm writes this file last, and vite this one: real outputs, so that nothing is
# repeated while their sources stay the same.
NODE_MODULES := web/node_modules/.package-lock.json
SPA := web/dist/index.html
WEB_SOURCES := $(shell find web/src web/public web/scripts web/index.html web/package.json web/tsconfig.json web/vite.config.ts locales -type f 2>/dev/null)

.PHONY: help
help: ## print this list
	@awk -F ':.*## ' '/^[a-z][a-z0-9-]*:.*## / { printf "  %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# ---- set up and run ----------------------------------------------------------

.PHONY: setup
setup: system $(NODE_MODULES) ## install what building and testing need
	$(GO) mod download

.PHONY: setup-lint
setup-lint: ## build golangci-lint into .cache/bin (takes some minutes)
	GOBIN=$(CURDIR)/.cache/bin $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_VERSION)

.PHONY: system
system:
	@scripts/system-packages.sh

.PHONY: run
run: build ## build and start the demo: make run LISTEN=127.0.0.1:8080 DATA=./data
	bin/haike demo --listen $(LISTEN) --data $(DATA)

.PHONY: dev
dev: $(NODE_MODULES) $(SPA) ## the demo and Vite side by side, both reload on change
	@HAIKE_API=http://$(LISTEN) scripts/dev.sh demo --listen $(LISTEN) --data $(DATA)

.PHONY: build
build: $(SPA) ## build the web app and the static binary bin/haike
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags "$(LDFLAGS)" -o bin/haike ./cmd/haike

$(NODE_MODULES): web/package-lock.json
	cd web && npm ci --no-audit --no-fund
	@touch $@

$(SPA): $(NODE_MODULES) $(WEB_SOURCES)
	cd web && npm run build
	@touch $@

# ---- check -------------------------------------------------------------------

.PHONY: fmt
fmt: ## format all Go code
	gofmt -w cmd internal locales web/*.go
ifneq ($(GOLANGCI),)
	$(GOLANGCI) fmt
endif

.PHONY: lint
lint: lint-go lint-web ## formatting, vet or golangci-lint, architecture, oxlint, types

.PHONY: lint-go
lint-go: $(SPA)
	@unformatted=$$(gofmt -l cmd internal locales web/*.go); \
	if [ -n "$$unformatted" ]; then echo "run make fmt:"; echo "$$unformatted"; exit 1; fi
ifneq ($(GOLANGCI),)
	$(GOLANGCI) run
else
	$(GO) vet -tags long ./...
endif
	$(GO) test ./internal/archtest

.PHONY: lint-web
lint-web: $(NODE_MODULES)
	cd web && npm run typecheck && npm run lint

.PHONY: test
test: system lint verify test-web test-go test-e2e ## everything that CI runs

.PHONY: test-go
test-go: $(SPA) $(WITH_POSTGRES) ## Go tests on SQLite and PostgreSQL
	$(WITH_POSTGRES) $(GO) test -timeout 15m ./...

.PHONY: test-fast
test-fast: $(SPA) ## Go tests on SQLite alone
	HAIKE_TEST_POSTGRES=skip $(GO) test ./...

.PHONY: test-race
test-race: $(SPA) $(WITH_POSTGRES) ## Go tests with the race detector (needs a C compiler)
	CGO_ENABLED=1 $(WITH_POSTGRES) $(GO) test -race -timeout 40m ./...

.PHONY: test-long
test-long: build $(WITH_POSTGRES) ## also the tests that take long: scaffold, crash and load, all pages in all looks
	$(WITH_POSTGRES) $(GO) test -tags long -timeout 60m ./...
	cd web && npm run e2e:long

.PHONY: test-web
test-web: $(NODE_MODULES) $(SPA)
	cd web && npm run test && npm run budget

.PHONY: test-e2e
test-e2e: build ## the built binary in a real browser
	cd web && npm run e2e

.PHONY: bench
bench: build ## measure the promised speeds on this machine
	$(GO) run ./internal/bench

$(WITH_POSTGRES): $(wildcard internal/testserver/*.go internal/platform/dbtest/*.go internal/migrations/*/*.sql)
	$(GO) build -o $@ ./internal/testserver

# ---- generate ----------------------------------------------------------------

.PHONY: gen
gen: $(NODE_MODULES) $(SPA) ## write the API description, the web app's types, tables of the docs
	@mkdir -p api bin
	$(GO) run ./cmd/haike openapi > bin/openapi.yaml
	@cmp -s bin/openapi.yaml api/openapi.yaml || cp bin/openapi.yaml api/openapi.yaml
	cd web && npm run gen
	@$(MAKE) docs

.PHONY: docs
docs: ## write docs/rooms.md: rooms, edges, tables, events
	$(GO) run ./internal/scaffold docs

.PHONY: verify
verify: ## fail when gen would change a file
	@before=$$(cat $(GENERATED) 2>/dev/null | sha256sum || true); \
	$(MAKE) gen >/dev/null; \
	after=$$(cat $(GENERATED) | sha256sum); \
	if [ "$$before" != "$$after" ]; then echo "generated files were out of date; they are right now: look at them and commit"; exit 1; fi

.PHONY: migrate-new
migrate-new: ## paired migration files: make migrate-new NAME=room_what
	@$(GO) run ./internal/scaffold migration "$(NAME)"

.PHONY: room
room: ## all files of a new room: make room NAME=x
	@$(GO) run ./internal/scaffold room "$(NAME)"

# ---- release -----------------------------------------------------------------

.PHONY: release-check
release-check: test build ## what must hold before a version is tagged
	@scripts/release-check.sh "$(VERSION)"

.PHONY: clean
clean: ## remove what was built (not ./data)
	rm -rf bin .cache web/test-results web/node_modules/.vite
	find web/dist -mindepth 1 ! -name .keep -delete
