"""The picture that is shown where an address is shared: its size, its languages, and who may read it."""

import re
import struct

import pytest

from competition.accounts.rules import Role
from competition.foundation.cards import HEIGHT, WIDTH, Card, picture
from competition.honours import actions as honours
from competition.plan.rules import CompetitionState
from competition.policy import reader
from tests import make
from tests.honours.build import announced
from tests.results.build import stand


def size(content: bytes) -> tuple[int, int]:
    """Read a PNG's width and height from its header."""
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", content[16:24])


def shared(client, path: str, language: str) -> dict[str, str]:
    """Read what a page says where its address is shared, and look at its picture."""
    page = client.get(f"{path}?lang={language}").text
    told = dict(re.findall(r'<meta property="og:([a-z:]+)" content="([^"]*)">', page))
    assert told["image"].startswith("http")
    answer = client.get(told["image"].partition("//")[2].partition("/")[2].join(("/", "")).replace("&amp;", "&"))
    assert answer.status_code == 200
    assert answer.mimetype == "image/png"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Set-Cookie" not in answer.headers
    assert size(answer.data) == (WIDTH, HEIGHT)
    assert len(answer.data) < 300_000
    return told | {"bytes": answer.data}


@pytest.mark.parametrize("title", ["短", "2026年淄博市陶瓷产业链职业技能竞赛" * 3, "*_#[x] $y$ <b>\\", "㛃𬭎䶮"])
def test_a_card_has_one_size_whatever_its_title(app, title):
    assert size(picture(Card("市级一类竞赛", title, ("2026年9月18日",), synthetic=True))) == (WIDTH, HEIGHT)


def test_a_result_a_competition_and_an_honour_have_theirs_in_both_languages(client, app):
    made = make.competition(name="陶瓷竞赛", name_en="Ceramics", state=CompetitionState.HELD)
    item = make.item(competition_id=made.id, name="陶瓷装饰工", name_en="Ceramic decoration")
    result = announced([make.entry(item, make.person(name="孙丽娟"))])
    stand(result)
    entry = honours.enter_honours(result, reader.book(), by=make.user(Role.ORGANISER), at=make.AT)[0]
    for path, chinese, english in (
        (f"/results/{item.id}", "陶瓷装饰工", "Ceramic decoration"),
        (f"/competitions/{made.id}", "陶瓷竞赛", "Ceramics"),
        (f"/honours/{entry.number}", "金牌", "Gold medal"),
    ):
        both = [shared(client, path, language) for language in ("zh_Hans_CN", "en")]
        assert chinese in both[0]["title"]
        assert english in both[1]["title"]
        assert both[0]["bytes"] != both[1]["bytes"]
        assert f"{path}?lang=en" in both[1]["url"]


def test_what_is_no_longer_or_not_yet_public_has_no_picture(client, app):
    draft = make.competition(state=CompetitionState.DRAFT, published_at=None)
    assert client.get(f"/competitions/{draft.id}/card.png").status_code == 404
    assert client.get("/honours/ZB2026-A-00009/card.png").status_code == 404
    assert client.get("/results/1/versions/1/card.png").status_code == 404
