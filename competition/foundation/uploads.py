"""The field for files of every form: what was chosen waits for its sender while the page comes back to be mended.

A browser never fills a file field again. So a form that is refused for another reason keeps its files for a day
(`waiting_files`), and the page that comes back carries a slip for each, signed for this person and this very form.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from flask import current_app, g
from flask_login import current_user
from flask_wtf.file import FileField
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.datastructures import FileStorage
from wtforms.utils import unset_value
from wtforms.widgets import FileInput

from competition.foundation import waiting_files


class UploadField(FileField):
    """One file, or the one that waits since the form was last refused."""

    data: Any

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Take what was chosen now; where nothing was, what waits."""
        super().process(formdata, data, extra_filters)
        self._form_key = formdata.get("form_key", "") if formdata else ""
        if formdata and not self.chosen:
            self._take(list(self._waiting(formdata.getlist(self.slip_name))))

    def _take(self, waiting: list[FileStorage]) -> None:
        if waiting:
            self.data = waiting[0]

    def _waiting(self, slips: list[str]) -> Iterator[FileStorage]:
        for slip in slips:
            name, sha256 = self._read(slip)
            content = waiting_files.take(current_app.config["INSTANCE"], _sender(), sha256) if sha256 else None
            if content is not None:
                _used().add(sha256)
                yield FileStorage(BytesIO(content), filename=name)

    @property
    def slip_name(self) -> str:
        """Name the hidden fields that carry what waits."""
        return f"{self.name}-waits"

    @property
    def chosen(self) -> list[FileStorage]:
        """List what the form has: chosen now or waiting."""
        several = self.data if isinstance(self.data, list) else [self.data]
        return [each for each in several if isinstance(each, FileStorage) and each.filename]

    def slips(self) -> list[tuple[str, str]]:
        """Let the files wait while the page comes back: each name, with its slip; none where the field itself is wrong."""
        if self.errors or not current_user.is_authenticated:
            return []
        return [(str(each.filename), self._kept(each)) for each in self.chosen]

    def _kept(self, file: FileStorage) -> str:
        # the action may have read it
        file.seek(0)
        sha256 = waiting_files.keep(current_app.config["INSTANCE"], _sender(), file.read())
        _used().discard(sha256)
        return str(_signer().dumps([_sender(), self._form_key, file.filename, sha256]))

    def _read(self, slip: str) -> tuple[str, str]:
        try:
            sender, form_key, name, sha256 = _signer().loads(slip)
        except (BadSignature, ValueError):
            return "", ""
        return (name, sha256) if (sender, form_key) == (_sender(), self._form_key) else ("", "")


class UploadsField(UploadField):
    """Several files, chosen now or waiting."""

    widget = FileInput(multiple=True)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take all that were chosen."""
        self.data = [each for each in valuelist if isinstance(each, FileStorage) and each.filename]

    def _take(self, waiting: list[FileStorage]) -> None:
        self.data = waiting


def drop_used() -> None:
    """Forget the files of a form that was kept."""
    for sha256 in _used():
        waiting_files.drop(current_app.config["INSTANCE"], _sender(), sha256)


def _used() -> set[str]:
    if "files_used" not in g:
        g.files_used = set()
    used: set[str] = g.files_used
    return used


def _sender() -> int:
    return int(current_user.get_id() or 0)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="foundation.uploads")
