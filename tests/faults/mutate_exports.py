"""Spoil the sample exports of the help desks, by structure and by byte, the same way for the same seed."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).resolve().parents[1] / "data" / "exports"
ODD_VALUES = (None, 0, -1, 10**30, 1.5, True, "", " ", "\x00", "\ud800", "<p>&nbsp;", [], {}, [[]], {"a": None})
ODD_BYTES = (
    b"",
    b"\x00",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b'"',
    b"\n",
    b"\r",
    b"{",
    b"]",
    b",",
    b"\xc3",
    b"\\ud800",
    b"9" * 400,
)


def containers(value: Any) -> list[Any]:
    """Return all objects and arrays that are not empty."""
    found, waiting = [], [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict | list) and one:
            found.append(one)
            waiting.extend(one.values() if isinstance(one, dict) else one)
    return found


def spoil_structure(value: Any, dice: random.Random) -> None:
    """Remove, rename, replace, repeat or nest one member somewhere."""
    places = containers(value)
    if not places:
        return
    place = dice.choice(places)
    key = dice.choice(list(place)) if isinstance(place, dict) else dice.randrange(len(place))
    what = dice.choice(("remove", "rename", "replace", "replace", "repeat", "nest"))
    if what == "remove":
        del place[key]
    elif what == "replace":
        place[key] = dice.choice(ODD_VALUES)
    elif what == "nest":
        place[key] = dice.choice(([place[key]], {"value": place[key]}))
    elif isinstance(place, list):
        place.append(json.loads(json.dumps(place[key])))
    elif what == "rename":
        place[f"{key}_2"] = place.pop(key)
    else:
        place[f"{key}_copy"] = json.loads(json.dumps(place[key]))


def spoil_bytes(data: bytes, dice: random.Random) -> bytes:
    """Change, cut out, insert, repeat or cut off."""
    start = dice.randrange(len(data) + 1)
    end = min(len(data), start + dice.choice((1, 1, 2, 8, 64)))
    what = dice.choice(("change", "cut", "insert", "repeat", "truncate"))
    if what == "truncate":
        return data[:start]
    middle = {
        "change": bytes(dice.randrange(256) for _ in range(end - start)),
        "cut": b"",
        "insert": dice.choice(ODD_BYTES) + data[start:end],
        "repeat": data[start:end] * 3,
    }[what]
    return data[:start] + middle + data[end:]


def mutant(path: Path, dice: random.Random) -> bytes:
    """Return a sample with one to four faults: half of the JSON ones in their structure, the others in their bytes."""
    data = path.read_bytes()
    faults = dice.randint(1, 4)
    if path.suffix in {".json", ".jsonl", ".ndjson"} and dice.random() < 0.5:
        parts = [data] if path.suffix == ".json" else [line for line in data.splitlines() if line.strip()]
        values = [json.loads(part) for part in parts]
        for _ in range(faults):
            spoil_structure(values, dice) if len(values) > 1 else spoil_structure(values[0], dice)
        return "\n".join(map(json.dumps, values)).encode("ascii")
    for _ in range(faults):
        data = spoil_bytes(data, dice)
    return data
