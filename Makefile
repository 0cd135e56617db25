# Every target sets up what it needs: a virtual environment of its own in .venv, without root. `make help` lists them.

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.stamp
BENCH_STAMP := $(VENV)/.stamp-bench
PEERS := $(VENV)/peers
PEERS_STAMP := $(PEERS)/.stamp
MATRIX_STAMP := $(VENV)/.stamp-matrix
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
WORKERS ?= 2
FUZZ_SECONDS ?= 120

# The stamp holds the folder it was made for: the environment of a copied checkout would still run the original.
RENEW := $(if $(filter 1,$(shell test "$$(cat $(STAMP) 2>/dev/null)" = "$(CURDIR)" || echo 1)),renew)

.PHONY: help demo test lint format bench fuzz test-all clean renew

help: ## what there is
	@grep -E '^[a-z-]+:.*## ' Makefile | sed 's/:.*## /\t/' | expand -t 12

demo: $(STAMP) ## run the tutorial's polling flow: forty virtual seconds, at once
	@$(BIN)/python -m pytest flows/poll-task-status -v --fnf-timeline=always --no-header -p no:randomly -p no:cacheprovider

test: $(STAMP) lint ## lint, types, order of imports, all tests
	$(BIN)/python -m pytest -n $(WORKERS)

lint: $(STAMP) ## ruff, mypy, import-linter
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy
	$(BIN)/lint-imports --no-logo

format: $(STAMP) ## let ruff put the code in order
	$(BIN)/python -m ruff check --fix .
	$(BIN)/python -m ruff format .

bench: $(BENCH_STAMP) $(PEERS_STAMP) ## measure, beside peers where they can be had, and write docs/benchmarks.md
	$(BIN)/python -m pytest tests/benchmarks/bench_*.py -p no:randomly -p no:xdist -p no:cacheprovider \
	  --timeout=0 --benchmark-json=$(VENV)/benchmarks.json
	$(BIN)/python tests/benchmarks/report.py $(VENV)/benchmarks.json docs/benchmarks.md

fuzz: $(STAMP) ## mutate documents, conditions, paths and results, for FUZZ_SECONDS (120)
	@if [ -d tests/fuzz ]; then set -x; FNF_FUZZ_SECONDS=$(FUZZ_SECONDS) $(BIN)/python -m pytest tests/fuzz -q --timeout=0; \
	else echo "no tests/fuzz here"; fi

test-all: $(MATRIX_STAMP) ## the tests on every Python from 3.11 on the PATH, with pytest 8 and 9
	$(BIN)/python -m tox run

clean: ## forget everything that was set up
	rm -rf .venv .venv-* .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist

# A run that was broken off, a Python that has gone or a checkout that was copied starts anew; a good one stays.
$(STAMP): pyproject.toml $(RENEW)
	@set -e; \
	if [ -s $@ ] && [ "$$(cat $@)" != "$(CURDIR)" ]; then rm -rf $(VENV); fi; \
	if ! $(BIN)/python -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
	  found=; bare=; \
	  for python in $(if $(PYTHON),"$(PYTHON)",python3.14 python3.13 python3.12 python3.11 python3); do \
	    if ! "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then continue; fi; \
	    if "$$python" -c 'import venv, ensurepip' >/dev/null 2>&1; then found=$$python; break; fi; \
	    bare=$$python; \
	  done; \
	  if [ -z "$$found" ] && [ -n "$$bare" ]; then \
	    echo "$$bare has no venv module: install it (Debian, Ubuntu: the package $$bare-venv)," >&2; \
	    echo "or name another Python: make PYTHON=/path/to/python" >&2; exit 1; \
	  elif [ -z "$$found" ]; then \
	    echo "no Python 3.11 or newer $(if $(PYTHON),at $(PYTHON),on the PATH); name one: make PYTHON=/path/to/python" >&2; \
	    exit 1; \
	  fi; \
	  echo "setting up $(VENV) with $$found; this is done once"; \
	  rm -rf $(VENV); "$$found" -m venv $(VENV); \
	fi; \
	$(PIP) install hatchling editables; \
	$(PIP) install --no-build-isolation --editable '.[dev]'; \
	printf '%s\n' "$(CURDIR)" > $@

$(BENCH_STAMP): $(STAMP)
	@$(PIP) install --no-build-isolation --editable '.[dev,bench]'
	@touch $@

# Other interpreters, in an environment of their own: nothing depends on them. One that cannot be had is left out, and
# looked for again the next time.
$(PEERS_STAMP): tests/benchmarks/peers/requirements.txt tests/benchmarks/peers/package.json | $(STAMP)
	@rm -rf $(PEERS); $(BIN)/python -m venv $(PEERS); missing=; \
	for peer in $$(grep -v '^#' tests/benchmarks/peers/requirements.txt); do \
	  $(PEERS)/bin/python -m pip --disable-pip-version-check -qq install "$$peer" || missing="$$missing $$peer"; \
	done; \
	cp tests/benchmarks/peers/package.json $(PEERS)/; \
	npm install --prefix $(PEERS) --silent --no-audit --no-fund || missing="$$missing aws-local-stepfunctions"; \
	if [ -n "$$missing" ]; then echo "not there:$$missing" >&2; else touch $@; fi

$(MATRIX_STAMP): $(STAMP)
	@$(PIP) install --no-build-isolation --editable '.[dev,matrix]'
	@touch $@
