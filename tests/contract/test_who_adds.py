"""Nobody enters rows by the way of an import that their form would refuse."""

from pathlib import Path
from typing import Any

import pytest

from silian.reference.models import Zone
from silian.register.declaration import Register, get, of
from silian.register.imports.actions import Choices, import_file
from silian.register.imports.wording import problem_words
from silian.register.models import ImportRun
from silian.register.permissions import may_add_names
from silian.register.standing import Standing
from tests.contract.conftest import REGISTERS, Cast, signed_in

OWNER = Standing(organisations={"ours": "manager"}, zones=frozenset())
OFFICER = Standing(zones=frozenset({"here"}))
LINKS = [
    (each, info)
    for each in REGISTERS
    for info in each.fields
    if (target := of(info.target) if info.target else None) is not None and target.title != "key"
]


@pytest.mark.parametrize(("each", "info"), LINKS, ids=[f"{e.slug}.{i.name}" for e, i in LINKS])
def test_unknown_names_are_registered_only_by_those_who_may_enter_them(
    each: Register, info: Any, cast: Cast, tmp_path: Path
) -> None:
    target = of(info.target)
    assert target is not None
    path = tmp_path / "rows.csv"
    path.write_text(f"key,{info.name}\nrow,从未登记过\n", encoding="utf-8")
    before = target.model.objects.count()
    for who in (OWNER, OFFICER, Standing(administrator=True)):
        found = import_file(each, path, who, Choices(adds_missing=True), trial=True)
        faults = [fault for fault in found.faults if fault["field"] == info.name]
        allowed = may_add_names(target, who)
        assert [fault["problem"] for fault in faults] == ([] if allowed else ["unregistrable"])
        for fault in faults:
            assert "请管理员登记" in problem_words(each, fault)
    assert target.model.objects.count() == before


def test_a_member_registers_no_zone_by_importing_companies(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("key,name,zone\nours,我们,杜撰的园区\n", encoding="utf-8")
    choices = Choices(adds_missing=True, leaves_out_faulty=True)
    import_file(get("company"), path, OWNER, choices, trial=False)
    assert list(Zone.objects.values_list("key", flat=True)) == ["here"]


def test_the_page_offers_to_register_names_only_to_those_who_may(cast: Cast) -> None:
    made = {
        name: ImportRun.objects.create(register="companies", file_name="a.csv", user=user)
        for name, user in (("stranger", cast.stranger.get("/").wsgi_request.user), ("root", None))
    }
    _user, root = signed_in("root", is_superuser=True)
    asked = "adds_missing"
    assert asked not in cast.stranger.get(f"/companies/import/{made['stranger'].pk}/").content.decode()
    assert asked in root.get(f"/companies/import/{made['root'].pk}/").content.decode()
