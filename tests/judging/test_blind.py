"""Blind layers: chosen, drawn, sealed, decoded by two; judges see the last code only; anyone can draw again."""

import json
from decimal import Decimal

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from competition.accounts.rules import Role, Scope
from competition.foundation.database import db
from competition.foundation.errors import NotAllowed, Refused
from competition.judging import blind, layers, queries, rosters, sheets
from competition.judging.actions import blinding, closing, teams
from competition.judging.actions import sheets as marking
from competition.judging.commands import redraw
from competition.judging.layers import Preset
from competition.judging.rules import Seat
from tests import make
from tests.judging.build import hall, trail_verbs
from tests.judging.test_pages import as_


def keeper(item):
    return make.user(Role.CODE_KEEPER, scope=Scope.ITEM, scope_id=item.id)


def supervisor(item):
    return make.user(Role.SUPERVISOR, scope=Scope.COMPETITION, scope_id=item.competition_id)


@pytest.fixture
def there(app):
    return hall(8, opened=False)


def chosen(there, preset=Preset.THREE):
    people = [keeper(there.item) for _ in layers.LAYERS[preset]]
    blinding.choose_layers(there.item, preset, people, by=there.organiser, at=make.AT)
    return people


def drawn(there, preset=Preset.THREE):
    people = chosen(there, preset)
    for layer, who in zip(blind.layers_of(there.item.id), people, strict=True):
        blinding.draw_layer(layer, f"骰子 {layer.position}", by=who, at=make.AT)
    return people


def closed(there):
    marking.open_sheets(there.item, by=there.organiser, at=make.AT)
    there.mark_all()
    there.all_present()
    there_codes = {each.number: Decimal(80) for each in rosters.competitors(there.item.id)}
    closing.enter_theory(there.item, there_codes, by=there.organiser, at=make.AT)
    closing.close_item(there.item, by=there.chief, at=make.AT)


def decoded(there, people, watching):
    for layer, who in reversed(list(zip(blind.layers_of(there.item.id), people, strict=True))):
        blinding.confirm_decoding(layer, seen=None, by=who, at=make.AT)
        blinding.confirm_decoding(layer, seen=None, by=watching, at=make.AT)


def test_the_draw_is_a_permutation_that_seed_and_word_fix():
    numbers = list(range(1, 41))
    once = layers.drawn(numbers, "a" * 64, "6 2 5")
    assert sorted(once.values()) == numbers
    assert once == layers.drawn(list(reversed(numbers)), "a" * 64, "6 2 5")
    assert once != layers.drawn(numbers, "a" * 64, "6 2 4")
    assert once != layers.drawn(numbers, "b" * 64, "6 2 5")


def test_each_layer_has_its_own_keeper_from_outside_the_team(there):
    one, two = keeper(there.item), keeper(there.item)
    for people, told in (
        ([one, two], "Name a code keeper for each layer."),
        ([one, two, one], "the same person cannot keep two layers"),
        ([one, two, make.user(Role.CODE_KEEPER, scope=Scope.ITEM, scope_id=there.item.id + 9)], "no code keeper"),
    ):
        with pytest.raises(Refused, match=told):
            blinding.choose_layers(there.item, Preset.THREE, people, by=there.organiser, at=make.AT)
    sitting = make.user(Role.CODE_KEEPER, Role.JUDGE, scope=Scope.ITEM, scope_id=there.item.id)
    make.judge(there.item, 4, user=sitting)
    with pytest.raises(Refused, match="sits in the item's team"):
        blinding.choose_layers(there.item, Preset.ONE, [sitting], by=there.organiser, at=make.AT)


def test_layers_are_drawn_in_order_each_once_and_by_its_keeper(there):
    people = chosen(there)
    first, second, _third = blind.layers_of(there.item.id)
    with pytest.raises(Refused, match="layer before this one"):
        blinding.draw_layer(second, "x", by=people[1], at=make.AT)
    with pytest.raises(NotAllowed):
        blinding.draw_layer(first, "x", by=people[1], at=make.AT)
    blinding.draw_layer(first, "x", by=people[0], at=make.AT)
    with pytest.raises(Refused, match="drawn already"):
        blinding.draw_layer(first, "y", by=people[0], at=make.AT)
    with pytest.raises(Refused, match="stay as they are"):
        chosen(there, Preset.NONE)


def test_sheets_wait_for_the_last_layer_and_layers_for_no_open_sheet(there):
    chosen(there)
    with pytest.raises(Refused, match="judges see numbers only"):
        marking.open_sheets(there.item, by=there.organiser, at=make.AT)
    blinding.choose_layers(there.item, Preset.NONE, [], by=there.organiser, at=make.AT)
    marking.open_sheets(there.item, by=there.organiser, at=make.AT)
    with pytest.raises(Refused, match="chosen before the marking"):
        chosen(there)


