"""What all records share: their fields, by type, become JSON-ready data and are read back exactly.

The fields of a dataclass are the one list of what it holds; this module turns each type that a record may have into a
way to write and a checked way to read. `Evidence` and `DimensionScore` are read so too, but spell out their own `to_dict`: they are
written by the million, and a literal is several times as fast.
"""

from __future__ import annotations

import enum
import json
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import datetime
from functools import cache
from operator import attrgetter
from types import UnionType
from typing import Annotated, Any, ClassVar, NamedTuple, TypeVar, Union, get_args, get_origin, get_type_hints

from authentica.errors import RecordError
from authentica.schema.fields import RecordFaults, as_string, as_whole

__all__ = ["AS_MAPPING", "OneOf", "Record", "Share", "Within", "read", "written"]

_FRACTION = re.compile(r"(?<=:\d\d)[.,](\d+)")

AS_MAPPING = "as mapping"
"""Marks, by `Annotated`, a tuple of pairs that is written as an object: ``Annotated[tuple[tuple[str, int], ...], AS_MAPPING]``."""


class Within(NamedTuple):
    """Marks, by `Annotated`, a number that is refused outside these bounds when it is read."""

    low: float
    high: float

    def __str__(self) -> str:
        return f"between {self.low:g} and {self.high:g}"


class OneOf(NamedTuple):
    """Marks, by `Annotated`, a string that is refused when it is read where it is none of these names."""

    names: tuple[str, ...]

    def __str__(self) -> str:
        return f"one of {', '.join(self.names)}"


Share = Annotated[float, Within(0.0, 1.0)]
"""A number of 0..1."""

_R = TypeVar("_R", bound="Record")


