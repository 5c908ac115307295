"""The small region of the page tests, for journeys in a browser too."""

from tests.web.conftest import region

__all__ = ["region"]
