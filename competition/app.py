"""The front door: makes the application and lets the rooms in."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask, request
from flask_login import LoginManager
from jinja2 import FileSystemBytecodeCache
from werkzeug.middleware.proxy_fix import ProxyFix

from competition import rooms
from competition.accounts import signing_in
from competition.foundation import clock, database, formats, i18n, keys, logs, settings, web
from competition.foundation.database import db
from competition.foundation.front import KeptAnswers
from competition.foundation.writers import WriterQueue
from competition.honours import serving as honours
from competition.judging.short_way import ShortWay
from competition.results import serving as results


def create_app(given: Mapping[str, Any] | None = None) -> Flask:
    """Make the application of one installation from its settings."""
    told = settings.read(given)
    app = Flask("competition", static_folder=settings.files("static"), template_folder=settings.files("templates"))
    app.config.update(told, **_web_settings(told))
    _keep_templates(app, Path(told["TEMPLATE_CACHE"]))
    logs.prepare()
    keys.open_ring(told["INSTANCE"])
    clock.use_shift_file(told["INSTANCE"] / "clock.json" if told["DEMO"] else None)
    _open_database(app)
    _sign_in(app)
    i18n.register(app)
    web.register(app)
    formats.register(app)
    rooms.register(app)
    _keep_answers(app, told)
    app.wsgi_app = ShortWay(app, app.wsgi_app)  # type: ignore[method-assign]
    if told["TRUSTED_PROXIES"]:
        count = told["TRUSTED_PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    return app


def _web_settings(told: Mapping[str, Any]) -> dict[str, Any]:
    # each thread on SQLite may have one; a database server grants so many to all workers together
    most = told["THREADS"] if str(told["DATABASE_URL"]).startswith("sqlite") else told["CONNECTIONS"]
    return {
        "SQLALCHEMY_DATABASE_URI": told["DATABASE_URL"],
        "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True, "pool_size": most, "max_overflow": 4},
        "SESSION_COOKIE_NAME": "competition",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        # a hall's LAN may speak plain http; a Secure cookie would make signing in there impossible
        "SESSION_COOKIE_SECURE": told["HTTPS"],
        "WTF_CSRF_TIME_LIMIT": 12 * 3600,
        "MAX_CONTENT_LENGTH": 32 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,
        "MAX_FORM_PARTS": 5000,
        "RATELIMIT_STORAGE_URI": told["REDIS_URL"] or "memory://",
        "RATELIMIT_ENABLED": not told.get("TESTING", False) or told.get("RATELIMIT_ENABLED", False),
        "SEND_FILE_MAX_AGE_DEFAULT": 3600,
    }


def _keep_templates(app: Flask, folder: Path) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    app.jinja_options = {**app.jinja_options, "bytecode_cache": FileSystemBytecodeCache(str(folder))}


def _open_database(app: Flask) -> None:
    db.init_app(app)
    with app.app_context():
        path = db.engine.url.database
        alone = db.engine.dialect.name == "sqlite" and path not in (None, "", ":memory:")
        database.prepare(db.engine, WriterQueue(Path(f"{path}.queue") if alone else None))


def _keep_answers(app: Flask, told: Mapping[str, Any]) -> None:
    # tests ask what is new every time; a worker is half a second late at most
    every = 0 if told.get("TESTING") else 0.5
    with app.app_context():
        quiet = told.get("FOLLOW_SECONDS", 20)
        front = results.front(db.engine, every, told["THREADS"], quiet, honours.stamp())
    app.wsgi_app = KeptAnswers(app.wsgi_app, front)  # type: ignore[method-assign]


def _sign_in(app: Flask) -> None:
    manager = LoginManager(app)
    manager.session_protection = None  # the session's own row decides; an address may change on a phone
    manager.user_loader(lambda user_id: None if request.endpoint == "static" else signing_in.person(user_id))
