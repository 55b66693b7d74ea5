"""Tables of DataFrames as Spark keeps them for questions.

A row holds up to a million facts: for each of their columns the bytes of one array. So Spark hands
on the columns that a question reads and no others, and none of it value by value. Words are stored
once a row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyarrow as pa

# About so many facts are in a row.
ROWS = 1 << 20


def pack(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The batches of a partition, packed."""
    gathered: list[pa.RecordBatch] = []
    rows = 0
    for batch in batches:
        if batch.num_rows:
            gathered.append(batch)
            rows += batch.num_rows
        if rows >= ROWS:
            yield _row(gathered)
            gathered, rows = [], 0
    if gathered:
        yield _row(gathered)


def unpack(kind: str, batches: Iterable[pa.RecordBatch]) -> list[tuple[str, pa.Table]]:
    """A table for each row."""
    import pyarrow as pa  # noqa: PLC0415 - only where there are DataFrames

    tables: list[tuple[str, pa.Table]] = []
    for batch in batches:
        for row in range(batch.num_rows):
            names = batch.schema.names
            streams: list[Any] = [batch.column(name)[row] for name in names]
            arrays = [_array(stream.as_py()) for stream in streams]
            tables.append((kind, pa.table(arrays, names)))
    return tables


def _row(batches: list[pa.RecordBatch]) -> pa.RecordBatch:
    import pyarrow as pa  # noqa: PLC0415 - as above

    table = pa.Table.from_batches(batches)
    columns: dict[str, pa.Array[Any]] = {
        name: pa.array([_bytes(_narrow(name, table[name]))], pa.binary())
        for name in table.column_names
    }
    return pa.record_batch(columns)


def _narrow(name: str, column: pa.ChunkedArray[Any]) -> pa.Array[Any]:
    """Words as numbers that are as short as they can be."""
    import pyarrow as pa  # noqa: PLC0415 - as above

    # Ids hardly ever repeat.
    if name == "id" or not (
        pa.types.is_string(column.type) or pa.types.is_large_string(column.type)
    ):
        return pa.concat_arrays(column.chunks)
    words: Any = pa.concat_arrays(column.dictionary_encode().chunks)
    count = len(words.dictionary)
    short = pa.int8() if count < 1 << 7 else pa.int16() if count < 1 << 15 else pa.int32()
    encoded: Any = pa.DictionaryArray
    narrow: pa.Array[Any] = encoded.from_arrays(words.indices.cast(short), words.dictionary)
    return narrow


def _bytes(array: pa.Array[Any]) -> bytes:
    import pyarrow as pa  # noqa: PLC0415 - as above

    batch = pa.record_batch([array], names=["values"])
    to = pa.BufferOutputStream()
    stream: Any
    with pa.ipc.new_stream(to, batch.schema) as stream:
        stream.write_batch(batch)
    return to.getvalue().to_pybytes()


def _array(stream: bytes) -> pa.Array[Any]:
    import pyarrow as pa  # noqa: PLC0415 - as above

    batch: Any = pa.ipc.open_stream(stream).read_next_batch()
    array: pa.Array[Any] = batch.column(0)
    return array
