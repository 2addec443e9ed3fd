# Everything a person needs; `make help` lists it.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SITE ?= deployments/example
TODAY ?= $(if $(filter deployments/example,$(SITE)),2019-07-01)
SECONDS ?= 60
SEED ?= random
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)

# Trust the certificates that this machine trusts: many offices have their own.
export UV_SYSTEM_CERTS := true
export UV_NATIVE_TLS := true

.PHONY: help setup setup-dev run up test test-machine test-reliability test-nightly test-system trial-apprise lint check bench bench-ledger fuzz audit-deps lock openapi bundle clean

help: ## List what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

.tools/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "python3 3.11 or newer is needed"; exit 1; }
	$(PYTHON) -m venv .tools || { echo "python3 lacks venv: on Debian, apt-get install python3-venv"; exit 1; }
	.tools/bin/python -m pip install --quiet --disable-pip-version-check 'uv>=0.8'

$(BIN)/python: | $(UV)
	$(UV) venv --quiet --allow-existing --python $(PYTHON) $(VENV)

$(VENV)/.runtime: requirements.lock pyproject.toml | $(BIN)/python
	@test -e $(VENV)/.dev || $(UV) pip sync --quiet --compile-bytecode --python $(BIN)/python requirements.lock
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml | $(BIN)/python
	$(UV) pip sync --quiet --compile-bytecode --python $(BIN)/python requirements-dev.lock
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@ $(VENV)/.runtime

setup: $(VENV)/.runtime ## Install what running needs into .venv

setup-dev: $(VENV)/.dev ## Install what tests need as well

run: setup ## Run the example's cycles of three days, ending with the board and who was told what
	$(BIN)/duban run $(SITE) --today 2019-06-03 --today 2019-06-20 --today 2019-07-01

up: setup ## Start Prefect's server and UI, the timetable, a worker and the desk (the example's on TODAY=2019-07-01); Ctrl-C stops all
	$(BIN)/duban up $(SITE) $(if $(TODAY),--today $(TODAY))

test: setup-dev ## All tests that need nothing but Python packages
	$(BIN)/python -m pytest -n 2 -m "not system and not nightly" tests

test-machine: setup-dev ## The ladder through 20,000 generated histories, new ones each time (SEED=n: those again)
	DUBAN_SEED=$(SEED) DUBAN_HISTORIES=20000 DUBAN_BATCH=2500 $(BIN)/python -m pytest -s --timeout=0 tests/machine

test-reliability: setup-dev ## The promises of docs/promises.md, with at their full sizes
	DUBAN_ROUNDS=1 $(BIN)/python -m pytest -s --timeout=0 tests/reliability

trial-apprise: | $(UV) ## The table of providers' answers under apprise 2.2, in an environment of its own
	$(UV) venv --quiet --allow-existing --python $(PYTHON) .trial
	$(UV) pip sync --quiet --python .trial/bin/python requirements-dev.lock
	$(UV) pip install --quiet --python .trial/bin/python --no-deps 'apprise>=2.2,<2.3' --editable .
	.trial/bin/python -c 'import apprise; print("apprise", apprise.__version__)'
	.trial/bin/python -m pytest -q tests/reliability/test_provider_bodies.py tests/tasks/channels

test-nightly: setup-dev ## What is too long for every change: all other walks on both stores, machine, promises
	sh tests/system/packages.sh nightly
	$(BIN)/python -m pytest -n 2 -m nightly tests
	$(MAKE) test-reliability test-machine

test-system: setup-dev ## Tests that need Debian packages and root (a browser, another database)
	sh tests/system/packages.sh
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "system and not nightly" tests/system

lint: setup-dev ## Style, types and import contracts; seconds
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

check: lint ## The same, with the shape and the rules
	$(BIN)/python -m pytest -q -n 2 -m "not long" tests/layout tests/duban

bench: setup-dev ## Cycles of generated sites beside the floor of the same run; ITEMS="1000 10000"
	$(BIN)/python -m tests.bench.run $(or $(ITEMS),1000 10000)

bench-ledger: setup-dev ## How long a ledger of 100,000 rows takes, and how much memory
	$(BIN)/python -m tests.bench_ledger

fuzz: setup-dev ## The readers under a coverage-guided fuzzer, SECONDS for each
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements-fuzz.lock
	@for target in csv json xlsx xls docx cells rows heads; do \
		echo "== $$target"; $(BIN)/python -m tests.fuzz.fuzz $$target -max_total_time=$(SECONDS) -verbosity=0 -print_final_stats=1 || exit 1; \
	done

audit-deps: | $(UV) ## Known weaknesses of the pinned packages; AUDIT_STRICT=1 also fails where nothing can be asked
	$(UV) venv --quiet --allow-existing --python $(PYTHON) .tools/audit
	$(UV) pip sync --quiet --python .tools/audit/bin/python requirements-audit.lock
	.tools/audit/bin/python tests/audit_deps.py

lock: | $(UV) ## Resolve the lock files anew
	$(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements.lock
	$(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --extra dev pyproject.toml -o requirements-dev.lock
	$(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 requirements-fuzz.in -o requirements-fuzz.lock
	$(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 requirements-audit.in -o requirements-audit.lock

openapi: setup ## Write docs/openapi.json from the models
	$(BIN)/python -m desk.api.written > docs/openapi.json

bundle: | $(UV) ## Pack sources, wheels, installer and checksums for a network without a registry: build/duban-*.tar.gz
	sh deployments/bundle/make.sh $(UV) $(PYTHON)

clean: ## Remove what was made
	rm -rf $(VENV) .tools build *.egg-info .pytest_cache .mypy_cache .ruff_cache
