"""What is encrypted is read again only by its own column and key; the index finds without telling."""

import pytest
import sqlalchemy as sa

from competition.foundation import crypto
from competition.foundation.crypto import Unreadable
from competition.foundation.database import db
from competition.foundation.masking import Kind, masked
from tests import make

NUMBER = "370303199003070013"


def ring(*ciphers):
    return crypto.read_ring({"keys": [crypto.new_key(c) for c in ciphers], "index": "11" * 32})


@pytest.mark.parametrize("cipher", ["aes-gcm", "sm4-gcm"])
def test_round_trip(cipher):
    keys = ring(cipher)
    sealed = keys.encrypted(NUMBER, "a.b")
    assert NUMBER not in sealed
    assert sealed.startswith(f"v1.{cipher}.")
    assert keys.decrypted(sealed, "a.b") == NUMBER
    assert keys.encrypted(NUMBER, "a.b") != sealed


@pytest.mark.parametrize("cipher", ["aes-gcm", "sm4-gcm"])
def test_moved_or_changed_text_is_not_read(cipher):
    keys = ring(cipher)
    sealed = keys.encrypted(NUMBER, "a.b")
    head, text = sealed.rsplit(".", 1)
    other = "A" if text[20] != "A" else "B"
    for wrong, field in ((sealed, "a.c"), (f"{head}.{text[:20]}{other}{text[21:]}", "a.b"), ("v1.x", "a.b")):
        with pytest.raises(Unreadable):
            keys.decrypted(wrong, field)


def test_old_keys_still_read_after_rotation(tmp_path):
    path = tmp_path / "keys.json"
    before = crypto.kept_ring(path)
    assert path.stat().st_mode & 0o077 == 0
    sealed = before.encrypted(NUMBER, "a.b")
    crypto.add_key(path, "sm4-gcm")
    after = crypto.kept_ring(path)
    assert after.decrypted(sealed, "a.b") == NUMBER
    assert not after.is_newest(sealed)
    assert after.is_newest(after.encrypted(NUMBER, "a.b"))
    assert after.index(NUMBER, "a.b") == before.index(NUMBER, "a.b")


def test_the_index_folds_case_and_width_and_keeps_columns_apart():
    keys = ring("aes-gcm")
    assert keys.index("11010519491231002x", "a.b") == keys.index(" 11010519491231002Ｘ ", "a.b")
    assert keys.index(NUMBER, "a.b") != keys.index(NUMBER, "a.c")


def test_the_database_holds_no_plain_number(app):
    person = make.person(id_number=NUMBER)
    stored = db.session.execute(sa.text("SELECT id_number FROM directory_persons")).scalar_one()
    assert NUMBER not in stored
    db.session.expire_all()
    assert person.id_number == NUMBER


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        (Kind.ID_NUMBER, NUMBER, "37*************013"),
        (Kind.PHONE, "13812341234", "138****1234"),
        (Kind.ACCOUNT, "6222021602012345678", "***************5678"),
        (Kind.NAME, "张三", "张*"),
        (Kind.NAME, "欧阳修文", "欧阳**"),
        (Kind.PHONE, "12345", "*****"),
        (Kind.ID_NUMBER, None, ""),
    ],
)
def test_masks(kind, value, shown):
    assert masked(kind, value) == shown
    assert masked(kind, shown) == shown
