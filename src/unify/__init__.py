"""Source records become customers; the only place that sees personal data."""
