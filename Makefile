# pip installs everything into .venv; nothing else on the machine changes.
PYTHON ?= python3
BIN := .venv/bin
# Not quiet: this takes a minute or more, and pip shows what it is doing. Compiled, although that takes half of the
# time: where PYTHONDONTWRITEBYTECODE is set, every process would else compile all that it imports, torch too.
PIP := @$(BIN)/python -m pip install --disable-pip-version-check
# Only wheels whose SHA-256 is in requirements/: no code runs while they are installed.
LOCKED := --require-hashes --only-binary :all: --no-deps
# torch is pinned by its version: its builds for processors and for each CUDA have the same version and other hashes.
# With the hashes of PyPI's build, as in the container: make install TORCH="--require-hashes -r requirements/torch.txt"
TORCH ?= $(shell grep -o 'torch==[0-9.]*' pyproject.toml)
UV ?= uv

.PHONY: run install lock audit test test-all check format proof fuzz crash-test storm-test load-test soak cluster-test schedule-test bench pictures train-demo image clean

## run: install Lilt with its playground and start it (on Discord if DISCORD_TOKEN is set)
run: install
	@$(BIN)/python -m bot

install: .venv/.installed

## test: all checks and all tests
test: check
	$(BIN)/python -m pytest -n auto --dist worksteal

## test-all: the same with new random examples each time, and the slow tests
test-all: check
	HYPOTHESIS_PROFILE=explore $(BIN)/python -m pytest -n auto --dist worksteal -m 'slow or not slow'

check: .venv/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/.installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

## proof: checks that 2,000 tunes over all options are correct, as requested and original (needs abc2midi)
proof: .venv/.installed-dev
	$(BIN)/python -m tests.proof

## fuzz: 10,000 hostile texts through all code that reads ABC; the last line counts crashes and hangs
fuzz: .venv/.installed-dev
	$(BIN)/python -m tests.fuzz

## crash-test: kills the bot 400 times; no accepted tune is lost or comes twice (about half an hour)
crash-test: .venv/.installed-dev
	$(BIN)/python -m tests.crash

## storm-test: Discord's servers fail for a minute; the last line says what was lost and how often the bot asked
storm-test: .venv/.installed-dev
	$(BIN)/python -m tests.storm

## load-test: 1,000 requests of 200 users, over sockets, to the real model (about ten minutes)
load-test: .venv/.installed-dev
	$(BIN)/python -m tests.load

## soak: 200,000 tunes in the history; people search, export, forget and compose for ten minutes
soak: .venv/.installed-dev
	$(BIN)/python -m tests.soak

## cluster-test: workers, broker and network of a NATS engine fail; the last line says what was lost (two minutes)
cluster-test: .venv/.installed-dev
	$(BIN)/python -m tests.cluster

## schedule-test: 400 simulated days of scheduled posts with kills and clock changes; the last line counts what was missed
schedule-test: .venv/.installed-dev
	$(BIN)/python -m tests.schedule

## bench: measures speed against the lab's loop, in one run
bench: install
	$(BIN)/python -m generator bench

## pictures: takes the README's pictures of the playground, with its browser test, and those of docs/scores.md
pictures: .venv/.installed-dev
	LILT_PICTURES=docs $(BIN)/python -m pytest tests/browser tests/generator/render/test_pages.py \
		tests/generator/render/tablature/test_staff.py

## train-demo: prepare, train, evaluate, promote, compose, with a model too small to be good; under two minutes
train-demo: install
	rm -rf out/demo/model
	$(BIN)/python -m trainer prepare --out out/demo/corpus
	$(BIN)/python -m trainer train --preset tiny --hidden 160 --embedding 32 --epochs 2 \
		--data out/demo/corpus --out out/demo/model
	$(BIN)/python -m trainer evaluate out/demo/model --data out/demo/corpus --samples 50
	$(BIN)/python -m trainer promote out/demo/model --data out/demo/corpus --models out/demo/models --force
	$(BIN)/python -m generator compose --model out/demo/model --out out/demo

## lock: pins all that pyproject.toml needs, with the hashes of its wheels, into requirements/ (needs uv)
LOCK := $(UV) pip compile pyproject.toml requirements/.build.txt --quiet --universal --python-version 3.11 --only-binary :all: \
	--generate-hashes --no-annotate --custom-compile-command 'make lock'
TORCHS = awk '/^[a-z0-9]/ { torchs = /^(torch|triton|cuda-|nvidia-)/ } { if (torchs == $(1)) print }'
lock:
	grep -o 'setuptools==[0-9.]*' pyproject.toml > requirements/.build.txt
	$(LOCK) --upgrade --extra dev -o requirements/.dev
	$(LOCK) --extra all -c requirements/.dev -o requirements/.playground
	$(LOCK) --extra compose -c requirements/.dev -o requirements/.compose
	$(LOCK) -c requirements/.dev -o requirements/.bot
	$(call TORCHS,1) requirements/.dev > requirements/torch.txt
	for name in dev playground compose bot; do \
		$(call TORCHS,0) requirements/.$$name > requirements/$$name.txt && rm requirements/.$$name; done
	rm requirements/.build.txt

## audit: known vulnerabilities of the locked packages, from a copy of OSV's database: make audit OSV=all.zip
audit: .venv/.installed-dev
	$(BIN)/python -m tests.audit $(OSV)

image:
	docker build -t lilt .

clean:
	rm -rf .venv build *.egg-info

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Lilt needs Python 3.11 or newer")'
	@echo "Making .venv, the folder that everything is installed into"
	$(PYTHON) -m venv .venv

.venv/.installed: pyproject.toml $(wildcard requirements/*.txt) | .venv/bin/python
	@echo "Installing what Lilt needs, once. Step 1 of 3: its packages"
	$(PIP) $(LOCKED) -r requirements/playground.txt
	@echo "Step 2 of 3: torch, which is large"
	$(PIP) $(TORCH)
	@echo "Step 3 of 3: Lilt itself"
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

.venv/.installed-dev: pyproject.toml $(wildcard requirements/*.txt) | .venv/bin/python
	@echo "Installing what the tests need. Step 1 of 3: packages"
	$(PIP) $(LOCKED) -r requirements/dev.txt
	@echo "Step 2 of 3: torch, which is large"
	$(PIP) $(TORCH)
	@echo "Step 3 of 3: Lilt itself"
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $@ .venv/.installed
