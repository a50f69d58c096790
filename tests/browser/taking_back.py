"""Works a result out anew in a running installation, as an organiser does: what was public is taken back."""

import sys

from competition.accounts.models import User
from competition.app import create_app
from competition.foundation import clock
from competition.foundation.database import db
from competition.plan.models import Item
from competition.policy import reader
from competition.results.actions import computing

if __name__ == "__main__":
    with create_app().app_context():
        item = db.session.get_one(Item, int(sys.argv[1]))
        by = db.session.scalars(db.select(User).order_by(User.id)).first()
        assert by is not None
        computing.compute_result(item, reader.book(), "results.awards", sys.argv[2], by=by, at=clock.now())
