-- Schema 2: sealed chunks, and what forgetting a person leaves behind.

-- Sealed chunks, from which questions are answered at the speed of memory. They are derived
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

-- What forgetting a person leaves behind: docs/forget.md says why.

-- Forgetting recomputes digests: those of one generation can be compared, those of two cannot.
ALTER TABLE ledger ADD COLUMN generation INTEGER NOT NULL DEFAULT 0;
-- 1 from the severing of a person until the old pages of the file are overwritten.
ALTER TABLE ledger ADD COLUMN wiping INTEGER NOT NULL DEFAULT 0;
-- Of the slow hashes below; none until somebody is forgotten.
ALTER TABLE ledger ADD COLUMN salt BLOB;

-- Which of several versions with the same `at` holds, where a recomputed `content` would change it.
ALTER TABLE asset_history ADD COLUMN precedence BLOB;
ALTER TABLE rep_history ADD COLUMN precedence BLOB;
ALTER TABLE deal_history ADD COLUMN precedence BLOB;

-- Who was forgotten: the write, the rep's number, when, and the slow hash of the key.
CREATE TABLE forgotten (
    seq      INTEGER PRIMARY KEY,
    rep      INTEGER NOT NULL UNIQUE REFERENCES rep (id),
    at       INTEGER NOT NULL,
    key_hash BLOB NOT NULL UNIQUE
) STRICT;

-- Slow hashes of their keys and names in small letters, by which mentions in texts are recognised.
CREATE TABLE forgotten_word (
    hash   BLOB PRIMARY KEY,
    rep    INTEGER NOT NULL REFERENCES rep (id),
    length INTEGER NOT NULL                              -- in characters
) STRICT, WITHOUT ROWID;

-- Events that lost texts, so that the full event is recognised when it arrives again.
CREATE TABLE severed (seq INTEGER PRIMARY KEY) STRICT;

-- Ids that told who it was and were replaced by a UUID made of their slow hash. `kind` and `at` are
-- those of the event; both null where there is none with this id yet.
CREATE TABLE renamed (
    source INTEGER NOT NULL REFERENCES source (id),
    id     BLOB NOT NULL,
    kind   INTEGER,
    at     INTEGER,
    PRIMARY KEY (source, id)
) STRICT, WITHOUT ROWID;

-- What was forgotten stays forgotten.
CREATE TRIGGER forgotten_update BEFORE UPDATE ON forgotten
BEGIN SELECT RAISE(ABORT, 'what was forgotten stays forgotten'); END;
CREATE TRIGGER forgotten_delete BEFORE DELETE ON forgotten
BEGIN SELECT RAISE(ABORT, 'what was forgotten stays forgotten'); END;
CREATE TRIGGER forgotten_insert AFTER INSERT ON forgotten WHEN only_talktrack_records()
BEGIN SELECT RAISE(ABORT, 'only talktrack records into a ledger'); END;
CREATE TRIGGER forgotten_word_update BEFORE UPDATE ON forgotten_word
BEGIN SELECT RAISE(ABORT, 'what was forgotten stays forgotten'); END;
CREATE TRIGGER forgotten_word_delete BEFORE DELETE ON forgotten_word
BEGIN SELECT RAISE(ABORT, 'what was forgotten stays forgotten'); END;
CREATE TRIGGER severed_update BEFORE UPDATE ON severed
BEGIN SELECT RAISE(ABORT, 'what was forgotten stays forgotten'); END;
CREATE TRIGGER severed_delete BEFORE DELETE ON severed
BEGIN SELECT RAISE(ABORT, 'what was forgotten stays forgotten'); END;
CREATE TRIGGER renamed_update BEFORE UPDATE ON renamed
BEGIN SELECT RAISE(ABORT, 'what was forgotten stays forgotten'); END;
CREATE TRIGGER renamed_delete BEFORE DELETE ON renamed
BEGIN SELECT RAISE(ABORT, 'what was forgotten stays forgotten'); END;
