"""The one search over all registers, for programs."""

from typing import Any

from django.http import HttpRequest
from ninja import NinjaAPI, Query, Schema
from pydantic import Field

from silian.register.pages.access import standing
from silian.register.queries import search_everywhere
from silian.register.schemas import FieldProblems


class SearchIn(Schema):
    """Words that must all occur, and the register to look into, as its address names it; all where none is named."""

    q: str = Field("", max_length=500)
    slug: str = Field("", max_length=64)
    limit: int = Field(5, ge=1, le=50)


class HitOut(Schema):
    """One record that holds every word."""

    slug: str
    key: str
    title: str
    url: str


class HitsOut(Schema):
    """Records found, register by register; ``more`` names registers that hold further ones."""

    items: list[HitOut]
    more: list[str]


def add_search(api: NinjaAPI) -> None:
    """Add the search to ``api``."""

    @api.get("/search", response={200: HitsOut, 422: FieldProblems}, tags=["search"], operation_id="search")
    def search(request: HttpRequest, asked: Query[SearchIn]) -> Any:
        """Return the records that the caller may see and that hold every word of ``q``."""
        found = search_everywhere(asked.q.replace("\\0", ""), standing(request), asked.limit)
        wanted = [hits for hits in found if asked.slug in ("", hits.register.slug)]
        return {
            "items": [
                {
                    "slug": hits.register.slug,
                    "key": record.key,
                    "title": str(getattr(record, hits.register.title)),
                    "url": record.get_absolute_url(),
                }
                for hits in wanted
                for record in hits.records
            ],
            "more": [hits.register.slug for hits in wanted if hits.more],
        }
