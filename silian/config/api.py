"""The JSON API with its OpenAPI description, one group of operations per register."""

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from silian.register.api import add_registers
from silian.register.search_api import add_search
from silian.services.matching.api import add_matching

api = NinjaAPI(title="Silian 四链", version="1", urls_namespace="api", docs_url=None)
add_registers(api)
add_search(api)
add_matching(api)


@api.exception_handler(ValidationError)
def refuse_values(request: HttpRequest, fault: ValidationError) -> HttpResponse:
    """Answer 422 with the faults by field, in the same form as those of a record."""
    found: dict[str, list[str]] = {}
    for error in fault.errors:
        names = [str(part) for part in error["loc"] if isinstance(part, str)]
        found.setdefault(names[-1] if names else "__all__", []).append(error["msg"])
    return api.create_response(request, {"detail": found}, status=422)


@api.exception_handler(HttpError)
def refuse_body(request: HttpRequest, fault: HttpError) -> HttpResponse:
    """Answer a body that is no JSON like one with wrong values; other refusals keep their own code."""
    if fault.status_code == 400:
        return api.create_response(request, {"detail": {"body": [str(fault)]}}, status=422)
    return api.create_response(request, {"detail": str(fault)}, status=fault.status_code)
