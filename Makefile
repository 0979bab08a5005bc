# make run    the app on one printed address
# make test   every test, with what the tests need
# make soak   the tests that take minutes
# make check  what must hold before a commit: format, lint, types, and every test
# make bench  the ratios of bench/
# make screens  the pictures of docs/screens, drawn anew
# Another Python than python3: make run PYTHON=python3.12

PYTHON ?= python3
BIN := .venv/bin
WORKERS ?= 2

.PHONY: run test soak check bench screens

run: .venv/for-run
	@$(BIN)/streamlit run app.py

test: .venv/for-tests
	@$(BIN)/python -m tests.e2e.browser
	$(BIN)/pytest -n $(WORKERS) --dist loadgroup

soak: .venv/for-tests
	$(BIN)/pytest -m soak

check: .venv/for-tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	@$(MAKE) --no-print-directory test

bench: .venv/for-tests
	@$(BIN)/python -m bench

screens: .venv/for-tests
	@$(BIN)/python -m tests.e2e.screens

.venv/for-run: requirements.txt
	@$(PYTHON) -c "import sys; sys.version_info >= (3, 11) or sys.exit('Python 3.11 or newer is needed, this is %d.%d: make PYTHON=python3.12' % sys.version_info[:2])"
	@echo "Installing the libraries of $< into .venv; the first time takes a few minutes."
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

.venv/for-tests: requirements-dev.txt .venv/for-run
	@echo "Installing the libraries of $< into .venv."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@
