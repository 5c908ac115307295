"""What somebody wants to see at the bench: the filters, the chosen need and result, read from the address."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

MOST_COMPARED = 3
FILTERS = ("state", "level", "field", "zone", "q")


class State(models.TextChoices):
    """Where a match stands for the need's side."""

    OPEN = "open", _("待决定")
    NEW = "new", _("新的或级别有变")
    LATER = "later", _("稍后再看")
    ACCEPTED = "accepted", _("已认可")
    TALKING = "talking", _("已牵线")
    DECLINED = "declined", _("已回绝")


class Grade(models.TextChoices):
    """The levels of a match that are listed at all."""

    STRONG = "strong", _("强")
    GOOD = "good", _("较强")
    WEAK = "weak", _("弱")

    @property
    def number(self) -> int:
        """Return the level as matching counts it."""
        return {"strong": 4, "good": 3, "weak": 2}[self.value]


@dataclass(frozen=True)
class Wish:
    """Filters, the need chosen on the left (its key), the result chosen in the middle, results to compare."""

    state: str = State.OPEN.value
    level: str = ""
    field: str = ""
    zone: str = ""
    q: str = ""
    need: str = ""
    at: str = ""
    compare: tuple[str, ...] = ()

    @classmethod
    def of(cls, params: QueryDict | Mapping[str, str]) -> "Wish":
        """Return the wish of an address; what nobody offers counts as not asked."""
        texts = {
            name: params.get(name, "").replace("\0", "").strip()[:100] for name in (*FILTERS, "need", "at")
        }
        if texts["state"] not in State.values:
            texts["state"] = State.OPEN.value
        if texts["level"] not in Grade.values:
            texts["level"] = ""
        listed = [key for key in params.get("compare", "").replace("\0", "").split(",") if key]
        return cls(**texts, compare=tuple(dict.fromkeys(listed))[:MOST_COMPARED])

    @property
    def narrowed(self) -> bool:
        """Return whether anything but the usual list is asked for."""
        return self.filters() != ""

    def filters(self) -> str:
        """Return the filters alone as a query string; empty for the usual list."""
        given = {name: getattr(self, name) for name in FILTERS if getattr(self, name)}
        if given["state"] == State.OPEN:
            del given["state"]
        return urlencode(given)

    def query(self, **changed: str | tuple[str, ...]) -> str:
        """Return the whole wish, with ``changed`` parts, as a query string."""
        wish = replace(self, **changed)  # type: ignore[arg-type]
        places = {"need": wish.need, "at": wish.at, "compare": ",".join(wish.compare)}
        tail = urlencode({name: value for name, value in places.items() if value}, safe=",")
        return "&".join(filter(None, (wish.filters(), tail)))
