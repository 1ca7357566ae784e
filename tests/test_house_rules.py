"""The house rules that a machine can check. Each test lists what breaks its rule."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OURS = ("contactcenter", "customers", "cases", "sms", "routing")
FOLDERS = (*OURS, "templates", "static", "tests", ".ci")
FILE_LINES = 300
FUNCTION_LINES = 40
NAMES_THAT_SAY_NOTHING = {"utils", "helpers", "services", "signals", "managers", "misc", "common"}

# Who moves a status from one word to another. Everybody else asks one of these modules to do it.
STATUS_WRITERS = {
    "cases/casework.py": "a case opens and closes",
    "cases/interactions.py": "an interaction ends, is wrapped up, closes",
    "sms/inbound.py": "a callback is processed, refused or failed",
    "sms/receipts.py": "a message goes where the carrier's report says",
    "sms/sending.py": "a message is claimed and sent, fails, or stays uncertain",
    "routing/assignments.py": "an entry leaves its queue",
    "routing/load.py": "an agent becomes busy and free again",
    "routing/offers.py": "an offer is resolved, and its entry with it",
    "routing/overflow.py": "an entry leaves one queue for another",
    "routing/presence.py": "an agent declares a status",
}


@cache
def files(*suffixes: str) -> list[Path]:
    """Every file of ours with one of these suffixes, migrations (which Django writes) left out."""
    inside = (path for folder in FOLDERS for path in (ROOT / folder).rglob("*"))
    found = (path for path in (*ROOT.iterdir(), *inside) if path.is_file() and path.suffix in suffixes)
    return sorted(path for path in found if not {"migrations", "__pycache__"} & set(path.parts))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=name(path))


def code() -> Iterator[tuple[str, ast.AST]]:
    """Every node of the product's own Python (not of its tests), with the name of its file."""
    for path in files(".py"):
        if path.relative_to(ROOT).parts[0] in OURS:
            for node in ast.walk(tree(path)):
                yield name(path), node


def imported(node: ast.AST) -> list[str]:
    """The modules that an import statement names."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


def test_files_are_small() -> None:
    lengths = {name(path): len(path.read_text().splitlines()) for path in files(".py", ".js", ".css", ".html")}
    assert {file: length for file, length in lengths.items() if length > FILE_LINES} == {}


def test_functions_are_small() -> None:
    long = [
        f"{name(path)}:{node.lineno} {node.name} has {length} lines"
        for path in files(".py")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION_LINES
    ]
    assert long == []


def test_names_say_something() -> None:
    empty = [
        name(path)
        for path in files(".py", ".js", ".css", ".html")
        if {part.partition(".")[0].strip("_") for part in path.relative_to(ROOT).parts} & NAMES_THAT_SAY_NOTHING
    ]
    assert empty == []


def test_only_live_rings_the_doorbell() -> None:
    ringing = {
        file
        for file, node in code()
        if (isinstance(node, ast.Attribute) and node.attr == "group_send")
        or any(word.split(".")[0] == "redis" for word in imported(node))
    }
    assert ringing <= {"contactcenter/live.py"}


def test_only_its_owner_moves_a_status() -> None:
    words = {"status", "outcome"}
    writers = {
        file
        for file, node in code()
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in {"update", "update_or_create"}
            and any(keyword.arg in words for keyword in node.keywords)
        )
        or (
            isinstance(node, ast.Assign)
            and any(isinstance(target, ast.Attribute) and target.attr in words for target in node.targets)
        )
    }
    outside = {file for file in writers if not file.startswith(("sms/carriers/", "contactcenter/local/"))}
    assert outside - set(STATUS_WRITERS) == set()


def test_no_signals() -> None:
    signals = [
        f"{file} imports {word}"
        for file, node in code()
        for word in imported(node)
        if word.startswith(("django.dispatch", "django.db.models.signals"))
    ]
    assert signals == []


def test_models_do_not_override_how_rows_are_saved() -> None:
    overrides = [
        f"{file}:{node.lineno} {node.name}.{member.name}"
        for file, node in code()
        if isinstance(node, ast.ClassDef) and "models" in file
        for member in node.body
        if isinstance(member, ast.FunctionDef) and member.name in {"save", "delete"}
    ]
    assert overrides == []


def test_our_own_imports_stand_at_the_top() -> None:
    hidden = [
        f"{file}:{inner.lineno}"
        for file, node in code()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
        and any(word.split(".")[0] in OURS for word in imported(inner))
    ]
    assert hidden == []


def test_carriers_import_only_each_other() -> None:
    allowed = ("sms.carriers", "sms.encoding")  # encoding is pure, and a simulated network counts segments
    strangers = [
        f"{file} imports {word}"
        for file, node in code()
        if file.startswith("sms/carriers/")
        for word in imported(node)
        if word.split(".")[0] in OURS and not word.startswith(allowed)
    ]
    assert strangers == []


def test_no_exception_is_swallowed_whole() -> None:
    swallowed = [
        f"{file}:{node.lineno}"
        for file, node in code()
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or (isinstance(node.type, ast.Name) and node.type.id.endswith("Exception")))
        and all(isinstance(line, ast.Pass | ast.Continue) for line in node.body)
    ]
    assert swallowed == []


def lines_with(pattern: str) -> list[str]:
    """Every line of every text file that the pattern finds."""
    suffixes = (".py", ".js", ".css", ".html", ".md", ".toml", ".in", ".txt", ".csv", ".json", ".svg", ".example", "")
    texts = (path for path in files(*suffixes) if path.name not in {".env", ".git"})
    return [
        f"{name(path)}:{number}: {line.strip()}"
        for path in texts
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(pattern, line)
    ]


def test_nothing_is_left_for_later() -> None:
    assert lines_with(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b") == []


def test_the_project_names_no_machine_and_no_registry() -> None:
    places = r"(?<![\w.>}])/(home|root|Users|work|opt)/|file:/{2}"
    hosts = r"pypi\.(org|python)|python[h]osted|np[m]js|unp[k]g|jsdel[i]vr|--(extra-)?index-url|--find-[l]inks"
    assert lines_with(f"{places}|{hosts}") == []
