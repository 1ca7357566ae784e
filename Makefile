# `make run` shows the product on this machine, `make test` tests it, `make check` is what CI runs.

VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip install --quiet --quiet --disable-pip-version-check --no-input --require-hashes
LOCK := $(PY) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links
# Only `manage.py check --deploy` reads these; they are of the right shape and open nothing.
PRODUCTION := DEBUG=0 SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(50))') \
	ALLOWED_HOSTS=contact.example.com CSRF_TRUSTED_ORIGINS=https://contact.example.com \
	DATABASE_URL=postgresql://user:password@127.0.0.1:1/contactcenter DATABASE_POOL_MAX=0 \
	REDIS_URL=redis://127.0.0.1:1/0 VONAGE_API_KEY=a VONAGE_API_SECRET=b VONAGE_APPLICATION_ID=c \
	VONAGE_PRIVATE_KEY=d VONAGE_SIGNATURE_SECRET=e

.DEFAULT_GOAL := help
.PHONY: help run test check bench lock clean

help:
	@echo "make run     start everything on this machine and say where to look"
	@echo "make test    run the tests"
	@echo "make check   everything CI checks: style, types, contracts, migrations, deployment, tests"
	@echo "make bench   measure speed on this machine and print a table"
	@echo "make lock    choose dependencies anew from requirements*.in"
	@echo "make clean   delete the virtual environment, caches and the demo's data (var/)"

export PYTHON

run: $(VENV)/run.stamp
	@exec $(PY) manage.py demo

test: $(VENV)/dev.stamp
	@$(PY) -m pytest -n auto --maxprocesses=8 --dist=worksteal --session-timeout=1500 $(ARGS)

bench: $(VENV)/dev.stamp
	@$(PY) -m tests.load $(ARGS)

check: $(VENV)/dev.stamp
	$(PY) -m ruff format --check --quiet
	$(PY) -m ruff check --quiet
	DEBUG=1 $(PY) -m mypy
	$(VENV)/bin/lint-imports --no-cache
	@echo "manage.py makemigrations --check"
	@$(PRODUCTION) $(PY) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	@echo "manage.py check --deploy"
	@$(PRODUCTION) $(PY) manage.py check --deploy --fail-level WARNING
	@$(MAKE) --no-print-directory test

lock: $(VENV)/dev.stamp
	$(LOCK) --upgrade requirements.in --output-file requirements.txt
	$(LOCK) --upgrade requirements-dev.in --constraints requirements.txt --output-file requirements-dev.txt

clean:
	@if [ -e var/owner ] && [ -e var/servers.json ]; then \
		echo "The demo may still be running: stop it first (Ctrl-C where it runs), or delete var/servers.json."; \
		exit 1; \
	fi
	rm -rf $(VENV) var staticfiles .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis \
		htmlcov .coverage*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/dev.stamp: $(VENV)/run.stamp requirements-dev.txt
	@echo "Installing what development needs into $(VENV) (once)..."
	@$(PIP) -r requirements-dev.txt
	@touch $@

$(VENV)/run.stamp: requirements.txt
	@.ci/venv $(VENV)
	@echo "Installing the locked dependencies into $(VENV) (once, about a minute)..."
	@$(PIP) -r requirements.txt
	@touch $@
