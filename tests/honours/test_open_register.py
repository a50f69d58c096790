"""The register as open data: paged, filtered, strict, without whoever asked to be hidden; and its feed."""

import csv
import io
from xml.etree import ElementTree as ET

import jsonschema_rs
import pytest

from competition.directory.models import Organisation
from competition.foundation.database import db
from competition.honours.models import HonourEntry
from tests import make
from tests.honours.build import GOLD, SILVER, correct, entered, entry, revoke
from tests.honours.hiding import hide

pytestmark = pytest.mark.either
API = "/api/v1/register"
ATOM = "{http://www.w3.org/2005/Atom}"


def entries(client, **asked):
    answer = client.get(f"{API}/entries.json", query_string=asked)
    assert answer.status_code == 200, answer.text
    return answer.json["entries"]


def numbers(client, **asked):
    return [one["number"] for one in entries(client, **asked)]


def test_every_answer_is_what_the_document_says(client):
    entered()
    correct(GOLD)
    document = client.get("/api/v1/openapi.json").json
    for path in ("entries.json", "changes.json", "entries.json?state=superseded"):
        told = document["paths"][f"{API}/{path.partition('?')[0]}"]["get"]["responses"]["200"]["content"]
        schema = {**told["application/json"]["schema"], "components": document["components"]}
        held = jsonschema_rs.Draft202012Validator(schema)
        answer = client.get(f"{API}/{path}").json
        assert [str(fault) for fault in held.iter_errors(answer)] == []
        assert [str(fault) for fault in held.iter_errors({**answer, "more": 1})]


def test_whoever_follows_the_cursor_reads_every_entry_once(client):
    entered(*(f"选手{n:02d}" for n in range(1, 8)), awards=("merit",) * 7)
    address, found = f"{API}/entries.json?most=3&year=2026", []
    while address:
        answer = client.get(address)
        found += [one["number"] for one in answer.json["entries"]]
        address = answer.json["next"]
        assert (f'<{address}>; rel="next"' == answer.headers.get("Link")) is bool(address)
    assert found == numbers(client, most=500)
    assert len(found) == len(set(found)) >= 7
    # whoever asks again later goes on where they were
    assert numbers(client, after=answer.json["cursor"]) == []


def test_an_entry_tells_what_its_page_tells_and_leads_there(client):
    entered("王小明")
    one = client.get(f"{API}/entries/{GOLD}.json").json
    assert (one["name"], one["award"], one["honour"], one["state"]) == ("王小明", "gold", "金牌", "entered")
    assert one["occupation"] == {"code": "6-18-02-04", "name": "焊工"}
    assert (one["unit"]["name"], one["district"], one["competition"]["id"]) == (
        "淄博琉璃厂", "370303", entry(GOLD).competition_id,
    )  # fmt: skip
    assert client.get(one["page"]).status_code == 200
    assert entry(GOLD).code not in str(one)
    for wrong in ("ZB2026-A-00099", GOLD.lower(), "x", "%00"):
        assert client.get(f"{API}/entries/{wrong}.json").status_code == 404


def test_filters_narrow_and_a_merged_unit_is_one(client):
    entered()
    unit = db.session.scalars(db.select(HonourEntry.organisation_id)).first()
    everything = numbers(client)
    assert numbers(client, kind="title") == [one for one in everything if "-T-" in one] != []
    assert numbers(client, year=2026) == numbers(client, unit=unit) == numbers(client, district="370303") == everything
    assert numbers(client, year=2025) == numbers(client, unit=unit + 99) == numbers(client, district="370305") == []
    kept = make.organisation(name="淄博琉璃集团", division_code="370305")
    with make.transaction(trail=False) as session:
        session.get_one(Organisation, unit).merged_into_id = kept.id
    assert numbers(client, unit=kept.id) == numbers(client, district="370305") == everything


