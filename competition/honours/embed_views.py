"""What other sites show inside their pages: a unit's newest honours, or whether one certificate counts; and how to."""

from dataclasses import dataclass
from html import escape

from flask import Blueprint, current_app, make_response, render_template, request, url_for

from competition.accounts.access import EVERYONE, open_to
from competition.directory.models import Organisation
from competition.foundation import formats, i18n
from competition.foundation.front import kept_for
from competition.foundation.texts import _
from competition.foundation.web import Answer, for_frames, found, with_frames
from competition.honours import fame, queries, rules
from competition.honours.guessing import guesses
from competition.results import announced

pages = Blueprint("embed", __name__)
NEWEST, MOST = 5, 20
KEPT = 60


@pages.get("/embed/honours/<int:unit_id>")
@open_to(EVERYONE)
def show_honours(unit_id: int) -> Answer:
    """Show a unit's newest honours in force, without anything around them."""
    unit = found(fame.unit(unit_id))
    content = render_template("honours/embed_honours.html", unit=unit, entries=fame.of_unit(unit.id, NEWEST))
    answer = for_frames(make_response(content))
    answer.headers["Content-Language"] = i18n.tag(i18n.wanted_language())
    return kept_for(answer, KEPT)


@pages.get("/embed/certificates/<code>")
@open_to(EVERYONE)
@guesses
def show_badge(code: str) -> Answer:
    """Show whether a certificate counts, without anything around it."""
    entry = queries.by_code(rules.plain_code(code)) if rules.is_code(code) else None
    answer = for_frames(make_response(render_template("honours/embed_badge.html", entry=entry)))
    answer.status_code = 200 if entry else 404
    return answer


@pages.get("/embed")
@open_to(EVERYONE)
def show_how() -> Answer:
    """Show how other sites embed a unit's honours or a certificate: what it looks like, and the text to copy."""
    typed, code = request.args.get("q", "").strip()[:60], request.args.get("code", "").strip()[:40]
    unit_id = request.args.get("unit", "")
    unit = fame.unit(int(unit_id)) if unit_id.isascii() and unit_id.isdigit() and len(unit_id) < 10 else None
    content = render_template(
        "honours/show_embed.html",
        typed=typed,
        units=_units(typed) if unit is None else [],
        unit=unit,
        code=code,
        of_unit=_of_unit(unit) if unit else None,
        of_code=_of_code(rules.plain_code(code)) if rules.is_code(code) else None,
    )
    return with_frames(make_response(content))


@dataclass(frozen=True, slots=True)
class Embedded:
    """A page to be shown inside another: its path, its title and how high it is drawn."""

    path: str
    title: str
    height: int

    @property
    def text(self) -> str:
        """Write what is put into the other page."""
        told = {
            "src": current_app.config["PUBLIC_URL"] + self.path,
            "title": self.title,
            "width": "100%",
            "height": str(self.height),
            "loading": "lazy",
            "referrerpolicy": "no-referrer",
        }
        return "<iframe " + " ".join(f'{name}="{escape(value)}"' for name, value in told.items()) + "></iframe>"


def _of_unit(unit: Organisation) -> Embedded:
    there = url_for("embed.show_honours", unit_id=unit.id, lang=i18n.wanted_language())
    return Embedded(there, _("Newest honours of %(unit)s", unit=formats.name(unit)), 440)


def _of_code(code: str) -> Embedded:
    there = url_for("embed.show_badge", code=code, lang=i18n.wanted_language())
    return Embedded(there, _("Certificate of the register of honours"), 200)


def _units(typed: str) -> list[Organisation]:
    spelled = "".join(typed.lower().split()) if typed.isascii() else ""
    return list(announced.find_units(typed, spelled, MOST)) if typed and "\0" not in typed else []
