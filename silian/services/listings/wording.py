"""Proposed marks in words: what the machine found in a listing, and what would raise the mark."""

from collections.abc import Mapping

from django.utils.translation import gettext as _


def rule_words(rule: str, values: Mapping[str, int]) -> str:
    """Return the sentence that a rule of the engine stands for; an unknown one says itself."""
    return _rules().get(rule, rule).format(**values)


def _rules() -> dict[str, str]:
    return {
        "title_only": _("只有名称，没有正文。"),
        "problem_and_use": _("写了要解决的问题，也写了用在哪里。"),
        "problem": _("写了要解决的问题。"),
        "use_only": _("写了用在哪里，没写解决什么问题。"),
        "described": _("有一段说明，没有点明问题。"),
        "no_problem": _("正文里没有找到要解决的问题。"),
        "figure_and_baseline": _("有数字，也说了与什么相比。"),
        "figure_better": _("有数字，没说与什么相比。"),
        "figure": _("有数字，没说好在哪里、与什么相比。"),
        "baseline_only": _("说了比什么好，没有数字。"),
        "words_only": _("只有“提高”“先进”一类的话，没有数字。"),
        "no_improvement": _("没有数字，也没说比什么好。"),
        "targets_and_state": _("目标指标有数字，也写了现状。"),
        "targets": _("目标指标有数字，没写现状。"),
        "targets_in_words": _("写了目标，没有数字。"),
        "no_targets": _("没有写想达到的指标。"),
        "need_terms": _("最低成熟度、截止日期、现状三项中写了 {stated} 项。"),
        "shown_not_stated": _("文中有试用或检测的依据，没有填成熟度。"),
        "not_stated": _("没有填成熟度，文中也没有依据。"),
        "stated_and_shown": _("填了成熟度 {level} 级，文中有依据。"),
        "high_not_shown": _("填了成熟度 {level} 级，文中没有试用、检测或用户的依据。"),
        "stated": _("填了成熟度 {level} 级。"),
        "rights_said": _("写了成果的权利归谁。"),
        "rights_by_form": _("没有写权利归谁，可由合作方式推知。"),
        "rights_open": _("没有写权利归谁，合作方式也没有定。"),
        "state_and_number": _("填了知识产权状态，文中有专利号或件数。"),
        "state_and_words": _("填了知识产权状态，文中也提到。"),
        "state": _("填了知识产权状态，没有专利号或件数。"),
        "words_without_state": _("文中提到知识产权，没有填状态。"),
        "none_filed": _("说明了尚未申请知识产权。"),
        "not_said": _("没有说知识产权的状态。"),
        "form_and_money": _("填了合作方式和金额。"),
        "form": _("填了合作方式，没有填金额。"),
        "open": _("合作方式只填了面议。"),
        "form_in_words": _("文中提到合作方式，没有填。"),
        "money_only": _("只填了金额，没有填合作方式。"),
        "no_form": _("没有填合作方式，文中也没有提到。"),
        "nobody": _("没有一位有邮箱的管理员或编辑，没有人能收到来信。"),
        "unanswered": _("这一条有 {unanswered} 个联系请求超过 14 天没有答复。"),
        "active": _("有 {people} 位联系人，其中 {active} 位近期登录或确认过。"),
        "silent": _("有 {people} 位联系人，近期都没有登录或确认。"),
    }
