"""The invented sample region: its sheets imported in the order of what points at what, and an account per role."""

import secrets
from pathlib import Path

import click

from silian.config import demo_accounts
from silian.config.database import has_administrator
from silian.config.demo_listings import examine_sample
from silian.config.demo_matches import match_sample
from silian.config.faults import Refused
from silian.config.running import prepared_site
from silian.config.updating import bring_up_to_date
from silian.language import gettext as _

ORDER = (
    "zones", "regions", "industry-codes", "technology-fields", "institutions", "companies", "financiers",
    "organisations", "qualifications", "achievements", "intellectual-properties", "needs", "innovation-platforms",
    "shared-resources", "financial-products", "funds", "people", "policies", "opportunity-lists", "opportunities",
    "industry-chains", "chain-links",
)  # fmt: skip
FILES = {"policies": "policy_entries"}
SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "region"


def fill(address: str, directory: Path | None) -> None:
    """Import the sample unless it is in the database at ``address`` already; a ``directory`` is always imported."""
    if directory is None and demo_accounts.kept()["complete"] and has_administrator(address):
        return
    # Settings are read on import, so this must wait until the address is known.
    import django  # noqa: PLC0415

    django.setup()
    from django.db import connections  # noqa: PLC0415 needs settings

    bring_up_to_date(address)
    import_sample(directory)
    connections.close_all()


def only_import(directory: Path | None) -> None:
    """Import the sample and print the accounts, without serving."""
    with prepared_site():
        import_sample(directory)
    click.echo(demo_accounts.table())


def import_sample(directory: Path | None) -> None:
    """Import every sheet of ``directory`` (default: the sample that comes with Silian) and make the accounts."""
    from silian.register.declaration import all_registers, get  # noqa: PLC0415 needs settings
    from silian.register.imports.actions import Choices, import_file  # noqa: PLC0415 needs settings
    from silian.register.imports.wording import problem_words  # noqa: PLC0415 needs settings
    from silian.register.standing import Standing  # noqa: PLC0415 needs settings

    folder = directory or SAMPLE
    if not folder.is_dir():
        raise Refused(
            _("没有 {folder} 这个文件夹。请用 --sample 指出示例表格所在的文件夹。").format(folder=folder)
        )
    click.echo(_("正在导入虚构的示例地区……"))
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
                _("{file} 有 {count} 行不对，第一处在第 {row} 行：{problem}").format(
                    file=path.name,
                    count=found.fault_rows,
                    row=first["row"],
                    problem=problem_words(get(slug), first),
                )
            )
    _accounts()
    match_sample()
    examine_sample()
    demo_accounts.keep(demo_accounts.kept() | {"complete": True})


def _accounts() -> None:
    from silian.reference.models import Organisation, Zone  # noqa: PLC0415 needs settings
    from silian.services.accounts.actions import appoint_officer, set_role  # noqa: PLC0415 needs settings
    from silian.services.accounts.models import Role, User  # noqa: PLC0415 needs settings

    company = Organisation.objects.filter(kind="company").order_by("pk").first()
    institution = Organisation.objects.filter(kind="institution").order_by("pk").first()
    zone = company.zone if company and company.zone else Zone.objects.order_by("pk").first()
    known = demo_accounts.kept()
    for name, about in (("admin", None), ("officer", zone), ("company", company), ("lab", institution)):
        user = User.objects.filter(username=name).first()
        if user is None:
            # Kept before it is set, so that no start that is cut short leaves an account nobody can use.
            password = known["passwords"].setdefault(name, secrets.token_urlsafe(9))
            demo_accounts.keep(known)
            user = User(username=name, email=f"{name}@example.org", is_superuser=name == "admin")
            user.set_password(password)
            user.save()
        known["acts_for"][name] = str(about or "")
        if name in {"company", "lab"} and isinstance(about, Organisation):
            set_role(user, about, Role.MANAGER)
        if name == "officer" and zone:
            appoint_officer(user, zone)
    demo_accounts.keep(known)
