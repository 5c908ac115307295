"""Tells the owners of needs when a new result fits them, once a pair."""
