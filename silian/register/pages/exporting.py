"""Download the rows of a list as xlsx, csv or parquet."""

from django.http import FileResponse, Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from silian.register.declaration import Register
from silian.register.exports import FORMATS, csv_lines, write_parquet, write_xlsx
from silian.register.filters import filtered
from silian.register.pages.access import standing
from silian.register.queries import ordering


def export_page(request: HttpRequest, declared: Register, kind: str) -> HttpResponseBase:
    """Send all rows that the list's filters leave, in its order; the file can be imported again as it is."""
    if kind not in FORMATS:
        raise Http404(
            _("不能导出为 {kind}，可用的格式：{known}。").format(kind=kind, known="、".join(FORMATS))
        )
    who = standing(request)
    order = ordering(declared, request.GET.get("sort", ""))
    rows = filtered(declared, who, request.GET).order_by(*order)
    name = f"{declared.slug}-{timezone.localdate():%Y%m%d}.{kind}"
    if kind == "csv":
        answer = StreamingHttpResponse(csv_lines(declared, rows, who), content_type=FORMATS[kind])
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer
    writer = write_xlsx if kind == "xlsx" else write_parquet
    return FileResponse(
        writer(declared, rows, who), as_attachment=True, filename=name, content_type=FORMATS[kind]
    )
