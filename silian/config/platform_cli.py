"""The commands of the platform: serve, demo, import, export, backup, restore, doctor."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

DATA = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    help="数据目录 (data directory; SILIAN_DATA_DIR)",
)


def _choose(data: Path | None) -> None:
    """Let the settings see the directory that was named on the command line."""
    if data is not None:
        os.environ["SILIAN_DATA_DIR"] = str(data.expanduser().resolve())


def _explained(action: Callable[[], Any]) -> Any:
    """Run ``action``; what it refuses is one sentence on stderr and exit code 1."""
    # Django and PostgreSQL take a second to import; `silian match` must not wait for them.
    from silian.config.database import DatabaseError  # noqa: PLC0415
    from silian.config.environment import SettingError  # noqa: PLC0415
    from silian.config.running import Refused  # noqa: PLC0415

    try:
        return action()
    except (DatabaseError, SettingError, Refused) as fault:
        click.echo(str(fault), err=True)
        sys.exit(1)


@click.command()
@DATA
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=2, show_default=True, help="网站进程数 (site processes)")
def serve(data: Path | None, host: str, port: int, workers: int) -> None:
    """启动数据库、后台任务和网站 (start database, worker and site)."""
    _choose(data)
    from silian.config.running import serve_site  # noqa: PLC0415 slow import

    _explained(lambda: serve_site(host, port, workers))


@click.command()
@DATA
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option(
    "--sample", type=click.Path(path_type=Path, exists=True, file_okay=False), help="示例数据 (sample sheets)"
)
@click.option("--no-serve", is_flag=True, help="只导入 (import only)")
def demo(data: Path | None, host: str, port: int, sample: Path | None, no_serve: bool) -> None:
    """导入虚构的示例地区并启动 (import the invented sample region and start)."""
    _choose(data)
    from silian.config.demo import import_sample  # noqa: PLC0415 slow import
    from silian.config.running import serve_site  # noqa: PLC0415 slow import

    if no_serve:
        from silian.config.running import prepared_site  # noqa: PLC0415 slow import

        def only_import() -> None:
            with prepared_site():
                import_sample(sample)

        _explained(only_import)
    else:
        _explained(lambda: serve_site(host, port, 2, before=lambda: import_sample(sample)))


@click.command("import")
@click.argument("kind")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@DATA
@click.option("--try", "trial", is_flag=True, help="只检查，不写入 (check only)")
@click.option("--skip-faulty", is_flag=True, help="跳过有错误的行 (leave out faulty rows)")
@click.option("--add-missing", is_flag=True, help="登记找不到的名称 (register unknown names)")
@click.option("--publish", is_flag=True, help="表中没有“公开”一列时全部公开 (publish all)")
def import_(
    kind: str, file: Path, data: Path | None, trial: bool, skip_faulty: bool, add_missing: bool, publish: bool
) -> None:
    """把一张表格导入一个登记簿 (import a sheet into a register)."""
    _choose(data)
    from silian.config.transfer import import_sheet  # noqa: PLC0415 slow import

    good = _explained(
        lambda: import_sheet(
            kind, file, trial=trial, skip_faulty=skip_faulty, add_missing=add_missing, publish=publish
        )
    )
    sys.exit(0 if good else 1)


@click.command()
@click.argument("kind")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@DATA
def export(kind: str, file: Path, data: Path | None) -> None:
    """导出一个登记簿，或撮合决定 decisions 为 jsonl (export a register, or decisions)."""
    _choose(data)
    from silian.config.transfer import export_sheet  # noqa: PLC0415 slow import

    click.echo(_explained(lambda: export_sheet(kind, file)))


@click.command()
@DATA
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
def backup(data: Path | None, file: Path | None) -> None:
    """备份数据库 (back the database up)."""
    _choose(data)
    from silian.config.keeping import back_up  # noqa: PLC0415 slow import
    from silian.config.running import prepared_database  # noqa: PLC0415 slow import

    def action() -> None:
        with prepared_database() as address:
            click.echo(back_up(address, file, "manual"))

    _explained(action)


@click.command()
@DATA
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def restore(data: Path | None, file: Path) -> None:
    """用备份恢复数据库；原数据先备份 (restore; what was there is backed up first)."""
    _choose(data)
    from silian.config.keeping import bring_back  # noqa: PLC0415 slow import
    from silian.config.running import prepared_database  # noqa: PLC0415 slow import

    def action() -> None:
        with prepared_database() as address:
            click.echo(bring_back(address, file))

    _explained(action)


@click.command()
@DATA
def doctor(data: Path | None) -> None:
    """检查版本、数据库、磁盘、权限和后台任务 (say what is wrong and what to do)."""
    _choose(data)
    from silian.config.doctor import findings  # noqa: PLC0415 slow import

    found = _explained(findings)
    for finding in found:
        click.echo(f"{'✓' if finding.good else '✗'} {finding.about}: {finding.words}")
    sys.exit(0 if all(finding.good for finding in found) else 1)


COMMANDS: list[click.Command] = [serve, demo, import_, export, backup, restore, doctor]
"""What the main group adds: ``for command in COMMANDS: main.add_command(command)``."""
