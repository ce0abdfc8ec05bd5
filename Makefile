# make demo   a first look: a folder of invented people, checked, planned and run; nothing leaves
# make test   the tests
# make check  all that must hold before a change lands: tests, lint, types, imports
#
# Each sets up .venv by itself, with the versions in constraints.txt. Needed: Python 3.11 or newer.
# Another Python:  make test PYTHON=python3.12 VENV=.venv-3.12

VENV  ?= .venv
BIN   := $(VENV)/bin
READY := $(VENV)/.ready
PIP   := $(BIN)/python -m pip install -qq --constraint constraints.txt

.DEFAULT_GOAL := help
.PHONY: help demo test check lint types imports docs bench clean

help:
	@sed -n '/^VENV/q; s/^# \{0,1\}//p' Makefile

demo: $(READY)
	@scripts/demo $(BIN)/touchpoint demo

test: $(READY)
	@$(BIN)/pytest -n 2

check: lint types imports test

lint: $(READY)
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check

types: $(READY)
	@$(BIN)/mypy

imports: $(READY)
	@$(BIN)/lint-imports --no-logo

docs: $(READY)
	@$(BIN)/python docs/generate.py

bench: $(READY)
	@echo "Each is run by hand, on a quiet machine, and says at its top what it shows:"
	@for file in benchmarks/*.py; do echo "  $(BIN)/python $$file"; done

clean:
	rm -rf .venv .venv-* build dist .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(READY): pyproject.toml constraints.txt
	@$(BIN)/python -c "" 2>/dev/null || { \
	  python="$(PYTHON)"; python=$${python:-$$(scripts/find-python)} && \
	  echo "Setting up $(VENV) with $$($$python --version). This takes a minute, once." && \
	  $$python -m venv --clear $(VENV); }
	@$(PIP) --upgrade pip
	@$(PIP) --build-constraint constraints.txt --editable . --group dev
	@touch $(READY)
