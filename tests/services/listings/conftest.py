"""A laboratory with a result, a company with a need, and everybody who meets them."""

from dataclasses import dataclass, field
from datetime import date

import pytest
from django.test import Client

from silian.chains.industry.models import Company, Need
from silian.chains.innovation.models import Achievement, Institution
from silian.reference.models import Organisation, Zone
from silian.register.standing import Standing
from silian.services.accounts.actions import appoint_officer, set_role
from silian.services.accounts.models import Role, User
from silian.services.accounts.queries import standing

SUMMARY = (
    "解决了国内立方氮化硼单晶韧性不足、高端磨具长期依赖进口而供货难以保证的问题。抗冲击韧性比进口产品提高12%。"
    "已在两家磨具企业试用，有第三方检测报告。发明专利3件已授权。可用于齿轮磨削。"
)
EVERYBODY = (
    "owner",
    "teammate",
    "stranger",
    "officer",
    "elsewhere",
    "insider",
    "administrator",
    "visitor",
)


@dataclass
class World:
    """Records and signed-in browsers; people by name."""

    result: Achievement
    draft: Achievement
    need: Need
    clients: dict[str, Client] = field(default_factory=dict)
    people: dict[str, Standing] = field(default_factory=dict)

    def sign_up(self, name: str, **options: bool) -> User:
        user = User.objects.create_user(name, f"{name}@example.org", "correct horse battery", **options)
        self.clients[name] = Client()
        backend = "allauth.account.auth_backends.AuthenticationBackend"
        self.clients[name].force_login(user, backend=backend)
        return user

    def text(self, name: str, url: str) -> str:
        return self.clients[name].get(url).content.decode()

    def statuses(self, url: str) -> dict[str, int]:
        return {name: self.clients[name].get(url).status_code for name in EVERYBODY}


@pytest.fixture
def world(db: None) -> World:
    """``insider`` is an officer of the zone and acts for the laboratory too; ``elsewhere`` keeps another zone."""
    zone = Zone.objects.create(key="zone", name="此园区")
    other = Zone.objects.create(key="other", name="别处园区")
    Institution.objects.create(key="lab", name="丙大学", zone=zone)
    firm = Company.objects.create(key="firm", name="甲电池有限公司", zone=zone)
    Company.objects.create(key="rival", name="乙电池有限公司", zone=other)
    shared = {"owners": ["lab"], "zone": zone, "summary": SUMMARY}
    result = Achievement.objects.create(
        key="a1",
        title="高韧性立方氮化硼单晶",
        readiness=7,
        ip_state="granted",
        transfer_form=["licence"],
        asked_price_yuan=800_000,
        published=True,
        valid_until=date(2026, 5, 20),
        **shared,
    )
    draft = Achievement.objects.create(key="a2", title="立方氮化硼刀具", owners=["lab"], zone=zone)
    need = Need.objects.create(key="n1", title="自动排产", company=firm, problem="一次排产要4小时。")
    made = World(result, draft, need)
    made.clients["visitor"] = Client()
    made.people["visitor"] = Standing()
    for name, organisation, role in (
        ("owner", "lab", Role.EDITOR),
        ("teammate", "lab", Role.READER),
        ("stranger", "rival", Role.MANAGER),
        ("insider", "lab", Role.MANAGER),
    ):
        set_role(made.sign_up(name), Organisation.objects.get(key=organisation), role)
    for name, keeps in (("officer", zone), ("elsewhere", other)):
        appoint_officer(made.sign_up(name), keeps)
    appoint_officer(User.objects.get(username="insider"), zone)
    made.sign_up("administrator", is_superuser=True)
    for user in User.objects.all():
        made.people[user.get_username()] = standing(user)
    return made
