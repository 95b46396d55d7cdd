"""The kinds of data frames that are scored: reading a column of them, and making one of the same kind with new columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, NoReturn, Protocol

from authentica.arrow import arrow_type
from authentica.errors import InputError
from authentica.scoring.projection import Kind

__all__ = ["NewColumn", "Table", "UnreadableCell", "is_missing", "open_table"]


class NewColumn(NamedTuple):
    """A column to be put into a frame: its heading, its type, and its cells, None where one is empty."""

    name: str
    kind: Kind
    values: list[Any]


class Table(Protocol):
    """A data frame of some library: the names of its columns, in order, and how many rows it has."""

    names: list[str]
    size: int

    def cells(self, name: str) -> list[Any]:
        """Return the cells of a column that is there once."""

    def beside(self, columns: Sequence[NewColumn]) -> Any:
        """Return a frame with its own columns and new ones after them."""

    def alone(self, columns: Sequence[NewColumn]) -> Any:
        """Return a frame of the new columns, with its index where it has one."""


def open_table(frame: Any, where: str) -> Table:
    """Open a frame of any kind that is known; only libraries that are imported already are looked for.

    Raises
    ------
    InputError
        If it is of another kind, or its columns differ in length.
    """
    libraries = {kind.__module__.partition(".")[0] for kind in type(frame).__mro__}
    if "pandas" in libraries and hasattr(frame, "columns") and hasattr(frame, "index"):
        return _Pandas(frame)
    if "polars" in libraries and hasattr(frame, "get_column"):
        return _Polars(frame)
    if "pyarrow" in libraries and hasattr(frame, "to_pydict"):
        return _Arrow(frame)
    if isinstance(frame, Mapping):
        for values in frame.values():
            if isinstance(values, (str, bytes)) or not hasattr(values, "__len__") or getattr(values, "ndim", 1) == 0:
                raise InputError(f"a column is a {type(values).__name__}, not a sequence", where)
        if len({len(values) for values in frame.values()}) > 1:
            raise InputError("the columns differ in length", where)
        return _Columns(frame)
    raise InputError(
        f"a batch cannot be read from a {type(frame).__name__}",
        where,
        "Give a pandas or Polars DataFrame, an Arrow table or record batch, or a mapping of columns.",
    )


def is_missing(cell: Any) -> bool:
    """Whether a cell is empty: None, a float that is no number, pandas' NA and NaT, numpy's NaT."""
    if cell is None or type(cell).__name__ in ("NAType", "NaTType"):
        return True
    can_be_none = isinstance(cell, float) or type(cell).__name__ in ("float16", "float32", "datetime64")
    return can_be_none and bool(cell != cell)


class UnreadableCell:
    """Stands for a cell that its library cannot hand out: bytes that are no UTF-8, a time in no year or zone that Python knows.

    It costs its own row alone, or nothing where only a time is lost.
    """

    def __str__(self) -> NoReturn:
        raise InputError("the cell cannot be read")


def _each(places: Iterable[Any], cell: Callable[[Any], Any]) -> list[Any]:
    """Return the cells of a column that its library does not hand out as a whole, one by one."""
    found: list[Any] = []
    for place in places:
        try:
            found.append(cell(place))
        except (KeyboardInterrupt, SystemExit, MemoryError):
            raise
        except BaseException:  # Polars panics where a date is out of range, which is no `Exception`
            found.append(UnreadableCell())
    return found


class _Columns:
    def __init__(self, columns: Mapping[Any, Sequence[Any]]) -> None:
        self._columns = columns
        self._keys = {str(key): key for key in columns}
        self.names = [str(key) for key in columns]
        self.size = max(map(len, columns.values()), default=0)

    def cells(self, name: str) -> list[Any]:
        return list(self._columns[self._keys[name]])

    def beside(self, columns: Sequence[NewColumn]) -> Any:
        return {**self._columns, **self.alone(columns)}

    def alone(self, columns: Sequence[NewColumn]) -> Any:
        return {column.name: column.values for column in columns}


class _Pandas:
    def __init__(self, frame: Any) -> None:
        self._frame = frame
        self.names = [str(name) for name in frame.columns]
        self.size = len(frame)

    def cells(self, name: str) -> list[Any]:
        column = self._frame.iloc[:, self.names.index(name)]
        try:
            return list(column)
        except (ArithmeticError, LookupError, ValueError):  # of a column that Arrow holds
            return _each(range(len(column)), column.iloc.__getitem__)

    def beside(self, columns: Sequence[NewColumn]) -> Any:
        import pandas

        # By position: an index may hold the same label twice.
        return pandas.concat([self._frame, self.alone(columns)], axis=1)

    def alone(self, columns: Sequence[NewColumn]) -> Any:
        import pandas

        # A column that is empty in one batch has the type of all others, so that their Parquet files are one data set.
        types, index = {"text": "string", "integer": "Int64", "number": "float64"}, self._frame.index
        return pandas.DataFrame(
            {name: pandas.Series(values, dtype=types[kind], index=index) for name, kind, values in columns},
            index=index,
        )


class _Polars:
    def __init__(self, frame: Any) -> None:
        self._frame = frame
        self.names = list(frame.columns)
        self.size = frame.height

    def cells(self, name: str) -> list[Any]:
        column = self._frame.get_column(name)
        # As one cell that cannot be read where there is one among them.
        (whole,) = _each((column,), lambda column: column.to_list())
        cells: list[Any] = _each(range(self.size), column.__getitem__) if isinstance(whole, UnreadableCell) else whole
        return cells

    def beside(self, columns: Sequence[NewColumn]) -> Any:
        return self._frame.hstack(self.alone(columns).get_columns())

    def alone(self, columns: Sequence[NewColumn]) -> Any:
        import polars

        types = {"text": polars.String, "integer": polars.Int64, "number": polars.Float64}
        return polars.DataFrame([polars.Series(name, values, dtype=types[kind]) for name, kind, values in columns])


def _arrow_cell(scalar: Any) -> Any:
    """Return a cell; a time that is finer, or of a later year, than Python's as Arrow writes it."""
    try:
        return scalar.as_py()
    except (ArithmeticError, LookupError, ValueError):
        return scalar.cast("string").as_py()


class _Arrow:
    """A table or a record batch."""

    def __init__(self, frame: Any) -> None:
        self._frame = frame
        self.names = list(frame.schema.names)
        self.size = frame.num_rows

    def cells(self, name: str) -> list[Any]:
        column = self._frame.column(self.names.index(name))
        try:
            cells: list[Any] = column.to_pylist()
        except (ArithmeticError, LookupError, ValueError):
            cells = _each(column, _arrow_cell)
        return cells

    def beside(self, columns: Sequence[NewColumn]) -> Any:
        import pyarrow

        new = self.alone(columns)
        schema = pyarrow.schema([*self._frame.schema, *new.schema], metadata=self._frame.schema.metadata)
        return type(self._frame).from_arrays([*self._frame.columns, *new.columns], schema=schema)

    def alone(self, columns: Sequence[NewColumn]) -> Any:
        import pyarrow

        schema = pyarrow.schema([(name, arrow_type(kind)) for name, kind, _ in columns])
        arrays = [pyarrow.array(values, type=arrow_type(kind)) for _, kind, values in columns]
        return type(self._frame).from_arrays(arrays, schema=schema)
