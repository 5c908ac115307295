"""Suggestions while somebody types the key or name of another record."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from silian.register.declaration import Register
from silian.register.filters import words
from silian.register.pages.access import standing
from silian.register.permissions import visible


def pick_page(request: HttpRequest, declared: Register) -> HttpResponse:
    """Return up to 20 records that hold the words typed so far, as options of an input."""
    asked = next((str(value) for name, value in request.GET.items() if value and name != "lang"), "")
    rows = visible(declared, standing(request)).only("key", declared.title)
    if declared.search:
        rows = rows.filter(words(asked))
    return render(request, "register/options.html", {"records": rows.order_by("pk")[:20]})
