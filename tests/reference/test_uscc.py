"""The unified social credit code is checked in two layers, warned about and never a reason to refuse a row."""

import csv
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import override

from silian.chains.industry.models import Company
from silian.reference.uscc import check_character, check_uscc
from silian.services.accounts.models import User

SAMPLE = Path(__file__).parents[2] / "samples" / "region"
# A public example of the standard's own kind: a university's code, and the same with two characters exchanged.
GOOD, SWAPPED = "12100000400000624D", "12100000400006024D"


def words(code: str) -> list[str]:
    return [str(caution) for caution in check_uscc(Company(uscc=code))]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("", []),
        (GOOD, []),
        ("1210000040000062", ["统一社会信用代码应为 18 位，这里有 16 位。请核对。"]),
        (
            "12100000400O00624D",
            ["统一社会信用代码只用数字和大写字母，不用 I、O、S、V、Z；这里有“O”。请核对。"],
        ),
        ("14100000400000624D", ["开头的“14”不是登记管理部门和机构类别的代码。请核对。"]),
        ("12990000400000624D", ["第 3 至 8 位“990000”不是行政区划代码。请核对。"]),
        (
            SWAPPED,
            [f"校验码不对：按前 17 位应为“{check_character(SWAPPED)}”，这里是“D”。可能有一位抄错，请核对。"],
        ),
    ],
)
def test_form_then_check_character(code: str, said: list[str]) -> None:
    assert words(code) == said


def test_the_warning_is_in_the_language_in_use() -> None:
    with override("en"):
        assert words("123") == [
            "A unified social credit code has 18 characters; this one has 3. Please check it."
        ]


def test_in_the_sample_region_exactly_two_companies_are_wrong() -> None:
    wrong = []
    for path in sorted(SAMPLE.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as lines:
            wrong += [row["key"] for row in csv.DictReader(lines) if words(row.get("uscc") or "")]
    assert wrong == ["C44", "C71"]


@pytest.mark.django_db
def test_page_trial_and_api_warn_and_the_row_is_written() -> None:
    user = User.objects.create_user("admin", "a@example.org", "correct horse", is_superuser=True)
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    upload = SimpleUploadedFile("rows.csv", f"key,name,uscc\na,甲,{GOOD}\nb,乙,{SWAPPED}\n".encode())
    answer = client.post("/companies/import/", {"file": upload})
    trial = client.get(answer.url)
    assert [doubt["row"] for doubt in trial.context["warnings"]] == [3]
    assert (trial.context["report"]["fault_rows"], "校验码不对" in trial.content.decode()) == (0, True)
    assert "The check character is wrong" in client.get(answer.url + "?lang=en").content.decode()
    client.get("/?lang=zh-hans")
    client.post(answer.url, {"step": "write"})
    assert Company.objects.count() == 2
    assert "校验码不对" in client.get("/companies/b/").content.decode()
    assert "校验码不对" not in client.get("/companies/a/").content.decode()
    assert client.get("/api/companies/a").json()["warnings"] == []
    (sentence,) = client.get("/api/organisations/b").json()["warnings"]
    assert sentence.startswith("校验码不对")
