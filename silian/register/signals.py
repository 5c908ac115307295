"""What the machinery tells others: rows were written past the models, by an import or its way back."""

from django.dispatch import Signal

rows_written = Signal()
"""Sent with ``sender=model`` after an import wrote rows of it, or an import was taken back."""
