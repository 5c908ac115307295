"""Requests that carry an API token act for the person who made it."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from silian.services.accounts.models import ApiToken, Scope
from silian.services.accounts.queries import live_token

READING = frozenset({"GET", "HEAD", "OPTIONS"})


class TokenMiddleware:
    """Reads ``Authorization: Bearer silian_…`` on addresses of the API."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        header = request.headers.get("Authorization", "")
        if not request.path.startswith("/api/") or not header.startswith("Bearer "):
            return self.get_response(request)
        token = live_token(header.removeprefix("Bearer ").strip())
        if token is None:
            return _refused(401, _("令牌无效或已撤销。请在账户页面重新生成。"))
        reads = request.method in READING or request.path in settings.SILIAN_READING_PATHS
        needed = Scope.READ if reads else Scope.WRITE
        if needed.value not in token.scopes:
            return _refused(403, _("此令牌没有所需的权限范围：{scope}。").format(scope=needed.value))
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=timezone.now())
        request.user = token.user
        request.api_token = token  # type: ignore[attr-defined]
        return self.get_response(request)


def _refused(status: int, message: str) -> JsonResponse:
    return JsonResponse({"detail": message}, status=status)
