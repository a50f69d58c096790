"""What forms say is wrong, in the reader's language, with a remedy."""

import pytest
from werkzeug.datastructures import MultiDict

from competition.foundation.errors import Fault, Refused
from competition.judging.forms import NoteForm
from competition.judging.pool_forms import PoolFileForm


@pytest.mark.parametrize(
    ("language", "kind", "minutes"),
    [
        ("zh-CN", "请从列表中选择。", "请填写整数，例如 12。"),
        ("en", "Please choose one of the list.", "Write a whole number, such as 12."),
    ],
)
def test_a_field_says_what_to_do_in_our_own_words(app, language, kind, minutes):
    with app.test_request_context(method="POST", headers={"Accept-Language": language}):
        form = NoteForm(MultiDict({"kind": "nothing", "entry_id": "0", "minutes": "many"}))
        form.entry_id.choices = []
        assert not form.validate()
        assert form.kind.errors[-1] == kind
        assert str(form.minutes.errors[0]) == minutes


def test_a_fault_of_a_workbook_names_its_row_column_and_value(app):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        form = PoolFileForm(formdata=None)
        form.take(Refused("No", faults=[Fault("Not a day.", "Mend it.", row=4, column="日期", value="昨天")]))
        assert form.form_errors == ["Row 4, 日期 “昨天”: Not a day. Mend it."]
