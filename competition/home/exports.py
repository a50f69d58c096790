"""Lists of the public site as Excel."""

from competition.foundation import formats, spreadsheets
from competition.foundation.spreadsheets import Column, Sheet
from competition.foundation.texts import _
from competition.home.delegations import DelegationsPage
from competition.results import words


def delegation_table(page: DelegationsPage) -> bytes:
    """Write a competition's delegation table with the best of each unit."""
    columns = (
        Column(_("Rank"), 8, "whole"), Column(_("Unit"), 40), Column(_("Participants"), 12, "whole"),
        *(Column(words.award(award), 12, "whole") for award in page.awards),
        Column(_("Award points"), 12, "whole"), Column(_("Average"), 10, "number"), Column(_("Best of the unit"), 40),
    )  # fmt: skip
    rows = [
        (
            row.rank,
            formats.name(page.units[row.whose]),
            row.entered,
            *(row.awards.get(award, 0) for award in page.awards),
            row.points,
            row.average,
            "；".join(
                f"{page.named[key].name or _('Not listed by name')}（{page.lines[key].item.code}，{page.lines[key].scale}）"
                for key in row.best
            ),
        )
        for row in page.rows
    ]
    return spreadsheets.workbook([Sheet(_("Delegation table"), columns, rows)])
