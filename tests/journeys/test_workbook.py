"""A workbook with twenty-five different faults, sent through the page; the same file, mended, is stored whole."""

import io

import openpyxl
import pytest

from competition.registration import words
from tests.browser import serving
from tests.journeys import entering
from tests.journeys.people import House
from tests.registration.workbooks import FAULTY, MENDED, workbook

pytestmark = [pytest.mark.browser]


@pytest.fixture
def leader(tmp_path, chromium):
    serving.prepare(tmp_path, "tests.journeys.entering")
    with serving.server(tmp_path) as url:
        house = House(url, chromium, {"leader": entering.PASSWORD})
        yield house.who("leader")
        assert not house.troubles()
        house.close()


def send(leader, content):
    leader.menu("Registration")
    leader.follow("^Open$")
    leader.upload("报名表.xlsx", content)
    leader.press("Look at it")


@pytest.mark.timeout(600)
def test_twenty_five_faults_are_said_by_row_and_column_and_the_mended_file_is_stored_whole(leader):
    send(leader, workbook([values for values, _ in FAULTY]))
    leader.at("25 faults")
    said = leader.table()
    # a row as Excel numbers it, the column by its heading, what stands there, what is wrong, what to do
    assert [(int(row[0]), row[1].split()[0]) for row in said] == [
        (n, words.heading(column)) for n, (_values, (column, _code)) in enumerate(FAULTY, 2)
    ]
    assert len({row[3] for row in said}) == 25
    assert all(row[4] for row in said)
    marked = leader.take("Workbook with the faults marked")
    leader.menu("Registration")
    leader.follow("^Open$")
    assert "No entry yet" in leader.says()
    send(leader, mended(marked))
    leader.at("25 entries can be stored")
    leader.press("Store them")
    assert "25 entries were stored" in leader.told("stored")


def mended(content):
    """Mend the very file that came back with its faults marked: every marked cell gets its right value."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    page = book.worksheets[0]
    columns = {page.cell(1, c).value: c for c in range(1, page.max_column + 1)}
    assert sum(cell.comment is not None for row in page.iter_rows(min_row=2) for cell in row) == 25
    for n, values in enumerate(MENDED, 2):
        for column, value in values.items():
            page.cell(n, columns[words.heading(column)]).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
