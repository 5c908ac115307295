"""Reasons in words a broker uses, in the language in use."""

from silian.engines.matching import Level, Match, Miss, Signal, Target
from silian.language import gettext as _
from silian.register.sheets import Table

TERMS_NAMED, TARGETS_NAMED = 6, 3


def level_name(level: Level) -> str:
    """Return 强, 较强, 弱 or 无."""
    return {Level.STRONG: _("强"), Level.GOOD: _("较强"), Level.WEAK: _("弱"), Level.NONE: _("无")}[level]


def level_mark(level: Level) -> str:
    """Return the level as a shape and a word, so that colour is never the only sign."""
    shape = {Level.STRONG: "●", Level.GOOD: "◐", Level.WEAK: "○", Level.NONE: "–"}[level]
    return f"{shape} {level_name(level)}"


def ip_state_name(code: str) -> str:
    """Return the IP state ``code`` in words."""
    return {
        "granted": _("已授权"),
        "protected": _("有专利保护"),
        "pending": _("申请中"),
        "software": _("软件著作权"),
        "secret": _("技术秘密"),
        "none": _("没有知识产权"),
    }.get(code, code)


def signal_name(name: str) -> str:
    """Return what kind of fact a signal is, in a word or two."""
    return {
        "field": _("领域"),
        "readiness": _("成熟度"),
        "place": _("地点"),
        "ip_state": _("知识产权"),
        "price": _("价格"),
        "thin": _("内容单薄"),
        "cooperation": _("合作方式"),
        "history": _("合作经历"),
        "targets": _("目标指标"),
    }[name]


def signal_sentence(signal: Signal) -> str:
    """Return what one structured fact says for or against the pair."""
    said = {
        ("field", True): _("领域相近：{need} / {offer}"),
        ("field", False): _("领域不同：{need} / {offer}"),
        ("readiness", True): _("成熟度 {offer} 级，达到要求的 {need} 级"),
        ("readiness", False): _("成熟度 {offer} 级，要求 {need} 级"),
        ("place", True): _("同在一地：{offer}"),
        ("ip_state", True): _("知识产权：{offer}"),
        ("ip_state", False): _("知识产权：{offer}"),
        ("price", True): _("报价在预算之内"),
        ("price", False): _("报价高于预算"),
        ("thin", False): _("这个单位一半以上的公开条目内容单薄，这一条也是，所以排在后面"),
        ("cooperation", True): _("合作方式合得上：{need} / {offer}"),
        ("cooperation", False): _("合作方式不同：{need} / {offer}"),
        ("history", True): _("权属单位谈成过 {offer} 次"),
        ("targets", True): _("目标指标达到 {need} 项，未达到 {offer} 项"),
        ("targets", False): _("目标指标达到 {need} 项，未达到 {offer} 项"),
    }[signal.name, signal.points > 0]
    need, offer = signal.need, signal.offer
    if signal.name == "ip_state":
        offer = ip_state_name(offer)
    if signal.name == "cooperation":
        need, offer = _forms(need), _forms(offer)
    return said.format(need=need, offer=offer)


def _forms(codes: str) -> str:
    return _("、").join(cooperation_name(code) for code in codes.split("、"))


def cooperation_name(code: str) -> str:
    """Return the form of working together ``code`` in words."""
    return {
        "joint_development": _("合作开发"),
        "commission": _("委托开发"),
        "transfer": _("转让"),
        "licence": _("许可"),
        "consulting": _("技术咨询"),
        "service": _("技术服务"),
        "equity": _("作价入股"),
        "open": _("面议"),
    }.get(code, code)


def target_sentence(target: Target) -> str:
    """Return whether a result meets one figure that the need asks for and the result states."""
    said = {
        "met": _("指标达到：要求 {wanted}，成果 {stated}"),
        "missed": _("指标未达到：要求 {wanted}，成果 {stated}"),
    }[target.verdict]
    return said.format(wanted=target.wanted, stated=target.stated)


def chance_sentence(match: Match) -> str:
    """Return how likely experts would call the pair good, "" where that is not known."""
    chance = match.chances.get(Level.GOOD.name)
    return (
        ""
        if chance is None
        else _("专家会评为较强以上的把握：{percent} %").format(percent=round(chance * 100))
    )


def parts(match: Match) -> str:
    """Return what the score is made of, one part a line."""
    names = {"lexical": _("词语"), "meaning": _("意思"), "signals": _("信息")}
    lines = [f"{names[name]} {points:.1f}" for name, points in match.parts.items()]
    return "\n".join(filter(None, [*lines, chance_sentence(match)]))


def reasons(match: Match) -> list[str]:
    """Return why the pair fits, strongest kind of evidence first."""
    found = []
    if match.terms:
        named = _("、").join(f"{term.text} {term.points:.1f}" for term in match.terms[:TERMS_NAMED])
        found.append(_("都提到：{terms}").format(terms=named))
    if match.similarity is not None:
        found.append(_("整体意思相近 {percent} %").format(percent=round(match.similarity * 100)))
    found += [signal_sentence(signal) for signal in match.signals if signal.points > 0]
    found += [target_sentence(target) for target in match.targets if target.verdict == "met"]
    return found


def objections(match: Match) -> list[str]:
    """Return why the level is not higher."""
    against = {signal.name: signal for signal in match.signals}
    missed = [target_sentence(target) for target in match.targets if target.verdict == "missed"]
    silent = [target.wanted for target in match.targets if target.verdict == "not_stated"]
    if silent and match.level > Level.NONE:
        missed.append(_("指标没有说明：要求 {wanted}").format(wanted=_("、").join(silent[:TARGETS_NAMED])))
    return [_miss(miss, against) for miss in match.misses] + missed


def _miss(miss: Miss, signals: dict[str, Signal]) -> str:
    if miss.kind == "signal":
        return signal_sentence(signals[miss.values[0]])
    if miss.kind == "raise_signal":
        name = signal_name(miss.values[0])
        return _("{name}这一项不再相反，级别就能升一级（+{points:.1f} 分）").format(
            name=name, points=miss.points
        )
    if miss.kind == "raise_terms":
        named = _("、").join(miss.values)
        return _("成果里若写明 {terms}，级别就能升一级（+{points:.1f} 分）").format(
            terms=named, points=miss.points
        )
    if miss.kind == "terms":
        return _("成果里没有提到：{terms}").format(terms=_("、").join(miss.values))
    if miss.kind == "top":
        return _("只因每条最多列 {most:.0f} 个").format(most=miss.points)
    if miss.kind == "meaning":
        return _("整体意思相差较远")
    level = level_name(Level[miss.values[0]])
    return _("离“{level}”还差 {points:.1f} 分").format(level=level, points=miss.points)


def unread_sheets(table: Table) -> str:
    """Return which filled worksheets of the file were not read, and what to do to read one of them."""
    names = _("、").join(
        _("{sheet}（{rows} 行）").format(sheet=sheet, rows=rows) for sheet, rows in table.other_sheets
    )
    return _(
        "{file} 里还有没读的工作表：{names}。要读其中一张，用 --sheet（成果表）或 --sheet-needs（需求表）指定。"
    ).format(file=table.path.name, names=names)


def quotes(match: Match) -> str:
    """Return the closest sentences of both sides, one a line."""
    if not match.sentences:
        return ""
    return _("需求：{need}\n成果：{offer}").format(need=match.sentences.need, offer=match.sentences.offer)
