# Everything a newcomer runs; `make help` lists it.
.DEFAULT_GOAL := help
PYTHON ?= python3
PORT ?= 8000
UV := .venv/bin/uv
RUN := .venv/bin/

help: ## list the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 16

# uv itself comes from PyPI into .venv, so that a machine with python3 and venv needs nothing else.
$(UV):
	$(PYTHON) -m venv .venv
	.venv/bin/python -m pip install --quiet --disable-pip-version-check "uv==0.13.9"

setup: $(UV) ## install what the lock file names into .venv
	@VIRTUAL_ENV= $(UV) sync --quiet --frozen --all-extras --inexact

demo: setup ## the platform with the invented sample region, in the browser (PORT=8010 for another port than 8000)
	@$(RUN)silian demo --data out/site --port $(PORT)

match: setup ## the two sample sheets matched into out/matches.xlsx
	@mkdir -p out
	$(RUN)silian match samples/needs.xlsx samples/results.xlsx -o out/matches.xlsx

check: setup ## format, lint, types, import contracts
	$(RUN)ruff format --check .
	$(RUN)ruff check .
	$(RUN)mypy
	$(RUN)lint-imports

test: check ## everything make check does, then all tests
	$(RUN)pytest
	$(MAKE) engines

quick: setup ## the tests without the slow group
	$(RUN)pytest -m "not slow"

engines: $(UV) ## the engine tests in an environment without a web framework
	@VIRTUAL_ENV= UV_PROJECT_ENVIRONMENT=.venv/engines $(UV) sync --quiet --frozen --no-default-groups --group engines
	.venv/engines/bin/python -c "import importlib.util as u; assert u.find_spec('django') is None"
	.venv/engines/bin/python -m pytest tests/engines

messages: setup ## collect user-facing sentences into the English catalogue, and compile it
	$(RUN)pybabel -q extract -F babel.cfg --no-location --no-wrap --omit-header -k _ -k gettext_noop -k gettext_lazy -k EncoderError:1 -k MatchingError:1 -k IndexMismatch:1 -o .venv/django.pot .
	$(RUN)pybabel -q update --no-fuzzy-matching --no-wrap --ignore-obsolete --omit-header -D django -l en -i .venv/django.pot -d silian/locale
	$(RUN)pybabel -q compile -f -D django -d silian/locale

bench: setup ## figures against named peers, printed as ratios
	$(RUN)python -m benchmarks

bench-matching: setup ## quality of matching on public data against named peers
	$(RUN)python -m benchmarks quality

.PHONY: help setup demo match check test quick engines messages bench bench-matching
