# warledger: what to do with a fresh checkout. python3 >= 3.11 and make are enough; `make help` lists the rest.
PYTHON ?= python3
UV ?= uv
ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime.stamp
DEV := $(VENV)/.dev.stamp
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
LOCK := pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url
CODE := src tests benchmarks

.DEFAULT_GOAL := help
.PHONY: help demo test lint format docs site bench bench-pin bench-scale bench-web gate lock clean bench-ledger
.DELETE_ON_ERROR:

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: $(RUNTIME) ## Code the sample dispatches into warledger.db and serve the page (ARGS=--no-serve stops before)
	@$(BIN)/warledger demo $(ARGS)

# The gazetteer is built before the tests part into two processes, each file in one of them.
test: $(DEV) ## Run the tests
	@WARLEDGER_CACHE="$${WARLEDGER_CACHE:-$(CURDIR)/.cache}" $(BIN)/warledger gazetteer build >/dev/null
	@$(BIN)/python -m pytest --import-mode=importlib -o pythonpath="tests tests/web" -n 2 --dist loadfile $(ARGS)

lint: $(DEV) ## Check style and types
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/mypy

format: $(DEV) ## Put the code in shape
	$(BIN)/ruff check --fix $(CODE)
	$(BIN)/ruff format $(CODE)

docs: $(DEV) ## Write docs/cli.md and docs/reference/ anew from the code
	$(BIN)/python docs/make_cli.py
	$(BIN)/python docs/make_reference.py

site: $(DEV) ## Build the documentation into site/
	$(BIN)/mkdocs build --strict --site-dir site

bench: $(DEV) ## Measure accuracy and speed over ../shared (minutes); fills the table in README.md
	@$(BIN)/python benchmarks/bench.py $(ARGS)

bench-pin: $(DEV) ## Measure, and raise the accuracy floors to what was measured
	@$(BIN)/python benchmarks/bench.py
	@$(BIN)/python benchmarks/gate.py --pin $(ARGS)

bench-web: $(DEV) ## Measure how fast the page answers and try 2,000 requests on its API (minutes)
	@$(BIN)/python benchmarks/web_speed.py $(ARGS)

bench-ledger: $(DEV) ## Measure the ledger up to 1,000,000 claims, and kill writers (half an hour; ARGS="10000 --kills 0")
	@$(BIN)/python benchmarks/ledger_speed.py $(ARGS)

bench-scale: $(DEV) ## Measure workers, Ray, memory and the gate over generated reports (an hour; ARGS="--reports 1000")
	@$(BIN)/python benchmarks/scale.py $(ARGS)

gate: $(DEV) ## Fail when a figure lies under its floor
	@$(BIN)/python benchmarks/gate.py $(ARGS)

lock: ## Resolve the dependencies anew (needs uv)
	$(UV) $(LOCK) pyproject.toml -o requirements.lock
	$(UV) $(LOCK) --extra dev pyproject.toml -o requirements-dev.lock

clean: ## Remove what was built here; ledgers stay
	rm -rf $(VENV) build dist out site src/*.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .cache

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "error: warledger needs Python 3.11 or newer, and '$(PYTHON)' is $$($(PYTHON) --version 2>&1);" \
	       "name another: make PYTHON=python3.12 …" >&2; exit 2; }
	@echo "making $(VENV)"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "error: '$(PYTHON) -m venv' failed; on Debian and Ubuntu: apt install python3-venv" >&2; exit 2; }

# Hashes are demanded of everything that is downloaded. The package itself is built by the locked setuptools.
$(RUNTIME): requirements.lock pyproject.toml | $(BIN)/python
	@echo "installing what requirements.lock pins"
	@$(PIP) install --require-hashes --only-binary :all: -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --no-index -e .
	@touch $@

$(DEV): requirements-dev.lock pyproject.toml | $(BIN)/python
	@echo "installing what requirements-dev.lock pins"
	@$(PIP) install --require-hashes --only-binary :all: -r requirements-dev.lock
	@$(PIP) install --no-deps --no-build-isolation --no-index -e .
	@touch $@ $(RUNTIME)
