"""The home page, what waits for a person, and the one search over everything."""

import sys
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from silian.register.columns import money
from silian.register.declaration import get
from silian.register.permissions import changeable
from silian.register.queries import search_everywhere
from silian.register.standing import standing_of
from silian.register.waiting import waiting_for
from silian.web import waiting
from silian.web.downloads import csv_answer
from silian.web.pictures import by_field
from silian.web.public.pages import amounts_shown
from silian.web.public.queries import catalogue_totals, latest_batches
from silian.web.queries import OWN, areas, counts_by_area, figures, newest, own_figures

ROWS = 50


def home(request: HttpRequest) -> HttpResponse:
    """Show a visitor what is here; show a member, officer or administrator first what waits for them."""
    standing = standing_of(request.user)
    major, counted = catalogue_totals(), counts_by_area(standing)
    context: dict[str, Any] = {
        "figures": figures(standing, counted),
        "newest": newest(standing),
        "chart": by_field(areas(counted), counted),
        "batches": [(batch, found, amounts_shown(found)) for batch, found in latest_batches()],
        "catalogue": (major, money(major.amounts[0])),
    }
    if request.user.is_authenticated:
        # An administrator looks after everything; the figures of the whole region say that already.
        own = [] if standing.administrator else own_figures(standing)
        context |= {"waiting": waiting_for(standing), "own": own}
    return render(request, "home.html", context)


def fields_csv(request: HttpRequest) -> HttpResponse:
    """Send the data behind the picture of the home page."""
    rows = [
        (area.name, area.results, area.needs) for area in areas(counts_by_area(standing_of(request.user)))
    ]
    return csv_answer("fields", ("field", "results", "needs"), rows)


@login_required
def waiting_page(request: HttpRequest, key: str) -> HttpResponse:
    """List the records of one task, each with the form that does it."""
    task = waiting.BY_KEY.get(key)
    if task is None:
        raise Http404(_("没有这一类待办。"))
    rows = waiting.rows_of(task, standing_of(request.user))
    return _rows_page(request, task.slug, str(task.words), rows, str(task.action))


@login_required
def own_page(request: HttpRequest, slug: str) -> HttpResponse:
    """List the records of one register that the person looks after."""
    if slug not in OWN:
        raise Http404(_("地址可能写错了，或页面已被移走。"))
    rows = changeable(get(slug), standing_of(request.user)).order_by("-updated_at", "-pk")
    title = _("由您维护的{label}").format(label=get(slug).label)
    return _rows_page(request, slug, title, rows, _("修改"))


def _rows_page(request: HttpRequest, slug: str, title: str, rows: Any, action: str) -> HttpResponse:
    declared = get(slug)
    if declared.by_name.get("company"):
        rows = rows.select_related("company")
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    context = {"declared": declared, "title": title, "page": page, "action": action}
    return render(request, "waiting.html", context)


def search(request: HttpRequest) -> HttpResponse:
    """Show what all registers have for a few words, grouped; only the groups when htmx asks while typing."""
    query = request.GET.get("q", "").strip()[:200]
    hits = search_everywhere(query, standing_of(request.user)) if query else []
    template = "search_hits.html" if getattr(request, "htmx", False) else "search.html"
    return render(request, template, {"query": query, "hits": hits})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say what is not there; to programs as JSON."""
    why = str(exception) if exception.args and isinstance(exception.args[0], str) else ""
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": why or "not found"}, status=404)
    return render(request, "404.html", {"why": why}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that the database is away (503) or that the site failed (500); asks neither session nor database."""
    away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    status = 503 if away else 500
    reason = (
        _("数据库暂时无法连接，您的数据没有改变。系统会自动恢复，请稍后重试。")
        if away
        else _("系统没能完成这次操作，您的数据没有改变。请稍后重试。")
    )
    answer: HttpResponse = (
        JsonResponse({"detail": reason}, status=status)
        if request.path.startswith("/api/")
        else HttpResponse(render_to_string("500.html", {"reason": reason}), status=status)
    )
    if away:
        answer["Retry-After"] = "10"
    return answer
