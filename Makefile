# The two commands of the README: `make readiness` sets everything up and scores the reference connector,
# `make test` proves the lab itself. CI runs the second.

VENV ?= .venv
BIN := $(VENV)/bin
# The first interpreter that is 3.11 or newer; name another with `make PYTHON=python3.13 ...`.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
PACKAGES := exchanges fakes simulation subjects scenarios checklist tools tests benchmarks

.PHONY: help setup readiness scores test lint types contracts witnesses unit interpreters saboteurs matrix validity mutants soak loopback gate releases fix lock clean

help:  ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: $(VENV)/.installed  ## a virtual environment with everything the lock file names

$(VENV)/.installed: requirements.lock
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, none was found: make PYTHON=/path/to/python3 ..."; exit 1; }
	@echo "setting up $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV)
	@sed -n '/^uv==/,/[^\\]$$/p' requirements.lock > $(VENV)/uv.lock  # it installs the rest in seconds, where pip takes minutes
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r $(VENV)/uv.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --require-hashes -r requirements.lock
	@touch $@

readiness: setup  ## score the reference connector: everything at one venue, the gravest at the others
	@$(BIN)/python tools/run_readiness.py --threshold 85

scores: setup  ## score every subject that ships with the lab
	@for subject in reference ccxt python_binance; do \
		$(BIN)/python tools/run_readiness.py --subject $$subject --quiet || true; done

test: lint types contracts unit interpreters saboteurs gate  ## everything that must hold before a change lands

lint: setup
	@$(BIN)/ruff format --check --quiet $(PACKAGES)
	@$(BIN)/ruff check --quiet $(PACKAGES) && echo "ruff: clean"

types: setup
	@$(BIN)/mypy

contracts: setup
	@$(BIN)/lint-imports

witnesses: setup  ## environments for the clients of venues that cannot share ours; made once
	@$(BIN)/python tools/witnesses.py > /dev/null

unit: setup  ## unit, parity, determinism, fidelity and stage tests
	@$(BIN)/pytest tests/unit tests/parity tests/determinism tests/fidelity tests/stages tests/soak tests/test_checklist.py tests/test_tidy.py -q -n 3 --dist worksteal  # some wait on real sockets

interpreters: setup  ## parity and determinism of the simulation on every other Python found
	@$(BIN)/python tools/each_python.py

saboteurs: setup  ## each defect is caught by its item, and by no other
	@$(BIN)/pytest tests/saboteurs -q -n 2 --dist worksteal

matrix: setup  ## the same with every case of every item: about an hour
	@MATRIX=whole $(BIN)/pytest tests/saboteurs -q -n 2 --dist worksteal

validity: setup  ## how well the score tells good connectors from bad: docs/validity, an hour or so
	@$(BIN)/python tools/measure_validity.py

soak: setup  ## a day of trading through a fault a minute, in virtual time: some minutes
	@SOAK_HOURS=24 $(BIN)/pytest tests/soak -q -s

loopback: setup  ## the reference over real sockets and in real time, whatever takes minutes at most: a quarter of an hour
	@mkdir -p .readiness && $(BIN)/python tools/run_readiness.py --stage loopback --jobs 32 --save-report .readiness/loopback.json

mutants: setup  ## do the tests notice when a line is wrong? docs/mutation.md; MUTANTS='exchanges.orders.*' for a part
	@mkdir -p .readiness && { $(BIN)/mutmut run --max-children 1 $(if $(MUTANTS),'$(MUTANTS)') > .readiness/mutants.log 2>&1 \
		|| tail -n 20 .readiness/mutants.log; }
	@$(BIN)/python tools/count_mutants.py

gate: setup  ## everything at every faithful venue: minutes
	@$(BIN)/python tools/run_readiness.py --venue all --threshold 85 --quiet

releases: setup  ## real releases before and after a repair are told apart: docs/releases.md
	@$(BIN)/python tools/play_releases.py

fix: setup  ## format, and mend what can be mended by machine
	@$(BIN)/ruff check --fix --quiet $(PACKAGES); $(BIN)/ruff format $(PACKAGES)

lock: setup  ## renew requirements.lock from pyproject.toml
	@$(BIN)/uv pip compile --quiet --universal --upgrade --generate-hashes --no-annotate --no-header \
		--no-emit-index-url --no-emit-find-links --python-version 3.11 --extra dev --extra subjects \
		pyproject.toml --output-file requirements.lock
	@for folder in tests/fidelity/apart/*/; do $(BIN)/uv pip compile --quiet --universal --upgrade --no-deps --generate-hashes \
		--no-annotate --no-header --no-emit-index-url --no-emit-find-links --python-version 3.11 \
		$$folder/requirements.in --output-file $$folder/requirements.lock; done

clean:
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .readiness mutants
