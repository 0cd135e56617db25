# Every target sets up what it needs: a virtual environment of its own, no root. `make help` lists them.

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.stamp
BENCH_STAMP := $(VENV)/.stamp-bench
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
WORKERS ?= 2
FUZZ_SECONDS ?= 120

.PHONY: help demo test lint format bench fuzz test-all clean

help: ## what there is
	@grep -E '^[a-z-]+:.*## ' Makefile | sed 's/:.*## /\t/' | expand -t 12

demo: $(STAMP) ## run the tutorial's polling flow: forty virtual seconds, at once
	@$(BIN)/python -m pytest flows/poll-task-status -v --fnf-timeline=always -p no:randomly -p no:cacheprovider

test: $(STAMP) lint ## lint, types, order of imports, all tests
	$(BIN)/python -m pytest -n $(WORKERS)

lint: $(STAMP) ## ruff, mypy, import-linter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: $(STAMP) ## let ruff put the code in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(BENCH_STAMP) ## measure, and write docs/benchmarks.md
	$(BIN)/python -m pytest tests/benchmarks -p no:randomly -p no:xdist --benchmark-json=$(VENV)/benchmarks.json
	$(BIN)/python tests/benchmarks/report.py $(VENV)/benchmarks.json docs/benchmarks.md

fuzz: $(STAMP) ## mutate documents, conditions, paths and results, for FUZZ_SECONDS (120)
	FNF_FUZZ_SECONDS=$(FUZZ_SECONDS) $(BIN)/python -m pytest tests/fuzz -q

test-all: $(STAMP) ## the tests on every Python from 3.11 on the PATH, with pytest 8 and 9
	@$(BIN)/python tests/packaging/matrix.py

clean: ## forget everything that was set up
	rm -rf $(VENV) .venv-* .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist

$(STAMP): pyproject.toml
	@set -e; for python in $(PYTHON) python3.14 python3.13 python3.12 python3.11 python3; do \
	  if $$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "no Python from 3.11 with the venv module was found; name one: make PYTHON=/path/to/python" >&2; exit 1; \
	fi; \
	if ! $(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
	  echo "setting up $(VENV) with $$found"; rm -rf $(VENV); $$found -m venv $(VENV); \
	fi; \
	$(PIP) install --editable '.[dev]'
	@touch $@

$(BENCH_STAMP): $(STAMP)
	@$(PIP) install --editable '.[dev,bench]'
	@touch $@
