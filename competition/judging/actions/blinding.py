"""Choosing an item's blind layers, drawing them, opening them to their keeper, and decoding them by two people."""

import secrets
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from competition.accounts.models import User
from competition.foundation import trail
from competition.foundation.database import transaction
from competition.foundation.errors import NotAllowed, Refused
from competition.foundation.texts import _l
from competition.judging import access, blind, layers, queries, rosters
from competition.judging.blind_models import BlindCode, BlindLayer, KeeperChange
from competition.judging.layers import LAYERS, Preset, Step
from competition.plan.models import Item


def choose_layers(item: Item, preset: Preset, keepers: Sequence[User], *, by: User, at: datetime) -> None:
    """Choose the layers of an item, name a keeper for each, and commit to a seed for each."""
    with transaction() as session:
        there = blind.layers_of(item.id)
        _must_be_before(item, there)
        kinds = LAYERS[preset]
        _must_be_keepers(item, keepers, len(kinds))
        for old in there:
            session.delete(old)
        session.flush()
        for position, (kind, keeper) in enumerate(zip(kinds, keepers, strict=True), 1):
            seed = secrets.token_hex(32)
            told = {"seed": seed, "commitment": layers.commitment(seed), "committed_at": at, "word": ""}
            session.add(BlindLayer(item_id=item.id, position=position, kind=kind, keeper_id=keeper.id, **told))
        trail.record(by, "judging.layers_chosen", item, at, {"preset": preset.value})


def _must_be_before(item: Item, there: Sequence[BlindLayer]) -> None:
    if any(each.drawn_at for each in there):
        raise Refused(_l("The first layer is drawn; the layers of this item stay as they are."))
    if blind.has_sheets(item.id):
        raise Refused(_l("Mark sheets are open already. Layers are chosen before the marking."))


def _must_be_keepers(item: Item, keepers: Sequence[User], wanted: int) -> None:
    if len(keepers) != wanted:
        raise Refused(_l("Name a code keeper for each layer."))
    if len({keeper.id for keeper in keepers}) != wanted:
        raise Refused(_l("Each layer has its own code keeper; the same person cannot keep two layers."))
    for keeper in keepers:
        _must_be_keeper(item, keeper)


def _must_be_keeper(item: Item, keeper: User) -> None:
    if not access.may_keep(keeper, item):
        raise Refused(_l("This person is no code keeper of the item. The security administrator grants the part."))
    if rosters.seat(keeper.id, item.id) is not None:
        raise Refused(_l("%(name)s sits in the item's team and cannot keep its codes.", name=keeper.name))


def replace_keeper(
    layer: BlindLayer, keeper: User, *, reason: str, seen: int | None, by: User, at: datetime
) -> KeeperChange:
    """Give a layer to another keeper before any layer is decoded; what was drawn stays sealed as it is.

    Seed and list are encrypted by the installation and opened by the record's keeper, so they go over whole; whoever
    kept a drawn layer may have looked and stays shut out of the team, of the other layers and of the paper.
    """
    with transaction() as session:
        layer.must_be_as_seen(seen)
        if not access.may_manage(by, layer.item):
            raise NotAllowed(_l("The organiser of the competition replaces a code keeper."))
        if not reason.strip():
            raise Refused(_l("Say why; it stays in the record."), field="reason")
        if blind.is_decoded(layer.item_id):
            raise Refused(_l("A layer of this item is decoded already; its keepers stay."))
        _must_be_another(layer, keeper)
        told = {"from_id": layer.keeper_id, "to_id": keeper.id, "reason": reason.strip()[:300]}
        made = KeeperChange(layer_id=layer.id, changed_by_id=by.id, changed_at=at, **told)
        session.add(made)
        # whoever confirmed the decoding no longer keeps it
        layer.keeper_id, layer.keeper_confirmed_at = keeper.id, None
        trail.record(by, "judging.keeper_replaced", layer, at)
    return made


def _must_be_another(layer: BlindLayer, keeper: User) -> None:
    _must_be_keeper(layer.item, keeper)
    if keeper.id == layer.keeper_id:
        raise Refused(_l("This person keeps the layer already."))
    if blind.keeps(keeper.id, layer.item_id, beside=layer.id):
        raise Refused(_l("%(name)s keeps or kept another layer of this item; nobody knows two.", name=keeper.name))
    if keeper.id == layer.supervisor_id:
        raise Refused(_l("%(name)s confirmed the decoding as supervisor; two people decode.", name=keeper.name))


