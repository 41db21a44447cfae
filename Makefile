# make demo    build the example study and open it
# make test    everything that is checked before a change is kept
# make check   its static part: format, lint, types, import contracts
# make bench   measure the budgets
# make lock    choose library versions anew

SHELL := /bin/bash
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help demo test check bench lock clean

VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 2
PIP := $(BIN)/python -m pip --disable-pip-version-check
LOCKED := -qq --require-hashes --no-build-isolation

# The first Python that starts, is new enough and can make an environment.
define FIND_PYTHON
	for name in $(PYTHON) python3.13 python3.12 python3.11 python3.14 python3; do
		if "$$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' \
			>/dev/null 2>&1; then echo "$$name"; exit; fi
	done
	echo "qualcode needs Python 3.11 or newer with its venv module; none was found." \
		"Install one (Debian: apt install python3 python3-venv) or name it: make PYTHON=PATH" >&2
	exit 1
endef
export FIND_PYTHON

help:
	@sed -n 's/^# make/make/p' Makefile

demo: $(VENV)/run.stamp
	@$(BIN)/qualcode demo

test: check
	@$(BIN)/python tests/private_postgres.py \
		$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

check: $(VENV)/test.stamp
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

bench: $(VENV)/test.stamp
	@$(BIN)/python -m benchmarks $(ARGS)

# A library that comes as source is built with locked tools, so nothing unpinned is fetched.
$(VENV)/%.stamp: requirements/build.txt requirements/%.txt pyproject.toml
	@test -x $(BIN)/python || { python=$$(bash -c "$$FIND_PYTHON") && "$$python" -m venv $(VENV); }
	@echo "Installing what requirements/$*.txt lists into $(VENV); the first time takes minutes." >&2
	@$(PIP) install $(LOCKED) -r requirements/build.txt
	@$(PIP) install $(LOCKED) -r requirements/$*.txt
	@$(PIP) install -qq --no-deps --no-build-isolation --editable .
	@touch $@

# Needs uv. What is locked stays as it is where it still fits: make lock ARGS=--upgrade for the newest.
COMPILE := PATH="$(BIN):$$PATH" UV_CUSTOM_COMPILE_COMMAND='make lock' uv pip compile --universal \
	--python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --quiet
EXTRAS := --extra postgres --extra semantic
lock:
	@$(COMPILE) $(ARGS) requirements/build.in --output-file requirements/build.txt
	@$(COMPILE) $(ARGS) pyproject.toml requirements/build.in $(EXTRAS) \
		--constraints requirements/build.txt --output-file requirements/run.txt
	@$(COMPILE) $(ARGS) pyproject.toml requirements/build.in $(EXTRAS) --extra dev \
		--constraints requirements/run.txt --output-file requirements/test.txt

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
