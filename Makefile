SHELL := /bin/bash
.DEFAULT_GOAL := help
BIN := .venv/bin

help: ## what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

run: install ## serve on 127.0.0.1:8000; the first start makes the database and loads the demo city
	@$(BIN)/python -m compileall -q competition
	@$(BIN)/competition run --demo

test: install-dev programs ## every test: rules, pages, browser, SQLite and PostgreSQL
	@$(BIN)/python -m compileall -q competition
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -q -n $${TEST_WORKERS:-3} --dist worksteal -m "not long" $(ARGS)

walk: install-dev programs ## what the suite leaves out: every page of every role with axe, pages on the other database, a whole competition on PostgreSQL and with real data
	@$(BIN)/python -m pytest -q -m long $(ARGS)

check: install-dev ## style, types, contracts, templates, texts, packages
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/djlint --quiet --lint templates
	@$(BIN)/python .ci/translations.py >/dev/null || { $(BIN)/python .ci/translations.py; exit 1; }
	@$(BIN)/deptry competition
	@$(BIN)/python .ci/licences.py

bench: install-dev programs ## measure against bare references; writes bench/latest.json (ARGS="3 crowd": three rounds of what is called so)
	@$(BIN)/python -m bench.run $(ARGS)

faults: install-dev programs ## kill and cut while 200 tablets mark, on SQLite and PostgreSQL; then the whole hall in Chromium
	@$(BIN)/python -m bench.faults $(ARGS)
	@COMPETITION_FAULTS=1 $(BIN)/python -m pytest -q -s tests/browser/test_outbox.py

demo: install ## load the demo city into instance/, in place of a demo that is there (SIZE=small or city)
	@$(BIN)/competition demo load --replace --size $${SIZE:-city}

lock: install-dev ## pin all packages anew
	@.ci/lock.sh

translations: install-dev ## take new texts into the catalogues and list what has no Chinese yet
	@$(BIN)/python .ci/translations.py

screenshots: install-dev programs ## pictures of the faces into docs/pictures; ARGS=public: every public page, at every size, into /tmp/public-pages
	@$(BIN)/python .ci/screenshots.py $(ARGS)

wheel: install-dev ## build the wheel into dist/
	@$(BIN)/python -m hatchling build -t wheel

install:
	@.ci/install.sh requirements.txt

install-dev:
	@.ci/install.sh requirements-dev.txt

programs:
	@.ci/programs.sh chromium pdftotext wrk

.PHONY: help run test walk check bench faults demo lock translations screenshots wheel install install-dev programs
