# The targets of this house. CI calls `make test` and nothing else.
#
#   make run         the example production, end to end
#   make test        everything below that has a short form, in at most 15 minutes on two cores
#   make check       formatters, types, imports, spelling
#   make prove       what is proved of the rules, on each change (QUICK=1: two minutes at most);   prove-long: everything
#   make sim         boxes, phones and a faulty world in memory;                                   sim-long: hours of it, resumable
#   make bench       every published figure (QUICK=1: 90 seconds)
#   make vectors     writes the bytes and verdicts that Python and JavaScript must agree on

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := run
MAKEFLAGS += --no-builtin-rules

PYTHON ?= python3
bin := .venv/bin
py := $(bin)/python
pip := $(bin)/pip --disable-pip-version-check --quiet --quiet
pytest := $(py) -m pytest --quiet
QUICK ?=

# The parts of `make test` with their budgets in seconds. A part is turned on here when it has landed.
PARTS := check=120 house=60 unit=240 laws=240 web=60 stories=120 sim=60 prove-quick=120 vectors-same=60 bench-quick=90

.PHONY: run test check prove prove-long sim sim-long bench vectors
.PHONY: pages dev unit laws web stories house prove-quick vectors-same bench-quick

run: .venv/run.stamp
	@$(bin)/chamberflag example run --data run/dry-creek

test: dev
	@$(py) tests/house/parts.py $(PARTS)

check: dev
	@$(py) tests/house/checkers.py

prove: dev
	@$(py) -m proofs.prove $(if $(QUICK),--quick)

vectors: dev
	@$(py) -m proofs.vectors
	@$(py) -m proofs.examples > rulepacks/examples.json.new && mv rulepacks/examples.json.new rulepacks/examples.json

bench: dev
	@$(py) -m bench.run $(if $(QUICK),--quick)

# Spin is a second engine for the explorer; gcc compiles what it writes.
prove-long: dev
	@.ci/need 'spin -V && gcc --version' spin gcc libc6-dev
	@$(py) -m proofs.prove --long

sim-long:
	@echo "make $@: this part of Chamberflag is not built yet; nothing was run." >&2; exit 1

# The reference pages in docs/ that follow from the data and the source.
pages: dev
	@$(py) tests/house/pages.py

# Parts of `make test`.
unit laws web: dev
	@$(pytest) -n 2 --dist worksteal tests/$@

sim: dev
	@rm -rf bench/out/faults
	@$(pytest) -n 2 --dist worksteal tests/sim
	@$(py) -m tests.sim.table

stories house: dev
	@$(pytest) tests/$@

# What is committed in vectors/ is what the generator makes; a difference is named case by case.
vectors-same: dev
	@$(py) -m proofs.vectors --check

prove-quick:
	@$(MAKE) --no-print-directory prove QUICK=1

# Looks at CPU time against the limits of the same run, and at no clock: a crowded machine does not fail it.
bench-quick:
	@$(MAKE) --no-print-directory bench QUICK=1

# What is installed. The locks pin every package by hash; the stamps keep a second call from asking again.
dev: .venv/dev.stamp $(if $(wildcard web/package-lock.json),web/node_modules/stamp)

.venv/bin/python:
	@.ci/need '$(PYTHON) -c "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))"' python3 python3-venv
	@$(PYTHON) -m venv .venv

.venv/run.stamp: requirements/run.lock pyproject.toml | .venv/bin/python
	@echo "Installing what Chamberflag runs on" >&2
	@$(pip) install --require-hashes --no-deps -r requirements/run.lock
	@$(pip) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev.stamp: requirements/dev.lock | .venv/run.stamp
	@echo "Installing what its tests run on" >&2
	@$(pip) install --require-hashes --no-deps -r requirements/dev.lock
	@touch $@

web/node_modules/stamp: web/package-lock.json
	@.ci/need 'npm --version' nodejs npm
	@cd web && npm ci --no-audit --no-fund --loglevel=error
	@touch $@
