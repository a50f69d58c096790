"""Files packed to be kept for decades: a BagIt bag (RFC 8493) in one zip, readable without this software."""

import hashlib
import io
import zipfile
from collections.abc import Iterable, Mapping
from datetime import datetime

MEDIA_TYPE = "application/zip"
DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


# what some system cannot write, and the percent sign, which the standard wants written otherwise and tools do not read so
ODD = frozenset('\\:*?"<>|%\r\n')


def pack(name: str, files: Iterable[tuple[str, bytes]], info: Mapping[str, str], at: datetime) -> bytes:
    """Pack files, each a path below the payload and its bytes, under a folder of this name; `info` says what they are.

    A path that comes twice, leads out of the bag or cannot be written on any system is refused (ValueError).
    """
    out, sums, size = io.BytesIO(), dict[str, str](), 0
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bag:
        for path, content in files:
            _must_be_plain(path, sums)
            sums[path] = hashlib.sha256(content).hexdigest()
            size += len(content)
            put(bag, f"{name}/data/{path}", content, at)
        tags = {
            "bagit.txt": DECLARATION,
            "bag-info.txt": _info({**info, "Bagging-Date": f"{at:%Y-%m-%d}", "Payload-Oxum": f"{size}.{len(sums)}"}),
            "manifest-sha256.txt": _manifest({f"data/{path}": each for path, each in sums.items()}),
        }
        seals = {path: hashlib.sha256(content).hexdigest() for path, content in tags.items()}
        for path, content in {**tags, "tagmanifest-sha256.txt": _manifest(seals)}.items():
            put(bag, f"{name}/{path}", content, at)
    return out.getvalue()


def _must_be_plain(path: str, there: Mapping[str, str]) -> None:
    parts = path.split("/")
    if path in there or any(part in ("", ".", "..") or set(part) & ODD for part in parts):
        raise ValueError(f"cannot be packed: {path!r}")


def put(bag: zipfile.ZipFile, path: str, content: bytes, at: datetime) -> None:
    """Put a file into a zip, dated and readable by everyone: the same file at the same moment is the same bytes."""
    info = zipfile.ZipInfo(path, at.timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    bag.writestr(info, content)


def _manifest(sums: Mapping[str, str]) -> bytes:
    return "".join(f"{each}  {path}\n" for path, each in sorted(sums.items())).encode()


def _info(told: Mapping[str, str]) -> bytes:
    return "".join(f"{label}: {' '.join(value.split())}\n" for label, value in told.items()).encode()
