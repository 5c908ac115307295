"""A company with needs, a laboratory with results, and everybody who meets them."""

from dataclasses import dataclass, field

import pytest
from django.test import Client

from silian.chains.industry.models import Company, Need
from silian.chains.innovation.models import Achievement, Institution
from silian.reference.models import Organisation, Zone
from silian.register.standing import Standing
from silian.services.accounts.actions import appoint_officer, set_role
from silian.services.accounts.models import Role, User
from silian.services.accounts.queries import standing
from silian.services.matching.rematching import follow_changes

RESULTS = {
    "a1": ("锂离子电池陶瓷涂覆隔膜", "陶瓷涂覆隔膜耐高温，针刺不起火，已在电池企业中试。"),
    "a2": ("锂离子电池隔膜涂布设备", "双面涂覆设备，隔膜厚度偏差小于一微米。"),
    "a3": ("电池热失控预警算法", "锂离子电池热失控提前预警。"),
    "b1": ("小麦赤霉病抗性育种", "抗病小麦品种，亩产提高。"),
    "b2": ("齿轮热处理变形预测", "渗碳齿轮的热处理变形预测软件。"),
    "b3": ("钢桥疲劳裂纹无人机检测", "图像识别裂纹。"),
    "b4": ("白酒窖泥微生物菌剂", "提升优质酒率。"),
    "b5": ("口腔种植导航机器人", "术中实时导航。"),
}


@dataclass
class World:
    """Records and signed-in browsers; people by name."""

    zone: Zone
    need: Need
    secret: Need
    clients: dict[str, Client] = field(default_factory=dict)
    people: dict[str, Standing] = field(default_factory=dict)

    def sign_up(self, name: str, **options: bool) -> User:
        user = User.objects.create_user(name, f"{name}@example.org", "correct horse battery", **options)
        self.clients[name] = Client()
        backend = "allauth.account.auth_backends.AuthenticationBackend"
        self.clients[name].force_login(user, backend=backend)
        return user


@pytest.fixture
def world(db: None) -> World:
    zone = Zone.objects.create(key="zone", name="此园区")
    elsewhere = Zone.objects.create(key="elsewhere", name="别处园区")
    firm = Company.objects.create(key="firm", name="甲电池有限公司", zone=zone)
    Company.objects.create(key="rival", name="乙电池有限公司", zone=elsewhere)
    Institution.objects.create(key="lab", name="丙大学", zone=elsewhere)
    for key, (title, summary) in RESULTS.items():
        Achievement.objects.create(key=key, title=title, summary=summary, owners=["lab"], published=True)
    Achievement.objects.create(key="hidden", title="锂离子电池防爆隔膜", owners=["lab"])
    text = {"problem": "锂离子电池针刺时起火，要求隔膜耐高温、陶瓷涂覆。", "company": firm}
    need = Need.objects.create(key="n1", title="防爆锂离子电池隔膜", published=True, **text)
    secret = Need.objects.create(
        key="n2", title="机密型号电池隔膜", published=True, confidential=True, **text
    )
    made = World(zone, need, secret)
    made.clients["visitor"] = Client()
    made.people["visitor"] = Standing()
    for name, organisation, role in (
        ("owner", "firm", Role.MANAGER),
        ("teammate", "firm", Role.READER),
        ("stranger", "rival", Role.MANAGER),
        ("lab", "lab", Role.EDITOR),
    ):
        set_role(made.sign_up(name), Organisation.objects.get(key=organisation), role)
    appoint_officer(made.sign_up("officer"), zone)
    made.sign_up("administrator", is_superuser=True)
    for user in User.objects.all():
        made.people[user.get_username()] = standing(user)
    follow_changes()
    return made
