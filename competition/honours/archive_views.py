"""Pages of the archive: what was sealed, what may be, and each package to take."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_login import current_user

from competition.accounts.access import allow, open_to
from competition.accounts.rules import Role
from competition.foundation import bags, clock, i18n, runner
from competition.foundation.forms import ConfirmForm
from competition.foundation.texts import _, _n
from competition.foundation.web import Answer, found, send_file
from competition.honours import access, archive_words, archives, archiving
from competition.plan import queries as plan

pages = Blueprint("honours_archives", __name__)
READERS = (Role.ORGANISER, Role.AUDITOR)


@pages.get("/office/honours/archives")
@open_to(*READERS)
def show_archives() -> Answer:
    """Show the packages sealed, and the competitions that are over and not sealed yet."""
    kept = [one for one in archives.sealed() if access.may_read(current_user, one.competition)]
    over = [c for c in archives.over({one.competition_id for one in kept}) if access.may_read(current_user, c)]
    return render_template(
        "honours/show_archives.html",
        kept=kept,
        over=over,
        faults=archive_words.FAULTS,
        form=ConfirmForm(),
        may_runs=access.may_read_decisions(current_user),
        may_lists=access.may_see_destructions(current_user),
    )


@pages.post("/office/honours/archives/competitions/<int:competition_id>")
@open_to(*READERS)
def ask_archive(competition_id: int) -> Answer:
    """Ask for a competition's package and go to where it will be."""
    competition = found(plan.competition(competition_id))
    allow(access.may_read(current_user, competition))
    archiving.ask_archive(competition, i18n.wanted_language(), clock.present(), by=current_user, at=clock.now())
    runner.wake()
    flash(_("The package is being made. You may go on working meanwhile."), "success")
    return redirect(url_for("exports.show_exports"))


@pages.get("/office/honours/archives/<int:archive_id>.zip")
@open_to(*READERS)
def take_archive(archive_id: int) -> Answer:
    """Give a sealed package."""
    kept = found(archives.one(archive_id))
    allow(access.may_read(current_user, kept.competition))
    kept.must_be_kept()
    path = archiving.folder() / kept.file_name
    return send_file(found(path.read_bytes() if path.exists() else None), kept.file_name, bags.MEDIA_TYPE)


@pages.post("/office/honours/archives/check")
@open_to(*READERS)
def check_archives() -> Answer:
    """Read every package's file again and say whether it is as it was sealed."""
    checked = archiving.check_archives(clock.now(), older_than=timedelta(), by=current_user)
    wrong = sum(bool(one.fault) for one in checked)
    if wrong:
        flash(
            _n("%(num)s package is not as it was sealed.", "%(num)s packages are not as they were sealed.", wrong),
            "danger",
        )
    else:
        flash(_("All packages are as they were sealed."), "success")
    return redirect(url_for("honours_archives.show_archives"))
