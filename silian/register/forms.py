"""The form of a register; pages and the API check a single record with it."""

from functools import cache
from typing import Any

from django import forms
from django.forms import modelform_factory
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from silian.register.declaration import Register, of
from silian.register.fields import FieldInfo, Shape
from silian.register.record import UNUSABLE_KEY
from silian.register.sight import is_hidden, seen
from silian.register.standing import Standing


class KeysInput(forms.CharField):
    """Keys of records, separated by commas; each must exist."""

    def __init__(self, target: Any, **options: Any) -> None:
        self.target = target
        self.standing: Standing | None = None
        self.present: list[str] = []
        self.hidden: frozenset[str] = frozenset()
        super().__init__(**options)

    def show_to(self, standing: Standing | None, present: Any) -> None:
        """Take and show only what the person may see; hidden keys that the record lists stay unseen."""
        self.standing, self.present = standing, list(present or ())
        known = seen(self.target, standing).filter(key__in=self.present).values_list("key", flat=True)
        self.hidden = frozenset(self.present) - set(known)
        self.required = self.required and not self.hidden

    def prepare_value(self, value: Any) -> Any:
        """Return a list of keys as one line."""
        if not isinstance(value, list):
            return value
        return ", ".join(key for key in value if key not in self.hidden)

    def clean(self, value: Any) -> list[str]:
        """Return the keys in order, or refuse naming those that do not exist."""
        text = value if isinstance(value, str) else ",".join(value or [])
        super().clean(text)
        for mark in "，；;、\n":
            text = text.replace(mark, ",")
        keys = list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
        known = set(seen(self.target, self.standing).filter(key__in=keys).values_list("key", flat=True))
        unknown = [key for key in keys if key not in known]
        if unknown:
            raise forms.ValidationError(
                _("找不到编号：%(keys)s。请先登记这些记录，或改正编号。"), params={"keys": "、".join(unknown)}
            )
        if keys == [key for key in self.present if key not in self.hidden]:
            return self.present
        return keys + [key for key in self.present if key in self.hidden]


