"""The house keeps its own rules: short, said in a sentence, imported at the top, safe by construction."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.house import FUNCTIONS, PACKAGE, ROOT, STATIC, Source, house, rooms, scripts, sources, templates

MOST_FILE, MOST_FUNCTION, MOST_ARGUMENTS = 400, 30, 6

# --- every exception stands here with its reason -------------------------------------------------------------------

LONG_FILES: dict[str, str] = {}
LONG_FUNCTIONS: dict[str, str] = {}
MANY_ARGUMENTS: dict[str, str] = {}
ASKS_THE_TIME = {
    "competition/foundation/clock.py": "the one place that may",
    "competition/foundation/scheduler.py": "APScheduler plans its threads by the computer's clock, not by a demo's",
    "competition/foundation/waiting_files.py": "the age of a file on the disk is told by the computer's clock",
}
SENDS_NO_TOKEN: dict[str, str] = {}


def found(lines: Iterator[str]) -> list[str]:
    return sorted(lines)


# --- length --------------------------------------------------------------------------------------------------------


def test_no_file_is_longer_than_400_lines():
    here = [(s.path, len(s.lines)) for s in (*house(), *sources("tests/**/*.py"))]
    here += [(f"templates/{name}", text.count("\n")) for name, text in templates().items()]
    here += [(name, text.count("\n")) for name, text in scripts().items()]
    here += [
        (str(p.relative_to(ROOT)), p.read_text(encoding="utf-8").count("\n"))
        for p in STATIC.rglob("*.css")
        if "vendor" not in p.parts
    ]
    assert not found(f"{path}: {n} lines" for path, n in here if n > MOST_FILE and path not in LONG_FILES)


def test_no_function_is_longer_than_30_lines():
    assert not found(
        f"{s.path}:{f.lineno} {f.name}: {f.end_lineno - f.lineno + 1} lines"
        for s in house()
        for f in s.functions()
        if f.end_lineno - f.lineno >= MOST_FUNCTION and f"{s.path}:{f.name}" not in LONG_FUNCTIONS
    )


def test_no_function_takes_more_than_six_arguments():
    assert not found(
        f"{s.path}:{f.lineno} {f.name}: {n} arguments"
        for s in house()
        for f in s.functions()
        if (n := _arguments(f)) > MOST_ARGUMENTS and f"{s.path}:{f.name}" not in MANY_ARGUMENTS
    )


def _arguments(function: ast.FunctionDef) -> int:
    told = function.args
    return sum(each.arg not in ("self", "cls") for each in (*told.posonlyargs, *told.args, *told.kwonlyargs))


# --- sentences -----------------------------------------------------------------------------------------------------


def test_every_init_is_one_sentence_and_no_code():
    assert not found(
        s.path
        for s in (*house(), *sources("tests/**/*.py"))
        if s.path.endswith("__init__.py") and (len(s.tree.body) != 1 or not _is_sentence(ast.get_docstring(s.tree)))
    )


def test_every_module_class_and_public_function_says_what_it_is_for_in_a_sentence():
    assert not found(
        f"{s.path}:{line} {name}" for s in house() for line, name, said in _spoken(s) if not _is_sentence(said)
    )


def test_every_test_file_says_what_it_tests():
    assert not found(s.path for s in sources("tests/**/*.py") if not ast.get_docstring(s.tree))


def _spoken(source: Source) -> Iterator[tuple[int, str, str | None]]:
    yield 1, "the module", ast.get_docstring(source.tree)
    # what is defined inside a function is nobody else's
    waiting: list[ast.AST] = [source.tree]
    while waiting:
        for node in ast.iter_child_nodes(waiting.pop()):
            if isinstance(node, (*FUNCTIONS, ast.ClassDef)) and not node.name.startswith("_"):
                yield node.lineno, node.name, ast.get_docstring(node)
            # the methods of a class that is nobody else's are nobody else's either
            if isinstance(node, ast.If | ast.Try) or (isinstance(node, ast.ClassDef) and not node.name.startswith("_")):
                waiting.append(node)


def _is_sentence(said: str | None) -> bool:
    return bool(said) and said.splitlines()[0].rstrip().endswith(".")


# --- imports, time, mail, YAML -------------------------------------------------------------------------------------


def test_imports_stand_at_the_top_or_give_their_reason():
    assert not found(
        f"{s.path}:{node.lineno}"
        for s in house()
        for function in s.functions()
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom) and not _has_reason(s, node.lineno)
    )


def _has_reason(source: Source, line: int) -> bool:
    here, above = source.lines[line - 1], source.lines[line - 2].strip()
    comment = here.split("#", 1)[1] if "#" in here else above.removeprefix("#") if above.startswith("#") else ""
    return bool(re.sub(r"noqa(: [A-Z0-9, ]+)?|type: ignore\S*", "", comment).strip(" -"))


def test_only_the_clock_asks_the_computer_for_the_time():
    asked = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time")}
    assert not found(
        f"{s.path}:{node.lineno}"
        for s in sources("competition/**/*.py")
        for node in s.nodes
        if isinstance(node, ast.Attribute)
        and (getattr(node.value, "attr", getattr(node.value, "id", "")), node.attr) in asked
        and s.path not in ASKS_THE_TIME
    )


def test_every_exception_is_still_needed():
    named = {**LONG_FILES, **ASKS_THE_TIME}
    assert not found(path for path in named if not (ROOT / path).exists())
    there = {f"{s.path}:{f.name}" for s in house() for f in s.functions()}
    assert {*LONG_FUNCTIONS, *MANY_ARGUMENTS} <= there


@pytest.mark.parametrize(
    ("what", "names", "only"),
    [
        ("mail", {"smtplib", "aiosmtplib", "flask_mail", "flask_mailman", "email.mime", "sendgrid"}, ""),
        ("YAML", {"yaml", "ruamel"}, "competition/policy/reader.py"),
    ],
)
def test_nothing_sends_mail_and_only_the_reader_opens_yaml(what, names, only):
    code = sources("competition/**/*.py") if what == "YAML" else (*house(), *sources("tests/**/*.py"))
    assert not found(
        f"{s.path} imports {name}"
        for s in code
        for name in _imported(s)
        if any(name == n or name.startswith(f"{n}.") for n in names) and s.path != only
    )


def _imported(source: Source) -> set[str]:
    names = set()
    for node in source.nodes:
        if isinstance(node, ast.Import):
            names |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


# --- routes --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def front_door(tmp_path_factory):
    from competition.app import create_app

    folder = tmp_path_factory.mktemp("house")
    return create_app(
        {
            "INSTANCE": folder,
            "DATABASE_URL": f"sqlite:///{folder / 'empty.sqlite'}",
            "TESTING": True,
            "SECRET_KEY": "house",
            "DEMO": False,
            "SCHEDULER": False,
        }
    )


# Flask's own file door, and the link that sets the language cookie: both give nothing of anybody's
NOBODYS = {"static", "switch_language"}


def test_every_route_declares_who_may_open_it(front_door):
    silent = {
        rule.endpoint
        for rule in front_door.url_map.iter_rules()
        if not getattr(front_door.view_functions[rule.endpoint], "open_to", None)
    }
    assert silent == NOBODYS


def test_every_post_is_protected_against_forged_requests(front_door):
    assert front_door.config.get("WTF_CSRF_ENABLED", True)
    assert front_door.config.get("WTF_CSRF_CHECK_DEFAULT", True)
    assert front_door.config["WTF_CSRF_METHODS"] == {"POST", "PUT", "PATCH", "DELETE"}
    protect = front_door.extensions["csrf"]
    let_off = {*protect._exempt_views, *(blueprint for blueprint in protect._exempt_blueprints)}
    assert let_off == set(SENDS_NO_TOKEN)


def test_a_post_without_its_token_is_refused_whatever_the_page(front_door):
    browser = front_door.test_client()
    for rule in front_door.url_map.iter_rules():
        if "POST" in rule.methods:
            values = {name: _some_value(converter) for name, converter in rule._converters.items()}
            values.update({"kind": "xlsx", "what": "list", "language": "en"} if "kind" in values else {})
            with front_door.test_request_context():
                path = rule.build(values, append_unknown=False)
            assert path is not None, rule
            answer = browser.post(path[1], data={"reason": "x"})
            assert answer.status_code == 422, (rule.rule, answer.status_code)


def _some_value(converter):
    match type(converter).__name__:
        case "Whole":
            return 1
        case "AnyConverter":
            return min(converter.items)
    return "pdf"


def test_no_form_asks_to_be_sent_without_its_token():
    # a search form reads the address and changes nothing; it names itself so by sending with GET
    assert not found(
        f"{s.path}:{node.lineno} {node.name}"
        for s in house()
        for node in s.nodes
        if isinstance(node, ast.ClassDef) and _turns_token_off(node) and node.name != "AskingForm"
    )


def _turns_token_off(form: ast.ClassDef) -> bool:
    return any(
        isinstance(node, ast.Assign)
        and any(getattr(t, "id", "") == "csrf" for t in node.targets)
        and getattr(node.value, "value", None) is False
        for inner in form.body
        if isinstance(inner, ast.ClassDef)
        for node in inner.body
    )


# --- templates and scripts -----------------------------------------------------------------------------------------


def test_every_templates_folder_is_a_room():
    folders = {name.split("/")[0] for name in templates() if "/" in name}
    assert {folder for folder in folders if not folder.startswith("_")} <= set(rooms())


def test_every_template_is_rendered_and_every_rendered_template_exists():
    used = set()
    for source in sources("competition/**/*.py"):
        for node in source.nodes:
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and node.value[:-5]
                and node.value.endswith(".html")
            ):
                used.add(node.value)
            # _errors/403.html and its sisters are chosen by number
            if isinstance(node, ast.JoinedStr) and getattr(node.values[-1], "value", "") == ".html":
                prefix = str(getattr(node.values[0], "value", ""))
                used |= {name for name in templates() if prefix and name.startswith(prefix)}
    drawn = set()
    for text in templates().values():
        drawn |= set(re.findall(r"""\{%-?\s*(?:extends|include|import|from)\s+["']([^"']+)["']""", text))
    assert not found(f"missing: {name}" for name in (used | drawn) - set(templates()))
    assert not found(f"never rendered: {name}" for name in set(templates()) - used - drawn)


def test_every_rooms_own_scripts_and_styles_are_used():
    text = "\n".join((*templates().values(), *scripts().values()))
    ours = [p for kind in ("*.css", "*.js") for p in STATIC.rglob(kind) if "vendor" not in p.parts]
    assert not found(str(p.relative_to(ROOT)) for p in ours if p.name not in text)


INLINE = {
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>", re.IGNORECASE),
    "an inline style sheet": re.compile(r"<style\b", re.IGNORECASE),
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE | re.DOTALL),
    "an on… attribute": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE | re.DOTALL),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "a foreign host": re.compile(r"""(?:src|href|action)\s*=\s*["'](?:https?:)?//""", re.IGNORECASE),
}


