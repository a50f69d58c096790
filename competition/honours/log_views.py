"""The register's log and what it issues, for everyone: pages, proofs, heads, lists, credentials."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, render_template, request

from competition.accounts.access import EVERYONE, open_to
from competition.accounts.quotas import quota
from competition.foundation import asked, assets, clock
from competition.foundation.front import kept_for
from competition.foundation.web import Answer, found, send_file
from competition.honours import (
    issued,
    log_checks,
    log_feeds,
    log_files,
    log_queries,
    log_words,
    logs,
    queries,
    rules,
    signing_keys,
)
from competition.honours.credentials import Purpose
from competition.honours.guessing import guesses
from competition.honours.models import HonourEntry

pages = Blueprint("register_log", __name__)
API = "/api/v1/register"
NEWEST = 30
LISTED = 20
CREDENTIAL = "application/vc+ld+json"
# signed when it is asked for: kept before the application so long, or until the register changes
KEPT = 60
# of the quota: pieces of the tree are read for a proof, every leaf is written for a copy
PROOF, COPY = 2, 20


def _data(told: Any, media_type: str = "application/json") -> Response:
    answer = Response(json.dumps(told, ensure_ascii=False), content_type=media_type)
    # pages of others, witnesses and wallets read it too
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.headers["Cache-Control"] = "public, max-age=60"
    return answer


@pages.get("/register/log")
@open_to(EVERYONE)
@quota()
def show_log() -> Answer:
    """Show the log: its newest heads, how it is watched, and proofs that somebody asks for."""
    typed = request.args.get("number", "").strip().upper()
    entry = queries.by_number(typed) if rules.is_number(typed) else None
    first, second = asked.whole("first"), asked.whole("second")
    grown = log_queries.consistency(first, second) if first is not None and second is not None else None
    return render_template(
        "honours/show_log.html",
        heads=logs.heads(LISTED),
        size=logs.size(),
        typed=typed,
        proofs=[log_queries.inclusion(leaf.seq) for leaf in logs.leaves_of(entry.id)] if entry else [],
        grown=grown,
        log_words=log_words,
    )


@pages.get("/register/log/feed.atom")
@open_to(EVERYONE)
@quota()
def show_heads_feed() -> Answer:
    """Give the published heads as a feed."""
    began = clock.in_city(clock.now()).isoformat(timespec="seconds")
    content = log_feeds.atom(logs.heads(NEWEST), signing_keys.address(), began)
    return Response(content, content_type="application/atom+xml; charset=utf-8")


@pages.get(f"{API}/head.json")
@open_to(EVERYONE)
def show_head() -> Answer:
    """Sign the head of the log as it is now."""
    return kept_for(_data(logs.signed_head(logs.tree(logs.size()), clock.now())), KEPT)


@pages.get(f"{API}/heads.json")
@open_to(EVERYONE)
@quota()
def show_heads() -> Answer:
    """Give all heads that were published, the newest first."""
    return _data([logs.read(one) for one in logs.heads()])


@pages.get(f"{API}/log.jsonl")
@open_to(EVERYONE)
@quota(COPY)
def export_log() -> Answer:
    """Give the whole log as a witness keeps it."""
    content = "".join(log_files.lines(log_checks.copy(clock.now())))
    return send_file(content.encode(), "register-log.jsonl", "application/jsonl")


@pages.get(f"{API}/proofs/inclusion.json")
@open_to(EVERYONE)
@quota(PROOF)
def show_inclusion() -> Answer:
    """Prove that a leaf is in the log: ?leaf=, and ?size= for an earlier size."""
    asked.only("leaf", "size")
    told = log_queries.inclusion(asked.must_have("leaf"), asked.whole("size"))
    return _data(
        {"leaf": told.leaf.data, "index": told.leaf.seq, "size": told.size, "root": told.root, "path": told.path}
    )


@pages.get(f"{API}/proofs/consistency.json")
@open_to(EVERYONE)
@quota(PROOF)
def show_consistency() -> Answer:
    """Prove that the log only grew between two sizes: ?first= and ?second=."""
    asked.only("first", "second")
    return _data(asdict(log_queries.consistency(asked.must_have("first"), asked.must_have("second"))))


@pages.get("/.well-known/did.json")
@open_to(EVERYONE)
def show_issuer() -> Answer:
    """Give the issuer's document: its keys, retired ones too, with their days."""
    return _data(signing_keys.document(), "application/did+json")


@pages.get("/register/status/<int:place>/revocation")
@open_to(EVERYONE)
def show_revoked(place: int) -> Answer:
    """Give the list of what no longer counts, signed now."""
    return _list(place, Purpose.REVOCATION)


@pages.get("/register/status/<int:place>/refresh")
@open_to(EVERYONE)
def show_superseded(place: int) -> Answer:
    """Give the list of what another entry took the place of, signed now."""
    return _list(place, Purpose.REFRESH)


def _list(place: int, purpose: Purpose) -> Answer:
    # an entry far beyond those there are has no list yet
    number = found(place if place < issued.lists() else None)
    return kept_for(_data(issued.status_list(number, purpose, clock.now()), CREDENTIAL), KEPT)


@pages.get(f"{API}/trust.json")
@open_to(EVERYONE)
def show_trust() -> Answer:
    """Give what is needed to verify without a network: keys, lists and head of this moment."""
    return kept_for(_data(issued.trust(clock.now())), KEPT)


@pages.get("/verify/<code>/credential.json")
@open_to(EVERYONE)
@guesses
def show_credential(code: str) -> Answer:
    """Give an honour as a credential for wallets."""
    entry = _standing(code)
    return _file(found(issued.credential(entry, clock.now())), f"{entry.number}.json", CREDENTIAL)


@pages.get("/verify/<code>/proof.json")
@open_to(EVERYONE)
@guesses
def show_proof(code: str) -> Answer:
    """Give a credential with everything that proves it, to verify without a network."""
    entry = _standing(code)
    told = issued.bundles([entry], clock.now())
    return _file(found(told.get(entry.number)), f"{entry.number}-proof.json", "application/json")


def _standing(code: str) -> HonourEntry:
    entry = found(queries.by_code(rules.plain_code(code)))
    entry.must_stand()
    entry.must_be_ours()
    return entry


def _file(told: Mapping[str, Any], name: str, media_type: str) -> Response:
    return send_file(json.dumps(told, ensure_ascii=False).encode(), name, media_type)


@pages.get("/verify/offline")
@open_to(EVERYONE)
def show_offline() -> Answer:
    """Offer the page that verifies a saved certificate on this device, without a network too."""
    return render_template("honours/show_offline.html", findings=log_words.FINDINGS)


@pages.get("/verify/offline_worker.js")
@open_to(EVERYONE)
def show_offline_worker() -> Answer:
    """Give the worker that shows that page without a network; its address says what it may reach."""
    return Response(found(assets.files().get("honours/offline_worker.js")), mimetype="text/javascript")
