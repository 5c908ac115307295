"""The invented sample region: its sheets imported in the order of what points at what, and an account per role."""

import secrets
from pathlib import Path

import click

from silian.config import environment as env
from silian.config.demo_matches import match_sample
from silian.config.running import Refused
from silian.language import gettext as _

ORDER = (
    "zones", "regions", "industry-codes", "technology-fields", "institutions", "companies", "financiers",
    "organisations", "qualifications", "achievements", "intellectual-properties", "needs", "innovation-platforms",
    "shared-resources", "financial-products", "funds", "people", "policies", "opportunity-lists", "opportunities",
    "industry-chains", "chain-links",
)  # fmt: skip
FILES = {"policies": "policy_entries"}
SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "region"


def import_sample(directory: Path | None) -> None:
    """Import every sheet of ``directory`` (default: the sample that comes with Silian) and print the accounts."""
    from silian.register.declaration import all_registers, get  # noqa: PLC0415 needs settings
    from silian.register.imports.actions import Choices, import_file  # noqa: PLC0415 needs settings
    from silian.register.standing import Standing  # noqa: PLC0415 needs settings

    folder = directory or SAMPLE
    if not folder.is_dir():
        raise Refused(
            f"{folder} does not exist. Name the folder with the sample sheets: silian demo --sample FOLDER."
        )
    # Registers that were added since come last: nothing of the sample points at them.
    later = [declared.slug for declared in all_registers() if declared.slug not in ORDER]
    for slug in (*ORDER, *later):
        path = folder / f"{FILES.get(slug, slug.replace('-', '_'))}.csv"
        if not path.exists():
            continue
        found = import_file(
            get(slug), path, Standing(administrator=True), Choices(), trial=False, source="demo"
        )
        if not found.written:
            first = found.faults[0]
            raise Refused(
                f"{path.name}: {found.fault_rows} rows are faulty, the first is row {first['row']}: {first}."
            )
    _accounts()
    match_sample()


def _accounts() -> None:
    from silian.reference.models import Organisation, Zone  # noqa: PLC0415 needs settings
    from silian.services.accounts.actions import appoint_officer, set_role  # noqa: PLC0415 needs settings
    from silian.services.accounts.models import Role, User  # noqa: PLC0415 needs settings

    company = Organisation.objects.filter(kind="company").order_by("pk").first()
    institution = Organisation.objects.filter(kind="institution").order_by("pk").first()
    zone = company.zone if company and company.zone else Zone.objects.order_by("pk").first()
    made = []
    for name, about, role in (
        ("admin", None, _("管理员")),
        ("officer", zone, _("园区专员")),
        ("company", company, _("企业负责人")),
        ("lab", institution, _("院所负责人")),
    ):
        user, new = User.objects.get_or_create(username=name, defaults={"email": f"{name}@example.org"})
        if new:
            password = secrets.token_urlsafe(9)
            user.is_superuser = name == "admin"
            user.set_password(password)
            user.save()
            made.append(f"{name:<8}  {password:<12}  {role} {about or ''}".rstrip())
        if name in {"company", "lab"} and isinstance(about, Organisation):
            set_role(user, about, Role.MANAGER)
        if name == "officer" and zone:
            appoint_officer(user, zone)
    _tell(made)


def _tell(made: list[str]) -> None:
    """Print the accounts, those of an earlier run too: they are kept beside the database of the sample."""
    note = env.data_directory() / "demo-accounts.txt"
    if made:
        note.touch(mode=0o600)
        note.write_text("\n".join(made) + "\n", encoding="utf-8")
    if note.exists():
        click.echo(_("示例账号（用户名、密码、身份），用右上角的“登录”进入："))
        click.echo("".join(f"  {line}\n" for line in note.read_text("utf-8").splitlines()))
