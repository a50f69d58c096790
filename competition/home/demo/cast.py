"""The units and users of the demo city."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from competition.accounts.models import HeldRole, User
from competition.accounts.rules import Role, Scope
from competition.directory import rules
from competition.directory.models import Organisation
from competition.foundation.words import OrganisationKind as Kind
from competition.home.demo import names, rows
from competition.home.demo.city import City
from competition.home.demo.rows import Row, Somebody

DISTRICTS = tuple(code for code in rules.DIVISIONS if code != "370300")
BUREAU = ("淄博市人力资源和社会保障局", "Zibo Human Resources and Social Security Bureau", Kind.GOVERNMENT, "370300")
HOSTS = (
    ("淄博般阳技师学院", "Banyang Technician College", Kind.SCHOOL, "370302"),
    ("博山陶琉行业协会", "Boshan Ceramic and Glaze Association", Kind.ASSOCIATION, "370304"),
    ("山东稷下智能装备有限公司", "Jixia Intelligent Equipment", Kind.ENTERPRISE, "370391"),
    ("淄博临淄恒聚新材料有限公司", "Linzi Hengju New Materials", Kind.ENTERPRISE, "370305"),
    ("周村丝路纺织服装有限公司", "Zhoucun Silk Road Textiles", Kind.ENTERPRISE, "370306"),
    ("淄博齐泰新能源汽车有限公司", "Qitai New-Energy Vehicles", Kind.ENTERPRISE, "370392"),
    ("淄水职业学院", "Zishui Vocational College", Kind.SCHOOL, "370303"),
    ("山东康稷生物医药有限公司", "Kangji Biomedicine", Kind.ENTERPRISE, "370391"),
    ("淄博齐临化工职业培训学校", "Qilin Chemical Training School", Kind.SCHOOL, "370305"),
    ("淄川先进陶瓷产业研究院", "Zichuan Advanced Ceramics Institute", Kind.INSTITUTION, "370302"),
    ("淄博康柳颐养中心", "Kangliu Care Centre", Kind.INSTITUTION, "370303"),
    ("桓台恒焊技术有限公司", "Huantai Henghan Technology", Kind.ENTERPRISE, "370321"),
)
WORK = (
    "精密陶瓷", "琉璃工艺", "药业", "新能源科技", "智能装备", "纺织", "服饰", "新材料", "化工", "机械制造",
    "汽车零部件", "电气", "泵业", "耐火材料", "电子科技", "食品", "康养服务", "餐饮管理", "焊接技术", "包装",
)  # fmt: skip
SCHOOL_NAMES = (
    "高级技工学校", "工业学校", "职业中等专业学校", "技师学院", "机电工程学校", "化工学校", "轻工技工学校", "信息工程学校",
    "职业学院",
)  # fmt: skip
FIRST = {Kind.GOVERNMENT: "11", Kind.INSTITUTION: "12", Kind.SCHOOL: "12", Kind.ASSOCIATION: "51"}
# organisation codes (GB 11714) carry a check of their own inside the credit code
BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)

# whoever signs in to a demo: sign-in name, name as the roles say it, role
HANDS: tuple[tuple[str, Role], ...] = (
    ("organiser", Role.ORGANISER),
    ("host", Role.HOST_OFFICER),
    ("leader", Role.DELEGATION_LEADER),
    ("judge", Role.JUDGE),
    ("chief", Role.CHIEF_JUDGE),
    ("keeper", Role.CODE_KEEPER),
    ("supervisor", Role.SUPERVISOR),
    ("finance", Role.FINANCE_OFFICER),
    ("finance2", Role.FINANCE_OFFICER),
    ("auditor", Role.AUDITOR),
    ("system", Role.SYSTEM_ADMIN),
    ("security", Role.SECURITY_ADMIN),
    ("clerk", Role.SCORE_CLERK),
    ("clerk2", Role.SCORE_CLERK),
    ("organiser2", Role.ORGANISER),
)
WHOLE = frozenset(
    {Role.ORGANISER, Role.FINANCE_OFFICER, Role.AUDITOR, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.JUDGE}
)
LEADS = 13
# stands where a password's hash would: nothing typed fits it
UNUSABLE = "-"


@dataclass(frozen=True, slots=True)
class Held:
    """A part to be held."""

    role: Role
    scope: Scope = Scope.CITY
    scope_id: int | None = None


def fill(city: City) -> None:
    """Make the users who act from the beginning, the units with their leaders, and the pool of judges."""
    at = city.begins
    for login, role in HANDS:
        held = [Held(role)] if role in WHOLE and login != "judge" else []
        city.users[login] = user(city, login, held, at)
    user(city, "newcomer", [], at + timedelta(days=60), fresh=True)
    _units(city, at + timedelta(days=1))
    for number in range(1, city.size.judges + 1):
        city.pool.append(user(city, f"judge{number:04d}", [Held(Role.JUDGE)], at + timedelta(days=3)))


def user(city: City, login: str, held: list[Held], at: datetime, *, fresh: bool = False) -> Somebody:
    """Make a user nobody can sign in as yet, with the parts held; a fresh one never changed the first password."""
    name = next(city.people)[0]
    made = city.rows.add(
        User,
        login=login,
        name=name,
        password_hash=UNUSABLE,
        must_change_password=fresh,
        synthetic=True,
        created_at=at,
    )
    parts = [_part(city, made["id"], one, at) for one in held]
    after = rows.shown(User, made) | rows.shown(HeldRole, *parts)
    city.rows.act(at, None, "accounts.user_added", rows.name(User, made), after=after)
    return Somebody(made["id"], name)


def grant(city: City, who: Somebody, held: Held, at: datetime) -> None:
    """Grant somebody a part, as the security administrator does."""
    part = _part(city, who.id, held, at)
    part["granted_by_id"] = city.users["security"].id
    subject = f"{User.__tablename__}#{who.id}"
    city.rows.act(at, city.users["security"], "accounts.role_granted", subject, after=rows.shown(HeldRole, part))


def _part(city: City, user_id: int, held: Held, at: datetime) -> Row:
    return city.rows.add(
        HeldRole, user_id=user_id, role=held.role, scope=held.scope, scope_id=held.scope_id, granted_at=at
    )


def _units(city: City, at: datetime) -> None:
    for number, (name, name_en, kind, division) in enumerate(_wanted(city)):
        unit = city.rows.add(
            Organisation, name=name, name_en=name_en, kind=kind, division_code=division, synthetic=True,
            credit_code=credit_code(kind, division, 1000 + number), created_at=at,
            contact_name=next(city.people)[0], contact_phone=f"0533-2{number:06d}",
        )  # fmt: skip
        city.rows.act(
            at, city.users["organiser"], "directory.organisation_added", rows.name(Organisation, unit),
            after=rows.shown(Organisation, unit),
        )  # fmt: skip
        city.units.append(unit)
        if number:
            _leader(city, number, unit, at + timedelta(hours=2))
    city.hosts = city.units[1 : len(HOSTS) + 1]


def _leader(city: City, number: int, unit: Row, at: datetime) -> None:
    held = Held(Role.DELEGATION_LEADER, Scope.ORGANISATION, unit["id"])
    if number == LEADS:
        city.leaders[unit["id"]] = city.users["leader"]
        grant(city, city.users["leader"], held, at)
    else:
        city.leaders[unit["id"]] = user(city, f"unit{number:03d}", [held], at)


def _wanted(city: City) -> Iterator[tuple[str, str, Kind, str]]:
    yield BUREAU
    yield from HOSTS
    brands, dice = names.brands(city.rng("units")), city.rng("districts")
    for number in range(city.size.units - len(HOSTS) - 1):
        district = dice.choice(DISTRICTS)
        short = rules.DIVISIONS[district][0][:2]
        if number % 5 == 2:
            yield f"淄博{next(brands)}{dice.choice(SCHOOL_NAMES)}", "", Kind.SCHOOL, district
        else:
            yield (
                f"{dice.choice(('淄博', '山东', short))}{next(brands)}{dice.choice(WORK)}有限公司",
                "",
                Kind.ENTERPRISE,
                district,
            )


def credit_code(kind: Kind, division: str, order: int) -> str:
    """Make a valid credit code for an invented unit: both its own check and that of the code within."""
    body = f"MD{order:06d}"
    values = [rules.CODE_LETTERS.index(c) if c.isdigit() else ord(c) - 55 for c in body]
    check = 11 - sum(v * w for v, w in zip(values, BODY_WEIGHTS, strict=True)) % 11
    first = f"{FIRST.get(kind, '91')}{division}{body}{'X' if check == 10 else check % 11}"
    return first + rules.code_check(first)
