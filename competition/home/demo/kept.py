"""What the bureau keeps in order in the demo city: its certificate, keys for other systems, and what is past its time."""

import hashlib
from datetime import datetime, timedelta
from functools import partial

from competition.accounts import api_keys
from competition.accounts.actions import keys
from competition.accounts.actions.keys import KeyData
from competition.accounts.models import SignIn
from competition.foundation import clock
from competition.foundation.database import db
from competition.home.demo import days
from competition.home.demo.city import City, actor
from competition.honours import certificate_rules, destroying, destructions, templating
from competition.honours.certificate_rules import Accent, Frame
from competition.honours.destroying import Proposal
from competition.honours.destruction_models import DestructionList
from competition.honours.retention_rules import Destructible
from competition.honours.rules import BODIES
from competition.honours.template_models import CertificateTemplate
from competition.honours.templating import TemplateData
from competition.policy import queries as policies

# whoever tried the system out before the season, and on which days after it was set up
TRIED = (("system", 1), ("security", 1), ("organiser", 2), ("organiser2", 3), ("finance", 4), ("auditor", 6))
KEYS = (
    KeyData("淄博市大数据局", "政务数据共享平台每日读取荣誉名录的增补和变更", 2000),
    KeyData("淄博市总工会", "职工技能竞赛网站展示本市获奖情况", 500),
)
AWARD_EN = "has won the {award} {where}."
FINDING = "系统试运行期间的登录会话，已满六个月，逐月核对审计记录完整，无保存价值。"


def fill(city: City) -> None:
    """Put a version of the certificate into force and draft another, issue keys, and prepare a destruction list."""
    _tried_out(city)
    city.at(city.begins + timedelta(days=8), "证书模板 certificate", partial(_draft, city, "organiser"))
    city.at(city.begins + timedelta(days=9), "证书模板 certificate", partial(_enact, city))
    lately = days.moment(city.anchor - timedelta(days=6), 10)
    city.at(lately, "证书模板 certificate", partial(_draft, city, "organiser2"))
    for number, told in enumerate(KEYS):
        city.at(city.begins + timedelta(days=30 + number), "接口密钥 keys", partial(_issue, city, told))
    for back in range(6, 0, -1):
        city.at(days.moment(city.anchor - timedelta(days=back), 3), "接口密钥 keys", partial(_use, back))
    city.at(lately + timedelta(hours=1), "销毁清册 destruction", partial(_prepare, city))
    city.at(lately + timedelta(days=1), "销毁清册 destruction", partial(_approve, city))


def _tried_out(city: City) -> None:
    for login, day in TRIED:
        at = city.begins + timedelta(days=day)
        city.rows.add(
            SignIn, user_id=city.users[login].id, token_hash=hashlib.sha256(f"{city.seed}/{login}".encode()).hexdigest(),
            agent="Mozilla/5.0", address="10.37.3.1", started_at=at, seen_at=at, ended_at=at + timedelta(hours=2),
        )  # fmt: skip


def _draft(city: City, login: str, at: datetime) -> None:
    first = login == "organiser"
    told = TemplateData(
        bodies=BODIES, issuer_line="{发证单位}" if first else "{发证单位}\n淄博市总工会", frame=Frame.KEY,
        accent=Accent.CINNABAR if first else Accent.GLAZE, seal_mm=42,
        first_day=clock.in_city(at).date() + timedelta(days=1 if first else 30),
        note="首个版本，印章由人工加盖" if first else "与市总工会联合发证，改用青釉色",
        bodies_en={**certificate_rules.BODIES_EN, next(iter(BODIES)): AWARD_EN},
        issuer_line_en="{issuer}" if first else "{issuer}\nZibo Federation of Trade Unions",
    )  # fmt: skip
    templating.draft_template(told, actor(city.users[login]), at)


def _enact(city: City, at: datetime) -> None:
    templating.enact_template(db.session.get_one(CertificateTemplate, 1), None, actor(city.users["organiser2"]), at)


def _issue(city: City, told: KeyData, at: datetime) -> None:
    keys.issue_key(told, actor(city.users["security"]), at)


def _use(back: int, at: datetime) -> None:
    for number, used in enumerate(reversed(api_keys.used(at.date())), 1):
        keys.use_key(used.key, 40 * number + 17 * back % 90, at)


def _prepare(city: City, at: datetime) -> None:
    on, kinds = clock.in_city(at).date(), (Destructible.SIGN_INS,)
    book = policies.book()
    looked = destructions.looked_through(kinds, on, destructions.table(book, on)[1])
    seen = destructions.fingerprint([one for one in looked if one.stays is None])
    destroying.prepare_list(Proposal(kinds, on, FINDING, seen), book, actor(city.users["organiser"]), at)


def _approve(city: City, at: datetime) -> None:
    of = db.session.get_one(DestructionList, 1)
    destroying.approve_list(of, None, actor(city.users["finance"]), at)