def test_judging_shows_the_last_code_only_and_in_its_order(there):
    drawn(there)
    marking.open_sheets(there.item, by=there.organiser, at=make.AT)
    pairs = [each.pairs for each in blind.layers_of(there.item.id)]
    wanted = {each.id: layers.through(pairs, each.number) for each in there.entries}
    assert {each.entry_id: each.number for each in rosters.competitors(there.item.id)} == wanted
    rows = [row for row in sheets.of_item(there.item.id) if (row.code, row.position) == ("A1", 1)]
    assert [row.number for row in rows] == sorted(wanted.values())
    assert [row.id for row in rows] == sorted(row.id for row in rows), "ids tell no order"
    assert all(sheets.one(row.id).number == wanted[row.entry_id] for row in rows)


def test_the_mapping_and_the_seed_lie_encrypted_and_never_in_the_trail(there):
    drawn(there)
    kept = db.session.execute(sa.text("SELECT seed, mapping FROM judging_blind_layers")).all()
    assert all(seed.startswith("v1.") and mapping.startswith("v1.") for seed, mapping in kept)
    codes = db.session.scalars(sa.text("SELECT code FROM judging_blind_codes")).all()
    assert len(codes) == 8
    assert all(code.startswith("v1.") for code in codes)
    rows = db.session.execute(sa.text("SELECT * FROM trail_rows")).all()
    secrets = [layer.seed for layer in blind.layers_of(there.item.id)] + ['"pairs"', '\\"pairs\\"']
    assert not any(secret in str(row) for row in rows for secret in secrets)


def test_a_mapping_moved_from_another_layer_is_not_taken(there):
    drawn(there)
    first, second, _third = blind.layers_of(there.item.id)
    with db.session.no_autoflush:
        second.mapping = first.mapping
        with pytest.raises(ValueError, match="another layer"):
            second.pairs  # noqa: B018 - reading it is the test
    db.session.rollback()


def test_decoding_goes_from_the_last_to_the_first_by_keeper_and_supervisor(there):
    people, watching = drawn(there), supervisor(there.item)
    first, _second, third = blind.layers_of(there.item.id)
    with pytest.raises(Refused, match="closed the item"):
        blinding.confirm_decoding(third, seen=None, by=people[2], at=make.AT)
    closed(there)
    with pytest.raises(Refused, match="not decoded yet"):
        queries.closed_marks(there.item.id)
    assert there.item.id not in queries.closed_items(there.item.competition_id)
    with pytest.raises(Refused, match="from the last to the first"):
        blinding.confirm_decoding(first, seen=None, by=people[0], at=make.AT)
    with pytest.raises(NotAllowed):
        blinding.confirm_decoding(third, seen=None, by=people[0], at=make.AT)
    assert blind.to_decode(people[2]) == [third] == blind.to_decode(watching)
    assert not blinding.confirm_decoding(third, seen=None, by=people[2], at=make.AT)
    assert not blinding.confirm_decoding(third, seen=None, by=people[2], at=make.AT), "one person is not two"
    assert blinding.confirm_decoding(third, seen=None, by=watching, at=make.AT)
    for layer, who in ((blind.layers_of(there.item.id)[1], people[1]), (first, people[0])):
        blinding.confirm_decoding(layer, seen=None, by=watching, at=make.AT)
        blinding.confirm_decoding(layer, seen=None, by=who, at=make.AT)
    assert len(queries.closed_marks(there.item.id)) == 8
    assert there.item.id in queries.closed_items(there.item.competition_id)
    assert trail_verbs().count("judging.layer_decoded") == 3


def test_a_keeper_who_is_also_supervisor_does_not_decode_alone(there):
    (who,) = drawn(there, Preset.ONE)
    both = make.user(Role.CODE_KEEPER, Role.SUPERVISOR)
    layer = blind.layers_of(there.item.id)[0]
    db.session.execute(sa.text("UPDATE judging_blind_layers SET keeper_id = :k"), {"k": both.id})
    db.session.commit()
    closed(there)
    for _ in range(2):
        assert not blinding.confirm_decoding(layer, seen=None, by=both, at=make.AT)
    with pytest.raises(NotAllowed):
        blinding.confirm_decoding(layer, seen=None, by=who, at=make.AT)


def test_only_an_item_with_layers_offers_its_draw_to_the_public(app, there):
    page = f"/competitions/{there.item.competition_id}/items/{there.item.id}"
    draw = f'href="/items/{there.item.id}/draw"'
    assert draw not in app.test_client().get(page).text
    chosen(there, Preset.ONE)
    assert draw in app.test_client().get(page).text


