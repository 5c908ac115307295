"""The English catalogue of what users read."""
