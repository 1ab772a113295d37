# `make run` starts Repofolio, `make test` proves it. Everything lands in .venv and instance/.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
SOURCES := importer migrations tests tools bench wsgi.py

.DEFAULT_GOAL := help
.PHONY: help run demo test check format lock bench clean

help: ## say what can be done
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

run: .venv/.runtime ## install what is missing, start web and worker, say where to look
	@$(BIN)/flask --app wsgi serve

demo: .venv/.runtime ## the same against the bundled sample forge: no internet, no account
	@$(BIN)/python -m tools.demo

test: .venv/.development ## install what the tests need, run them all
	@sh tools/install-test-programs.sh
	$(BIN)/python -m pytest --numprocesses=2 --dist=worksteal -m "not browser" $(PYTEST_OPTIONS)
	timeout --kill-after=10 900 $(BIN)/python -m pytest -m browser $(PYTEST_OPTIONS)

check: .venv/.development ## format, lint, types, floors, templates, vendored files
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint templates --check --lint --quiet
	$(BIN)/python -m tools.vendor

format: .venv/.development ## put everything into shape
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/ruff check --fix $(SOURCES)
	-$(BIN)/djlint templates --reformat --quiet

bench: .venv/.development ## measure speed and memory; see bench/README.md
	$(BIN)/python -m bench

lock: .venv/.development ## pin the newest versions of everything, with hashes
	$(BIN)/pip-compile $(LOCK) --output-file requirements.txt requirements.in
	$(BIN)/pip-compile $(LOCK) --output-file requirements-dev.txt requirements-dev.in

LOCK := --quiet --upgrade --generate-hashes --strip-extras --allow-unsafe \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-annotate

clean: ## forget everything that was installed (instance/ stays)
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

.venv/.created:
	$(PYTHON) -m venv .venv || { echo "Python's venv module is missing; on Debian: apt-get install python3-venv"; exit 1; }
	@touch $@

.venv/.runtime: .venv/.created requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	@touch $@

.venv/.development: .venv/.runtime requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-dev.txt
	@touch $@