@pytest.mark.parametrize("what", INLINE)
def test_no_template_has_what_the_security_policy_forbids(what):
    # an expression may hold a ">", which would end a tag too early
    plain = {
        name: re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", "·", text, flags=re.DOTALL)
        for name, text in templates().items()
    }
    assert not found(name for name, text in plain.items() if INLINE[what].search(text))


FORBIDDEN_IN_SCRIPTS = (
    r"\.innerHTML\b", r"\.outerHTML\b", r"insertAdjacentHTML", r"document\.write", r"\beval\(", r"new Function\(",
    r"""setAttribute\(\s*["'](?:style|on\w+)["']""", r"\.cssText\b", r"https?://(?!www\.w3\.org)",
)  # fmt: skip


def test_no_script_makes_markup_from_text_or_calls_a_foreign_host():
    served = {name: text for name, text in scripts().items() if not name.endswith(".mjs")}
    assert not found(
        f"{name}: {pattern}"
        for name, text in served.items()
        for pattern in FORBIDDEN_IN_SCRIPTS
        if re.search(pattern, text)
    )


# --- words ---------------------------------------------------------------------------------------------------------

CHINESE = re.compile(r"[\u4e00-\u9fff]")
# marks of the house itself: its sign, and names of languages in their own language
NOT_TRANSLATED = {"技", "中文"}
# names of formats, the same in both languages
FORMATS = {"Excel", "PDF", "CSV", "iCalendar", "SHA-256", "WorldSkills CIS"}
WORD = re.compile(r"[A-Za-z]{3,}")
SHOWN_ATTRIBUTES = re.compile(r"""\b(?:title|aria-label|placeholder|alt|data-label|label)\s*=\s*"([^"]*)\"""")


