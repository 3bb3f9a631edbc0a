"""What is known about a customer at a cutoff, as numbers."""
