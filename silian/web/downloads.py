"""Rows as a CSV file that spreadsheets open rightly and never run."""

import csv
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.http import HttpResponse

RISKY = ("=", "+", "-", "@", "\t", "\r")


def plain(value: Any) -> str:
    """Return a value as text: amounts exact, a text that a spreadsheet would run marked as text."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value, "f")
    text = str(value)
    return "'" + text if isinstance(value, str) and text.startswith(RISKY) else text


def csv_answer(name: str, headings: Iterable[str], rows: Iterable[Iterable[Any]]) -> HttpResponse:
    """Return a download in UTF-8 with the mark by which spreadsheets know it."""
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    writer = csv.writer(answer)
    writer.writerow(headings)
    writer.writerows([plain(value) for value in row] for row in rows)
    return answer
