"""Requests too large to be taken are refused before anything of them is read."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

MARGIN = 1 << 20  # what a form adds around its file


class BodyLimitMiddleware:
    """Lets people who are signed in send files up to the limit of uploads, everybody else only forms."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        size = int(request.META.get("CONTENT_LENGTH") or 0)
        if size <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return self.get_response(request)
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if request.user.is_authenticated:
            limit = settings.SILIAN_UPLOAD_LIMIT
        if size <= limit + MARGIN:
            return self.get_response(request)
        return _refused(request, limit >> 20)


def _refused(request: HttpRequest, limit: int) -> HttpResponse:
    reason = _("一次最多发送 {limit} MB。请分成几个文件，或登录后再试。").format(limit=limit)
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": reason}, status=413)
    return render(request, "413.html", {"reason": reason}, status=413)
