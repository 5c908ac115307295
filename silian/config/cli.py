"""The command line: `silian match`, `silian evaluate` and the commands of the platform."""

import os
import sys
from io import TextIOWrapper
from pathlib import Path

import click

from silian import language
from silian.config.mcp_command import mcp
from silian.config.platform_cli import COMMANDS

HELP = """四链 Silian：把科研成果从实验室送到生产线。

两张表进，一份写明理由的匹配结果出：silian match 需求.xlsx 成果.xlsx -o 结果.xlsx

Silian carries research results from the lab to the production line. Two sheets in, explained
matches out: silian match needs.xlsx results.xlsx -o matches.xlsx
"""
MATCH_HELP = """给 NEEDS（需求表）的每一条，在 RESULTS（成果表）里找合适的，说明为什么。

Find who fits each row of NEEDS among RESULTS (xlsx, xls, ods, csv or jsonl), and say why.
"""
EVALUATE_HELP = """用专家标注衡量匹配的好坏：nDCG@10、Recall@10、MRR@10 和 95 % 区间。

Measure match quality on pairs that experts judged, with 95 % bootstrap intervals.
"""
TRAIN_HELP = """用判断过的配对（silian export decisions 或专家标注）重新定权重、级别和把握，并如实报告好坏。

Learn weights, levels and their chances from judged pairs; what is printed was measured on needs held out.
"""

FILE = click.Path(path_type=Path)
ENCODER = click.option(
    "--encoder",
    default="bundled",
    show_default=True,
    metavar="none|bundled|URL",
    help="怎样比较意思：不比、内置模型、或 OpenAI 兼容的向量接口（URL#模型名）。 How meaning is compared.",
)
API_KEY = click.option(
    "--api-key", envvar="SILIAN_API_KEY", default="", help="向量接口的密钥。 Key of the endpoint."
)

MAP = click.option(
    "--map",
    "maps",
    multiple=True,
    metavar="字段=列名",
    help="指定成果表的列，如 title=技術名稱。 Results column.",
)
MAP_NEEDS = click.option(
    "--map-needs", "need_maps", multiple=True, metavar="字段=列名", help="指定需求表的列。 Needs column."
)


@click.group(help=HELP, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option(
    "--lang",
    type=click.Choice(language.LANGUAGES),
    envvar="SILIAN_LANG",
    default="zh",
    help="输出用中文还是英文。 Language of what is written.",
)
@click.version_option(package_name="silian", message="silian %(version)s")
def main(lang: str) -> None:
    """Run one of the commands below."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a GBK terminal has no ◐ and no µ
    language.use(lang)
    os.environ["SILIAN_LANG"] = lang  # what the processes of the site say as they start


@main.command(help=MATCH_HELP, short_help="两张表，找出谁合适、为什么。 Match two sheets.")
@click.argument("needs", type=FILE)
@click.argument("results", type=FILE)
@click.option("-o", "--output", type=FILE, help="写到哪里：.xlsx、.csv 或 .jsonl。 Where to write.")
@click.option(
    "--top", default=10, show_default=True, type=click.IntRange(1, 1000), help="每条需求最多列几个。 At most."
)
@MAP
@MAP_NEEDS
@click.option("--sheet", help="只读成果表的这张工作表。 Results worksheet.")
@click.option("--sheet-needs", help="只读需求表的这张工作表。 Needs worksheet.")
@click.option(
    "--explain", metavar="NEED", help="只细说一条需求（编号、行号或题目里的字）。 Explain one need only."
)
@click.option(
    "--why-not",
    metavar="RESULT",
    help="和 --explain 一起：这个成果（编号或题目）为什么排在那里。 Why one result stands where it does.",
)
@click.option("--not-swapped", is_flag=True, help="两张表没有放反。 The two sheets are in the right order.")
@ENCODER
@API_KEY
def match(
    needs: Path,
    results: Path,
    output: Path | None,
    top: int,
    maps: tuple[str, ...],
    need_maps: tuple[str, ...],
    sheet: str | None,
    sheet_needs: str | None,
    explain: str | None,
    why_not: str | None,
    not_swapped: bool,
    encoder: str,
    api_key: str,
) -> None:
    """Match two sheets and write or print the result."""
    # slow import: numpy and the readers, which `silian --help` does without
    from silian.config import match_command  # noqa: PLC0415

    if output is None and explain is None:
        raise click.UsageError(
            "请用 -o 说明结果写到哪里，如 -o 结果.xlsx；或用 --explain 只看一条需求。 Say where to write with -o."
        )
    if why_not is not None and explain is None:
        raise click.UsageError(
            "--why-not 要和 --explain 一起用，说明是哪一条需求。 Use --why-not with --explain."
        )
    sys.exit(
        match_command.match(
            needs,
            results,
            output,
            top=top,
            offer_columns=_columns(maps),
            need_columns=_columns(need_maps),
            offer_sheet=sheet,
            need_sheet=sheet_needs,
            explain=explain,
            why_not=why_not,
            not_swapped=not_swapped,
            encoder=encoder,
            api_key=api_key,
        )
    )


@main.command(help=EVALUATE_HELP, short_help="用专家标注衡量好坏。 Measure quality.")
@click.argument("needs", type=FILE)
@click.argument("results", type=FILE)
@click.option("--relevance", type=FILE, required=True, help="标注文件（jsonl）。 Judged pairs.")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。 Print JSON.")
@MAP
@MAP_NEEDS
@ENCODER
@API_KEY
def evaluate(
    needs: Path,
    results: Path,
    relevance: Path,
    as_json: bool,
    maps: tuple[str, ...],
    need_maps: tuple[str, ...],
    encoder: str,
    api_key: str,
) -> None:
    """Print quality measures."""
    # slow import: numpy and the readers, which `silian --help` does without
    from silian.config import match_command  # noqa: PLC0415

    sys.exit(
        match_command.evaluate(
            needs,
            results,
            relevance,
            offer_columns=_columns(maps),
            need_columns=_columns(need_maps),
            as_json=as_json,
            encoder=encoder,
            api_key=api_key,
        )
    )


@main.command(
    "train-ranker", help=TRAIN_HELP, short_help="用自己的判断重新定权重。 Learn weights from judged pairs."
)
@click.argument("needs", type=FILE)
@click.argument("results", type=FILE)
@click.option("--relevance", type=FILE, required=True, help="标注文件（jsonl）。 Judged pairs.")
@click.option("-o", "--output", type=FILE, required=True, help="权重写到哪里（.json）。 Where to write.")
@ENCODER
@API_KEY
def train_ranker(
    needs: Path, results: Path, relevance: Path, output: Path, encoder: str, api_key: str
) -> None:
    """Learn the weights of matching and print how good they are."""
    # slow import: numpy and the readers, which `silian --help` does without
    from silian.config import match_command  # noqa: PLC0415

    sys.exit(match_command.train_ranker(needs, results, relevance, output, encoder=encoder, api_key=api_key))


def _columns(maps: tuple[str, ...]) -> dict[str, str]:
    columns = {}
    for entry in maps:
        field, equals, header = entry.partition("=")
        if not (field and equals and header):
            raise click.UsageError(
                f"--map 要写成 字段=列名，如 title=技術名稱，不是 {entry}。 Write --map FIELD=HEADER."
            )
        columns[field.strip()] = header.strip()
    return columns


for command in (*COMMANDS, mcp):
    main.add_command(command)
