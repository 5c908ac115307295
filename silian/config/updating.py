"""What a database needs before the site may use it: the tables of this version, and nothing left half-done."""

import click

from silian.language import gettext as _


def bring_up_to_date(address: str) -> None:
    """Run the migrations that are missing, after a backup if there is anything to lose."""
    from django.core.management import call_command  # noqa: PLC0415 needs settings
    from django.db import connection  # noqa: PLC0415 needs settings
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415 needs settings

    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    if connection.introspection.table_names():
        # slow import: the embedded PostgreSQL, which the site's own process does without
        from silian.config.keeping import back_up  # noqa: PLC0415

        click.echo(_("升级前的备份：{file}").format(file=back_up(address, None, "before-migration")))
    click.echo(_("正在建立数据表，约需十几秒……"))
    call_command("migrate", verbosity=0)


def clear_interrupted_imports() -> None:
    """Mark imports that a crash cut short, so that their pages say to run them again; nothing of them was written."""
    from silian.register.models import ImportRun, ImportState  # noqa: PLC0415 needs settings

    ImportRun.objects.filter(state__in=[ImportState.CHECKING, ImportState.WRITING]).update(
        state=ImportState.FAILED
    )


def continue_matching() -> None:
    """Have the worker go on with matching that a crash cut short."""
    from silian.services.matching.tasks import resume_matching  # noqa: PLC0415 needs settings

    resume_matching()


def schedule_daily_work() -> None:
    """Have the worker look after listings once a day: reminders, what expired, what is alike or thin."""
    from silian.services.listings.tasks import schedule_daily  # noqa: PLC0415 needs settings

    schedule_daily()
