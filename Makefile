# Alles begint hier: make setup, make run, make test, make bench.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
GEREED := $(VENV)/.gereed
# Een proces meer dan er kernen zijn, want een test wacht vaak op een ander proces; elk met een eigen PostgreSQL.
# Een bestand blijft bijeen, want het deelt zijn database (en in tests/conftest.py: sommige mappen).
NAAST_ELKAAR := -n $$(($$(getconf _NPROCESSORS_ONLN) + 1)) --maxprocesses 4 --dist loadfile --no-loadscope-reorder

.PHONY: setup run test check bench regels regels-uit eisen lock clean

setup: $(GEREED)

$(GEREED): requirements.lock requirements-dev.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

run: setup
	@$(BIN)/isi-soap pki --indien-nodig .isi/pki
	@ISI_PKI_MAP="$${ISI_PKI_MAP-.isi/pki}" ISI_PROFIELEN="$${ISI_PROFIELEN-[\"ketentest\",\"suwinet\"]}" \
	 ISI_AUDITOR="$${ISI_AUDITOR-aan}" $(BIN)/isi-soap serve --testset

# De hele suite, en daarna of elke regel er haar bewijs in vond (docs/regels.md). Wat eenmaal vertaald is bewaart
# Python ook waar de omgeving dat uitzet: de suite start honderden processen.
test: setup
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest $(NAAST_ELKAAR) -p tools.regels.waarneming --regels $(VENV)/regels.json
	$(BIN)/python -m tools.regels --toets $(VENV)/regels.json

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup
	$(BIN)/isi-soap bench soap

# docs/regels.md: per regel de code, de tests en hun uitkomst; faalt als een regel geen bewijs heeft.
regels: setup
	$(BIN)/python -m tools.regels

# Elke regel om de beurt uit: haar test hoort dan te falen. Daarna schrijft `make regels` het in de lijst.
regels-uit: setup
	$(BIN)/python -m tools.regels.uitschakelen

# docs/digikoppeling.md: per eis van Digikoppeling, BP en BSP de tests die haar tonen; faalt als er een ontbreekt.
eisen: setup
	$(BIN)/python -m tools.eisen

# Nieuwe lockbestanden: alle versies met hun hashes, zonder adres van een register.
lock:
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra otel pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra otel --group dev pyproject.toml -c requirements.lock -o requirements-dev.lock

clean:
	rm -rf $(VENV) .isi
