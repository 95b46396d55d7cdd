"""The behavioural tests as data: capabilities, the texts that they are tested on, and the cases that both expand to.

The tests are data, in three files of ``authentica/behaviour``, one JSON object a line. A capability names sets of
texts, perhaps an edit that turns each text into a second one, and the checks that must hold; texts are pairs of customer
text and reply, with slots; slots are lists of fillings. Expansion is the same on every machine: fillings are chosen by a
hash, not by chance.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from authentica.errors import InputError
from authentica.training.choices import number_of

__all__ = ["KINDS", "Capability", "Case", "Check", "Edit", "Template", "expand", "read_capabilities", "read_templates"]

KINDS = ("minimum", "invariance", "direction", "gaming", "context", "length")
"""What a capability asks: a plain case right, no change, a change of one direction, no gain by tricks, and so on."""

_SLOT = re.compile(r"\{(\w+)\}")
_MOST_TRIES = 40
_MOST_OF_A_TEMPLATE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What must hold of one measure.

    Attributes
    ----------
    measure : str
        ``authenticity``, ``outcome`` (0 outta_here to 3 somewhere), ``outcome.expected`` (its expected value),
        ``missed`` (how many), ``flag.<name>`` (0 or 1), or ``<dimension>.level | score | needed | missed``.
    relation : str
        ``equal``, ``at_most``, ``at_least``, ``above``, ``below``; or ``uncorrelated`` with the length of the reply,
        which is judged once over all cases.
    tolerance : float, default=0.0
        How far ``equal``, ``at_most`` and ``at_least`` may be missed, by how much ``above`` and ``below`` must hold,
        and the largest correlation.
    against : float or None
        What the measure is compared with; the score of the text before the edit where None.
    """

    measure: str
    relation: str
    tolerance: float = 0.0
    against: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """How a second text is made from a first one. Cases that it leaves as they are do not count.

    Attributes
    ----------
    side : str, default="reply"
        ``reply`` or ``customer``.
    before, after : tuple of str
        One of these is put before or after the text; they may have slots, and ``{customer}`` is the customer's text.
    replace : tuple of (str, str)
        Whole words, and what stands for them; a capital at the start is kept.
    vary : str or None
        A slot: the first text has its first filling, the second one of the others.
    apply : str or None
        A change that no list can state, see `_CHANGES`, or ``drop.<dimension>``: the strongest evidence is cut out.
    """

    side: str = "reply"
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    replace: tuple[tuple[str, str], ...] = ()
    vary: str | None = None
    apply: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capability:
    """One thing that an analyzer should be able to do.

    Attributes
    ----------
    id : str
        Permanent name, beginning with its kind.
    kind : str
        One of `KINDS`.
    expected : str
        What is expected, in one sentence.
    sets : tuple of str
        The sets of texts it is tested on.
    cases : int
        How many cases at most.
    checks : tuple of Check
        A case passes when all hold.
    floor : float
        The required share of passed cases.
    aim : float
        The wanted share.
    edit : Edit or None
        How second texts are made; without one, those that a template brings are taken.
    """

    id: str
    kind: str
    expected: str
    sets: tuple[str, ...]
    cases: int
    checks: tuple[Check, ...]
    floor: float
    aim: float = 1.0
    edit: Edit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A customer's text and a reply, with slots; where the two are to be compared with others, these `instead`."""

    set: str
    reply: str
    customer: str = ""
    instead: str | None = None
    customer_instead: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One test: a first (reply, customer text) and perhaps a second; `drop` is filled in once the first is assessed."""

    first: tuple[str, str]
    second: tuple[str, str] | None = None
    drop: str | None = None


def _lines(name: str) -> Iterator[dict[str, Any]]:
    text = (resources.files("authentica") / "behaviour" / f"{name}.jsonl").read_text(encoding="utf-8")
    return map(json.loads, filter(None, text.split("\n")))


def _capability(data: dict[str, Any]) -> Capability:
    edit = data.pop("edit", None)
    if edit is not None:
        before, after, replace = (edit.pop(key, ()) for key in ("before", "after", "replace"))
        edit = Edit(before=tuple(before), after=tuple(after), replace=tuple(map(tuple, replace)), **edit)
    checks = tuple(Check(**check) for check in data.pop("checks"))
    return Capability(sets=tuple(data.pop("sets")), checks=checks, edit=edit, **data)


@lru_cache(maxsize=1)
def read_capabilities() -> tuple[Capability, ...]:
    """Return the capabilities that the library ships, in the order of their file."""
    return tuple(map(_capability, _lines("capabilities")))


@lru_cache(maxsize=1)
def read_templates() -> tuple[Template, ...]:
    """Return the texts that the library ships."""
    return tuple(Template(**data) for data in _lines("texts"))


@lru_cache(maxsize=1)
def _slots() -> Mapping[str, tuple[str, ...]]:
    return {data["slot"]: tuple(data["values"]) for data in _lines("slots")}


def _chosen(options: Sequence[str], *key: object) -> str:
    return options[number_of("\x1f".join(map(str, key))) % len(options)]


def _filled(text: str, fillings: Mapping[str, str], *key: object) -> str:
    def filling(match: re.Match[str]) -> str:
        name = match[1]
        return fillings[name] if name in fillings else _chosen(_slots()[name], *key, name)

    return _SLOT.sub(filling, text)


def _exclaimed(text: str) -> str:
    return re.sub(r"(?<=\w)\.(?=\s|$)", "!!!", text)


def _typographic(text: str) -> str:
    return re.sub(r'"([^"]*)"', r"“\1”", text.replace("'", "’"))


_CHANGES: Mapping[str, Callable[[str], str]] = {
    "upper": str.upper,
    "exclaim": _exclaimed,
    "typographic_quotes": _typographic,
    "lower_first": lambda text: text[:1].lower() + text[1:],
    "drop_final_stop": lambda text: text.removesuffix("."),
    "repeat": lambda text: f"{text} {text}",
    "paragraphs": lambda text: re.sub(r"(?<=[a-z]{2}[.!?]) (?=[A-Z])", "\n\n", text),
    "two_spaces": lambda text: re.sub(r"(?<=[.!?]) ", "  ", text),
    "split_sentences": lambda text: re.sub(r"(?:;|, and|, so) (\w)", lambda m: ". " + m[1].upper(), text),
}


def _replaced(text: str, replace: Iterable[tuple[str, str]]) -> str:
    for old, new in replace:

        def substitute(match: re.Match[str], new: str = new) -> str:
            return new[:1].upper() + new[1:] if match[0][:1].isupper() else new

        text = re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", substitute, text, flags=re.IGNORECASE)
    return text


def _edited(text: str, edit: Edit, fillings: Mapping[str, str], *key: object) -> str:
    text = _replaced(text, edit.replace)
    if edit.apply is not None:
        text = _CHANGES[edit.apply](text)
    if edit.before:
        text = _filled(_chosen(edit.before, *key, "before"), fillings, *key) + text
    if edit.after:
        text += _filled(_chosen(edit.after, *key, "after"), fillings, *key)
    return text


def _case(capability: Capability, template: Template, *key: object) -> Case:
    edit = capability.edit or Edit()
    slots = _slots()
    varied = {} if edit.vary is None else {edit.vary: slots[edit.vary][0]}
    reply = _filled(template.reply, varied, *key)
    customer = _filled(template.customer, varied, *key)
    first = (reply, customer)
    if capability.edit is None:
        if template.instead is None and template.customer_instead is None:
            return Case(first)
        second = template.instead or template.reply, template.customer_instead or template.customer
        return Case(first, (_filled(second[0], {}, *key), _filled(second[1], {}, *key)))
    if edit.vary is not None:
        other = {edit.vary: _chosen(slots[edit.vary][1:], *key, edit.vary)}
        return Case(first, (_filled(template.reply, other, *key), _filled(template.customer, other, *key)))
    if edit.apply is not None and edit.apply.startswith("drop."):
        return Case(first, None, edit.apply.removeprefix("drop."))
    fillings = {"customer": customer}
    if edit.side == "customer":
        return Case(first, (reply, _edited(customer, edit, fillings, *key)))
    return Case(first, (_edited(reply, edit, fillings, *key), customer))


def expand(capability: Capability) -> tuple[Case, ...]:
    """Return a capability's cases, always the same and each once.

    Raises
    ------
    InputError
        If it names a set without texts.
    """
    templates = [t for t in read_templates() if t.set in capability.sets]
    missing = sorted(set(capability.sets) - {t.set for t in templates})
    if missing:
        raise InputError(f"the set {missing[0]!r} has no texts", capability.id)
    # Templates take turns, so that none has more cases because it has more slots.
    turns: dict[Case, int] = {}
    for index, template in enumerate(templates):
        made: dict[Case, int] = {}
        for number in range(_MOST_TRIES):
            case = _case(capability, template, capability.id, index, number)
            if case.first != case.second and len(made) < _MOST_OF_A_TEMPLATE:
                made.setdefault(case, len(made))
        turns.update(made)
    return tuple(sorted(turns, key=turns.__getitem__)[: capability.cases])
