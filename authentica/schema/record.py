"""What all records share: their fields, by type, become JSON-ready data and are read back exactly.

The fields of a dataclass are the one list of what it holds; this module turns each type that a record may have into a
way to write and a checked way to read. What an `Assessment` holds spells out its own `to_dict`: it is written by the million, and a
literal is several times as fast.
"""

from __future__ import annotations

import enum
import math
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import datetime
from functools import cache
from operator import attrgetter
from types import UnionType
from typing import Annotated, Any, ClassVar, NamedTuple, TypeVar, Union, get_args, get_origin, get_type_hints

from authentica.errors import RecordError
from authentica.schema.fields import count, reading

__all__ = ["AS_MAPPING", "Record", "Share", "read", "written"]

AS_MAPPING = "as mapping"
"""Marks, by `Annotated`, a tuple of pairs that is written as an object: ``Annotated[tuple[tuple[str, int], ...], AS_MAPPING]``."""

Share = Annotated[float, "0 to 1"]
"""A number that is refused outside 0..1 when it is read."""

_R = TypeVar("_R", bound="Record")


class Record:
    """The base of a record, a frozen dataclass.

    A field is a str, bool, int (0 or more), float (finite), datetime, an enum, another record, a named tuple, a tuple of
    these, or one of them or None. What is read must name every field but those of `may_lack`, which then have their default.

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
    with reading(kind.__name__):
        if not isinstance(data, Mapping):
            raise RecordError(f"a mapping is needed, not a {type(data).__name__}")
        values = {}
        for name, form in _forms_of(kind).all:  # type: ignore[arg-type]  # as above
            if name in kind.may_lack and name not in data:
                continue
            value = data[name]
            if value is not None or not form.may_be_none:
                value = form.read(value, name)
            values[name] = value
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
    all: tuple[tuple[str, _Form], ...]


@cache
def _forms_of(kind: type[Any]) -> _Forms:
    hints = get_type_hints(kind, include_extras=True)
    forms = tuple((field.name, _form_of(hints[field.name])) for field in fields(kind))
    return _Forms(
        tuple(name for name, _ in forms),
        tuple((name, form.write) for name, form in forms if form.write is not None),
        forms,
    )


def _form_of(kind: Any) -> _Form:
    if kind in _PLAIN:
        return _PLAIN[kind]
    arguments = get_args(kind)
    origin = get_origin(kind)
    if origin is Annotated:
        return _mapping_form(get_args(get_args(arguments[0])[0])[1])
    if origin in (Union, UnionType):
        (inner,) = (each for each in arguments if each is not type(None))
        return _form_of(inner)._replace(may_be_none=True)
    if origin is tuple:
        return _items_form(arguments[0]) if arguments[-1] is Ellipsis else _row_form(tuple, arguments)
    if hasattr(kind, "from_dict"):
        return _Form(_to_dict, lambda value, _: kind.from_dict(value))
    if issubclass(kind, enum.Enum):
        return _Form(attrgetter("value"), lambda value, _: kind(value))
    return _row_form(kind._make, tuple(get_type_hints(kind).values()))


def _items_form(kind: Any) -> _Form:
    inner = _form_of(kind)
    write = list if inner.write is None else lambda items, write=inner.write: [write(item) for item in items]
    return _Form(write, lambda items, name: tuple([inner.read(item, name) for item in _items(items, name)]))


def _row_form(make: Callable[[Any], Any], kinds: tuple[Any, ...]) -> _Form:
    reads = [_form_of(kind).read for kind in kinds]
    return _Form(
        list, lambda row, name: make([each(v, name) for each, v in zip(reads, _items(row, name), strict=True)])
    )


def _mapping_form(kind: Any) -> _Form:
    inner = _form_of(kind)

    def read_pairs(value: Any, name: str) -> tuple[tuple[str, Any], ...]:
        return tuple(
            (str(key), None if each is None and inner.may_be_none else inner.read(each, name))
            for key, each in _checked(value, name, dict).items()
        )

    return _Form(dict, read_pairs)


def _to_dict(record: Any) -> Any:
    return record.to_dict()


def _items(value: Any, name: str) -> Any:
    if not isinstance(value, (list, tuple)):
        raise RecordError(f"the field {name!r} is a {type(value).__name__}, not a list")
    return value


def _checked(value: Any, name: str, kind: type) -> Any:
    if not isinstance(value, kind):
        raise RecordError(f"the field {name!r} is a {type(value).__name__}, not a {kind.__name__}")
    return value


def _truth(value: Any, name: str) -> bool:
    if not isinstance(value, bool):
        raise RecordError(f"the field {name!r} is neither true nor false")
    return value


def _finite(value: Any, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise RecordError(f"the field {name!r} is not a finite number")
    return float(value)


def _share(value: Any, name: str) -> float:
    share = _finite(value, name)
    if not 0.0 <= share <= 1.0:
        raise RecordError(f"the field {name!r} is not between 0 and 1")
    return share


_PLAIN: dict[Any, _Form] = {
    str: _Form(None, lambda value, name: _checked(value, name, str)),
    bool: _Form(None, _truth),
    int: _Form(None, lambda value, _: count(value)),
    float: _Form(None, _finite),
    Share: _Form(None, _share),
    datetime: _Form(datetime.isoformat, lambda value, name: datetime.fromisoformat(_checked(value, name, str))),
}
