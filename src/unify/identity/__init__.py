"""Which source records are one person: candidates, evidence, clusters, known since when."""
