"""Addresses of every register's pages; an ordinary view put before them in the site's list replaces one."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.urls import URLPattern, path
from django.views.decorators.http import require_GET, require_http_methods

from silian.register.declaration import Register, all_registers
from silian.register.pages.exporting import export_page
from silian.register.pages.importing import import_page, import_run_page
from silian.register.pages.listing import list_page
from silian.register.pages.picking import pick_page
from silian.register.pages.record import delete_page, detail_page, edit_page, new_page

Page = Callable[..., Any]
reading = require_GET
writing = require_http_methods(["GET", "POST"])


def addresses(declared: Register) -> list[URLPattern]:
    """Return the addresses of one register, named ``company_list``, ``company_detail`` and so on."""
    pages: tuple[tuple[str, str, Page, Page], ...] = (
        ("", "list", reading, list_page),
        ("pick/", "pick", reading, pick_page),
        ("export/<str:kind>/", "export", reading, export_page),
        ("new/", "new", writing, new_page),
        ("import/", "import", writing, import_page),
        ("import/<uuid:run>/", "import_run", writing, import_run_page),
        ("<str:key>/", "detail", reading, detail_page),
        ("<str:key>/edit/", "edit", writing, edit_page),
        ("<str:key>/delete/", "delete", writing, delete_page),
    )
    return [
        path(
            f"{declared.slug}/{rest}", guard(partial(view, declared=declared)), name=f"{declared.name}_{name}"
        )
        for rest, name, guard, view in pages
    ]


urlpatterns = [address for declared in all_registers() for address in addresses(declared)]
