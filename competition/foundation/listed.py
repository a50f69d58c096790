"""Long lists in a condition, given as one text of JSON that the database reads.

A parameter for each value is written into the statement anew each time, and takes longer than the search itself:
`among(Sheet.id, Numbers, "sheets")` is executed with {"sheets": "[1, 2, 3]"}.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class Numbers(FunctionElement[Any]):
    """Whole numbers: [1, 2, 3]."""

    inherit_cache = True
    sqlite = "SELECT value FROM json_each({})"
    postgresql = "SELECT CAST(value AS INTEGER) FROM json_array_elements_text(CAST({} AS JSON))"


class Texts(FunctionElement[Any]):
    """Texts: ["a", "b"]."""

    inherit_cache = True
    sqlite = "SELECT value FROM json_each({})"
    postgresql = "SELECT value FROM json_array_elements_text(CAST({} AS JSON))"


class Pairs(FunctionElement[Any]):
    """Pairs of whole numbers: [[1, 2], [3, 4]]."""

    inherit_cache = True
    sqlite = "SELECT value ->> 0 AS one, value ->> 1 AS other FROM json_each({})"
    postgresql = (
        "SELECT CAST(value ->> 0 AS INTEGER) AS one, CAST(value ->> 1 AS INTEGER) AS other"
        " FROM json_array_elements(CAST({} AS JSON))"
    )


def _written(element: Any, compiler: Any, **told: Any) -> str:
    select = getattr(element, compiler.dialect.name)
    return f"({select.format(compiler.process(element.clauses, **told))})"


for kind in (Numbers, Texts, Pairs):
    compiles(kind)(_written)


def among(column: Any, kind: type[FunctionElement[Any]], name: str) -> Any:
    """Say that a column, or a tuple of columns, is in the list given by a name."""
    return column.bool_op("IN")(kind(sa.bindparam(name, type_=sa.Text())))


def pairs(name: str) -> sa.TableValuedAlias:
    """Give the pairs of the list given by a name as rows to join, with `one` and `other`."""
    rows = Pairs(sa.bindparam(name, type_=sa.Text()))
    return rows.table_valued(sa.column("one", sa.Integer), sa.column("other", sa.Integer))
