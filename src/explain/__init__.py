"""Why a prediction is what it is."""