class Record:
    """The base of a record, a frozen dataclass.

    A field is a str, bool, int (0 or more), float (finite), datetime, an enum, another record, a named tuple, a tuple or a mapping
    of these, or one of them or None; by `Annotated` it can be limited to what `Within` or `OneOf` allows. What is read must name
    every field but those of `may_lack`, which then have their default.

    Attributes
    ----------
    may_lack : frozenset of str
        Of the class: fields that data to be read may leave out.
    """

    __slots__ = ()
    may_lack: ClassVar[frozenset[str]] = frozenset()

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready data."""
        return written(self)

    def to_json(self) -> str:
        """Return one line of JSON; lone surrogates are escaped, so any text survives."""
        return json.dumps(self.to_dict(), ensure_ascii=True, separators=(",", ":"), allow_nan=False)

    @classmethod
    def from_dict(cls: type[_R], data: Mapping[str, Any]) -> _R:
        """Read back what `to_dict` wrote.

        Raises
        ------
        RecordError
            If a field is missing, has another type, or a value that it cannot have.
        """
        return read(cls, data)


def written(record: Record) -> dict[str, Any]:
    """Return the fields of a record as JSON-ready data, in their order."""
    forms = _forms_of(type(record))  # type: ignore[arg-type]  # mypy takes a class for unhashable
    data = {name: getattr(record, name) for name in forms.names}
    for name, write in forms.made:
        value = data[name]
        if value is not None:
            data[name] = write(value)
    return data


def read(kind: type[_R], data: Mapping[str, Any]) -> _R:
    """Return a record of a kind from what `written` gave; what is no field of it is passed over.

    Parameters
    ----------
    kind : type
        A subclass of `Record`.
    data : mapping of str to object
        What to read.

    Raises
    ------
    RecordError
        If a field is missing, has another type, or a value that it cannot have.
    """
    with RecordFaults(kind.__name__):
        if not isinstance(data, Mapping):
            raise RecordError(f"a mapping is needed, not a {type(data).__name__}")
        may_lack, values = kind.may_lack, {}
        for name, take, may_be_none in _forms_of(kind).taken:  # type: ignore[arg-type]  # as above
            if name in may_lack and name not in data:
                continue
            value = data[name]
            values[name] = None if value is None and may_be_none else take(value, name)
        return kind(**values)


class _Form(NamedTuple):
    """How values of a type are written (None: as they are) and read, given the name of the field for errors."""

    write: Callable[[Any], Any] | None
    read: Callable[[Any, str], Any]
    may_be_none: bool = False


class _Forms(NamedTuple):
    """The fields of a record: their names, those that are not written as they are, and how each is read."""

    names: tuple[str, ...]
    made: tuple[tuple[str, Callable[[Any], Any]], ...]
    taken: tuple[tuple[str, Callable[[Any, str], Any], bool], ...]


@cache
def _forms_of(kind: type[Any]) -> _Forms:
    hints = get_type_hints(kind, include_extras=True)
    forms = tuple((field.name, _form_of(hints[field.name])) for field in fields(kind))
    return _Forms(
        tuple(name for name, _ in forms),
        tuple((name, form.write) for name, form in forms if form.write is not None),
        tuple((name, form.read, form.may_be_none) for name, form in forms),
    )


def _form_of(kind: Any) -> _Form:
    if kind in _PLAIN:
        return _PLAIN[kind]
    arguments = get_args(kind)
    origin = get_origin(kind)
    if origin is Annotated:
        inner, mark = arguments
        return _mapping_form(tuple, *get_args(get_args(inner)[0])) if mark == AS_MAPPING else _limited_form(inner, mark)
    if origin is Mapping:
        return _mapping_form(dict, *arguments)
    if origin in (Union, UnionType):
        (inner,) = (each for each in arguments if each is not type(None))
        return _form_of(inner)._replace(may_be_none=True)
    if origin is tuple:
        return _items_form(arguments[0]) if arguments[-1] is Ellipsis else _row_form(tuple, arguments)
    if hasattr(kind, "from_dict"):
        return _Form(_to_dict, lambda value, _: kind.from_dict(value))
    if issubclass(kind, enum.Enum):
        return _member_form(kind)
    return _row_form(kind._make, tuple(get_type_hints(kind).values()))


def _items_form(kind: Any) -> _Form:
    inner = _form_of(kind)
    take = inner.read
    write = list if inner.write is None else lambda items, write=inner.write: [write(item) for item in items]
    return _Form(write, lambda items, name: tuple([take(item, name) for item in _items(items, name)]))


def _row_form(make: Callable[[Any], Any], kinds: tuple[Any, ...]) -> _Form:
    reads = [_form_of(kind).read for kind in kinds]

    def read_row(row: Any, name: str) -> Any:
        if len(_items(row, name)) != len(reads):
            raise RecordError(f"the field {name!r} holds a list of {len(row)}, not of {len(reads)}")
        return make([each(value, name) for each, value in zip(reads, row, strict=True)])

    return _Form(list, read_row)


def _mapping_form(make: Callable[[Any], Any], key_kind: Any, kind: Any) -> _Form:
    key_form, inner = _form_of(key_kind), _form_of(kind)
    read_key, write_key = key_form.read, key_form.write

    def read_pairs(value: Any, name: str) -> Any:
        if not isinstance(value, (dict, Mapping)):
            raise RecordError(f"the field {name!r} is a {type(value).__name__}, not a mapping")
        return make(
            [
                (read_key(key, name), None if each is None and inner.may_be_none else inner.read(each, name))
                for key, each in value.items()
            ]
        )

    return _Form(
        dict if write_key is None else lambda pairs: {write_key(key): each for key, each in pairs.items()}, read_pairs
    )


def _limited_form(kind: Any, allowed: Within | OneOf) -> _Form:
    inner = _form_of(kind)
    take = inner.read
    if isinstance(allowed, OneOf):
        return inner._replace(read=lambda value, name: _among(allowed, take(value, name), name))
    low, high = allowed

    def read_number(value: Any, name: str) -> Any:
        found = take(value, name)
        if not low <= found <= high:
            raise RecordError(f"the field {name!r} is not {allowed}")
        return found

    return inner._replace(read=read_number)


def _member_form(kind: type[enum.Enum]) -> _Form:
    members = {str(member.value): member for member in kind}
    allowed = OneOf(tuple(members))
    return _Form(attrgetter("value"), lambda value, name: members[_among(allowed, as_string(value, name), name)])


def _among(allowed: OneOf, value: str, name: str) -> str:
    if value not in allowed.names:
        raise RecordError(f"the field {name!r} is not {allowed}")
    return value


def _to_dict(record: Any) -> Any:
    return record.to_dict()


def _items(value: Any, name: str) -> Any:
    if not isinstance(value, (list, tuple)):
        raise RecordError(f"the field {name!r} is a {type(value).__name__}, not a list")
    return value


def _truth(value: Any, name: str) -> bool:
    if not isinstance(value, bool):
        raise RecordError(f"the field {name!r} is neither true nor false")
    return value


def _finite(value: Any, name: str) -> float:
    # Compared, since math.isfinite fails on a whole number that no float can hold.
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) <= sys.float_info.max:
        raise RecordError(f"the field {name!r} is not a finite number")
    return float(value)


def _plain_iso(text: str) -> str:
    """Return a time as `datetime.isoformat` writes it: Python 3.10 reads no final Z, and fractions of 3 or 6 digits only."""
    if text[-1:] in ("Z", "z"):
        text = f"{text[:-1]}+00:00"
    return _FRACTION.sub(lambda found: f".{found[1][:6]:0<6}", text, count=1)


def _time(value: Any, name: str) -> datetime:
    try:
        return datetime.fromisoformat(_plain_iso(as_string(value, name)))
    except ValueError:
        raise RecordError(f"the field {name!r} is not a time in ISO 8601") from None


_PLAIN: dict[Any, _Form] = {
    str: _Form(None, as_string),
    bool: _Form(None, _truth),
    int: _Form(None, as_whole),
    float: _Form(None, _finite),
    datetime: _Form(lambda time: time.isoformat(), _time),  # its own: a subclass may know nanoseconds
}
