"""Measures of the budgets; `make bench` runs them and writes RESULTS.md."""
