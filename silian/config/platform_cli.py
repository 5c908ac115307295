"""The commands of the platform: serve, demo, import, export, backup, restore, doctor."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from silian.config.environment import SettingError
from silian.config.faults import Refused
from silian.language import gettext as _

DATA = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    help="数据目录 (data directory; SILIAN_DATA_DIR)",
)


HOST = click.option("--host", default="127.0.0.1", show_default=True, help="网址里的主机 (address)")
PORT = click.option("--port", default=8000, show_default=True, help="网址里的端口 (port)")


def _choose(data: Path | None) -> None:
    """Let the settings see the directory that was named on the command line."""
    if data is not None:
        os.environ["SILIAN_DATA_DIR"] = str(data.expanduser().resolve())


def explained(action: Callable[[], Any]) -> Any:
    """Run ``action``; what it refuses is one sentence on stderr and exit code 1."""
    try:
        return action()
    except (SettingError, Refused) as fault:
        click.echo(str(fault), err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        click.echo(_("已停止。"), err=True)
        sys.exit(130)


def _check_file(path: Path) -> None:
    """Refuse a file that is not there."""
    if not path.is_file():
        raise Refused(_("找不到文件 {path}。请检查名字和位置。").format(path=path))


@click.command()
@DATA
@HOST
@PORT
@click.option("--workers", default=2, show_default=True, help="网站进程数 (site processes)")
def serve(data: Path | None, host: str, port: int, workers: int) -> None:
    """启动数据库、后台任务和网站 (start database, worker and site)."""
    _choose(data)

    def action() -> None:
        from silian.config.running import serve_site  # noqa: PLC0415 slow import

        serve_site(host, port, workers)

    explained(action)


@click.command()
@DATA
@HOST
@PORT
@click.option(
    "--sample", type=click.Path(path_type=Path), help="示例数据所在的文件夹 (folder with the sample sheets)"
)
@click.option("--no-serve", is_flag=True, help="只导入 (import only)")
def demo(data: Path | None, host: str, port: int, sample: Path | None, no_serve: bool) -> None:
    """打开虚构的示例地区；第一次先导入 (open the invented sample region; the first time imports it)."""
    _choose(data)

    def action() -> None:
        from silian.config import demo, demo_accounts  # noqa: PLC0415 slow import
        from silian.config.running import serve_site  # noqa: PLC0415 slow import

        if no_serve:
            demo.only_import(sample)
        else:
            serve_site(
                host, port, 2, before=lambda address: demo.fill(address, sample), words=demo_accounts.table
            )

    explained(action)


@click.command("import")
@click.argument("kind")
@click.argument("file", type=click.Path(path_type=Path))
@DATA
@click.option("--try", "trial", is_flag=True, help="只检查，不写入 (check only)")
@click.option(
    "--skip-faulty", "leaves_out_faulty", is_flag=True, help="跳过有错误的行 (leave out faulty rows)"
)
@click.option("--add-missing", "adds_missing", is_flag=True, help="登记找不到的名称 (register unknown names)")
@click.option(
    "--spare-unknown", "spares_unknown", is_flag=True, help="认不出的名称留空 (leave unknown names empty)"
)
@click.option("--publish", "publishes", is_flag=True, help="表中没有“公开”一列时全部公开 (publish all)")
def import_(kind: str, file: Path, data: Path | None, trial: bool, **ticked: bool) -> None:
    """把一张表格导入一个登记簿 (import a sheet into a register)."""
    _choose(data)

    def action() -> bool:
        _check_file(file)
        from silian.config.transfer import import_sheet  # noqa: PLC0415 slow import

        return import_sheet(kind, file, trial, ticked)

    sys.exit(0 if explained(action) else 1)


@click.command()
@click.argument("kind")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@DATA
def export(kind: str, file: Path, data: Path | None) -> None:
    """导出一个登记簿，或撮合决定 decisions 为 jsonl (export a register, or decisions)."""
    _choose(data)
    from silian.config.transfer import export_sheet  # noqa: PLC0415 slow import

    click.echo(explained(lambda: export_sheet(kind, file)))


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

    explained(action)


@click.command()
@DATA
@click.argument("file", type=click.Path(path_type=Path))
def restore(data: Path | None, file: Path) -> None:
    """用备份恢复数据库；原数据先备份 (restore; what was there is backed up first)."""
    _choose(data)
    from silian.config.keeping import bring_back  # noqa: PLC0415 slow import
    from silian.config.running import prepared_database  # noqa: PLC0415 slow import

    def action() -> None:
        _check_file(file)
        with prepared_database() as address:
            click.echo(bring_back(address, file))

    explained(action)


@click.command()
@DATA
def doctor(data: Path | None) -> None:
    """检查版本、数据库、磁盘、权限和后台任务 (say what is wrong and what to do)."""
    _choose(data)
    from silian.config.doctor import findings  # noqa: PLC0415 slow import

    found = explained(findings)
    for finding in found:
        mark = "✓" if finding.good else "✗"
        click.echo(_("{mark} {about}：{words}").format(mark=mark, about=finding.about, words=finding.words))
    sys.exit(0 if all(finding.good for finding in found) else 1)


COMMANDS: list[click.Command] = [serve, demo, import_, export, backup, restore, doctor]
"""What the main group adds: ``for command in COMMANDS: main.add_command(command)``."""
