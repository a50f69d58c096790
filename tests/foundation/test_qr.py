"""QR codes of many addresses that begin alike: each is the very code that is made of it alone."""

import re

import segno
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.foundation import qr

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def modules(svg: str) -> list[list[int]]:
    size = int(re.search(r'width="(\d+)"', svg)[1])
    found = [[0] * size for _ in range(size)]
    for y, strokes in re.findall(r"M0 (\d+)\.5([^M\"]*)", svg):
        told = re.findall(r"([hm])(\d+)", strokes)
        row = [int(kind == "h") for kind, length in told for _module in range(int(length))]
        assert len(row) == size
        found[int(y)] = row
    return found


@settings(max_examples=40)
@given(
    beginning=st.sampled_from(["https://jnds.zibo.gov.cn/verify/", "http://127.0.0.1:8000/verify/", "https://a.cn/v/"]),
    rest=st.text(ALPHABET, min_size=16, max_size=16),
)
def test_a_code_of_a_series_is_the_code_of_its_text(beginning, rest):
    whole = (beginning + rest).encode()
    masks = [segno.make(whole, error="m", micro=False, mode="byte", mask=mask) for mask in range(8)]
    assert modules(qr.svg_of(beginning, rest)) in [[list(row) for row in made.matrix] for made in masks]


def test_the_same_text_is_the_same_code_whatever_was_drawn_before():
    first = qr.svg_of("https://a.cn/verify/", "BBBB")
    qr.svg_of("https://a.cn/verify/", "ZZ29")
    qr._series.cache_clear()
    qr.svg_of("https://a.cn/verify/", "Q7Q7")
    assert qr.svg_of("https://a.cn/verify/", "BBBB") == first
