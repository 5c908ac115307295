"""The company, the laboratory and everybody else of the matching tests, at the bench."""

from tests.services.matching.conftest import world

__all__ = ["world"]
