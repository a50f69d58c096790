"""A file chosen in a form that is refused waits with it: for its sender and that form alone, and for a day at most."""

import io
import os
import re
import time
from html import unescape

import pytest

from competition.foundation import waiting_files
from competition.foundation.database import db
from competition.judging.hall_models import Note
from tests import make
from tests.judging.build import hall

PHOTO = b"\x89PNG\r\n\x1a\n the kiln"
OTHER = b"\x89PNG\r\n\x1a\n the wheel"
SLIP = re.compile(r'name="photo-waits" value="([^"]+)"')
KEY = re.compile(r'name="form_key"[^>]* value="([^"]+)"')


class Bench:
    """The chief judge's form of a note with a photo."""

    def __init__(self, app, of, who):
        self.client = make.sign_in(app.test_client(), who)
        self.url = f"/office/judging/items/{of.item.id}/notes"

    def send(self, text, photo=None, **more):
        told = {"kind": "incident", "entry_id": 0, "text": text, **more}
        files = {"photo": (io.BytesIO(photo), "窑.png")} if photo else {}
        return self.client.post(self.url, data={**told, **files}, headers={"Accept-Language": "en"})

    def refused(self, photo=PHOTO, key="one", **more):
        """Send it without its text, and give the slip that the page carries."""
        answer = self.send("", photo, form_key=key, **more)
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422
        found = SLIP.search(page)
        assert not found or ("“窑.png” is kept here" in page and key in KEY.findall(page))
        return unescape(found.group(1)) if found else ""


@pytest.fixture
def there(app):
    return hall(1)


@pytest.fixture
def bench(app, there):
    return Bench(app, there, there.chief)


@pytest.fixture
def waiting(app, there):
    """Name the files of the chief judge that wait."""
    folder = app.config["INSTANCE"] / "waiting" / str(there.chief.id)
    for old in folder.glob("*"):
        old.unlink()
    return lambda: sorted(folder.glob("*"))


def photos():
    db.session.expire_all()
    return [note.photo for note in db.session.query(Note).order_by(Note.id)]


def test_the_file_is_there_when_the_form_is_mended_and_gone_after_it_is_kept(bench, waiting):
    slip = bench.refused()
    # refused again, it still waits, once
    slip = bench.refused(photo=None, **{"photo-waits": slip})
    assert len(waiting()) == 1
    assert bench.send("窑炉停电", form_key="one", **{"photo-waits": slip}).status_code == 302
    assert (photos(), waiting()) == ([PHOTO], [])


def test_a_file_chosen_anew_takes_the_place_of_the_one_that_waits(bench):
    slip = bench.refused()
    bench.send("窑炉停电", OTHER, form_key="one", **{"photo-waits": slip})
    assert photos() == [OTHER]


def test_nobody_else_and_no_other_form_gets_it(app, there, bench, waiting):
    slip = bench.refused()
    bench.send("另一张表", form_key="two", **{"photo-waits": slip})
    changed = bench.refused(key="three")
    bench.send("改过的凭据", form_key="three", **{"photo-waits": changed[0].swapcase() + changed[1:]})
    other = hall(1)
    Bench(app, other, other.chief).send("别人", form_key="one", **{"photo-waits": slip})
    assert photos() == [None, None, None]
    assert len(waiting()) == 1


def test_it_waits_for_a_day_and_no_longer(bench, waiting):
    slip = bench.refused()
    old = time.time() - waiting_files.KEEP_SECONDS - 60
    os.utime(waiting()[0], (old, old))
    bench.send("隔天", form_key="one", **{"photo-waits": slip})
    assert photos() == [None]
    bench.refused(OTHER, key="next")
    assert len(waiting()) == 1


def test_of_one_person_only_so_many_wait(bench, waiting):
    for number in range(waiting_files.MOST + 3):
        bench.refused(PHOTO + bytes([number]), key=f"key {number}")
    assert len(waiting()) == waiting_files.MOST


def test_a_file_that_is_wrong_itself_is_not_kept(bench, waiting):
    answer = bench.send("窑炉停电", b"GIF89a", form_key="one")
    assert answer.status_code == 422
    assert not SLIP.search(answer.get_data(as_text=True))
    assert waiting() == []


def test_what_waits_cannot_be_read_on_the_disk(bench, waiting):
    bench.refused()
    assert PHOTO not in waiting()[0].read_bytes()
