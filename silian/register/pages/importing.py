"""The import of a register: file, columns, trial with differences, done with a way back."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from silian.register.declaration import Register, of
from silian.register.imports.actions import Choices, keep_upload, take_back
from silian.register.imports.doubting import doubt_words
from silian.register.imports.tasks import start
from silian.register.imports.undo import CannotUndo
from silian.register.imports.wording import described
from silian.register.models import ImportRun, ImportState
from silian.register.pages.access import forbidden, standing
from silian.register.permissions import may_add, may_add_names
from silian.register.standing import Standing

SUFFIXES = frozenset({".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".csv", ".tsv", ".txt", ".jsonl"})


def import_page(request: HttpRequest, declared: Register) -> HttpResponse:
    """Take a file and try it at once."""
    who = standing(request)
    if not may_add(declared, who):
        return forbidden(request)
    fault = ""
    if request.method == "POST":
        upload = request.FILES.get("file")
        fault = _refusal(upload)
        if upload is not None and not fault:
            made = keep_upload(declared, upload, who)
            start(made, who, Choices(), trial=True)
            return redirect(f"{declared.name}_import_run", made.pk)
    recent = ImportRun.objects.filter(register=declared.slug, user=who.user_id or 0)[:10]
    context = {"register": declared, "fault": fault, "recent": recent, "suffixes": ",".join(sorted(SUFFIXES))}
    return render(request, "register/import.html", context, status=422 if fault else 200)


def _refusal(upload: Any) -> str:
    if upload is None:
        return _("请选择一个文件。")
    suffix = "." + upload.name.rpartition(".")[2].lower()
    if suffix not in SUFFIXES:
        return _("不能读取 {name}。请上传 xlsx、xls、ods 或 csv 文件。").format(name=upload.name)
    if upload.size > settings.SILIAN_UPLOAD_LIMIT:
        return _("{name} 有 {size} MB，上限是 {limit} MB。请分成几个文件。").format(
            name=upload.name, size=upload.size >> 20, limit=settings.SILIAN_UPLOAD_LIMIT >> 20
        )
    return ""


def import_run_page(request: HttpRequest, declared: Register, run: UUID) -> HttpResponse:
    """Show how an import stands and take the next step: other columns, write, take back."""
    who = standing(request)
    made = ImportRun.objects.filter(pk=run, register=declared.slug).first()
    own = made is not None and made.user_id is not None and made.user_id == who.user_id
    if made is None or not (own or who.administrator):
        raise Http404(_("没有这次导入，或它属于他人。"))
    if not may_add(declared, who):
        return forbidden(request)
    if request.method == "POST":
        return _next_step(request, declared, made)
    return render(request, "register/import_run.html", _run_context(declared, made, who))


def _next_step(request: HttpRequest, declared: Register, made: ImportRun) -> HttpResponse:
    step = request.POST.get("step", "")
    if step == "undo" and made.state == ImportState.DONE:
        _take_back(request, declared, made)
    elif step in {"check", "write"} and made.state not in {ImportState.DONE, ImportState.UNDONE}:
        start(made, standing(request), _choices(request, declared), trial=step == "check")
    return redirect(f"{declared.name}_import_run", made.pk)


def _choices(request: HttpRequest, declared: Register) -> Choices:
    chosen = {name: request.POST.get(f"map-{name}", "") for name in declared.by_name}
    return Choices(
        mapping={name: header for name, header in chosen.items() if header},
        adds_missing="adds_missing" in request.POST,
        spares_unknown="spares_unknown" in request.POST,
        leaves_out_faulty="leaves_out_faulty" in request.POST,
        publishes="publishes" in request.POST,
    )


def _take_back(request: HttpRequest, declared: Register, made: ImportRun) -> None:
    try:
        done = take_back(made, declared)
    except CannotUndo as fault:
        messages.error(request, str(fault))
        return
    messages.success(
        request,
        _("已撤回：删除 {deleted} 条，恢复 {restored} 条；{kept} 条后来又被修改，保持不变。").format(
            deleted=done.deleted, restored=done.restored, kept=done.kept
        ),
    )


def _run_context(declared: Register, made: ImportRun, who: Standing) -> dict[str, Any]:
    report = made.report
    headers = [match["header"] or match["letter"] for match in report.get("matches", [])]
    taken: dict[str, list[str]] = {}
    for match, header in zip(report.get("matches", []), headers, strict=True):
        taken.setdefault(match["field"], []).append(header)
    unused = taken.pop("", [])
    return {
        "register": declared,
        "run": made,
        "report": report,
        "running": made.state in {ImportState.CHECKING, ImportState.WRITING},
        "mapping": [(info, " + ".join(taken.get(info.name, []))) for info in declared.fields],
        "recognised": [(info, taken[info.name]) for info in declared.fields if info.name in taken],
        "unused": unused,
        "may_publish": bool(declared.published) and declared.published not in taken,
        "kinds": described(declared, [{"value": "…", **kind} for kind in report.get("kinds", [])]),
        "offers_missing": _offers_missing(declared, who),
        "offers_sparing": report.get("spares_unknown") or _has_unknown(declared, report),
        "spared": [
            {**kind, "label": declared.by_name[kind["field"]].label} for kind in report.get("spared", [])
        ],
        "headers": headers,
        "faults": described(declared, report.get("faults", [])),
        "warnings": [
            {**doubt, "label": declared.by_name[doubt["field"]].label, "words": doubt_words(doubt)}
            for doubt in report.get("warnings", [])
        ],
        "differences": _labelled(declared, report.get("differences", [])),
    }


def _has_unknown(declared: Register, report: dict[str, Any]) -> bool:
    """Return whether something that need not be filled in names a record that nobody knows."""
    unknown = {"unknown", "unregistrable", "ambiguous"}
    faults = report.get("kinds", [])
    return any(f["problem"] in unknown and not declared.by_name[f["field"]].required for f in faults)


def _offers_missing(declared: Register, who: Standing) -> bool:
    """Return whether the person may register unknown names in any register that this one points at."""
    targets = {of(info.target) for info in declared.fields if info.target is not None}
    return any(target is not None and may_add_names(target, who) for target in targets)


def _labelled(declared: Register, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {**row, "changes": [{**c, "label": declared.by_name[c["field"]].label} for c in row["changes"]]}
        for row in rows
    ]
