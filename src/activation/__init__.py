"""Predictions as tables that other systems can load."""
