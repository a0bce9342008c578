# Signpost. `make` alone lists what there is. Nothing here needs more than Python 3.11, make and a shell.
# (Browser tests need Debian's Chromium, and a font as wide as Arial: `make test` installs them where they are missing and it may.)

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CHROMIUM := $(shell command -v chromium 2>/dev/null)
ARIAL := $(shell fc-match Arial 2>/dev/null | grep -iE 'arial|liberation')
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help serve test prove bench relevance lint check docs shots translations clean

help:            ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */\t/' | expand -t 14

serve: $(VENV)/serve.stamp   ## install what is missing, build on first use, serve pages and API
	@$(BIN)/signpost serve

test: $(VENV)/test.stamp     ## style, types and the test suite, browser tests included (under five minutes)
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2 --dist worksteal -m "not heavy"

prove: $(VENV)/test.stamp    ## the heavy proofs: kills, full disks, long oracles, browser matrix, the wheel (under thirty minutes)
	$(BIN)/pytest -n 2 --dist worksteal -m heavy

bench: $(VENV)/test.stamp    ## nearest 20 of a concern at 10,000 and 100,000 services, against SQLite R*Tree in the same run
	$(BIN)/python -m bench

relevance: $(VENV)/test.stamp ## how well words are understood, services ordered and plans made, by the judged sets
	$(BIN)/python -m bench.relevance

check: $(VENV)/serve.stamp   ## check the taxonomy and every entry
	@$(BIN)/signpost check

lint: $(VENV)/test.stamp     ## style and types only
	$(BIN)/ruff check .
	$(BIN)/mypy

docs: $(VENV)/test.stamp     ## write anew the reference pages that are made from the code and the directory
	$(BIN)/python -m docs.generate

translations: $(VENV)/test.stamp ## bring the catalogues up to date with what pages say, and name what they lack
	$(BIN)/python -m docs.translations

shots: $(VENV)/test.stamp    ## take a picture of every page, for the docs
	$(BIN)/python -m docs.screenshots

clean:           ## remove the environment and everything built, but not the record, nor what people have reported
	[ ! -d var ] || find var -mindepth 1 -maxdepth 1 ! -name 'corrections*' ! -name record -exec rm -rf {} +
	rm -rf $(VENV) dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/bin/python:
	@echo "Creating $(VENV)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Signpost needs Python 3.11 or later; this is " + sys.version.split()[0])'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/serve.stamp: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing Signpost (once; a minute or so)"
	@$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[semantic]'
	@touch $@

$(VENV)/test.stamp: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing Signpost with its test tools (once; a minute or two)"
	@$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[semantic,test]'
ifeq ($(and $(CHROMIUM),$(ARIAL)),)
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Debian's Chromium and Liberation fonts for the browser tests"; \
		apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-liberation >/dev/null; \
	else \
		echo "No Chromium, or no font as wide as Arial: browser tests will be skipped, or fail where a page must fit its paper."; \
		echo "On Debian: sudo apt-get install chromium fonts-liberation"; \
	fi
endif
	@touch $(VENV)/serve.stamp $@
