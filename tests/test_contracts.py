"""The house's contracts hold: rooms in order, floors in order, pure rules, no room reaches another's actions."""

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from tests.house import ROOT, rooms


def test_every_contract_of_the_house_is_kept(capsys):
    kept = lint_imports(config_filename=str(ROOT / ".importlinter"), no_cache=True) == EXIT_STATUS_SUCCESS
    said = capsys.readouterr().out
    assert kept, said
    # a contract that is skipped or renamed away keeps nothing
    written = (ROOT / ".importlinter").read_text(encoding="utf-8").count("[importlinter:contract:")
    assert f"Contracts: {written} kept, 0 broken" in said, said


def test_every_room_with_actions_is_bound_not_to_reach_anothers():
    text = (ROOT / ".importlinter").read_text(encoding="utf-8")
    own_actions = text.split("[importlinter:contract:own_actions]")[1].split("[importlinter")[0]
    with_actions = {
        room
        for room in rooms()
        for where in (ROOT / "competition" / room,)
        if (where / "actions.py").exists() or (where / "actions").is_dir()
    }
    bound = {line.strip().split(".")[1] for line in own_actions.splitlines() if line.strip().startswith("competition.")}
    assert with_actions <= bound, f"add to [importlinter:contract:own_actions]: {sorted(with_actions - bound)}"
