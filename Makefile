# make demo: the whole way on the bundled data.   make test: every check that CI runs.   make test-fast: what takes seconds.
# make bench: scores at any size.   make fuzz: thousands of hostile inputs, for hours.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The browser of the tests: Debian's where root installs packages, else Playwright's own.
DEBIAN_CHROMIUM := { test "$$(id -u)" = 0 && apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null; }

.PHONY: demo docs setup test test-fast bench fuzz clean

demo: $(VENV)/.installed
	$(BIN)/python -m matcher demo --out reports/demo

test: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --num-workers auto
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

docs: $(VENV)/.installed-test
	$(BIN)/python -m sphinx -W --keep-going -q docs docs/_build/html
	@echo "Open docs/_build/html/index.html"

# For contributors: everything that the tests need, and the quick checks before each commit.
setup: $(VENV)/.installed-test
	$(BIN)/python -m pip install --quiet --constraint constraints.txt pre-commit
	$(BIN)/pre-commit install

test-fast: $(VENV)/.installed-test
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder -m "not slow"

fuzz: $(VENV)/.installed-test
	MATCHER_FUZZ=$${MATCHER_FUZZ:-5000} $(BIN)/python -m pytest -n auto --dist load tests/test_fuzz.py

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
