"""Opportunity lists and the catalogue of major results, as pages and as open data."""
