"""What `silian match` and `silian evaluate` do and print."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from pathlib import Path

import click

from silian.config.progress import StageProgress
from silian.engines.matching import Match, Matcher, MatchingError, Need
from silian.language import gettext as _
from silian.register.sheets import UnreadableSheet
from silian.services.matching import evaluation, training, wording
from silian.services.matching.plain_files import writer_for
from silian.services.matching.run import (
    Answers,
    Sheets,
    build_matcher,
    is_same_file,
    match_sheets,
    read_sheets,
)
from silian.services.matching.saving import CannotSave, check_writable

BAD_INPUT, STOPPED = 2, 130
FIRST_MATCHES = 5


def match(
    needs: Path,
    offers: Path,
    output: Path | None,
    *,
    top: int,
    offer_columns: Mapping[str, str],
    need_columns: Mapping[str, str],
    offer_sheet: str | None,
    need_sheet: str | None,
    explain: str | None,
    why_not: str | None,
    not_swapped: bool,
    encoder: str,
    api_key: str,
) -> int:
    """Match two sheets, write ``output`` and print what came of it; return the exit code."""

    def work(progress: StageProgress) -> None:
        writer = writer_for(output) if output else None
        if output:
            _keep_inputs(output, needs, offers)
            check_writable(output)
        sheets = read_sheets(
            needs,
            offers,
            need_columns=need_columns,
            offer_columns=offer_columns,
            need_sheet=need_sheet,
            offer_sheet=offer_sheet,
            even_if_swapped=not_swapped,
            progress=progress,
        )
        if explain is not None:
            sheets = _only(sheets, explain)
        answers = match_sheets(sheets, encoder=encoder, api_key=api_key, top=top, progress=progress)
        if writer and output:
            writer(answers, output, progress)
        progress.close()
        if explain is not None:
            _print_explained(answers)
        if why_not is not None:
            _print_why_not(answers, why_not)
        if output:
            _print_summary(answers, output)

    return _run(work)


def evaluate(
    needs: Path,
    offers: Path,
    relevance: Path,
    *,
    offer_columns: Mapping[str, str],
    need_columns: Mapping[str, str],
    as_json: bool,
    encoder: str,
    api_key: str,
) -> int:
    """Print the measures of ``evaluation.evaluate``; return the exit code."""

    def work(progress: StageProgress) -> None:
        judged = evaluation.read_relevance(relevance)
        sheets = read_sheets(
            needs,
            offers,
            need_columns=need_columns,
            offer_columns=offer_columns,
            even_if_swapped=True,
            progress=progress,
        )
        notes: list[str] = []
        matcher = build_matcher(sheets.offers, encoder, api_key, notes, progress, typical=sheets.needs)
        measures = evaluation.evaluate(matcher, sheets.needs, judged)
        progress.close()
        used, total = evaluation.pairs_used(matcher, sheets.needs, judged)
        if used < total:
            notes.append(
                _("{total} 个标注里只用上了 {used} 个：其余的编号在两张表里找不到。").format(
                    used=used, total=total
                )
            )
        for note in notes:
            click.echo(_("注意：{note}").format(note=note), err=True)
        if as_json:
            data = {name: asdict(estimate) for name, estimate in measures.items()}
            click.echo(json.dumps(data))
            return
        for name, estimate in measures.items():
            click.echo(f"{name:<10} {estimate.value:.4f}   95 % {estimate.low:.4f} – {estimate.high:.4f}")

    return _run(work)


def train_ranker(
    needs: Path, offers: Path, relevance: Path, output: Path, *, encoder: str, api_key: str
) -> int:
    """Learn weights from judged pairs, write them to ``output`` and print how good they are; return the exit code."""

    def work(progress: StageProgress) -> None:
        check_writable(output)
        judged = evaluation.read_relevance(relevance)
        sheets = read_sheets(needs, offers, even_if_swapped=True, progress=progress)
        notes: list[str] = []
        matchers = {"lexical": Matcher(sheets.offers)}
        full = build_matcher(sheets.offers, encoder, api_key, notes, progress, typical=sheets.needs)
        if full.meaning is not None:
            matchers["hybrid"] = full
        data, learned = training.train_all(matchers, sheets.needs, judged)
        training.save_weights(data, output)
        progress.close()
        for note in notes:
            click.echo(_("注意：{note}").format(note=note), err=True)
        for kind, found in learned.items():
            click.echo(f"{kind:<8} " + "  ".join(f"{n} {v:.4f}" for n, v in found.measured.items()))
        click.echo(_("权重写在 {path}。要用它：SILIAN_WEIGHTS={path}").format(path=output))

    return _run(work)


def _run(work: Callable[[StageProgress], None]) -> int:
    progress = StageProgress()
    try:
        work(progress)
    except (UnreadableSheet, CannotSave) as error:
        progress.close()
        click.echo(str(error), err=True)
        return BAD_INPUT
    except MatchingError as error:
        progress.close()
        click.echo(_(error.template).format(**error.values), err=True)
        return BAD_INPUT
    except KeyboardInterrupt:
        progress.close()
        click.echo(_("已停止，没有写出任何文件。"), err=True)
        return STOPPED
    return 0


def _keep_inputs(output: Path, *inputs: Path) -> None:
    if any(is_same_file(output, path) for path in inputs):
        raise CannotSave(
            _("{path} 是要读的表，写上去它就没有了。请给结果另取一个文件名。").format(path=output)
        )


def _only(sheets: Sheets, wanted: str) -> Sheets:
    ways: tuple[Callable[[Need, int], bool], ...] = (
        lambda need, _row: need.key == wanted,
        lambda _need, row: str(row) == wanted,
        lambda need, _row: wanted in need.title,
    )
    numbered = list(zip(sheets.needs, (row.number for row in sheets.needs_table.rows), strict=True))
    for fits in ways if wanted else ():
        found = [need for need, row in numbered if fits(need, row)]
        if len(found) > 1:
            raise UnreadableSheet(
                _("有 {count} 条需求的题目里有“{wanted}”（编号 {keys}）。请用编号指定其中一条。").format(
                    count=len(found), wanted=wanted, keys=_("、").join(need.key for need in found[:10])
                )
            )
        if found:
            return replace(sheets, needs=tuple(found))
    raise UnreadableSheet(
        _("需求表里没有编号、行号或题目是“{wanted}”的需求。请检查，或先不加 --explain 运行一次。").format(
            wanted=wanted
        )
    )


def _print_summary(answers: Answers, output: Path) -> None:
    matched = sum(1 for found in answers.found if found.matches)
    for table in (answers.sheets.needs_table, answers.sheets.offers_table):
        click.echo(
            _("{file}：用了 {used} 行，没用 {skipped} 行，{faults} 处要改").format(
                file=table.path.name,
                used=len(table.rows),
                skipped=len(table.skipped),
                faults=len(table.faults),
            )
        )
    for table in (answers.sheets.needs_table, answers.sheets.offers_table):
        if table.other_sheets:
            click.echo(_("注意：{note}").format(note=wording.unread_sheets(table)))
    for note in answers.notes:
        click.echo(_("注意：{note}").format(note=note))
    click.echo(
        _("{needs} 条需求里有 {matched} 条配上了成果。前几条：").format(
            needs=len(answers.found), matched=matched
        )
    )
    offers = {offer.key: offer for offer in answers.sheets.offers}
    for need, found in list(zip(answers.sheets.needs, answers.found, strict=True))[:FIRST_MATCHES]:
        click.echo(f"  {need.title}")
        for pair in found.matches[:1]:
            click.echo(f"    {wording.level_mark(pair.level)} {pair.score:.1f}  {offers[pair.offer].title}")
            click.echo(f"      {_('；').join(wording.reasons(pair))}")
        if not found.matches:
            click.echo("    " + _("还没有匹配到合适的成果"))
    click.echo(_("结果写在 {path}").format(path=output))


def _print_explained(answers: Answers) -> None:
    offers = {offer.key: offer for offer in answers.sheets.offers}
    need, found = answers.sheets.needs[0], answers.found[0]
    for note in answers.notes:
        click.echo(_("注意：{note}").format(note=note))
    click.echo(f"{need.key}  {need.title}\n{need.text}\n")
    if not found.matches:
        click.echo(_("还没有匹配到合适的成果") + "\n")
    for pair in found.matches:
        _print_pair(pair, offers[pair.offer].title, offers[pair.offer].organisation)
    if found.just_missed:
        click.echo(_("差一点的："))
    for pair in found.just_missed:
        _print_pair(pair, offers[pair.offer].title, offers[pair.offer].organisation)


def _print_why_not(answers: Answers, wanted: str) -> None:
    offers = answers.matcher.offers
    exact = [at for at, offer in enumerate(offers) if wanted in (offer.key, offer.title)]
    found = exact or [at for at, offer in enumerate(offers) if wanted and wanted in offer.title]
    if len(found) != 1:
        raise UnreadableSheet(
            _("成果表里编号或题目是“{wanted}”的成果有 {count} 个，要正好一个。请用编号指定。").format(
                wanted=wanted, count=len(found)
            )
        )
    pair = answers.matcher.why(answers.sheets.needs[0], found[0])
    click.echo(_("这个成果排在 {count} 个里的第 {rank} 位：").format(count=len(offers), rank=pair.rank))
    _print_pair(pair, offers[found[0]].title, offers[found[0]].organisation)


def _print_pair(pair: Match, title: str, organisation: str) -> None:
    names = {"lexical": _("词语"), "meaning": _("意思"), "signals": _("结构化信息")}
    parts = " + ".join(f"{names[name]} {points:.1f}" for name, points in pair.parts.items())
    click.echo(f"{pair.rank:>3}. {wording.level_mark(pair.level)}  {title}  {organisation}")
    click.echo(f"     {pair.score:.1f} = {parts}")
    terms = _("、").join(f"{term.text} {term.points:.1f}" for term in pair.terms[:8])
    for label, text in (
        (_("词语"), terms),
        (_("需求原句"), pair.sentences.need if pair.sentences else ""),
        (_("成果原句"), pair.sentences.offer if pair.sentences else ""),
        (_("为什么合适"), _("；").join(wording.reasons(pair)[1:])),
        (_("还差什么"), _("；").join(wording.objections(pair))),
    ):
        if text:
            click.echo("     " + _("{label}：{text}").format(label=label, text=text))
    click.echo()
