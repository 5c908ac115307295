"""Listings worth matching: examination, expiry and re-confirmation, duplicates, thin listings."""
