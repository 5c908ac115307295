"""A record whose key stands in a list of another record cannot go, and who tries is told where it is named."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from silian.chains.industry.models import ChainLink, IndustryChain
from silian.register.actions import InUse, delete_record
from silian.register.declaration import Register, get, of
from silian.register.fields import Shape
from silian.register.imports.actions import Choices, import_file
from silian.register.imports.undo import CannotUndo, undo
from silian.register.standing import VISITOR, Standing
from tests.contract.conftest import REGISTERS, Cast

MakeRow = Callable[..., Any]
LISTING = [(each, info) for each in REGISTERS for info in each.fields if info.shape is Shape.KEYS]
listing = pytest.mark.parametrize(
    ("naming", "info"), LISTING, ids=[f"{each.slug}.{info.name}" for each, info in LISTING]
)


@listing
def test_a_record_that_is_named_in_a_list_is_not_deleted(
    naming: Register, info: Any, cast: Cast, make_row: MakeRow
) -> None:
    target = of(info.target)
    assert target is not None
    named = make_row(target, key="named")
    row = make_row(naming, key="naming", **{info.name: ["named"]})
    answer = cast.administrator.delete(f"/api/{target.slug}/named")
    assert answer.status_code == 409
    assert f"{naming.label} · {info.label} 1" in answer.json()["detail"]
    page = cast.administrator.post(reverse(f"{target.name}_delete", args=["named"]), follow=True)
    assert f"{naming.label} · {info.label} 1" in page.content.decode()
    if naming.guarded:
        with pytest.raises(InUse) as refused:
            delete_record(named, VISITOR)
        assert naming.label not in str(refused.value)
    setattr(row, info.name, [])
    row.save()
    assert cast.administrator.delete(f"/api/{target.slug}/named").status_code == 204


@pytest.mark.django_db
def test_a_record_goes_with_the_lists_that_go_with_it_but_not_from_under_others() -> None:
    chain, other = (IndustryChain.objects.create(key=key, name=key) for key in ("one", "other"))
    ChainLink.objects.create(key="a", chain=chain, name="甲")
    ChainLink.objects.create(key="b", chain=chain, name="乙", upstream=["a", "b"])
    outside = ChainLink.objects.create(key="c", chain=other, name="丙", upstream=["a"])
    with pytest.raises(InUse):
        delete_record(chain)
    outside.delete()
    delete_record(chain)
    assert not ChainLink.objects.exists()


@pytest.mark.django_db
def test_an_import_whose_rows_are_named_in_a_list_cannot_be_taken_back(tmp_path: Path) -> None:
    path = tmp_path / "companies.csv"
    path.write_text("key,name\nlisted,甲公司\n", encoding="utf-8")
    companies = get("company")
    done = import_file(companies, path, Standing(administrator=True), Choices(), trial=False)
    assert done.context is not None
    chain = IndustryChain.objects.create(key="one", name="链")
    link = ChainLink.objects.create(key="a", chain=chain, name="甲", companies=["listed"])
    with pytest.raises(CannotUndo):
        undo(companies, done.context)
    assert companies.model.objects.filter(key="listed").exists()
    link.delete()
    assert undo(companies, done.context).deleted == 1
