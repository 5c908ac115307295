"""An officer looks after rows of the own zone; what belongs to no zone is kept by administrators."""

from collections.abc import Callable
from typing import Any

import pytest

from silian.register.declaration import ADMINISTRATOR, OFFICER, Register, get
from silian.register.permissions import changeable, may_change
from silian.register.standing import Standing
from tests.contract.conftest import Cast

MakeRow = Callable[..., Any]
HERE = Standing(zones=frozenset({"here"}))
ELSEWHERE = Standing(zones=frozenset({"elsewhere"}))


def test_rows_that_belong_to_somebody_are_changed_by_officers_of_their_zone_only(
    declared: Register, cast: Cast, make_row: MakeRow
) -> None:
    row = make_row(declared)
    common = not (declared.owner or declared.zone) and declared.maintained_by == OFFICER
    assert may_change(declared, ELSEWHERE, row) is common
    assert changeable(declared, ELSEWHERE).filter(pk=row.pk).exists() is common
    assert may_change(declared, HERE, row) is (bool(declared.zone) or common)


@pytest.mark.parametrize("slug", ["industry-chains", "chain-links", "opportunity-lists", "opportunities"])
def test_what_describes_the_whole_region_is_kept_by_administrators(slug: str) -> None:
    assert get(slug).maintained_by == ADMINISTRATOR
    assert not get(slug).zone
