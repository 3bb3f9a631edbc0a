# Each target is one line over the real command; `make help` lists them.
VENV ?= .venv
RUN = PATH="$(CURDIR)/$(VENV)/bin:$$PATH"
STORE = MLFLOW_TRACKING_URI=sqlite:///mlruns/mlflow.db MLFLOW_DISABLE_TELEMETRY=true
DATA ?= data/complete-journey

.PHONY: help setup train score forget test check notebooks world bench records serve request ui
help: ## what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'
setup: $(VENV)/installed ## install into .venv
$(VENV)/installed: pyproject.toml requirements.lock
	python3 -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet -c requirements.lock -e '.[dev]'
	touch $@
train: setup ## train on DATA (default: data/complete-journey)
	$(RUN) python -m src.train $(DATA)
score: setup ## score every customer of DATA with its champion
	$(RUN) python -m src.score $(DATA)
forget: setup ## take a person out of DATA: make forget DATA=data/NAME KEY=...
	$(RUN) python -m src.forget $(DATA) "$(KEY)"
test: setup ## run the tests
	$(RUN) python -m pytest -q -n 2 --dist worksteal
check: setup ## all that CI checks: style, types, layers, tests, notebooks
	$(RUN) sh -c 'ruff check && ruff format --check && mypy && lint-imports && python -m pytest -q -n 2 --dist worksteal --nbmake'
notebooks: setup ## execute the notebooks
	$(RUN) python -m pytest -q --nbmake notebooks
world: setup data/world/raw ## train on the simulated world and hold the result against its truth
	$(RUN) python -m tests.world.scoreboard data/world
data/world/raw:
	$(RUN) python -m src.simulate --people 20000 --seed 7 data/world
bench: setup ## time the features of CUSTOMERS (default: a million) against other ways to compute them
	$(RUN) python -m tests.benchmarks.bench_features $(CUSTOMERS)
records: setup ## every public data set, every rule and this model side by side, beside the bar
	$(RUN) python -m pytest -q -m record
	$(RUN) python -m tests.benchmarks.records
serve: setup ## serve the champion on port 5001
	$(RUN) python -m src.tracking
	$(RUN) $(STORE) MLFLOW_ALLOW_PICKLE_DESERIALIZATION=false OMP_NUM_THREADS=1 mlflow models serve -m models:/customer-model@champion -p 5001 --env-manager local
request: setup ## ask the server that runs for a prediction, with the example stored with the model
	$(RUN) $(STORE) mlflow artifacts download --artifact-uri models:/customer-model@champion/serving_input_example.json --dst-path models 2>/dev/null
	curl -sS localhost:5001/invocations -H 'Content-Type: application/json' -d @models/serving_input_example.json
ui: setup ## browse runs and models on port 5000
	$(RUN) python -m src.tracking
	$(RUN) $(STORE) MLFLOW_SERVER_ENABLE_JOB_EXECUTION=false mlflow server --backend-store-uri sqlite:///mlruns/mlflow.db --port 5000 --workers 1
