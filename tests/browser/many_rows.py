"""Puts a result of five hundred up for notice in an installation."""

from competition.accounts.rules import Role
from competition.app import create_app
from competition.policy import reader
from competition.results.actions import finishing
from competition.results.rules import ResultState
from tests import make
from tests.results.build import NOTICE, stored

ROWS = 500

if __name__ == "__main__":
    with create_app().app_context():
        result = stored(ROWS, ResultState.FINALISED)
        finishing.put_on_notice(result, reader.book(), None, by=make.user(Role.ORGANISER), at=NOTICE)
