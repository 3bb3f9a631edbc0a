"""Groups found in behaviour, named by what sets them apart."""
