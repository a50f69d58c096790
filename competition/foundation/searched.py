"""The field to choose one of many: a short list is a select, a long one is typed into and completed by the browser."""

from collections.abc import Callable
from typing import Any

from markupsafe import Markup
from wtforms import SelectField
from wtforms.validators import StopValidation
from wtforms.widgets import Select, html_params

from competition.foundation.texts import _

# as many as a select shows at once on a phone
FEW = 12


class SearchWidget:
    """Draws the select, or an input with the list it is completed from; both work by keyboard and without a script."""

    def __call__(self, field: "SearchedField", **told: Any) -> Markup:
        """Draw the field."""
        if not field.is_long:
            drawn: Markup = Select()(field, **told)
            return drawn
        told |= {"id": field.id, "name": field.name, "list": f"{field.id}-list", "value": field.shown, "type": "text"}
        told |= {"autocomplete": "off", "placeholder": _("Type part of the name, then choose")}
        if field.flags.required:
            told["required"] = True
        options = Markup("").join(map(field.option, field.offered))
        box = Markup("<input {}>").format(html_params(**told))
        return box + Markup('<datalist id="{}-list">{}</datalist>').format(field.id, options)


class SearchedField(SelectField):
    """One of several choices, by its label where it was typed and by its value where it was selected."""

    widget = SearchWidget()
    typed = ""

    def __init__(self, *told: Any, sounds: Callable[[str], str] | None = None, **named: Any) -> None:
        """Take how a label sounds, as words it may be typed by: its pinyin and its initials."""
        super().__init__(*told, **named)
        self._sounds = sounds

    @property
    def is_long(self) -> bool:
        """Say whether the list is too long to look through."""
        return len(self.choices or ()) > FEW

    @property
    def offered(self) -> dict[str, Any]:
        """Give the values by the labels to choose from, each of its own; the empty choice is an empty field."""
        found: dict[str, Any] = {}
        for value, label, *_rest in self.iter_choices():
            if value:
                found[f"{label} · {value}" if str(label) in found else str(label)] = value
        return found

    @property
    def shown(self) -> str:
        """Give what stands in the field: what was typed, or the label of what is chosen."""
        return self.typed or next((label for label, value in self.offered.items() if value == self.data), "")

    def option(self, label: str) -> Markup:
        """Draw a choice of the list, with what it sounds like for static/searched.js."""
        if self._sounds is None:
            return Markup('<option value="{}">').format(label)
        return Markup('<option value="{}" data-sounds="{}">').format(label, self._sounds(label))

    def _sounding(self) -> str:
        # who typed pinyin and has no script is understood where one choice alone sounds so
        said = "".join(self.typed.lower().split())
        found = [label for label in self.offered if self._sounds and said in self._sounds(label).split()]
        return found[0] if len(found) == 1 else self.typed

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what was sent; choices may be offered later, so a label is looked up when the form is checked."""
        if not valuelist:
            return
        said = valuelist[0].strip()
        try:
            self.data = self.coerce(said)
        except ValueError:
            self.data, self.typed = None, said

    def pre_validate(self, form: Any) -> None:
        """Find the value of a label; what is no choice is refused, and an empty field is the empty choice."""
        self.typed = self._sounding()
        if self.typed in self.offered:
            self.data, self.typed = self.offered[self.typed], ""
        elif self.typed:
            # no further check would say more
            raise StopValidation(_("Nothing here is called so. Type part of the name and choose one of those offered."))
        elif self.data is None and any(not value for value, *_rest in self.iter_choices()):
            self.data = self.coerce(0)
        super().pre_validate(form)
