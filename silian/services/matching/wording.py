"""Reasons in words a broker uses, in the language in use."""

from silian.engines.matching import Level, Match, Miss, Signal
from silian.language import gettext as _
from silian.register.sheets import Table

TERMS_NAMED = 6


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
    }[signal.name, signal.points > 0]
    offer = ip_state_name(signal.offer) if signal.name == "ip_state" else signal.offer
    return said.format(need=signal.need, offer=offer)


def parts(match: Match) -> str:
    """Return what the score is made of, one part a line."""
    names = {"lexical": _("词语"), "meaning": _("意思"), "signals": _("信息")}
    return "\n".join(f"{names[name]} {points:.1f}" for name, points in match.parts.items())


def reasons(match: Match) -> list[str]:
    """Return why the pair fits, strongest kind of evidence first."""
    found = []
    if match.terms:
        named = _("、").join(f"{term.text} {term.points:.1f}" for term in match.terms[:TERMS_NAMED])
        found.append(_("都提到：{terms}").format(terms=named))
    if match.similarity is not None:
        found.append(_("整体意思相近 {percent} %").format(percent=round(match.similarity * 100)))
    found += [signal_sentence(signal) for signal in match.signals if signal.points > 0]
    return found


def objections(match: Match) -> list[str]:
    """Return why the level is not higher."""
    against = {signal.name: signal for signal in match.signals}
    return [_miss(miss, against) for miss in match.misses]


def _miss(miss: Miss, signals: dict[str, Signal]) -> str:
    if miss.kind == "signal":
        return signal_sentence(signals[miss.values[0]])
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
