"""The papers of the demo city's winners: sent by their units, and checked by the finance office."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from competition.foundation.cards import Card, picture
from competition.foundation.media import Piece
from competition.funding import prize_papers, queries
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


def send(city: City, prizes: Sequence[Prize], at: datetime) -> None:
    """Let units send what each prize needs."""
    for prize in prizes:
        leader = actor(city.leaders[prize.line.entry.organisation_id])
        for slot in [line.slot for line in prize_papers.of(prize).lines]:
            checking.send_paper(prize, slot, _piece(slot.kind), leader, at)


def check(city: City, prize_ids: Sequence[int], paid: bool, at: datetime) -> None:
    """Let finance find them good; where nothing is paid yet, one is returned and the next prize's wait."""
    by = actor(city.users["finance2"])
    for place, prize in enumerate(filter(None, map(queries.prize, prize_ids))):
        waiting = prize_papers.of(prize).waiting
        if not paid and place == 0 and waiting:
            checking.return_paper(waiting.pop(), BLURRED, by, at)
        if waiting and (paid or place != 1):
            checking.confirm_papers(waiting, by, at)


@cache
def _piece(kind: PaperKind) -> Piece:
    card = Card("获奖选手奖励申领材料", NAMES.get(kind, "申领材料"), ("演示文件",), synthetic=True)
    return Piece(f"{NAMES.get(kind, '申领材料')}.png", picture(card))