def draw_layer(layer: BlindLayer, word: str, *, by: User, at: datetime) -> None:
    """Draw a layer by its committed seed and a word told in public; the layers before it are drawn first."""
    with transaction() as session:
        _must_be_its_keeper(layer, by)
        if layer.step is not Step.COMMITTED:
            raise Refused(_l("This layer is drawn already."))
        if not word.strip():
            raise Refused(_l("Enter the word or number that was told in public."), field="word")
        there = blind.layers_of(layer.item_id)
        entries = blind.numbers(layer.item_id)
        if not entries or any(number is None for number in entries.values()):
            raise Refused(_l("Draw the competitors' numbers first; the layers begin with them."))
        if any(each.drawn_at is None for each in there if each.position < layer.position):
            raise Refused(_l("The layer before this one is not drawn yet."))
        before = [each.pairs for each in there if each.position < layer.position]
        from_ = [layers.through(before, number) for number in entries.values() if number is not None]
        layer.word, layer.drawn_at = word.strip(), at
        layer.seal(layers.drawn(sorted(from_), layer.seed, layer.word))
        if layer.position == len(there):
            _keep_codes(session, entries, [*before, layer.pairs])
        trail.record(by, "judging.layer_drawn", layer, at, {"count": len(from_)})


def _keep_codes(session: Session, entries: dict[int, int | None], pairs: Sequence[dict[int, int]]) -> None:
    codes = [(layers.through(pairs, number), entry_id) for entry_id, number in entries.items() if number is not None]
    session.execute(sa.delete(BlindCode).where(BlindCode.entry_id.in_(entries)))
    # in the order of the codes, so that no row's id tells where it came from
    session.execute(
        sa.insert(BlindCode), [{"entry_id": entry_id, "code": str(code)} for code, entry_id in sorted(codes)]
    )


def open_layer(layer: BlindLayer, *, by: User, at: datetime) -> dict[int, int]:
    """Show a layer's pairs to its keeper; each look stands in the trail."""
    with transaction():
        _must_be_its_keeper(layer, by)
        if layer.step is Step.COMMITTED:
            raise Refused(_l("Draw this layer first."))
        trail.record(by, "judging.layer_opened", layer, at)
    return layer.pairs


def confirm_decoding(layer: BlindLayer, *, seen: int | None, by: User, at: datetime) -> bool:
    """Confirm a layer's decoding, as its keeper or as the supervisor; the second of the two decodes it."""
    with transaction():
        layer.must_be_as_seen(seen)
        _must_be_ready(layer)
        if layer.keeper_id == by.id and access.may_keep(by, layer.item):
            layer.keeper_confirmed_at = at
        elif layer.keeper_id != by.id and access.may_supervise(by, layer.item):
            layer.supervisor_id, layer.supervisor_confirmed_at = by.id, at
        else:
            raise NotAllowed(_l("Only the layer's keeper and the supervisor confirm its decoding."))
        trail.record(by, "judging.decoding_confirmed", layer, at)
        done = bool(layer.keeper_confirmed_at and layer.supervisor_confirmed_at)
        if done:
            layer.decoded_at = at
            trail.record(by, "judging.layer_decoded", layer, at)
    return done


def _must_be_ready(layer: BlindLayer) -> None:
    if layer.step is not Step.DRAWN:
        raise Refused(_l("This layer is not waiting to be decoded."))
    if not queries.is_closed(layer.item_id):
        raise Refused(_l("Codes are opened only after every sheet is checked and the chief judge has closed the item."))
    if any(each.decoded_at is None for each in blind.layers_of(layer.item_id) if each.position > layer.position):
        raise Refused(_l("Layers are decoded from the last to the first; a later one is still closed."))


def _must_be_its_keeper(layer: BlindLayer, by: User) -> None:
    if layer.keeper_id != by.id or not access.may_keep(by, layer.item):
        raise NotAllowed(_l("Only the keeper of this layer may do this."))
