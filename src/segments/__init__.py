"""Groups made by rule, and their key figures."""
