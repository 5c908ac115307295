"""A stranger who guesses keys learns neither texts nor names from pages, API, exports, history and links."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from silian.register.declaration import Register
from silian.register.models import ImportRun
from tests.contract.conftest import REGISTERS, Cast, cast, make_row  # noqa: F401 fixtures

SECRET = "绝密项目"
MakeRow = Callable[..., Any]
HIDING = [declared for declared in REGISTERS if declared.published]


@pytest.mark.parametrize("each", REGISTERS, ids=str)
def test_a_guessed_key_is_answered_as_one_that_does_not_exist(
    each: Register,
    cast: Cast,  # noqa: F811
    make_row: MakeRow,  # noqa: F811
) -> None:
    row = make_row(each, **({each.title: SECRET} if each.published else {}))
    made = ImportRun.objects.create(register=each.slug, file_name="theirs.csv")
    hidden = bool(each.published)
    for client in (cast.stranger, cast.visitor):
        assert client.get(reverse(f"{each.name}_import_run", args=[made.pk])).status_code == 404
        for name in ("edit", "delete"):
            page = reverse(f"{each.name}_{name}", args=[row.key])
            for answer in (client.get(page), client.post(page, {})):
                assert answer.status_code in ((404,) if hidden else (302, 403)), (name, answer.status_code)
        url = f"/api/{each.slug}/{row.key}"
        assert client.get(f"{url}/history").status_code == (404 if hidden else 403)
        for answer in (client.patch(url, {}, content_type="application/json"), client.delete(url)):
            assert answer.status_code in (401, 404 if hidden else 403)
    assert each.model.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("each", HIDING, ids=str)
def test_the_name_of_a_hidden_record_is_nowhere(each: Register, cast: Cast, make_row: MakeRow) -> None:  # noqa: F811
    row = make_row(each, **{each.title: SECRET})
    pages = ["/", f"/search/?q={SECRET}", reverse(f"{each.name}_pick") + f"?x={SECRET}"]
    for declared in REGISTERS:
        pages += [reverse(f"{declared.name}_list"), f"/api/{declared.slug}"]
        for info in declared.links:
            if info.target is each.model:
                pages.append(make_row(declared, **{info.name: row}).get_absolute_url())
    for client in (cast.stranger, cast.visitor):
        for page in pages:
            shown = client.get(page).content.decode()
            # What was asked for is shown again; what was found is not.
            assert SECRET not in shown.replace(f'value="{SECRET}"', "").replace(f"“{SECRET}”", ""), page
        for kind in ("csv", "xlsx", "parquet"):
            for declared in REGISTERS:
                answer = client.get(reverse(f"{declared.name}_export", args=[kind]))
                assert SECRET.encode() not in b"".join(answer.streaming_content)
