# materiel: the words a developer says. `make` lists them.
# uv is used when it is there, plain venv and pip when not; requirements/README.md tells of the pins.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)
SHARED ?= ../shared

ifdef UV
  NEW_VENV = $(UV) venv --quiet --clear --python $(PYTHON) $(VENV)
  INSTALL = $(UV) pip install --quiet --python $(BIN)/python
else
  NEW_VENV = $(PYTHON) -m venv --clear $(VENV)
  INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check
endif

.PHONY: help demo test check bench eval docs golden record torture lock clean
.DEFAULT_GOAL := help

help: ## list these targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

demo: $(VENV)/.run ## run the main job on the example and write demo/report.html
	@$(BIN)/materiel run examples/shells-155/reports --scenario examples/shells-155/scenario --out demo

test: $(VENV)/.dev ## run the tests
	@$(BIN)/pytest -n 2

check: $(VENV)/.dev ## lint, types, import contract, words of the glossary
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python tools/check_words.py

bench: $(VENV)/.bench ## measure; each benchmark ends with one JSON object
	@$(BIN)/python benchmarks/simulate.py --json
	@$(BIN)/python benchmarks/simulate.py --json --weekly
	@$(BIN)/python benchmarks/read.py --json
	@$(BIN)/python benchmarks/ledger.py --json --seconds 3
	@$(BIN)/python benchmarks/forecast.py --json
	@$(BIN)/python benchmarks/plan.py --json --shared $(SHARED)
	@$(BIN)/python -W ignore benchmarks/extract.py --json --shared $(SHARED)

eval: $(VENV)/.dev ## score the extraction on labelled reports (needs ../shared)
	@$(BIN)/python evals/furniture.py
	@$(BIN)/python evals/run.py --shared $(SHARED)
	@$(BIN)/python evals/contradictions.py --shared $(SHARED)

golden: $(VENV)/.dev ## write the golden programs of the plan anew and show what moved
	@MATERIEL_GOLDEN=1 $(BIN)/pytest -q tests/golden && git diff --stat tests/golden

docs: $(VENV)/.dev ## write the docs that are made from code, check links and pictures
	@$(BIN)/python tools/make_docs.py

record: $(VENV)/.dev ## write docs/record.md: the model against what has come in since
	@$(BIN)/python tools/make_record.py

torture: $(VENV)/.dev ## the tests that are too long for every change
	@$(BIN)/pytest -m torture -o addopts="--import-mode=importlib"

lock: ## pin the versions anew (needs uv)
	@for pair in run:build dev:dev bench:bench; do \
	  uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  --no-emit-index-url --upgrade --group $${pair#*:} pyproject.toml -o requirements/$${pair%:*}.txt; done

clean: ## remove the environment and what was made
	@rm -rf $(VENV) demo materiel-out

$(VENV)/.made:
	@echo "making $(VENV)" && $(NEW_VENV) && touch $@

$(VENV)/.run: requirements/run.txt pyproject.toml | $(VENV)/.made
	@echo "installing what the product needs"
	@$(INSTALL) --no-deps --require-hashes -r requirements/run.txt
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.bench: requirements/bench.txt | $(VENV)/.dev
	@echo "installing the peers that benchmarks measure against"
	@$(INSTALL) --no-deps --require-hashes -r requirements/bench.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt pyproject.toml | $(VENV)/.made
	@echo "installing what the tests and checks need"
	@$(INSTALL) --no-deps --require-hashes -r requirements/dev.txt
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.run
