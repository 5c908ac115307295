"""The unified social credit code (统一社会信用代码): its form and its check character, by GB 32100-2015."""

from typing import Any

from django.utils.translation import gettext_noop as _

from silian.register.cautions import Caution

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18
WEIGHTS = tuple(pow(3, place, 31) for place in range(LENGTH - 1))

# Registration authority (first character) and the types of bodies it registers (second), table 1 of the standard.
TYPES = {
    "1": "1239",
    "2": "19",
    "3": "123459",
    "4": "19",
    "5": "1239",
    "6": "129",
    "7": "129",
    "8": "19",
    "9": "123",
    "A": "19",
    "N": "1239",
    "Y": "1",
}
# First two digits of GB/T 2260; 10 stands for what is registered with the state itself.
PROVINCES = frozenset(
    {
        10,
        *range(11, 16),
        *range(21, 24),
        *range(31, 38),
        *range(41, 47),
        *range(50, 55),
        *range(61, 66),
        71,
        81,
        82,
    }
)


def form_problem(code: str) -> tuple[str, dict[str, str]] | None:
    """Return what is wrong with the form of a code as a sentence and its values, or None."""
    if len(code) != LENGTH:
        return _("统一社会信用代码应为 18 位，这里有 {count} 位。请核对。"), {"count": str(len(code))}
    strange = "".join(dict.fromkeys(character for character in code if character not in ALPHABET))
    if strange:
        return _("统一社会信用代码只用数字和大写字母，不用 I、O、S、V、Z；这里有“{strange}”。请核对。"), {
            "strange": strange
        }
    if code[1] not in TYPES.get(code[0], ""):
        return _("开头的“{start}”不是登记管理部门和机构类别的代码。请核对。"), {"start": code[:2]}
    if not code[2:8].isdigit() or int(code[2:4]) not in PROVINCES:
        return _("第 3 至 8 位“{region}”不是行政区划代码。请核对。"), {"region": code[2:8]}
    return None


def check_character(code: str) -> str:
    """Return the last character that belongs to the first 17 of ``code``, which has the right form."""
    total = sum(ALPHABET.index(character) * weight for character, weight in zip(code, WEIGHTS, strict=False))
    return ALPHABET[-total % 31]


def check_uscc(record: Any) -> list[Caution]:
    """Return what is doubtful about the ``uscc`` of a record; an empty one is not doubted."""
    code = record.uscc
    if not code:
        return []
    found = form_problem(code)
    if found is None and check_character(code) != code[-1]:
        found = (
            _("校验码不对：按前 17 位应为“{right}”，这里是“{given}”。可能有一位抄错，请核对。"),
            {"right": check_character(code), "given": code[-1]},
        )
    return [Caution("uscc", *found)] if found else []
