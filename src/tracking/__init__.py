"""The record of every training, and of which model is in use: MLflow on one SQLite file.

MLflow reads its switches when it is first imported, so they are set here, before any module of
this package imports it. A value the user has set stays.
"""

import os

SWITCHES = {
    "MLFLOW_DISABLE_TELEMETRY": "true",  # nothing is sent anywhere
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",  # the commands have their own
    "MLFLOW_UV_AUTO_DETECT": "false",  # or lock files of the working folder land in every model
    "MLFLOW_DISABLE_AGENT_HINT": "true",
    "MLFLOW_RECORD_ENV_VARS_IN_MODEL_LOGGING": "false",
    "MLFLOW_LOGGING_LEVEL": "WARNING",
    "MLFLOW_ALLOW_PICKLE_DESERIALIZATION": "false",  # our models hold text and JSON only
}
for _name, _value in SWITCHES.items():
    os.environ.setdefault(_name, _value)
