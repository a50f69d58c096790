"""Words of the archive: the guide inside a package, faults of its file, verbs and columns."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from competition.foundation import clock
from competition.foundation.texts import _l
from competition.plan.models import Competition

FAULTS: Mapping[str, str] = {
    "": _l("As it was sealed"),
    "gone": _l("The file is gone"),
    "changed": _l("The file was changed"),
    "copy_changed": _l("The copy beside the backups was changed; it was made anew from the file"),
}
VERBS: Mapping[str, str] = {
    "honours.archive_asked": _l("A package for the archive was asked for"),
    "honours.archive_sealed": _l("A competition was sealed for the archive"),
    "honours.archives_checked": _l("Sealed packages were checked"),
}
FIELDS: Mapping[str, str] = {
    "archives.competition_id": _l("Competition"),
    "archives.number": _l("Number of the package"),
    "archives.file_name": _l("File"),
    "archives.size": _l("Size in bytes"),
    "archives.sha256": _l("SHA-256"),
    "archives.made_at": _l("Sealed at"),
    "archives.made_by_id": _l("Sealed by"),
    "archives.checked_at": _l("Last checked"),
    "archives.fault": _l("Found at the check"),
}
ENTRY_COLUMNS = (
    "编号 number", "荣誉 honour", "姓名 holder", "团队 team", "单位 unit", "赛项 item", "日期 date", "文号 document",
    "状态 state", "理由 reason", "替代 supersedes",
)  # fmt: skip

# a package is read in decades, in whatever language: both stand in it
_GUIDE = """{name}
{name_en}

本包由淄博市职业技能竞赛系统于 {day} 生成，制作人：{by}。{synthetic}
This package was made on {day} by {by}.

内容 Contents
  plan/                     竞赛、赛项与日程 the competition, its items and timetable
  items/<code>/record/      评分全记录，可用 competition tabulate 重算（见其中 README.txt）
                            the full judging record; `competition tabulate` recounts it (see the README.txt in it)
  items/<code>/releases/    历次公布的成绩：网页、JSON、CSV every release of the result: page, JSON, CSV
  items/<code>/disputes.json
                            申诉及各级决定、公示异议及答复 appeals with each decision, objections with their answers
  money/                    补贴与奖金的认定及计算过程，金额单位为分 decisions on money with their working, in fen
  honours/register.csv      荣誉名录条目 entries of the register of honours
  honours/certificates/     证书 certificates (PDF)
  honours/proofs/           每条登记的数字凭证和日志证明，可用 competition honours verify 离线核验
                            each entry's credential with its proof from the log; `competition honours verify FILE` reads it
  honours/lists/            称号和晋级提名名单及逐项条件 lists of nominees with every condition

证件号码和银行账号不在包内。 No ID or account number is in it.

核对 Checking
  本包符合 BagIt 1.0（RFC 8493）：manifest-sha256.txt 列出每个文件的 SHA-256。
  It is a BagIt 1.0 bag (RFC 8493): manifest-sha256.txt holds the SHA-256 of each file;
  in its folder `sha256sum -c manifest-sha256.txt` checks them all.

文件 Files
{files}
"""


def guide(competition: Competition, files: Sequence[str], by: str, at: datetime) -> str:
    """Write the guide to a package's files."""
    note = "演示数据，人员均为虚构。 A demo; its people are invented." if competition.synthetic else ""
    listed = "\n".join(f"  {path}" for path in files)
    day = f"{clock.in_city(at):%Y-%m-%d}"
    return _GUIDE.format(
        name=competition.name, name_en=competition.name_en, day=day, by=by, synthetic=note, files=listed
    )
