"""A property that is worked out once for each instance, without a lock.

`functools.cached_property` of Python 3.10 and 3.11 holds one lock for all instances while it works: threads wait for each other, and a process that
is forked meanwhile waits for ever. Here two threads may work it out both; they come to the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

__all__ = ["once"]

Value = TypeVar("Value")


class once(Generic[Value]):  # noqa: N801 - written as a decorator
    """Make a method a property whose value is kept in the instance's ``__dict__``."""

    def __init__(self, work: Callable[[Any], Value]) -> None:
        self._work = work
        self.__doc__ = work.__doc__

    @overload
    def __get__(self, instance: None, owner: type) -> once[Value]: ...

    @overload
    def __get__(self, instance: object, owner: type) -> Value: ...

    def __get__(self, instance: object | None, owner: type) -> once[Value] | Value:
        if instance is None:
            return self
        value = instance.__dict__[self._work.__name__] = self._work(instance)
        return value
