-- The tables of a talktrack ledger, schema 1. They are public: docs/schema.md describes each.
-- Times are microseconds since 1970-01-01T00:00:00Z. Money is in minor units of ledger.currency.

-- What this ledger is, and how far it has come. One row.
CREATE TABLE ledger (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    id       TEXT NOT NULL,       -- its own id, a UUID
    seq      INTEGER NOT NULL,    -- the last write: 1, 2, 3, … in the order of commits
    digest   BLOB NOT NULL,       -- sum over all facts, modulo 2^128
    currency TEXT                 -- ISO 4217, fixed by the first amount
) STRICT;

-- The words behind the codes, for people who read the tables.
CREATE TABLE vocabulary (
    field TEXT NOT NULL,
    code  INTEGER NOT NULL,
    word  TEXT NOT NULL,
    PRIMARY KEY (field, code)
) STRICT, WITHOUT ROWID;

-- Names, so that a fact holds numbers. Ids have no gaps.
CREATE TABLE source (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE word   (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE asset  (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE rep    (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE deal   (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

-- The facts: every kind of event in the same columns, so that one index holds all identities.
-- Foreign keys are declared, guaranteed by construction and verified by `talktrack check`.
CREATE TABLE event (
    seq          INTEGER PRIMARY KEY,
    kind         INTEGER NOT NULL,                       -- vocabulary 'type'
    source       INTEGER NOT NULL REFERENCES source (id),
    id           ANY NOT NULL,                           -- a UUID as 16 bytes, anything else as text
    at           INTEGER NOT NULL,
    rep          INTEGER REFERENCES rep (id),
    asset        INTEGER REFERENCES asset (id),          -- of a search: the one opened
    deal         INTEGER REFERENCES deal (id),
    conversation INTEGER,                                -- 1 to 5
    code         INTEGER,                                -- action, result, level, asking side
    word         INTEGER REFERENCES word (id),           -- version, stage, kind of ask, team advised
    number       INTEGER,                                -- milliseconds, rating, hits, until, needed_by
    ref_source   INTEGER REFERENCES source (id),         -- the event referred to
    ref_id       ANY,
    extra        TEXT                                    -- the other fields, a JSON object
) STRICT;

-- Recording looks up every identity here.
CREATE UNIQUE INDEX event_identity ON event (source, id);
-- Every reader asks which events were retracted.
CREATE INDEX event_retraction ON event (ref_source, ref_id) WHERE kind = 11;

-- The catalogue: one row per version; the latest `at` holds, ties go to the greater `content`.
CREATE TABLE asset_history (
    seq          INTEGER PRIMARY KEY,
    asset        INTEGER NOT NULL REFERENCES asset (id),
    at           INTEGER NOT NULL,
    content      BLOB NOT NULL,
    title        TEXT,
    kind         TEXT,
    supports     INTEGER NOT NULL,                       -- bit n-1 for conversation n
    tags         TEXT NOT NULL,                          -- a JSON object
    campaign     TEXT,
    owner        TEXT,
    version      TEXT,
    published_at INTEGER,
    expires_at   INTEGER,
    retired_at   INTEGER,
    replaced_by  INTEGER REFERENCES asset (id),
    tailorable   INTEGER NOT NULL,
    cost         INTEGER,
    link         TEXT
) STRICT;
CREATE INDEX asset_history_asset ON asset_history (asset);

CREATE TABLE rep_history (
    seq        INTEGER PRIMARY KEY,
    rep        INTEGER NOT NULL REFERENCES rep (id),
    at         INTEGER NOT NULL,
    content    BLOB NOT NULL,
    name       TEXT,
    team       TEXT,
    region     TEXT,
    role       TEXT,
    started_at INTEGER,
    left_at    INTEGER
) STRICT;
CREATE INDEX rep_history_rep ON rep_history (rep);

CREATE TABLE deal_history (
    seq       INTEGER PRIMARY KEY,
    deal      INTEGER NOT NULL REFERENCES deal (id),
    at        INTEGER NOT NULL,
    content   BLOB NOT NULL,
    account   TEXT,
    tags      TEXT NOT NULL,
    amount    INTEGER,
    opened_at INTEGER,
    owner     INTEGER REFERENCES rep (id)
) STRICT;
CREATE INDEX deal_history_deal ON deal_history (deal);

-- What stages, agreements and targets say: few rows, kept in one shape.
CREATE TABLE other_history (
    seq     INTEGER PRIMARY KEY,
    kind    INTEGER NOT NULL,                            -- vocabulary 'entry': 4, 5 or 6
    key     TEXT NOT NULL,                               -- what the versions have in common
    at      INTEGER NOT NULL,
    content BLOB NOT NULL,
    entry   TEXT NOT NULL                                -- a JSON object
) STRICT;
CREATE INDEX other_history_key ON other_history (kind, key);

-- What was refused, and what it takes to read it again.
CREATE TABLE origin (
    id      INTEGER PRIMARY KEY,
    name    TEXT NOT NULL,
    format  TEXT NOT NULL,
    context TEXT NOT NULL,
    UNIQUE (name, format, context)
) STRICT;

CREATE TABLE quarantine (
    number      INTEGER PRIMARY KEY,
    origin      INTEGER NOT NULL REFERENCES origin (id),
    line        INTEGER NOT NULL,
    reason      TEXT NOT NULL,
    raw         BLOB,                                    -- null where it was too long to keep
    length      INTEGER NOT NULL,
    hash        BLOB NOT NULL,
    byte_offset INTEGER,
    refused_at  INTEGER NOT NULL,
    recorded_at INTEGER,                                 -- when a later attempt recorded it
    UNIQUE (origin, line, hash)
) STRICT;

-- Facts are never updated or deleted: corrections are retractions.
CREATE TRIGGER event_update BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only: record a retraction instead'); END;
CREATE TRIGGER event_delete BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only: record a retraction instead'); END;
CREATE TRIGGER asset_history_update BEFORE UPDATE ON asset_history
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only: record a retraction instead'); END;
CREATE TRIGGER asset_history_delete BEFORE DELETE ON asset_history
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only: record a retraction instead'); END;
CREATE TRIGGER rep_history_update BEFORE UPDATE ON rep_history
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only: record a retraction instead'); END;
CREATE TRIGGER rep_history_delete BEFORE DELETE ON rep_history
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only: record a retraction instead'); END;
CREATE TRIGGER deal_history_update BEFORE UPDATE ON deal_history
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only: record a retraction instead'); END;
CREATE TRIGGER deal_history_delete BEFORE DELETE ON deal_history
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only: record a retraction instead'); END;
CREATE TRIGGER other_history_update BEFORE UPDATE ON other_history
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only: record a retraction instead'); END;
CREATE TRIGGER other_history_delete BEFORE DELETE ON other_history
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only: record a retraction instead'); END;
CREATE TRIGGER source_update BEFORE UPDATE ON source
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only: record a retraction instead'); END;
CREATE TRIGGER source_delete BEFORE DELETE ON source
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only: record a retraction instead'); END;
CREATE TRIGGER word_update BEFORE UPDATE ON word
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only: record a retraction instead'); END;
CREATE TRIGGER word_delete BEFORE DELETE ON word
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only: record a retraction instead'); END;
CREATE TRIGGER asset_update BEFORE UPDATE ON asset
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only: record a retraction instead'); END;
CREATE TRIGGER asset_delete BEFORE DELETE ON asset
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only: record a retraction instead'); END;
CREATE TRIGGER rep_update BEFORE UPDATE ON rep
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only: record a retraction instead'); END;
CREATE TRIGGER rep_delete BEFORE DELETE ON rep
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only: record a retraction instead'); END;
CREATE TRIGGER deal_update BEFORE UPDATE ON deal
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only: record a retraction instead'); END;
CREATE TRIGGER deal_delete BEFORE DELETE ON deal
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only: record a retraction instead'); END;
CREATE TRIGGER vocabulary_update BEFORE UPDATE ON vocabulary
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only: record a retraction instead'); END;
CREATE TRIGGER vocabulary_delete BEFORE DELETE ON vocabulary
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only: record a retraction instead'); END;

-- Nor are they replaced: INSERT OR REPLACE deletes without asking the triggers above. So only talktrack
-- inserts: its connections bring the function that is asked here, which gives 0; any other program is
-- told that there is no such function, and changes nothing. Table event has no such trigger, because any
-- trigger on its inserts takes a third of the speed of recording; `talktrack check` finds what was
-- replaced there.
CREATE TRIGGER asset_history_insert AFTER INSERT ON asset_history WHEN only_talktrack_records()
BEGIN SELECT RAISE(ABORT, 'only talktrack records into a ledger'); END;
CREATE TRIGGER rep_history_insert AFTER INSERT ON rep_history WHEN only_talktrack_records()
BEGIN SELECT RAISE(ABORT, 'only talktrack records into a ledger'); END;
CREATE TRIGGER deal_history_insert AFTER INSERT ON deal_history WHEN only_talktrack_records()
BEGIN SELECT RAISE(ABORT, 'only talktrack records into a ledger'); END;
CREATE TRIGGER other_history_insert AFTER INSERT ON other_history WHEN only_talktrack_records()
BEGIN SELECT RAISE(ABORT, 'only talktrack records into a ledger'); END;
CREATE TRIGGER source_insert AFTER INSERT ON source WHEN only_talktrack_records()
BEGIN SELECT RAISE(ABORT, 'only talktrack records into a ledger'); END;
CREATE TRIGGER word_insert AFTER INSERT ON word WHEN only_talktrack_records()
BEGIN SELECT RAISE(ABORT, 'only talktrack records into a ledger'); END;
CREATE TRIGGER asset_insert AFTER INSERT ON asset WHEN only_talktrack_records()
BEGIN SELECT RAISE(ABORT, 'only talktrack records into a ledger'); END;
CREATE TRIGGER rep_insert AFTER INSERT ON rep WHEN only_talktrack_records()
BEGIN SELECT RAISE(ABORT, 'only talktrack records into a ledger'); END;
CREATE TRIGGER deal_insert AFTER INSERT ON deal WHEN only_talktrack_records()
BEGIN SELECT RAISE(ABORT, 'only talktrack records into a ledger'); END;

-- What was refused does not vanish either.
CREATE TRIGGER quarantine_delete BEFORE DELETE ON quarantine
BEGIN SELECT RAISE(ABORT, 'what was refused stays: replay it'); END;
CREATE TRIGGER origin_delete BEFORE DELETE ON origin
BEGIN SELECT RAISE(ABORT, 'what was refused stays: replay it'); END;