def test_what_counts_no_longer_is_found_by_its_state_and_names_nobody(client):
    entered("王小明", "单文")
    new = correct(GOLD, "王晓明")
    revoke(SILVER)
    assert GOLD not in numbers(client)
    (old,), (gone,) = entries(client, state="superseded"), entries(client, state="revoked")
    assert (old["number"], old["superseded_by"], old["name"]) == (GOLD, new.number, "")
    assert (gone["number"], gone["name"], bool(gone["ended_at"])) == (SILVER, "", True)
    assert client.get(f"{API}/entries/{new.number}.json").json["supersedes"] == GOLD
    assert "王小明" not in client.get(f"{API}/entries.json?state=superseded").text


def test_whoever_asked_to_be_hidden_stands_in_no_list(client):
    entered("王小明", "单文")
    hide(entry(GOLD).person_id)
    assert "王小明" not in str(entries(client))
    assert "王小明" not in client.get(f"{API}/entries.csv").text
    assert "王小明" not in client.get("/register/feed.atom").text
    assert "单文" in client.get("/register/feed.atom").text


@pytest.mark.parametrize(
    "wrong",
    [
        *("year=x", "year=", "year=2026&year=2025", "year=1e3", "year=99999999999", "yaer=2026", "kind=gold", "most=0"),
        *("most=501", "after=-1", "district=3703", "state=all", "unit=١"),
    ],
)
def test_a_slip_is_named_and_never_answered_with_something_else(client, wrong):
    answer = client.get(f"{API}/entries.json?{wrong}", headers={"Accept-Language": "en"})
    assert answer.status_code == 422
    assert answer.json["faults"][0]["field"] in wrong


def test_the_table_says_the_same(client):
    entered()
    answer = client.get(f"{API}/entries.csv?most=2")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row["number"] for row in rows] == numbers(client, most=2)
    assert rows[0]["unit"] == "淄博琉璃厂"
    assert 'rel="next"' in answer.headers["Link"]


def test_changes_follow_the_log(client):
    entered("王小明")
    revoke(GOLD)
    told = client.get(f"{API}/changes.json?most=1").json
    assert [(one["number"], one["event"], one["seq"]) for one in told["changes"]] == [(GOLD, "entered", 0)]
    rest = client.get(told["next"].replace("most=1", "most=50")).json
    assert (rest["changes"][-1]["event"], rest["changes"][-1]["number"], rest["next"]) == ("revoked", GOLD, None)
    assert client.get(f"{API}/changes.json?after={rest['cursor']}").json["changes"] == []


def test_the_feed_tells_what_is_new_and_what_changed(client):
    assert ET.fromstring(client.get("/register/feed.atom").data).findall(f"{ATOM}entry") == []
    entered("王小明")
    first = client.get("/register/feed.atom?lang=en")
    assert first.mimetype == "application/atom+xml"
    assert "王小明 · Gold medal" in first.text
    # kept before the application, until the register changes
    again = client.get("/register/feed.atom?lang=en", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    revoke(GOLD)
    feed = ET.fromstring(client.get("/register/feed.atom?lang=en").data)
    newest = feed.find(f"{ATOM}entry")
    assert newest.findtext(f"{ATOM}title") == f"{GOLD} · Revoked"
    assert newest.find(f"{ATOM}summary") is None
    assert newest.find(f"{ATOM}link").get("href").endswith(f"/honours/{GOLD}")


def test_a_page_of_entries_asks_a_fixed_number_of_statements(client, statements):
    counts = []
    for people in (("王小明",), tuple(f"选手{n:02d}" for n in range(1, 31))):
        entered(*people, awards=("merit",) * len(people))
        db.session.remove()
        statements.clear()
        assert client.get(f"{API}/entries.json?most=500").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 3


def test_the_document_and_its_page_name_the_register(client):
    page = client.get("/api?lang=en").text.replace("<wbr>", "")
    for address in ("/api/v1/register/entries.json", "/api/v1/register/proofs/inclusion.json", "/register/feed.atom"):
        assert address in page
    assert "district" in page
