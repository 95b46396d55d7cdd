"""A room imports only from rooms before it."""

from __future__ import annotations

import ast

import pytest

# Rooms in one row do not import each other.
ROWS = [
    ["defaults", "errors", "once", "version"],
    ["schema", "folders"],
    ["arrow", "config", "files", "safetext"],
    ["readers"],
    ["language"],
    ["privacy", "commitments", "corpus"],
    ["features"],
    ["learners"],
    ["explain"],
    ["conversation"],
    ["analyzer"],
    ["scoring"],
    ["training", "distributed", "coaching", "integrations"],
    ["report"],
    ["cli"],
    ["__main__"],
]
RANK = {room: rank for rank, row in enumerate(ROWS) for room in row}
# Rooms to the left that a room has no business with.
FORBIDDEN = {
    "language": {"readers", "config"},
    "features": {"readers", "config", "privacy", "corpus"},
    "privacy": {"readers", "config"},
    "commitments": {"readers", "config"},
    "corpus": {"readers", "config"},
    "learners": {"readers", "config", "language"},
    "explain": {"readers", "config"},
    "readers": {"config"},
    "analyzer": {"readers"},
    "training": {"readers", "scoring"},
}


def room_of(path, package):
    parts = path.relative_to(package).with_suffix("").parts
    return parts[0]


def imported_rooms(path):
    """Yield the rooms of the package that a module imports, however it does so, with the line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: a relative import"
            if node.module == "authentica":
                for alias in node.names:
                    yield alias.name, node.lineno
            elif node.module and node.module.startswith("authentica."):
                yield node.module.split(".")[1], node.lineno
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.startswith("authentica."):
                    yield alias.name.split(".")[1], node.lineno
                else:
                    assert alias.name != "authentica", f"{path}:{node.lineno}: imports the whole package"


def modules(root):
    package = root / "authentica"
    found = [p for p in sorted(package.rglob("*.py")) if p != package / "__init__.py"]
    assert found
    return package, found


def test_every_room_has_its_place(root):
    package, paths = modules(root)
    assert {room_of(path, package) for path in paths} <= set(RANK)


def test_a_room_imports_only_from_rooms_before_it(root):
    package, paths = modules(root)
    wrong = []
    for path in paths:
        room = room_of(path, package)
        for target, line in imported_rooms(path):
            if target != room and (RANK[target] >= RANK[room] or target in FORBIDDEN.get(room, ())):
                wrong.append(f"{path.relative_to(root)}:{line}: {room} imports {target}")
    assert wrong == []


def test_modules_of_a_room_have_no_cycles(root):
    _, paths = modules(root)
    graph = {}
    for path in paths:
        name = ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
        targets = set()
        for node in ast.parse(path.read_text(encoding="utf-8")).body:  # top-level imports only
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("authentica."):
                targets |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        graph[name] = targets
    graph = {name: {t for t in targets if t in graph and t != name} for name, targets in graph.items()}
    state: dict[str, int] = {}

    def visit(name, trail):
        if state.get(name) == 2:
            return
        assert state.get(name) != 1, f"cycle: {' -> '.join([*trail, name])}"
        state[name] = 1
        for target in sorted(graph[name]):
            visit(target, [*trail, name])
        state[name] = 2

    for name in graph:
        visit(name, [])


@pytest.mark.parametrize("name", ["utils", "helpers", "common", "misc"])
def test_no_room_without_a_name(root, name):
    assert not list((root / "authentica").rglob(f"{name}*"))


def test_no_module_opens_sockets_or_pickles(root):
    _, paths = modules(root)
    banned = {
        "socket",
        "urllib.request",
        "http.client",
        "requests",
        "httpx",
        "pickle",
        "cPickle",
        "dill",
        "cloudpickle",
        "logging",
    }
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            assert not banned & set(names), f"{path}: {names}"
            if isinstance(node, ast.keyword) and node.arg == "allow_pickle":
                assert isinstance(node.value, ast.Constant), path
                assert node.value.value is False, path


def test_no_test_asserts_how_long_something_took(root):
    """A busy machine is no fault; what must not hang uses the fixture `hang_guard`, what is measured lies in benchmarks/."""
    clocks = {"time", "time_ns", "perf_counter", "perf_counter_ns", "process_time", "process_time_ns", "monotonic"}
    paths = list((root / "tests").rglob("test_*.py"))
    assert paths
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.value.id == "time":
                assert called.attr not in clocks, f"{path}:{called.lineno}"
