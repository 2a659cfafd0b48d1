# make demo   trains on the bundled reviews and shows what came out
# make test   the whole test suite; C++ and some Python at every instruction-set level of this machine
# Both set themselves up in .venv. Further: make lint, make docs, make sanitize, make fuzz, make bench,
# make clean.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.PHONY: help demo test test-cpp test-python sanitize fuzz lint docs bench clean

VENV := .venv
BIN := $(VENV)/bin
DEMO := $(VENV)/.demo
INSTALLED := $(VENV)/.installed
SOURCES := CMakeLists.txt pyproject.toml tools/setup.sh tools/requirements.py \
	$(shell find cmake cpp python -type f -not -name '*.pyc')

# The Python tests that run at every level, as all C++ tests do; the others run at the best one only.
LEVEL_TESTS := $(wildcard $(addprefix tests/,models/tokens/test_skipgram.py \
	models/tokens/test_training.py search/test_*.py vectors/test_word_vectors.py text/test_duplicates.py \
	library/test_c_api.py))

help:
	@sed -n '1,4s/^# //p' Makefile

# Only what this machine's best instruction-set level needs.
$(DEMO): $(SOURCES)
	@tools/setup.sh $(VENV) ko native
	@touch $@

# Every level that this machine runs, and the C++ tests.
$(INSTALLED): $(SOURCES) $(wildcard tests/cpp/* tests/fuzz/core/* tests/fuzz/library/* tests/library/*.cpp)
	@tools/setup.sh $(VENV) ko,test runnable
	@touch $@ $(DEMO)

$(VENV)/.checkers: $(INSTALLED)
	@$(BIN)/python tools/requirements.py docs | xargs -d '\n' $(BIN)/pip install --quiet \
		--disable-pip-version-check ruff==0.17.6 mypy==2.4.1 lizard==1.24.3 clang-format==23.1.5
	@touch $@

$(VENV)/.bench: $(INSTALLED)
	@$(BIN)/python tools/requirements.py bench | xargs -d '\n' $(BIN)/pip install --quiet \
		--disable-pip-version-check
	@touch $@

demo: $(DEMO)
	@$(BIN)/malvec demo

test: test-cpp test-python

test-cpp: $(INSTALLED)
	@for part in text $$($(BIN)/python tools/levels.py); do \
		echo "C++ tests: $$part"; \
		build/venv/tests/cpp/malvec_tests_$$part; \
		build/venv/tests/cpp/malvec_fuzz_$$part --inputs 400; \
	done
	@echo "Attacks on libmalvec"
	@PYTHONPATH=tests $(BIN)/python -m library.models build/venv/models
	@build/venv/tests/cpp/malvec_library_tests build/venv/models
	@MALVEC_MODELS=build/venv/models build/venv/tests/cpp/malvec_fuzz_library --inputs 400

test-python: $(INSTALLED)
	@levels=($$($(BIN)/python tools/levels.py)); \
	echo "Python tests at level $${levels[0]}"; \
	$(BIN)/python -m pytest -q -n auto --dist worksteal; \
	for level in "$${levels[@]:1}"; do \
		echo "Python tests at level $$level"; \
		MALVEC_ISA=$$level $(BIN)/python -m pytest -q -n auto --dist worksteal $(LEVEL_TESTS); \
	done

sanitize: $(INSTALLED)
	@tools/sanitize.sh address,undefined $(BIN)
	@tools/sanitize.sh thread $(BIN)

fuzz: $(INSTALLED)
	@tools/fuzz.sh $(BIN) 40000 10000
	@if command -v clang++ >/dev/null; then tools/guided.sh $(BIN) 60; fi

lint: $(VENV)/.checkers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/clang-format --dry-run --Werror $$(git ls-files '*.h' '*.hpp' '*.cpp')
	MYPYPATH=python $(BIN)/mypy -p malvec
	MYPYPATH=python $(BIN)/mypy --config-file= --strict --follow-imports=silent tests/typing
	$(BIN)/python tools/limits.py

docs: $(VENV)/.checkers
	$(BIN)/sphinx-build -W --keep-going -q -b html docs build/docs
	@echo "build/docs/index.html"

bench: $(VENV)/.bench
	$(BIN)/python -m pytest -q benchmarks --benchmark-columns=min,median,rounds

clean:
	rm -rf build $(VENV)
