# make demo   a first look: a folder of invented people, checked, planned and run; nothing leaves
# make test   the tests
# make check  all that must hold before a change lands: tests, lint, types, imports
#
# Each sets up .venv by itself, with the versions in constraints.txt. Needed: Python 3.11 or newer.
# Another Python:  make test PYTHON=python3.12 VENV=.venv-3.12

VENV   ?= .venv
PYTHON ?= $(shell scripts/find-python)
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help demo test check lint types imports docs bench upgrade clean

help:
	@sed -n 's/^# \{0,1\}//p' Makefile | sed '/^$$/q'

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

# The newest versions of everything, written down as the new constraints.
upgrade:
	@test -n "$(PYTHON)"
	@rm -rf build/upgrade && $(PYTHON) -m venv build/upgrade
	@build/upgrade/bin/pip install --quiet --upgrade pip hatchling
	@build/upgrade/bin/pip install --quiet --upgrade --editable . --group dev
	@head -2 constraints.txt > build/constraints.txt
	@build/upgrade/bin/pip freeze --all --exclude-editable | sort -f >> build/constraints.txt
	@mv build/constraints.txt constraints.txt && git --no-pager diff --stat constraints.txt

clean:
	rm -rf .venv .venv-* build dist .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(READY): pyproject.toml constraints.txt
	@test -n "$(PYTHON)"
	@echo "Setting up $(VENV) with $$($(PYTHON) --version). This takes a minute, once."
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --constraint constraints.txt --upgrade pip
	@$(BIN)/python -m pip install --quiet --constraint constraints.txt \
	  --build-constraint constraints.txt --editable . --group dev
	@touch $(READY)
