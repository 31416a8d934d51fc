# make run: set up and check the Code; make test: set up and run all tests. `make help` lists the rest.
PYTHON ?= python3
MAKEFLAGS += --jobs=2
VENV := .venv
BIN := $(VENV)/bin
PIP := -m pip --disable-pip-version-check install --quiet --no-deps --no-compile
LOCKED := $(PIP) --require-hashes --requirement
SOURCES := src tests benchmarks docs/model.py .ci

.PHONY: run test site web clients portals pictures bench bench-growth bench-serve bench-stores bench-federation bench-publish bench-page bench-lighthouse bench-agents fuzz lint format lock release bump setup system help

run: $(VENV)/.run ## check the Code: text, closure, shapes, questions
	$(BIN)/iccis check

test: setup system web clients portals lint ## lint, types, and all tests
	$(BIN)/pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder

web: src/iccis/publication/site/static/built/licences.txt ## bundle the scripts of the pages, with a Node of the environment

src/iccis/publication/site/static/built/licences.txt: $(VENV)/.dev $(wildcard web/*.json web/*.mjs web/src/*)
	cd web && export PATH="$(CURDIR)/$(BIN):$$PATH" && npm ci --ignore-scripts --no-audit --no-fund && npm run build

clients: tests/clients/node_modules/.package-lock.json ## what the tests take from npm

tests/clients/node_modules/.package-lock.json: $(VENV)/.dev tests/clients/package-lock.json
	cd tests/clients && export PATH="$(CURDIR)/$(BIN):$$PATH" && npm ci --ignore-scripts --no-audit --no-fund
	touch $@

portals: build/portals/ckan/.done build/portals/frictionless/.done ## the harvester and the checker of tables that tests run, each in its own environment

build/portals/%/.done: requirements/%.txt
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/python $(LOCKED) $<
	touch $@

fuzz: setup ## random input for FUZZ_SECONDS (60) a module; what fails is in build/fuzz/ and comes first next time
	$(BIN)/pytest -p no:schemathesis --timeout 0 -rP tests/fuzz/fuzz_*.py

bench: setup ## every ratio to a plain path with its bar, and growth to 100 instruments, measured in one run
	$(BIN)/python benchmarks/compare.py
	$(BIN)/python benchmarks/growth.py 1 10 100

SIZES ?=

bench-growth: setup ## how check, closure, shapes and questions grow with 1, 10 and 60 instruments, or with SIZES="1 10 100"
	$(BIN)/python benchmarks/growth.py $(SIZES)

bench-serve: setup ## the service beside rdflib-endpoint and the Oxigraph server, in one run
	$(BIN)/python $(LOCKED) requirements/bench.txt
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python benchmarks/serve.py

bench-stores: setup ## stores with the Code alone, as one of 10 and of 50 instruments, or with SIZES; and how loading grows
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python benchmarks/stores.py $(SIZES)
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python benchmarks/loading.py $(SIZES)

bench-federation: setup clients ## every question over four endpoints and over one store, and what happens when one endpoint dies
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python benchmarks/federation.py

bench-publish: setup ## publishing beside parsing with rdflib, and how it grows
	$(BIN)/python benchmarks/publish.py

site: setup web ## write the publication to dist/ and print where the pages are
	$(BIN)/iccis publish

bench-page: setup web ## the first answer in the page beside the embedded engine, in one run
	$(BIN)/python benchmarks/page.py

bench-agents: setup ## tools for language models beside the same functions, and how many questions are found
	$(BIN)/python benchmarks/agents.py

bench-lighthouse: setup web ## scores of Lighthouse, whose program LIGHTHOUSE names, on a kind of page each
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python benchmarks/lighthouse.py $(LIGHTHOUSE)

pictures: setup web ## take the pictures in the README anew, as the browser tests take them
	$(BIN)/pytest tests/browser -k picture
	for name in pledge sparql; do cp build/screenshots/$$name-wide-light.png docs/pictures/$$name.png; done

lint: setup ## style, types, spelling
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/iccis format --check
	$(BIN)/codespell

format: setup ## write every file in the house style
	$(BIN)/ruff check --fix $(SOURCES)
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/iccis format

setup: $(VENV)/.dev ## install the tool and what most tests need, without browsers and other clients

$(VENV)/.run: pyproject.toml requirements/run.txt requirements/build.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python $(LOCKED) requirements/run.txt --requirement requirements/build.txt
	$(BIN)/python $(PIP) --no-build-isolation --editable .
	touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt requirements/jars.txt
	$(BIN)/python $(LOCKED) requirements/dev.txt
	$(BIN)/python $(LOCKED) requirements/jars.txt
	touch $@

UPGRADE ?= --upgrade
LOCK := $(BIN)/uv pip compile --quiet $(UPGRADE) --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock"

lock: setup ## lock every dependency anew, with hashes; `make lock UPGRADE=` keeps the versions that still fit
	$(LOCK) pyproject.toml --extra serve --extra mcp --output-file requirements/run.txt
	$(LOCK) --group build --constraint requirements/run.txt --output-file requirements/build.txt
	$(LOCK) pyproject.toml --all-extras --group build --group dev --constraint requirements/build.txt --constraint requirements/run.txt --output-file requirements/dev.txt
	$(LOCK) --group bench --constraint requirements/dev.txt --output-file requirements/bench.txt
	$(LOCK) --no-deps --group jars --output-file requirements/jars.txt
	$(LOCK) --group ckan --output-file requirements/ckan.txt
	$(LOCK) --group frictionless --output-file requirements/frictionless.txt

DATE ?= $(shell date +%F)

release: ## release the version that is being worked on: changelog, citation and ontology get its date
	$(PYTHON) .ci/release.py release $(DATE)

bump: ## start the next version: make bump VERSION=1.2.3
	$(PYTHON) .ci/release.py bump "$(VERSION)"

system: ## install what the tests ask of Debian, where that is possible; what is missing is skipped
	@sh tests/system-packages.sh

help:
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'
