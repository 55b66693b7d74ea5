-- Schema 2: sealed chunks, from which questions are answered at the speed of memory. They are derived
-- from the rows, and `talktrack check --repair` makes them anew.

-- Each spans 65,536 writes: number 1 those up to 65536, number 2 the next as many.
CREATE TABLE chunk (
    number   INTEGER PRIMARY KEY,
    facts    INTEGER NOT NULL,    -- how many of the writes are events
    first_at INTEGER,             -- when the earliest of them happened
    last_at  INTEGER,             -- when the latest did
    digest   BLOB NOT NULL,       -- of everything up to the last write
    checksum INTEGER NOT NULL     -- CRC-32 of the other columns
) STRICT;

-- A column of a chunk: codes of `width` bytes, little-endian, one a fact in the order of writes. Code 0 is
-- none, code n is base + step * (n - 1). Of width 0 every value is `base`, which is none if it is the
-- least 64-bit number.
CREATE TABLE chunk_column (
    id       INTEGER PRIMARY KEY, -- chunk * 16 + column
    chunk    INTEGER NOT NULL REFERENCES chunk (number),
    field    TEXT NOT NULL,       -- a column of `event`; or 'write', counted from the first of the chunk as 0
    base     INTEGER NOT NULL,
    step     INTEGER NOT NULL,
    width    INTEGER NOT NULL,
    checksum INTEGER NOT NULL,    -- CRC-32 of the other columns
    data     BLOB NOT NULL
) STRICT;