def test_the_public_file_tells_no_seed_before_decoding_and_redraws_after(app, there, tmp_path):
    people, watching = drawn(there), supervisor(there.item)
    address = f"/items/{there.item.id}/draw.json"
    before = app.test_client().get(address)
    assert before.status_code == 200
    assert not any({"seed", "pairs"} & set(layer) for layer in before.json["layers"])
    closed(there)
    decoded(there, people, watching)
    after = app.test_client().get(address).json
    assert [layer["commitment"] for layer in after["layers"]] == [x["commitment"] for x in before.json["layers"]]
    file = tmp_path / "draw.json"
    file.write_text(json.dumps(after))
    assert CliRunner().invoke(redraw, [str(file)]).exit_code == 0
    codes = [code for _number, code in after["layers"][1]["pairs"]]
    turned = [[number, code] for number, code in enumerate([*codes[1:], codes[0]], 1)]
    for change in (("word", "other"), ("seed", "0" * 64), ("pairs", turned)):
        told = json.loads(json.dumps(after))
        told["layers"][1][change[0]] = change[1]
        file.write_text(json.dumps(told))
        assert CliRunner().invoke(redraw, [str(file)]).exit_code == 1, change


@pytest.mark.parametrize("content", ["[]", "{}", '{"format": "competition-draw/1", "layers": []}', "no json"])
def test_redraw_refuses_what_is_no_published_draw(content, tmp_path):
    file = tmp_path / "draw.json"
    file.write_text(content)
    done = CliRunner().invoke(redraw, [str(file)])
    assert done.exit_code == 1
    assert "Error" in done.output


def test_pages_of_the_layers_from_choosing_to_decoding(app, there):
    item, people = there.item, [keeper(there.item) for _ in range(3)]
    organiser = as_(app.test_client(), there.organiser)
    page, told = f"/office/judging/items/{item.id}/layers", {"preset": "three"}
    for field, who in zip(("first", "second", "third"), people, strict=True):
        told[field] = str(who.id)
    assert organiser.post(page, data={**told, "third": told["first"]}).status_code == 422
    assert organiser.post(page, data=told).status_code == 302
    assert people[2].name in organiser.get(page).text
    kept = blind.layers_of(item.id)
    for layer, who in zip(kept, people, strict=True):
        client, own = as_(app.test_client(), who), f"/office/codes/{layer.id}"
        assert f"/office/codes/{layer.id}" in client.get("/office/codes").text
        assert client.get(own).status_code == 200
        assert client.post(own, data={"word": ""}).status_code == 422
        assert client.post(own, data={"word": "六 二"}).status_code == 302
        assert client.post(f"{own}/open").status_code == 200
        others = [each.id for each in kept if each.id != layer.id]
        assert [client.get(f"/office/codes/{other}").status_code for other in others] == [403, 403]
    closed(there)
    watching = as_(app.test_client(), supervisor(item))
    assert "/decoding" in watching.get(page).text
    for layer, who in reversed(list(zip(kept, people, strict=True))):
        client = as_(app.test_client(), who)
        assert client.post(f"/office/codes/{layer.id}/decoding").status_code == 302
        assert watching.post(f"/office/codes/{layer.id}/decoding").status_code == 302
    assert not blind.is_veiled(item.id)
    assert kept[0].seed in app.test_client().get(f"/items/{item.id}/draw").text


def test_a_scoring_judge_and_strangers_open_no_page_of_the_layers(app, there):
    drawn(there)
    marking.open_sheets(there.item, by=there.organiser, at=make.AT)
    layer = blind.layers_of(there.item.id)[0]
    judge = db.session.get(type(there.chief), there.judges[0].user_id)
    for person in (judge, keeper(there.item)):
        client = as_(app.test_client(), person)
        assert client.get(f"/office/judging/items/{there.item.id}/layers").status_code == 403
        assert client.get(f"/office/codes/{layer.id}").status_code == 403
        assert client.post(f"/office/codes/{layer.id}/open").status_code == 403


# --- another keeper --------------------------------------------------------------------------------------------------


def replaced(there, layer, who, reason="临时出差", by=None):
    return blinding.replace_keeper(
        blind.layer(layer.id), who, reason=reason, seen=None, by=by or there.organiser, at=make.AT
    )


