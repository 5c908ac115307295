"""What the machinery tells others: rows were written past the models, or results newly fit a need."""

from django.dispatch import Signal

rows_written = Signal()
"""Sent with ``sender=model`` after an import wrote rows of it, or an import was taken back."""

fits_appeared = Signal()
"""Sent with ``sender=Need, need=pk, achievements=[pk, …]`` when results newly fit a need that stayed as it was."""
