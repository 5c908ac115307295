"""What a letter to each side could say, from the reasons of the match; the sender changes it as they like."""

from django.utils.translation import gettext as _

from silian.services.brokering.introducing import Letters, kept_secret
from silian.services.matching.queries import Meeting

LONGEST_SENTENCE = 160
TERMS_NAMED = 5
LONGEST_LETTER = 1000


def _plain(parts: list[object]) -> str:
    text = "".join(getattr(part, "text", "") for part in parts)
    return text if len(text) <= LONGEST_SENTENCE else text[:LONGEST_SENTENCE] + "……"


def _reasons(one: Meeting) -> list[str]:
    shown = one.shown
    if shown is None:
        return []
    said = []
    if shown.terms:
        named = _("、").join(term.text for term in shown.terms[:TERMS_NAMED])
        said.append(_("双方都提到：{terms}").format(terms=named))
    if shown.need_sentence:
        said.append(_("需求写道：{words}").format(words=_plain([*shown.need_sentence])))
        said.append(_("成果写道：{words}").format(words=_plain([*shown.result_sentence])))
    return [*said, *(words for words, good in shown.signals if good)]


def _letter(opening: str, reasons: list[str], asking: str) -> str:
    return "\n".join((opening, *(f"- {reason}" for reason in reasons), asking))[:LONGEST_LETTER]


def proposed(one: Meeting) -> Letters:
    """Return a letter for each side; that to the result's side keeps what the need keeps to itself."""
    need, result = one.seat.need, one.seat.achievement
    owners = _("、").join(one.owners)
    asking = _("如果您愿意与对方联系，请在平台上答复同意；双方都同意之后，才会看到彼此的联系人。")
    reasons = _reasons(one)
    to_need = _("您好！{owners}的成果“{result}”可能适合贵公司的需求“{need}”：").format(
        owners=owners, result=result.title, need=need.title
    )
    if kept_secret(one.seat):
        to_result = _("您好！有一条保密的技术需求可能用得上贵单位的成果“{result}”：").format(
            result=result.title
        )
        facts = [_("技术领域：{field}").format(field=need.field)] if need.field else []
        return Letters(_letter(to_need, reasons, asking), _letter(to_result, facts, asking))
    to_result = _("您好！{company}的需求“{need}”可能用得上贵单位的成果“{result}”：").format(
        company=need.company, need=need.title, result=result.title
    )
    return Letters(_letter(to_need, reasons, asking), _letter(to_result, reasons, asking))
