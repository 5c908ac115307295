"""Two people at once: the same file imported twice, one record saved by two editors, one key taken twice."""

import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from silian.chains.industry.models import Company
from silian.reference.models import Zone
from silian.register.declaration import get
from silian.register.imports.actions import claim
from silian.register.models import ImportRun, ImportState
from tests.contract.conftest import signed_in
from tests.faults.conftest import SILIAN, Installation, environment

ROWS = 10_000


@pytest.mark.slow
def test_the_same_file_imported_by_two_at_once_is_written_once(
    installation: Installation, tmp_path: Path
) -> None:
    sheet = tmp_path / "companies.csv"
    lines = [f"c{n},第{n}号公司,{n}" for n in range(ROWS)]
    sheet.write_text("\n".join(["key,name,staff", *lines]), encoding="utf-8")
    command = [*SILIAN, "import", "companies", str(sheet), "--data", str(installation.directory)]
    both = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment())
        for _number in range(2)
    ]
    said = sorted(process.communicate()[0] for process in both)
    assert said == [
        f"companies：新增 0，修改 0，没有变化 {ROWS}，有错误的行 0\n",
        f"companies：新增 {ROWS}，修改 0，没有变化 0，有错误的行 0\n",
    ]
    assert not installation.postmaster()
    out = tmp_path / "out.csv"
    done = subprocess.run(
        [*SILIAN, "export", "companies", str(out), "--data", str(installation.directory)],
        env=environment(),
        check=True,
    )
    assert done.returncode == 0
    assert len(out.read_text(encoding="utf-8").splitlines()) == ROWS + 1


@pytest.mark.django_db
def test_the_button_pressed_twice_writes_once_and_keeps_the_way_back() -> None:
    made = ImportRun.objects.create(register="companies", state=ImportState.CHECKED)
    assert [claim(made, trial=False), claim(made, trial=False)] == [True, False]
    made.state = ImportState.DONE
    made.save()
    assert not claim(made, trial=False)


def together(*actions: Any) -> list[Any]:
    """Run the actions at the same time, each with its own connection, and return what they gave."""
    from django.db import connection  # noqa: PLC0415 needs settings

    def alone(action: Any) -> Any:
        try:
            return action()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(alone, actions))


@pytest.mark.django_db(transaction=True)
def test_of_two_editors_in_the_same_moment_one_saves_and_the_other_keeps_his_text_and_is_told() -> None:
    company = Company.objects.create(key="c1", name="原名")
    clients = [signed_in(name, is_superuser=True)[1] for name in ("first", "second")]
    version = company.updated_at.isoformat()
    forms = [{"name": name, "version": version} for name in ("甲改的名", "乙改的名")]
    answers = together(
        *(lambda c=c, f=f: c.post("/companies/c1/edit/", f) for c, f in zip(clients, forms, strict=True))
    )
    assert sorted(answer.status_code for answer in answers) == [302, 422]
    loser = next(n for n, answer in enumerate(answers) if answer.status_code == 422)
    page = answers[loser].content.decode()
    assert "已被他人修改" in page
    assert forms[loser]["name"] in page
    assert Company.objects.get().name == forms[1 - loser]["name"]
    assert get("company").events.objects.filter(pgh_label="update").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_api_tells_the_second_of_two_programs() -> None:
    company = Company.objects.create(key="c1", name="原名")
    _user, client = signed_in("admin", is_superuser=True)
    seen = client.get("/api/companies/c1").json()["updated_at"]
    one, other = ({"name": name, "version": seen} for name in ("甲", "乙"))
    assert client.patch("/api/companies/c1", one, content_type="application/json").status_code == 200
    late = client.patch("/api/companies/c1", other, content_type="application/json")
    assert late.status_code == 422
    assert "已被他人修改" in late.json()["detail"]["__all__"][0]
    company.refresh_from_db()
    assert company.name == "甲"


@pytest.mark.django_db(transaction=True)
def test_two_people_who_take_the_same_key_get_one_record_and_one_explanation() -> None:
    clients = [signed_in(name, is_superuser=True)[1] for name in ("first", "second")]
    body = {"key": "same", "name": "同一编号"}

    def enter(client: Any) -> Any:
        return client.post("/api/zones", body, content_type="application/json")

    answers = together(*(lambda c=c: enter(c) for c in clients))
    assert sorted(answer.status_code for answer in answers) == [201, 422]
    refused = next(answer for answer in answers if answer.status_code == 422)
    assert refused.json()["detail"]["key"]
    assert Zone.objects.count() == 1


@pytest.mark.django_db
def test_a_form_for_a_record_that_was_deleted_meanwhile_is_answered_clearly() -> None:
    Company.objects.create(key="gone", name="将被删除")
    _user, client = signed_in("admin", is_superuser=True)
    Company.objects.all().delete()
    assert client.post("/companies/gone/edit/", {"name": "改名"}).status_code == 404
