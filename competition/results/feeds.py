"""The newest releases and news as an Atom feed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from xml.etree import ElementTree as ET

from competition.foundation import clock, formats
from competition.foundation.texts import _
from competition.plan import words as plan_words
from competition.plan.models import News
from competition.results import words
from competition.results.snapshot_models import Release

ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True)
class _Told:
    """One entry of the feed."""

    at: datetime
    address: str
    title: str
    summary: str


def atom(releases: Sequence[Release], news: Sequence[News], url: str, at: datetime) -> bytes:
    """Write the feed of an installation at an address; `at` is its moment while nothing was told."""
    both = [_release(one, url) for one in releases], [_news(one, url) for one in news]
    told = list(merge(*both, key=lambda one: one.at, reverse=True))
    feed = ET.Element("feed", xmlns=ATOM)
    _add(feed, "id", f"{url}/results/feed.atom")
    _add(feed, "title", _("Results and news: Zibo Skills Competitions"))
    _add(feed, "updated", _moment(told[0].at if told else at))
    author = ET.SubElement(feed, "author")
    _add(author, "name", _("Zibo Human Resources and Social Security Bureau"))
    ET.SubElement(feed, "link", rel="self", href=f"{url}/results/feed.atom")
    ET.SubElement(feed, "link", rel="alternate", href=f"{url}/results")
    for one in told:
        _entry(feed, one)
    content: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return content


def _release(release: Release, url: str) -> _Told:
    address = f"{url}/results/{release.item_id}/versions/{release.number}"
    said = f"{formats.name(release.item.competition)} · {release.item.code} {formats.name(release.item)}"
    return _Told(release.released_at, address, f"{said} · {words.RELEASES[release.state][1]}", release.reason)


def _news(news: News, url: str) -> _Told:
    told = plan_words.news_title(news), plan_words.news_text(news)
    return _Told(news.changed_at or news.published_at, f"{url}/news/{news.id}", *told)


def _entry(feed: ET.Element, told: _Told) -> None:
    entry = ET.SubElement(feed, "entry")
    _add(entry, "id", told.address)
    _add(entry, "title", told.title)
    _add(entry, "updated", _moment(told.at))
    ET.SubElement(entry, "link", rel="alternate", href=told.address)
    if told.summary:
        _add(entry, "summary", told.summary)


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = text


def _moment(at: datetime) -> str:
    return clock.in_city(at).isoformat(timespec="seconds")
