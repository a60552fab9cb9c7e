# make demo: the whole way on the bundled data.   make test: every check that CI runs.   make test-fast: what takes seconds.   make bench: scores at any size.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The browser of the tests: Debian's where root installs packages, else Playwright's own.
DEBIAN_CHROMIUM := { test "$$(id -u)" = 0 && apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null; }

.PHONY: demo test test-fast bench clean

demo: $(VENV)/.installed
	$(BIN)/python -m matcher demo --out reports/demo

test: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n auto --dist loadfile

test-fast: $(VENV)/.installed-test
	$(BIN)/python -m pytest -n auto --dist loadfile -m "not slow"

bench: $(VENV)/.installed-test
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -u -m benchmarks.scale

$(VENV)/.installed: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable ".[test]"
	command -v chromium >/dev/null || $(DEBIAN_CHROMIUM) || $(BIN)/python -m playwright install chromium
	touch $@

clean:
	rm -rf $(VENV) reports/demo build dist
