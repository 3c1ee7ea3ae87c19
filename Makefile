# SPDX-License-Identifier: Apache-2.0
# A plain front to Meson and the scripts in tools/ and tests/: `make` lists what there is.
PREFIX ?= /usr/local
DESTDIR ?=
BUILD ?= build

.PHONY: help build demo test test-long bench install fmt lint clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## build the program: build/dunlin
	@tools/install-deps build
	@tools/build $(BUILD)

demo: build ## build, then migrate 100 SQLite tenants in a fresh folder
	@tools/demo

test: ## run every test, on a throwaway PostgreSQL server
	@tools/install-deps test
	@tests/run

test-long: ## the same with more rounds, and the sanitized program throughout
	@tools/install-deps dev
	@tests/run --long

bench: ## measure against the limit programs in tests/perf
	@tools/install-deps bench
	@tools/build build
	@tests/perf/bench

install: build ## install below PREFIX (/usr/local), staged in DESTDIR
	@meson configure $(BUILD) -Dprefix=$(PREFIX)
	@DESTDIR=$(DESTDIR) meson install -C $(BUILD)

fmt: ## format the C sources
	@tools/install-deps dev
	@tools/lint --fix

lint: ## formatting, layers, shellcheck, clang-tidy
	@tools/install-deps dev
	@tools/lint

clean: ## remove what was built
	@rm -rf build build-*