def _texts(template: str) -> Iterator[str]:
    text = re.sub(r"\{#.*?#\}", " ", template, flags=re.DOTALL)
    text = re.sub(r"\{% block body_class %\}.*?\{% endblock %\}", " ", text)
    text = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "\x00", text, flags=re.DOTALL)
    yield from (shown.replace("\x00", " ").strip() for shown in SHOWN_ATTRIBUTES.findall(text))
    bare = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", text, flags=re.DOTALL)
    yield from (piece.strip() for piece in re.split(r"<[^>]*>|\x00", bare))


def test_every_text_of_a_template_can_be_translated():
    assert not found(
        f"{name}: {text[:60]}"
        for name, template in templates().items()
        for text in _texts(template)
        if text not in NOT_TRANSLATED | FORMATS and (CHINESE.search(text) or WORD.search(re.sub(r"&\w+;", "", text)))
    )


def test_no_template_holds_chinese_but_the_houses_sign():
    assert not found(
        f"{name}: {word}"
        for name, text in templates().items()
        for word in re.findall(r"[\u4e00-\u9fff]+", re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL))
        if word not in NOT_TRANSLATED
    )


def test_rooms_stand_in_the_package():
    assert set(rooms()) >= {"foundation", "accounts", "audit", "policy", "directory", "plan", "registration"}
    assert all((PACKAGE / room).is_dir() for room in rooms())
