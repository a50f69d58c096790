"""The migrations make exactly the tables of the models, up and down, on both databases."""

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from competition.foundation import schema
from competition.foundation.database import Base, db


def test_migrated_tables_equal_the_models(installation):
    db.session.rollback()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False, "render_as_batch": True})
        assert compare_metadata(context, Base.metadata) == []


def test_every_check_of_the_models_is_in_the_database(installation):
    found = sa.inspect(db.engine)
    for table in Base.metadata.sorted_tables:
        wanted = {c.name for c in table.constraints if isinstance(c, sa.CheckConstraint)}
        there = {c["name"] for c in found.get_check_constraints(table.name)}
        assert wanted <= there, f"{table.name} lacks {wanted - there}"


def test_down_to_nothing_and_up_again(installation):
    db.session.rollback()
    schema.downgrade("base")
    assert set(sa.inspect(db.engine).get_table_names()) <= {"alembic_version"}
    assert not schema.is_current()
    schema.upgrade()
    assert schema.is_current()


def test_the_newest_file_is_the_newest_revision():
    config = Config()
    config.set_main_option("script_location", str(schema.FOLDER))
    assert schema.newest() == ScriptDirectory.from_config(config).get_current_head()
