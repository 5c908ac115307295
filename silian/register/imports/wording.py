"""What can be wrong with a row, in words and with what to do."""

from typing import Any

from django.utils.translation import gettext as _

from silian.register.declaration import Register
from silian.register.publication import not_examined
from silian.register.record import UNUSABLE_KEY


def problem_words(declared: Register, fault: dict[str, Any]) -> str:
    """Return one sentence for a fault noted by the checks."""
    info = declared.by_name.get(fault["field"])
    wordings = {
        "required": _("必填，这一行没有填写。"),
        "number": _("不是数字。请填写阿拉伯数字，不带单位。"),
        "small": _("数值太小。"),
        "large": _("数值太大。"),
        "date": _("不是日期。请写成 2026-05-01。"),
        "flag": _("请填写“是”或“否”。"),
        "code": _("不在可选值之内。可选：{known}。"),
        "long": _("文字太长。"),
        "unknown": _(
            "找不到这个编号或名称。请先登记它，或改用已登记的编号或名称；也可以勾选“写入”上面的办法，再重新试运行。"
        ),
        "unregistrable": _(
            "找不到这个名称，您也不能代为登记。请改用已登记的编号或名称，请管理员登记它，或勾选“留空”。"
        ),
        "ambiguous": _("有多条记录叫这个名称。请改用编号。"),
        "duplicate": _("与第 {row} 行是同一条记录。"),
        "key": _("编号只能由字母、汉字、数字、点、横线和下划线组成，最长 64 个字符。"),
        "unusable": str(UNUSABLE_KEY),
        "examination": not_examined(),
        "forbidden": _(
            "您不能登记或修改这条记录：它不属于您的单位或园区。请补上单位或园区一列，或请它的园区专员导入。"
        ),
    }
    known = "、".join(label for _code, label in info.choices) if info else ""
    return wordings[fault["problem"]].format(known=known, row=fault["value"])


def described(declared: Register, faults: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the faults with the field's label and the sentence that explains each."""
    return [
        {
            **fault,
            "label": declared.by_name[fault["field"]].label if fault["field"] in declared.by_name else "",
            "words": problem_words(declared, fault),
        }
        for fault in faults
    ]
