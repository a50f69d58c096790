"""Forms of the policy's tables."""

from typing import Any

from wtforms import DateField, Field, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from competition.foundation.forms import WriteForm
from competition.foundation.media import Piece
from competition.foundation.texts import _l
from competition.foundation.uploads import UploadField
from competition.policy import cells, draft_words, queries, reader, words
from competition.policy.actions import DraftData
from competition.policy.book import Table
from competition.policy.models import TableDraft


class CellsField(Field):
    """The cells of a table, each sent under this field's name and its own path."""

    data: dict[str, str]

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Take what was typed into the cells, or what stands."""
        super().process(None, data, extra_filters)
        begin = f"{self.name}-"
        sent = {key.removeprefix(begin): formdata[key] for key in formdata if key.startswith(begin)} if formdata else {}
        self.data = sent or data or {}


class DraftForm(WriteForm):
    """A new value of a table: typed into its cells, written as YAML, or sent as a file."""

    first_day = DateField(_l("In force from"), validators=[DataRequired()])
    document_title = StringField(_l("Title of the document"), validators=[DataRequired(), Length(max=200)])
    document_number = StringField(_l("Document number"), validators=[DataRequired(), Length(max=80)])
    cells = CellsField(_l("Value of the table"))
    value_text = TextAreaField(_l("Value of the table"), validators=[Length(max=20_000)], render_kw={"rows": 12})
    value_file = UploadField(_l("Or the value as a YAML file"))
    scan = UploadField(_l("Scan of the document (PDF or photo)"))
    reason = TextAreaField(_l("Why the book is changed backwards"), validators=[Length(max=600)])

    @classmethod
    def for_value(cls, table: Table, value: Any, draft: TableDraft | None = None) -> "DraftForm":
        """Begin with a value: the one that stands, or the draft's."""
        told = {"value_text": reader.text_of(value), "cells": cells.of(value, table) if cells.are_for(table) else {}}
        if draft is None:
            return cls(data=told)
        names = ("first_day", "document_title", "document_number", "reason")
        return cls(data=told | {name: getattr(draft, name) for name in names})

    def values(self, table: Table) -> DraftData:
        """Give what was drafted; a file goes before the cells. Cells that cannot be read are named at the field."""
        return DraftData(
            self.first_day.data,
            self._text(table),
            self.document_title.data or "",
            self.document_number.data or "",
            self.reason.data or "",
            next((Piece(str(one.filename), one.read()) for one in self.scan.chosen), None),
        )

    def _text(self, table: Table) -> str:
        for sent in self.value_file.chosen:
            return str(sent.read(), "utf-8-sig", errors="replace")
        if not cells.are_for(table):
            return self.value_text.data or ""
        value, _faults = cells.value_of(self._typed(table), table)
        return reader.text_of(value)

    def _typed(self, table: Table) -> dict[str, str]:
        # in the table's own order, whatever order a browser sends them in; cells it does not offer are not read
        names = [".".join(path) for path in cells.paths(table, tuple(words.LEVELS))]
        return {name: self.cells.data[name] for name in names if name in self.cells.data}

    def validate_cells(self, _field: CellsField) -> None:
        """Name each cell that cannot be read, unless a file was sent in their place."""
        table = queries.book().table(self.table_name)
        if cells.are_for(table) and not self.value_file.chosen:
            _value, faults = cells.value_of(self._typed(table), table)
            if faults:
                raise ValidationError("; ".join(draft_words.fault(one, table) for one in faults))

    table_name = ""


class ReturnForm(WriteForm):
    """Why a draft is given back."""

    reason = TextAreaField(_l("What has to be mended"), validators=[DataRequired(), Length(max=300)])
