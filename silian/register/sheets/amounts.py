"""Amounts of money as people write them, to bounds in yuan."""

import re
from decimal import Decimal

from silian.language import gettext as _
from silian.register.sheets.model import Amount
from silian.register.sheets.words import words

_UNITS = {
    "": 1, "千": 10**3, "百": 100, "十": 10, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7,
    "亿": 10**8, "十亿": 10**9, "百亿": 10**10, "千亿": 10**11, "万亿": 10**12,
    "thousand": 10**3, "k": 10**3, "million": 10**6, "mn": 10**6, "m": 10**6, "billion": 10**9, "bn": 10**9, "w": 10**4, "wan": 10**4,
}  # fmt: skip
_UNIT = r"(?P<unit>万亿|[十百千]?亿|[十百千]?万|[十百千]|thousand|million|billion|mn|bn|[kmw](?![a-z]))?"
_COUNTED = r"(?![\d.]*[年月日个個项項家名人期台套件%])"  # 3年, 20%: a number, but not of money
_NUMBER = re.compile(r"(?P<number>\d+(?:\.\d+)?)" + _COUNTED + _UNIT + r"(?P<yuan>元|yuan|圆)?", re.I)
_HEADER_UNIT = re.compile(
    r"(万亿|[十百千]?亿|[十百千]?万|[十百千])?元|(?<=[(（/])\s*(万|亿|千)\s*(?=[)）])|(?<=[:：])(万|亿)$"
)
_SCALE = r"(?P<{0}_count>1[0,]*)?\s*(?P<{0}_scale>thousand|wan|million|mn|billion|bn|[kmw])?"
_ENGLISH_UNIT = re.compile(
    rf"(?<![a-z\d]){_SCALE.format('before')}\s*(?<![a-z])(?:yuan|rmb|cny|元)(?![a-z])"
    rf"[\s:：,/(（]*{_SCALE.format('after')}(?![a-z\d])",
    re.I,
)
_NEGATIVE = re.compile(
    r"^(?:约|大约|[:：(（])*(?:[-−–‐]|负(?=[\d零〇一二两三四五六七八九十百千]))|(?<=[:：(（约])[-−–‐]\d"
)
_TRADITIONAL = str.maketrans("萬億圓", "万亿元")
_FOREIGN = re.compile(
    r"美[元金圆]|欧元|歐元|日[元圆]|日幣|日币|英镑|英鎊|港[元币幣纸]|(?:新)?[台臺][币幣]|韩元|韓元|澳元|加元|卢布|新元|瑞郎"
    r"|\b(?:usd|eur|gbp|jpy|hkd|twd|ntd?|krw|sgd|aud|cad|chf|rub)\b|us\$|hk\$|nt\$|[$€£₩₽]",
    re.I,
)
_OWN = re.compile(r"人民币|人民幣|rmb|cny|[¥￥]", re.I)
_AT_LEAST = re.compile(
    r"≥|>|不[低少小][于於]|(?<!不)(?:大|多|高)[于於]|(?<!不)超[过過]|至少|以上|起步?$|\+$|atleast|over|above|(?<!no)(?<!not)morethan"
    r"|not?lessthan|minimum"
)
_AT_MOST = re.compile(
    r"≤|<|不[高多大][于於]|(?<!不)(?:小|少|低)[于於]|不超[过過]|最多|至多|上限|以[内內下]|upto|atmost|(?<!no)(?<!not)lessthan|not?morethan"
    r"|below|under|within|maximum"
)
_CHINESE = re.compile(r"(?<![\d.])[零〇一二两三四五六七八九十百千]{1,9}(?=[万亿元])")
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_PLACES = {"十": 10, "百": 100, "千": 1000}
LEAST_BARE_YUAN = (
    10_000  # nobody budgets less than this in yuan, so a smaller bare number was meant in 万元 or unknown
)


def header_unit(header: str) -> int | None:
    """Return how many yuan the unit named in ``header`` is (万元, 10k yuan -> 10,000); None when it names none."""
    english = _ENGLISH_UNIT.search(header)
    unit = _english_unit(english) if english else 1
    if unit > 1:
        return unit
    found = _HEADER_UNIT.search(header.translate(_TRADITIONAL))
    if found:
        return _UNITS[next((unit for unit in found.groups() if unit), "")]
    return 1 if english else None


def _english_unit(found: re.Match[str]) -> int:
    """Return the unit of "10k yuan" or "RMB million" in yuan."""
    side = "before" if found["before_count"] or found["before_scale"] else "after"
    count = int((found[f"{side}_count"] or "1").replace(",", ""))
    return count * _UNITS[(found[f"{side}_scale"] or "").casefold()]


def parse_amount(text: str, header: str) -> Amount | None:
    """Return the bounds in yuan that cleaned ``text`` names; None when it leaves them open (面议).

    Raises ValueError with the reason in words when it names a foreign currency, a negative amount, no unit or no
    single amount.
    """
    if text.strip("()（）。").casefold() in words("open_amounts"):
        return None
    foreign = _FOREIGN.search(text) or _FOREIGN.search(header)
    if foreign:
        raise ValueError(_("不是人民币金额（{currency}）").format(currency=foreign[0]))
    plain = _CHINESE.sub(lambda found: str(chinese_number(found[0])), _simplified(text))
    if _NEGATIVE.search(plain):
        raise ValueError(_("金额是负数"))
    numbers = list(_NUMBER.finditer(plain))
    if not numbers:
        raise ValueError(_("看不懂的金额"))
    if len(numbers) > 2 or (len(numbers) == 2 and not _is_range(plain, numbers)):
        raise ValueError(_("一格里有多个金额"))
    yuan = _in_yuan(numbers, header_unit(header))
    if len(yuan) == 2:
        return Amount(min(yuan), None if _AT_LEAST.search(plain) else max(yuan), text)
    low = None if _AT_MOST.search(plain) else yuan[0]
    high = None if _AT_LEAST.search(plain) and low is not None else yuan[0]
    return Amount(low, high, text)


def _simplified(text: str) -> str:
    plain = _OWN.sub("", text.translate(_TRADITIONAL))
    return re.sub(r"(?<=\d)[,，\s](?=\d{3})|\s+", "", plain).casefold()


def _is_range(plain: str, numbers: list[re.Match[str]]) -> bool:
    between = plain[numbers[0].end() : numbers[1].start()]
    return between.strip() in ("-", "~", "～", "至", "到", "—", "–", "－", "--", "——", "to")


def _in_yuan(numbers: list[re.Match[str]], from_header: int | None) -> list[Decimal]:
    """A number without a unit takes that of the number after it, else that of the header."""
    following: int | None = None
    yuan: list[Decimal] = []
    for found in reversed(numbers):
        named = bool(found["unit"] or found["yuan"])
        unit = _UNITS[(found["unit"] or "").casefold()] if named else following or from_header
        number = Decimal(found["number"])
        if unit is None:
            if number < LEAST_BARE_YUAN:
                raise ValueError(_("没有写单位，分不清是元还是万元"))
            unit = 1
        following = unit
        product = number * unit
        yuan.append(Decimal(int(product)) if product == int(product) else product)
    return yuan[::-1]


def chinese_number(text: str) -> int:
    """Return the value of a Chinese number below 10,000, such as 三百五十 or 两千."""
    total = digit = 0
    for character in text:
        if character in _PLACES:
            total += max(digit, 1) * _PLACES[character]
            digit = 0
        else:
            digit = _DIGITS[character]
    return total + digit
