"""Lists given to a condition as one text of JSON."""

import json

import pytest
import sqlalchemy as sa

from competition.foundation.database import db
from competition.foundation.listed import Numbers, Pairs, Texts, among

HERE = sa.table("here", sa.column("number", sa.Integer), sa.column("text", sa.Text), sa.column("other", sa.Integer))


@pytest.fixture
def there(app):
    connection = db.session.connection()
    connection.execute(sa.text("CREATE TEMPORARY TABLE here (number INTEGER, text TEXT, other INTEGER)"))
    rows = [(1, "a", 10), (2, 'it\'s "quoted"', 20), (3, "三号", 10)]
    connection.execute(HERE.insert(), [dict(zip(("number", "text", "other"), row, strict=True)) for row in rows])
    yield connection
    db.session.rollback()


@pytest.mark.parametrize(
    ("column", "kind", "wanted", "found"),
    [
        (HERE.c.number, Numbers, [3, 1, 99], [1, 3]),
        (HERE.c.number, Numbers, [], []),
        (HERE.c.text, Texts, ['it\'s "quoted"', "三号", "b"], [2, 3]),
        (sa.tuple_(HERE.c.number, HERE.c.other), Pairs, [[1, 10], [2, 10], [3, 10]], [1, 3]),
    ],
)
def test_what_is_listed_is_found_and_nothing_else(there, column, kind, wanted, found):
    query = sa.select(HERE.c.number).where(among(column, kind, "wanted")).order_by(HERE.c.number)
    assert list(there.execute(query, {"wanted": json.dumps(wanted)}).scalars()) == found
