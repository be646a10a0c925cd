# `make demo` shows a city's day, `make test` proves it. Both work from a bare checkout: they make .venv first.
.PHONY: setup demo test check bench soak docs words lock sbom
BIN := .venv/bin
# Dozens of processes are started, each of which would compile what the others have compiled already.
unexport PYTHONDONTWRITEBYTECODE

setup:            ## make .venv from the lock
	@scripts/bootstrap

demo: setup       ## one whole day of a city, then serve its pages
	@$(BIN)/evenhand demo

test: check       ## every test
	@scripts/bootstrap-browser
	@$(BIN)/python -m evenhand.core.routing.ruin
	@$(BIN)/pytest --ignore=tests/house --numprocesses=logical --maxprocesses=4 --dist=loadfile --no-loadscope-reorder

check: setup      ## style, types, walls, and the plan of the house
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/lint-imports
	@$(BIN)/mypy
	@$(BIN)/pytest tests/house

bench: setup      ## the gate, measured
	@$(BIN)/python bench/gate.py

soak: setup       ## the faults in full: two hundred kills under load, a town that verifies
	@EVENHAND_KILLS=200 $(BIN)/pytest tests/faults
	@EVENHAND_RUBBISH=20000 $(BIN)/pytest tests/gate/test_storms.py
	@EVENHAND_EDITS=10000 $(BIN)/pytest tests/verifier
	@EVENHAND_RESIDENTS=5000 $(BIN)/pytest -s tests/journeys/test_a_whole_town_verifies.py

docs: setup       ## pages that are written from tables in the code
	@$(BIN)/python scripts/docs.py

words: setup      ## collect the pages' words for translation, and compile them (needs gettext)
	@cd src/evenhand/web && DJANGO_SETTINGS_MODULE=evenhand.config.settings ../../../$(BIN)/django-admin makemessages \
		--locale zh_Hans --add-location never --no-wrap --no-obsolete
	@msgfmt --check-format -o src/evenhand/web/locale/zh_Hans/LC_MESSAGES/django.mo \
		src/evenhand/web/locale/zh_Hans/LC_MESSAGES/django.po

lock: setup       ## choose versions anew
	@uv pip compile pyproject.toml --all-extras --group dev --universal --python-version 3.12 \
		--generate-hashes --no-emit-index-url --no-header --quiet --upgrade --output-file requirements.lock

sbom: setup       ## the bill of materials, from the lock (CycloneDX)
	@$(BIN)/python scripts/sbom.py
