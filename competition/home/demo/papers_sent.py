"""The papers of the demo city's winners: sent by their units, and checked by the finance office."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache

from competition.foundation.cards import Card, picture
from competition.foundation.media import Piece
from competition.funding import prize_papers
from competition.funding.actions import checking
from competition.funding.claim_rules import PaperKind
from competition.funding.models import Prize
from competition.home.demo.city import City, actor

NAMES = {
    PaperKind.PRIZE_FORM: "奖励资金申领表",
    PaperKind.IDENTITY: "身份证复印件",
    PaperKind.CARD: "银行卡复印件",
    PaperKind.EMPLOYMENT: "在职（在籍）证明",
}
BLURRED = "照片不清晰，看不清姓名与证号，请重新拍照上传"


def fill(city: City, prizes: Sequence[Prize], at: datetime, *, paid: bool) -> None:
    """Let units send what each prize needs and finance find it good; where nothing is paid yet, one is returned and one waits."""
    for place, prize in enumerate(prizes):
        leader = actor(city.leaders[prize.line.entry.organisation_id])
        for slot in [line.slot for line in prize_papers.of(prize).lines]:
            checking.send_paper(prize, slot, _piece(slot.kind), leader, at)
        waiting = prize_papers.of(prize).waiting
        if not paid and place == 0 and waiting:
            checking.return_paper(waiting.pop(), BLURRED, actor(city.users["finance2"]), at + timedelta(hours=3))
        if waiting and (paid or place != 1):
            checking.confirm_papers(waiting, actor(city.users["finance2"]), at + timedelta(hours=3))


@cache
def _piece(kind: PaperKind) -> Piece:
    card = Card("获奖选手奖励申领材料", NAMES.get(kind, "申领材料"), ("演示文件",), synthetic=True)
    return Piece(f"{NAMES.get(kind, '申领材料')}.png", picture(card))
