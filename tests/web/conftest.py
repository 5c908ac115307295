"""A small region: two cities, a batch, a catalogue, a chain with an empty link, and people of every role."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from silian.chains.industry.models import (
    ChainLink,
    Company,
    IndustryChain,
    Need,
    Opportunity,
    OpportunityList,
)
from silian.chains.innovation.models import Achievement
from silian.reference.models import Organisation, TechnologyField, Zone
from silian.services.accounts.actions import appoint_officer, set_role
from silian.services.accounts.models import Role, User


@dataclass(frozen=True)
class Region:
    """Signed-in browsers and the batch that tests ask for most."""

    visitor: Client
    member: Client
    officer: Client
    administrator: Client
    batch: OpportunityList


def signed_in(name: str, **options: Any) -> tuple[User, Client]:
    user = User.objects.create_user(name, f"{name}@example.org", "correct horse battery", **options)
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return user, client


def make_items(batch: OpportunityList, field: TechnologyField, first: int, last: int) -> None:
    for number in range(first, last):
        Opportunity.objects.create(
            key=f"o{number}",
            list=batch,
            title=f"机会{number}",
            direction="supply" if number % 2 else "demand",
            city="甲市" if number % 3 else "乙市",
            field=field,
            company_or_org="我们公司",
            investment_yuan=Decimal("1234567.89") * number if number else None,
            financing_yuan=Decimal("100.10") if number % 2 else None,
        )


def make_records(field: TechnologyField, company: Company, zone: Zone, first: int, last: int) -> None:
    soon = timezone.localdate() + timedelta(days=30)
    for number in range(first, last):
        Achievement.objects.create(
            key=f"a{number}", title=f"成果{number}", field=field, owners=["ours"], zone=zone, city="甲市",
            readiness=number % 9 + 1, published=True, major=number % 2 == 0,
            projected_output_yuan=Decimal("20000000.50") * number, valid_until=soon,
        )  # fmt: skip
        Need.objects.create(
            key=f"n{number}", title=f"需求{number}", field=field, company=company, zone=zone, city="甲市",
            published=True, deadline_on=soon,
        )  # fmt: skip


@pytest.fixture
def region(db: None) -> Region:
    cache.clear()
    zone = Zone.objects.create(key="z1", name="甲园区", name_en="Zone A", city="甲市", lon=104, lat=30)
    Zone.objects.create(key="z2", name="乙园区", name_en="Zone B", city="乙市", lon=106, lat=29)
    area = TechnologyField.objects.create(key="area", name="新能源", name_en="New energy")
    field = TechnologyField.objects.create(key="battery", name="电池", name_en="Batteries", parent=area)
    company = Company.objects.create(key="ours", name="我们公司", name_en="Our Company", zone=zone)
    batch = OpportunityList.objects.create(
        key="b1", title="第一批机会清单", issuer="科技局", issued_on=date(2026, 4, 15)
    )
    make_items(batch, field, 0, 7)
    make_records(field, company, zone, 0, 3)
    Achievement.objects.create(key="hidden", title="没有公开的成果", owners=["ours"], major=True, zone=zone)
    Need.objects.create(key="draft", title="没有公开的需求", company=company, zone=zone, field=field)
    Need.objects.create(
        key="secret",
        title="保密的需求",
        company=company,
        zone=zone,
        field=field,
        published=True,
        confidential=True,
    )
    chain = IndustryChain.objects.create(key="c1", name="电池产业链", name_en="Battery chain")
    ChainLink.objects.create(
        key="l1",
        chain=chain,
        name="正极材料",
        name_en="Cathodes",
        position="upstream",
        companies=["ours", "gone"],
    )
    ChainLink.objects.create(
        key="l2", chain=chain, name="电芯", name_en="Cells", position="midstream", upstream=["l1", "l2"]
    )
    member, member_client = signed_in("member")
    officer, officer_client = signed_in("zone-officer")
    _administrator, administrator_client = signed_in("root", is_superuser=True)
    set_role(member, Organisation.objects.get(key="ours"), Role.EDITOR)
    appoint_officer(officer, zone)
    return Region(Client(), member_client, officer_client, administrator_client, batch)
