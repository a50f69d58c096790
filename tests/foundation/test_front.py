"""Answers kept before the application: one question for all readers, in every form, until the stamp changes."""

import gzip
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import sleep

import pytest
from sqlalchemy.exc import OperationalError
from werkzeug.test import Client
from werkzeug.wrappers import Request, Response

from competition.foundation import followers
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

    def __init__(self, every=0.0, seconds=60, room=8, **headers):
        self.asked, self.now, self.stamps, self.away = Counter(), "1", 0, False
        self.seconds, self.headers, self.slow = seconds, headers, 0.0
        told = Front(
            kept=re.compile(r"/page|/told|/gone"),
            events="/events",
            told="/told",
            stamp=self.stamp,
            language=readers_language,
            strangers=re.compile(r"/door"),
            session="competition",
            every=every,
            room=room,
            quiet=0.6,
        )
        self.front = KeptAnswers(self.application, told)
        self.client = self.client_of_its_own()

    def client_of_its_own(self):
        return Client(self.front, Response, use_cookies=False)

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


def test_a_page_that_greets_is_kept_for_strangers_alone():
    house = House(every=60)
    somebody = {"Cookie": "language=en; competition=mine"}
    for _ in range(3):
        assert b" en 1 nobody" in house.client.get("/door", headers={"Cookie": "language=en"}).data
    assert house.asked["/door"] == 1
    for times in (2, 3):
        # asked anew for whoever is somebody, whatever is kept already
        assert b"competition" not in house.client.get("/door").data
        assert house.client.get("/door", headers=somebody).data.count(b"mine") == 9
        assert house.asked["/door"] == times + 1
    # and what they were told reached nobody else, in no language
    for asked in ("", "?lang=en", "?lang=zh_Hans_CN"):
        answer = house.client.get("/door" + asked, headers={"Cookie": "notcompetition=mine"})
        assert b"mine" not in answer.data
        assert answer.headers["Vary"] == "Accept-Encoding, Accept-Language, Cookie"


def test_a_page_asked_for_with_filters_is_not_taken_for_the_kept_one():
    house = House(every=60)
    house.client.get("/door")
    house.client.get("/door?lang=en")
    assert house.asked["/door"] == 2
    for query in ("?year=2026", "?lang=en&year=2026", "?lang=en&lang=en"):
        house.client.get("/door" + query)
    assert house.asked["/door"] == 5
    house.client.get("/page?year=2026")
    house.client.get("/page?year=2027")
    assert house.asked["/page"] == 1


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
    answer = Client(house.front, Response).get("/events", headers={"Last-Event-ID": seen} if seen else {})
    return answer, iter(answer.response)


def test_a_follower_is_told_at_once_where_it_stands_and_then_all_that_is_new_on_one_stream():
    house = House(every=0.05)
    answer, heard = follow(house, "")
    assert answer.mimetype == "text/event-stream"
    assert next(heard).startswith(b"retry: 1000\nid: 1\nevent: releases\ndata: /told")
    for stamp in ("2", "3"):
        house.now = stamp
        assert next(heard).startswith(f"id: {stamp}\nevent: releases\ndata: /told".encode())
    answer.close()


def test_a_follower_to_whom_nothing_happens_hears_a_sign_of_life():
    answer, heard = follow(House(every=0.05), "1")
    assert next(heard) == b"retry: 1000\n: nothing new\n\n"
    assert next(heard) == b": nothing new\n\n"
    answer.close()


def test_one_more_than_so_many_followers_is_sent_away_and_a_place_left_is_free_again(monkeypatch):
    monkeypatch.setattr(followers, "MOST", 2)
    house = House(every=0.05)
    (one, heard), (two, _) = follow(house, "1"), follow(house, "1")
    assert follow(house, "1")[0].status_code == 204
    next(heard)
    one.close()
    assert follow(house, "1")[0].status_code == 200
    # a reader who left before the first word frees its place too
    two.close()
    assert follow(house, "1")[0].status_code == 200


def test_a_hundred_followers_hear_of_a_release_while_the_stamp_is_asked_once_a_moment():
    house = House(every=0.1)
    all_of_them = [follow(house, "1") for _ in range(100)]
    with ThreadPoolExecutor(100) as waiting:
        second = [waiting.submit(lambda heard: [next(heard), next(heard)][1], heard) for _, heard in all_of_them]
        sleep(0.3)
        before, house.now = house.stamps, "2"
        assert {one.result()[:5] for one in second} == {b"id: 2"}
    assert house.stamps - before < 20
    assert house.asked["/told"] == 1
    for answer, _ in all_of_them:
        answer.close()


def test_no_more_requests_than_there_is_room_for_are_worked_on_at_once():
    house = House(room=2)
    house.slow, at_once = 0.1, []
    count = house.front._room
    with ThreadPoolExecutor(8) as all_of_them:
        asked = [all_of_them.submit(house.client_of_its_own().get, f"/other/{n}") for n in range(8)]
        while not all(one.done() for one in asked):
            at_once.append(2 - count._value)
            sleep(0.01)
    assert max(at_once) == 2
    assert {one.result().status_code for one in asked} == {200}
