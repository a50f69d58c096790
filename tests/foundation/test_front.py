"""Answers kept before the application: one question for all readers, in every form, until the stamp changes."""

import gzip
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import monotonic, sleep

import pytest
from sqlalchemy.exc import OperationalError
from werkzeug.test import Client
from werkzeug.wrappers import Request, Response

from competition.foundation import front as kept_before
from competition.foundation.front import Front, KeptAnswers, kept_for
from competition.foundation.i18n import readers_language

FORMS = [
    ("", "", "Accept-Encoding, Accept-Language, Cookie"),
    ("gzip, deflate, br", "gzip", "Accept-Encoding, Accept-Language, Cookie"),
    ("gzip;q=0", "", "Accept-Encoding, Accept-Language, Cookie"),
]


class House:
    """An application behind the front, and what it was asked."""

    def __init__(self, every=0.0, seconds=60, **headers):
        self.asked, self.now, self.stamps, self.away = Counter(), "1", 0, False
        self.seconds, self.headers, self.slow = seconds, headers, 0.0
        told = Front(
            kept=re.compile(r"/page|/told|/gone"),
            events="/events",
            told="/told",
            stamp=self.stamp,
            language=readers_language,
            every=every,
            longest=0.6,
        )
        self.front = KeptAnswers(self.application, told)
        self.client = Client(self.front, Response, use_cookies=False)

    def stamp(self):
        self.stamps += 1
        if self.away:
            raise OperationalError("SELECT", {}, Exception("away"))
        return self.now

    @Request.application
    def application(self, request):
        self.asked[request.path] += 1
        sleep(self.slow)
        if request.path == "/gone":
            return Response("none", 404)
        text = (
            f"{request.path} {request.args.get('lang')} {self.now} {request.cookies.get('competition', 'nobody')} " * 9
        )
        answer = kept_for(Response(text, headers=self.headers), self.seconds)
        answer.headers["Content-Language"] = request.args.get("lang", "")
        return answer


def test_many_readers_are_one_question():
    house = House()
    for _ in range(20):
        assert house.client.get("/page").status_code == 200
    assert house.asked["/page"] == 1
    assert house.client.get("/other").status_code == 200
    assert house.asked["/other"] == 1


def test_all_who_miss_at_the_same_moment_wait_for_one():
    house = House(every=0.5)
    house.slow = 0.2
    ready = Barrier(24)

    def read(_number):
        ready.wait()
        return Client(house.front, Response).get("/page").data

    with ThreadPoolExecutor(24) as readers:
        said = set(readers.map(read, range(24)))
    assert (house.asked["/page"], len(said), house.stamps) == (1, 1, 1)


def test_a_new_stamp_is_a_new_question_and_no_other_thing_is():
    house = House()
    first = house.client.get("/page")
    house.now = "2"
    second = house.client.get("/page")
    assert (house.asked["/page"], first.data != second.data) == (2, True)
    assert first.headers["ETag"] != second.headers["ETag"]


def test_the_stamp_is_asked_at_most_once_in_its_time():
    house = House(every=0.4)
    for _ in range(50):
        house.client.get("/page")
    assert house.stamps == 1
    sleep(0.45)
    house.client.get("/page")
    assert house.stamps == 2


def test_what_is_kept_for_no_time_is_asked_each_time():
    house = House(seconds=0)
    house.client.get("/page")
    house.client.get("/page")
    assert house.asked["/page"] == 2


@pytest.mark.parametrize(("accepted", "encoding", "vary"), FORMS)
def test_each_form_is_whole_and_names_itself(accepted, encoding, vary):
    answer = House().client.get("/page", headers={"Accept-Encoding": accepted})
    assert answer.headers.get("Content-Encoding", "") == encoding
    assert answer.headers["Vary"] == vary
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    text = gzip.decompress(answer.data) if encoding else answer.data
    assert text.startswith(b"/page zh_Hans_CN 1 nobody")
    assert answer.headers["ETag"].endswith('-gzip"') is bool(encoding)