def test_a_drawn_layer_goes_over_whole_and_the_old_keeper_is_shut_out(there):
    people = drawn(there)
    layer, new = blind.layers_of(there.item.id)[1], keeper(there.item)
    pairs, seed, commitment = dict(layer.pairs), layer.seed, layer.commitment
    replaced(there, layer, new)
    now = blind.layer(layer.id)
    assert (now.keeper_id, dict(now.pairs), now.seed, now.commitment) == (new.id, pairs, seed, commitment)
    assert blinding.open_layer(now, by=new, at=make.AT) == pairs
    with pytest.raises(NotAllowed):
        blinding.open_layer(now, by=people[1], at=make.AT)
    (change,) = blind.changes(there.item.id)
    assert (change.before.id, change.to_id, change.reason) == (people[1].id, new.id, "临时出差")
    assert "judging.keeper_replaced" in trail_verbs()
    # knows the codes: neither another layer, nor a seat, nor the paper
    first = blind.layers_of(there.item.id)[0]
    with pytest.raises(Refused, match="nobody knows two"):
        replaced(there, first, people[1])
    assert blind.keeps(people[1].id, there.item.id)
    known = make.user(Role.JUDGE, Role.CODE_KEEPER, scope=Scope.ITEM, scope_id=there.item.id)
    replaced(there, layer, known)
    replaced(there, layer, new)
    naming = teams.Naming(known, make.organisation().id, Seat.RESERVE)
    with pytest.raises(Refused, match="keeps or kept codes"):
        teams.name_judge(there.item, naming, by=there.organiser, at=make.AT)
    closed(there)
    decoded(there, [people[0], new, people[2]], supervisor(there.item))
    assert not blind.is_veiled(there.item.id)


def test_who_left_before_the_draw_knows_nothing(there):
    people = chosen(there)
    first, second, _third = blind.layers_of(there.item.id)
    blinding.draw_layer(first, "x", by=people[0], at=make.AT)
    replaced(there, second, keeper(there.item))
    assert not blind.keeps(people[1].id, there.item.id)
    replaced(there, first, people[1])


def test_what_keeps_a_keeper_from_being_replaced(there):
    people = drawn(there)
    layer, new = blind.layers_of(there.item.id)[0], keeper(there.item)
    stranger = make.user(Role.CODE_KEEPER, scope=Scope.ITEM, scope_id=there.item.id + 9)
    sitting = make.user(Role.CODE_KEEPER, Role.JUDGE, scope=Scope.ITEM, scope_id=there.item.id)
    make.judge(there.item, 4, user=sitting)
    for who, told in (
        (stranger, "no code keeper"),
        (sitting, "sits in the item's team"),
        (people[0], "keeps the layer already"),
        (people[2], "nobody knows two"),
    ):
        with pytest.raises(Refused, match=told):
            replaced(there, layer, who)
    with pytest.raises(Refused, match="Say why"):
        replaced(there, layer, new, reason=" ")
    with pytest.raises(NotAllowed):
        replaced(there, layer, new, by=there.chief)


def test_a_confirmation_of_the_old_keeper_is_void_and_nobody_decodes_alone(there):
    (old,) = drawn(there, Preset.ONE)
    closed(there)
    (layer,) = blind.layers_of(there.item.id)
    watching = make.user(Role.SUPERVISOR, Role.CODE_KEEPER)
    blinding.confirm_decoding(layer, seen=None, by=old, at=make.AT)
    replaced(there, layer, keeper(there.item))
    assert not blinding.confirm_decoding(blind.layer(layer.id), seen=None, by=watching, at=make.AT)
    with pytest.raises(Refused, match="two people decode"):
        replaced(there, layer, watching)
    new = blind.layer(layer.id).keeper
    assert blinding.confirm_decoding(blind.layer(layer.id), seen=None, by=new, at=make.AT)
    with pytest.raises(Refused, match="decoded already"):
        replaced(there, layer, keeper(there.item))


def test_the_organiser_replaces_a_keeper_on_the_page(app, there):
    (old,) = drawn(there, Preset.ONE)
    (layer,) = blind.layers_of(there.item.id)
    page, url, en = (
        f"/office/judging/items/{there.item.id}/layers",
        f"/office/codes/{layer.id}/keeper",
        {"Accept-Language": "en"},
    )
    office, chief = as_(app.test_client(), there.organiser), as_(app.test_client(), there.chief)
    assert "once somebody else holds the part" in office.get(page, headers=en).text
    new = keeper(there.item)
    assert url in office.get(page).text
    assert url not in chief.get(page).text
    assert office.post(url, data={"keeper_id": "", "reason": "病假"}).status_code == 422
    assert office.post(url, data={"keeper_id": there.chief.id, "reason": "病假"}).status_code == 404
    assert chief.post(url, data={"keeper_id": new.id, "reason": "病假"}).status_code == 403
    assert (
        office.post(url, data={"keeper_id": new.id, "reason": "病假", "seen_version": layer.version}).status_code == 302
    )
    told = office.get(page, headers=en).text
    assert f"{old.name} (病假)" in told
    assert as_(app.test_client(), new).post(f"/office/codes/{layer.id}/open").status_code == 200
    assert as_(app.test_client(), old).post(f"/office/codes/{layer.id}/open").status_code == 403
