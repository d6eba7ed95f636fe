# `make run` brings the product up, `make test` is everything that CI runs; see README.md.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
BIN := .venv/bin
# The environment is right as long as it carries the hash of what it was made from.
STAMP := .venv/.made-from-$(shell cat locks/app.txt pyproject.toml | sha256sum | cut -c1-16)
# Each is its own choice: `make setup PROFILES=` prepares no model at all.
PROFILES ?= cpu-small cpu-tiny
FAST := tests/unit
WHOLE := tests/contract tests/stories

.PHONY: help run setup app model system test check contract live bench lock

help:
	@echo "make run | setup | test | check | bench | lock"

run: app ## Bring the whole product up and print its address; the model is prepared beside it
	-@.ci/system-packages.sh model
	$(BIN)/yizheng up

setup: ## Prepare the environments and the models, side by side
	$(MAKE) --no-print-directory app
	$(MAKE) --no-print-directory -j2 system model

app: $(STAMP)

# A symbolic link is somebody's own environment: it is used as it is.
$(STAMP): locks/app.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: set PYTHON")'
	@if [[ -L .venv ]]; then echo ".venv is a link: left as it is" >&2; else $(MAKE) --no-print-directory .venv-from-lock; fi

.PHONY: .venv-from-lock
.venv-from-lock:
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	rm -f .venv/.made-from-*
	@echo "installing the application, two minutes the first time"
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --require-hashes -r locks/app.txt
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation -e .
	touch $(STAMP)

model: app
	@for profile in $(PROFILES); do $(BIN)/python -m serving.model_server.setup $$profile; done

system:
	@.ci/system-packages.sh

# The tests need the smallest model alone.
test: ## Everything
	$(MAKE) --no-print-directory setup PROFILES=cpu-tiny
	$(MAKE) --no-print-directory check contract live

check: app ## The fast part, under a minute: what reads the code beside what runs it
	$(MAKE) --no-print-directory -j2 --output-sync=target lint fast

.PHONY: lint fast
# The type checker remembers per clone: a memory shared by clones once passed what a fresh one refused.
lint: app
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy

fast: app
	$(BIN)/pytest -q -n 2 -m "not live and not browser and not story" $(FAST)

contract: app
	$(BIN)/pytest -q -n 2 -m "not live and not browser" $(WHOLE)
	$(BIN)/pytest -q -n 2 -m "story and not live and not browser" $(FAST)

live: app
	$(BIN)/pytest -q tests/browser
	$(BIN)/pytest -q tests/live

# All of them take more than an hour: `make bench ONLY="search smoke"` runs these two.
ONLY ?= *
bench: app
	@missed=0; for script in $(patsubst %,tests/bench/bench_%.py,$(ONLY)); do \
	  echo "== $$script"; $(BIN)/python $$script || missed=1; done; exit $$missed

# In a scratch folder, so that the locks name no path of the machine that made them.
lock: app
	$(BIN)/python -c 'import tomllib; p = tomllib.load(open("pyproject.toml", "rb")); \
	  print("\n".join([*p["project"]["dependencies"], *p["dependency-groups"]["dev"], *p["build-system"]["requires"]]))' \
	  > locks/app.in
	$(BIN)/pip-compile --quiet --no-header --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --strip-extras --allow-unsafe --output-file locks/app.txt locks/app.in
	$(BIN)/pip-compile --quiet --no-header --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --strip-extras --unsafe-package torchvision --unsafe-package torchaudio --unsafe-package torchcodec \
	  --output-file locks/model-server.txt locks/model-server.in
	! grep -nE 'file://|https?://|^--' locks/*.txt
