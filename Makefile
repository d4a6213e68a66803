# Two commands, each from nothing:  make editions · make test      Others: make judge · make bench · make clean
# What is missing on this system is told by `publisher doctor`; here it is only carried out.

export PIP_DISABLE_PIP_VERSION_CHECK = 1
export PIP_ROOT_USER_ACTION = ignore
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet

.PHONY: editions test judge bench clean
editions: .venv/.ready
	$(BIN)/publisher build content/editions/*.yaml -o dist/

# a file's fixtures, some of which take a minute, are made once; tests/conftest.py puts slow files first
test: .venv/.ready-test
	$(BIN)/python -m pytest -n auto --dist loadscope --no-loadscope-reorder

# JUDGE narrows it: make judge JUDGE='captured-page --theme plain'
judge: .venv/.ready-judge
	$(BIN)/python -m tests.judge $(JUDGE)

# BENCH narrows it: make bench BENCH='--quick many'; table and plot go to dist/bench/
bench: .venv/.ready-bench
	$(BIN)/python -m tests.benchmarks.speed $(BENCH)

clean:
	rm -rf .venv dist

# install(purpose): run the line the doctor gives for this system, or say that it could not be run.
define install
@line="$$($(BIN)/publisher doctor --line $(1))"; if [ -n "$$line" ]; then \
	echo "installing: $$line"; PATH="$(CURDIR)/$(BIN):$$PATH" sh -c "$$line" >.venv/install.log 2>&1 </dev/null || \
	echo "missing: that line could not be run here (.venv/install.log); have it run by somebody who may, then make again" >&2; \
fi
endef

.venv/bin/python:
	@python3 -m venv .venv >/dev/null 2>&1 || { \
		echo "installing python3-venv"; sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
		$$sudo apt-get update -qq && $$sudo apt-get install -qq --yes python3-venv >/dev/null && \
		python3 -m venv --clear .venv; \
	} || { rm -rf .venv; echo "python3-venv is missing; install it: sudo apt-get install python3-venv" >&2; exit 1; }

.venv/.ready: pyproject.toml | .venv/bin/python
	@echo "installing publisher into .venv"
	@$(PIP) --editable '.[designs]'
	$(call install,editions)
	@$(BIN)/publisher doctor >/dev/null
	@$(BIN)/python -m compileall -q publisher
	@$(BIN)/python -m publisher.rows
	@touch $@

.venv/.ready-test: .venv/.ready
	@echo "installing what the tests need"
	@$(PIP) --editable '.[test]'
	$(call install,tests)
	@touch $@

.venv/.ready-judge: .venv/.ready-test
	@echo "installing what the judges need"
	@$(PIP) --editable '.[test,judge]'
	$(call install,judge)
	@touch $@

.venv/.ready-bench: .venv/.ready
	@$(PIP) --editable '.[bench]'
	@touch $@