def test_the_language_in_the_address_needs_no_other_header():
    house = House()
    told = house.client.get("/page?lang=en", headers={"Accept-Language": "zh", "Cookie": "language=zh_Hans_CN"})
    assert told.text.startswith("/page en")
    assert told.headers["Vary"] == "Accept-Encoding"
    cookie = house.client.get("/page?lang=xx", headers={"Accept-Language": "zh", "Cookie": "a=b; language=en"})
    assert cookie.text.startswith("/page en")
    assert "Cookie" in cookie.headers["Vary"]
    assert house.client.get("/page", headers={"Accept-Language": "en-GB,en"}).text.startswith("/page en")


@pytest.mark.parametrize("form", ["", "gzip"])
def test_whoever_has_it_is_told_so(form):
    client = House().client
    first = client.get("/page", headers={"Accept-Encoding": form})
    for seen in (first.headers["ETag"], f"W/{first.headers['ETag']}", f'"x", {first.headers["ETag"]}', "*"):
        again = client.get("/page", headers={"Accept-Encoding": form, "If-None-Match": seen})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
        assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
    assert client.get("/page", headers={"If-None-Match": '"other"'}).status_code == 200


def test_head_tells_the_length_and_sends_nothing():
    client = House().client
    whole, head = client.get("/page"), client.head("/page")
    assert head.headers["Content-Length"] == whole.headers["Content-Length"]
    assert head.data == b""


def test_nobodys_cookie_reaches_what_is_kept():
    house = House()
    told = house.client.get("/page", headers={"Cookie": "competition=somebody"})
    assert "nobody" in told.text
    assert "Set-Cookie" not in told.headers
    assert "Surrogate-Control" not in told.headers


def test_an_answer_that_sets_a_cookie_is_not_kept_and_its_reader_is_answered_as_somebody():
    house = House(**{"Set-Cookie": "a=b"})
    told = house.client.get("/page", headers={"Cookie": "competition=somebody"})
    assert "somebody" in told.text
    house.client.get("/page")
    assert house.asked["/page"] == 4


def test_what_is_not_there_stays_the_applications_to_say():
    assert House().client.get("/gone").status_code == 404


def test_what_is_sent_goes_to_the_application():
    house = House()
    house.client.post("/page")
    house.client.post("/page")
    assert house.asked["/page"] == 2


def test_while_the_database_is_away_what_is_kept_is_still_read():
    house = House()
    first = house.client.get("/page").data
    house.away, house.now = True, "2"
    assert house.client.get("/page").data == first
    house.away = False
    assert house.client.get("/page").data != first


def test_no_more_than_so_many_answers_are_kept(monkeypatch):
    monkeypatch.setattr(kept_before, "MOST", 1)
    house = House()
    for path in ("/page", "/told", "/page"):
        house.client.get(path)
    assert house.asked == {"/page": 2, "/told": 1}


def follow(house, seen):
    return Client(house.front, Response).get("/events", headers={"Last-Event-ID": seen} if seen else {})


def test_a_follower_is_told_at_once_where_it_stands_and_then_what_is_new():
    house = House(every=0.05)
    first = follow(house, "")
    assert first.mimetype == "text/event-stream"
    assert "id: 1\nevent: releases\ndata: /told" in first.text
    with ThreadPoolExecutor(1) as waiting:
        next_one = waiting.submit(follow, house, "1")
        sleep(0.15)
        house.now = "2"
        assert "id: 2\nevent: releases\n" in next_one.result().text


def test_a_follower_to_whom_nothing_happens_is_let_go():
    told = follow(House(every=0.05), "1")
    assert told.text == "retry: 1000\n: nothing new\n\n"


def test_only_four_followers_hold_a_thread_and_the_fifth_is_sent_away_at_once():
    house = House(every=0.05)
    with ThreadPoolExecutor(4) as waiting:
        patient = [waiting.submit(follow, house, "1") for _ in range(4)]
        sleep(0.2)
        began = monotonic()
        assert follow(house, "1").status_code == 204
        assert monotonic() - began < 0.2
        assert [one.result().status_code for one in patient] == [200] * 4
    assert follow(house, "1").status_code == 200