class KeyInput(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One record, given by its key; shown as a list while there are few, as a line of text otherwise."""

    widget = forms.TextInput

    def __init__(self, target: Any, **options: Any) -> None:
        self.target = target
        self.kept: Any = None
        super().__init__(target.objects.all(), to_field_name="key", **options)
        self.error_messages["invalid_choice"] = _("找不到编号“%(value)s”。请从建议中选择，或先登记这条记录。")

    def show_to(self, standing: Standing | None, present: Any) -> None:
        """Offer only what the person may see; a hidden record that is pointed at stays, unseen."""
        if standing is None or standing.administrator:
            return
        allowed = seen(self.target, standing).order_by().values("pk")
        self.queryset = self.target.objects.filter(pk__in=allowed)
        self.kept = self.target.objects.filter(pk=present).exclude(pk__in=allowed).first()
        self.required = self.required and self.kept is None

    def prepare_value(self, value: Any) -> Any:
        """Return the key of the record that a bound instance points at."""
        if isinstance(value, int):
            return self.queryset.filter(pk=value).values_list("key", flat=True).first()  # type: ignore[union-attr]
        return super().prepare_value(value)

    def clean(self, value: Any) -> Any:
        """Return the record that is meant; nothing given leaves a hidden one where it is."""
        found = super().clean(value)
        return self.kept if found is None else found

    def to_python(self, value: Any) -> Any:
        """Return the record of this key or, if there is just one, of this name."""
        if not isinstance(value, str) or value in self.empty_values:
            return super().to_python(value)
        if "\0" in value:
            raise forms.ValidationError(self.error_messages["invalid_choice"], params={"value": ""})
        found = list(self.queryset.filter(key=value)[:1])  # type: ignore[union-attr]
        declared = of(self.target)
        if not found and declared and declared.title != "key":
            found = list(self.queryset.filter(**{declared.title: value})[:2])  # type: ignore[union-attr]
        if len(found) != 1:
            raise forms.ValidationError(self.error_messages["invalid_choice"], params={"value": value})
        return found[0]


def _form_field(info: FieldInfo) -> Any:
    required = not info.field.blank
    if info.shape is Shape.CODES:
        return forms.MultipleChoiceField(
            label=info.field.verbose_name,
            choices=info.choices_lazily,
            required=required,
            widget=forms.CheckboxSelectMultiple,
        )
    if info.shape is Shape.LINK:
        return KeyInput(info.target, label=info.field.verbose_name, required=required)
    return KeysInput(info.target, label=info.field.verbose_name, required=required)


def _offer_suggestions(name: str, field: "KeyInput") -> None:
    """Let the browser ask for records while a key or name is typed."""
    declared = of(field.target)
    if declared is None:
        return
    box = f"id_{name}_list"
    field.pick_url = reverse(f"{declared.name}_pick")  # type: ignore[attr-defined]
    field.widget.attrs |= {
        "list": box,
        "autocomplete": "off",
        "hx-get": field.pick_url,  # type: ignore[attr-defined]
        "hx-trigger": "focus once, input changed delay:200ms",
        "hx-target": f"#{box}",
    }


class RecordForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form that refuses to overwrite what somebody else saved in the meantime."""

    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, standing: Standing | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.standing = standing
        if self.instance.pk:
            self.fields["key"].disabled = True
            self.initial["version"] = self.instance.updated_at.isoformat()
        for name, field in self.fields.items():
            if isinstance(field, KeyInput | KeysInput):
                present = getattr(self.instance, name if isinstance(field, KeysInput) else f"{name}_id")
                guarded = of(field.target)
                if guarded is not None and guarded.guarded:
                    field.show_to(standing, present)
            if isinstance(field, KeyInput):
                _offer_suggestions(name, field)
            style = (
                "form-check-input"
                if isinstance(field.widget, forms.CheckboxInput | forms.CheckboxSelectMultiple)
                else "form-control"
            )
            field.widget.attrs["class"] = "form-select" if type(field.widget) is forms.Select else style

    def clean_key(self) -> str:
        """Return the key; that of a hidden record is refused as a reserved one is."""
        key = str(self.cleaned_data["key"])
        declared = of(type(self.instance))
        if declared and not self.instance.pk and is_hidden(declared, key, self.standing):
            raise forms.ValidationError(UNUSABLE_KEY)
        return key

    def clean(self) -> dict[str, Any] | None:
        """Add the fault of a record that was changed after the form was opened."""
        seen = self.cleaned_data.get("version")
        if seen and self.instance.pk and seen != self.instance.updated_at.isoformat():
            self.add_error(
                None,
                _(
                    "这条记录在您打开之后已被他人修改，您的内容没有保存，也没有丢失。请核对下方内容与最新记录后再次保存。"
                ),
            )
            self.data = self.data.copy()  # type: ignore[attr-defined]
            self.data["version"] = self.instance.updated_at.isoformat()  # type: ignore[index]
        return super().clean()


@cache
def form_class(declared: Register) -> type[RecordForm]:
    """Return the form class of a register."""
    linked = {
        i.name: _form_field(i) for i in declared.fields if i.shape in (Shape.LINK, Shape.KEYS, Shape.CODES)
    }
    base = type(f"{declared.model.__name__}Form", (RecordForm,), linked)
    dates = {
        i.name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        for i in declared.fields
        if i.shape is Shape.DATE
    }
    texts = {i.name: forms.Textarea(attrs={"rows": 4}) for i in declared.fields if i.shape is Shape.LONG}
    names = [info.name for info in declared.fields]
    made: Any = modelform_factory(declared.model, form=base, fields=names, widgets={**dates, **texts})
    return made  # type: ignore[no-any-return]
