-- The tables of a talktrack ledger on PostgreSQL, schema 1: docs/postgresql.md describes what differs
-- from a file. Times are microseconds since 1970-01-01T00:00:00Z. Money is in minor units of
-- ledger.currency.

-- What this ledger is, and how far it has come. One row, which whoever writes holds until the commit.
CREATE TABLE ledger (
    one            smallint PRIMARY KEY CHECK (one = 1),
    id             text NOT NULL,            -- its own id, a UUID
    seq            bigint NOT NULL,          -- the last write: 1, 2, 3, … in the order of commits
    digest         bytea NOT NULL,           -- sum over all facts, modulo 2^128
    currency       text,                     -- ISO 4217, fixed by the first amount
    generation     bigint NOT NULL,          -- of digests: how many people were forgotten
    wiping         smallint NOT NULL,        -- 1 from the severing of a person until tables are written anew
    salt           bytea,                    -- of the slow hashes below; none until somebody is forgotten
    schema_version integer NOT NULL          -- of these tables
) WITH (fillfactor = 10);

-- How many transactions each session has committed: after a connection was cut in the middle of a commit,
-- this tells what became of it.
CREATE TABLE recorder (
    session text PRIMARY KEY,
    commits bigint NOT NULL,
    since   timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50);

-- The words behind the codes, for people who read the tables.
CREATE TABLE vocabulary (
    field text COLLATE "C" NOT NULL,
    code  smallint NOT NULL,
    word  text COLLATE "C" NOT NULL,
    PRIMARY KEY (field, code)
);

-- Names, so that a fact holds numbers. Ids have no gaps.
CREATE TABLE source (id integer PRIMARY KEY, name text COLLATE "C" NOT NULL UNIQUE);
CREATE TABLE word   (id integer PRIMARY KEY, name text COLLATE "C" NOT NULL UNIQUE);
CREATE TABLE asset  (id integer PRIMARY KEY, name text COLLATE "C" NOT NULL UNIQUE);
CREATE TABLE rep    (id integer PRIMARY KEY, name text COLLATE "C" NOT NULL UNIQUE);
CREATE TABLE deal   (id integer PRIMARY KEY, name text COLLATE "C" NOT NULL UNIQUE);

-- The facts: every kind of event in the same columns, so that one index holds all identities. Numbers
-- stand for names by construction, which `talktrack check` verifies; foreign keys would be looked up
-- again for every row.
CREATE TABLE event (
    seq          bigint PRIMARY KEY,
    at           bigint NOT NULL,
    number       bigint,                     -- milliseconds, rating, hits, until, needed_by
    source       integer NOT NULL,
    rep          integer,
    asset        integer,                    -- of a search: the one opened
    deal         integer,
    word         integer,                    -- version, stage, kind of ask, team advised
    ref_source   integer,                    -- the event referred to
    kind         smallint NOT NULL,          -- vocabulary 'type'
    conversation smallint,                   -- 1 to 5
    code         smallint,                   -- action, result, level, asking side
    id           text COLLATE "C" NOT NULL,
    ref_id       text COLLATE "C",
    extra        text                        -- the other fields, a JSON object
);

-- Recording looks up every identity here.
CREATE UNIQUE INDEX event_identity ON event (source, id);
-- Every reader asks which events were retracted.
CREATE INDEX event_retraction ON event (ref_source, ref_id) WHERE kind = 11;

-- The catalogue: one row per version; the latest `at` holds, ties go to the greater `precedence`, which
-- is `content` where it is null.
CREATE TABLE asset_history (
    seq          bigint PRIMARY KEY,
    asset        integer NOT NULL,
    at           bigint NOT NULL,
    content      bytea NOT NULL,
    title        text,
    kind         text,
    supports     smallint NOT NULL,          -- bit n-1 for conversation n
    tags         text NOT NULL,              -- a JSON object
    campaign     text,
    owner        text,
    version      text,
    published_at bigint,
    expires_at   bigint,
    retired_at   bigint,
    replaced_by  integer,
    tailorable   boolean NOT NULL,
    cost         bigint,
    link         text,
    precedence   bytea
);
CREATE INDEX asset_history_asset ON asset_history (asset);

CREATE TABLE rep_history (
    seq        bigint PRIMARY KEY,
    rep        integer NOT NULL,
    at         bigint NOT NULL,
    content    bytea NOT NULL,
    name       text,
    team       text,
    region     text,
    role       text,
    started_at bigint,
    left_at    bigint,
    precedence bytea
);
CREATE INDEX rep_history_rep ON rep_history (rep);

CREATE TABLE deal_history (
    seq        bigint PRIMARY KEY,
    deal       integer NOT NULL,
    at         bigint NOT NULL,
    content    bytea NOT NULL,
    account    text,
    tags       text NOT NULL,
    amount     bigint,
    opened_at  bigint,
    owner      integer,
    precedence bytea
);
CREATE INDEX deal_history_deal ON deal_history (deal);

-- What stages, agreements and targets say: few rows, kept in one shape.
CREATE TABLE other_history (
    seq     bigint PRIMARY KEY,
    kind    smallint NOT NULL,               -- vocabulary 'entry': 4, 5 or 6
    key     text COLLATE "C" NOT NULL,       -- what the versions have in common
    at      bigint NOT NULL,
    content bytea NOT NULL,
    entry   text NOT NULL                    -- a JSON object
);
CREATE INDEX other_history_key ON other_history (kind, key);

-- What was refused, and what it takes to read it again.
CREATE TABLE origin (
    id      bigint PRIMARY KEY,
    name    text COLLATE "C" NOT NULL,
    format  text COLLATE "C" NOT NULL,
    context text COLLATE "C" NOT NULL
);
-- Contexts can be longer than an index takes.
CREATE INDEX origin_name ON origin USING hash (name);

CREATE TABLE quarantine (
    number      bigint PRIMARY KEY,
    origin      bigint NOT NULL,
    line        bigint NOT NULL,
    reason      text NOT NULL,
    raw         bytea,                       -- null where it was too long to keep
    length      bigint NOT NULL,
    hash        bytea NOT NULL,
    byte_offset bigint,
    refused_at  bigint NOT NULL,
    recorded_at bigint,                      -- when a later attempt recorded it
    UNIQUE (origin, line, hash)
);

-- Sealed chunks, from which questions are answered. They are derived from the rows, and
-- `talktrack check --repair` makes them anew. Each spans 65,536 writes.
CREATE TABLE chunk (
    number   bigint PRIMARY KEY,
    facts    bigint NOT NULL,                -- how many of the writes are events
    first_at bigint,                         -- when the earliest of them happened
    last_at  bigint,                         -- when the latest did
    digest   bytea NOT NULL,                 -- of everything up to the last write
    checksum bigint NOT NULL                 -- CRC-32 of the other columns
);

-- A column of a chunk: docs/schema.md says how to read it.
CREATE TABLE chunk_column (
    id       bigint PRIMARY KEY,             -- chunk * 16 + column
    chunk    bigint NOT NULL,
    field    text NOT NULL,
    base     bigint NOT NULL,
    step     bigint NOT NULL,
    width    bigint NOT NULL,
    checksum bigint NOT NULL,                -- CRC-32 of the other columns
    data     bytea NOT NULL
);
-- Already narrow: to compress it again costs more than it saves.
ALTER TABLE chunk_column ALTER COLUMN data SET STORAGE EXTERNAL;

-- Who was forgotten: the write, the rep's number, when, and the slow hash of the key.
CREATE TABLE forgotten (
    seq      bigint PRIMARY KEY,
    rep      integer NOT NULL UNIQUE,
    at       bigint NOT NULL,
    key_hash bytea NOT NULL UNIQUE
);

-- Slow hashes of their keys and names in small letters, by which mentions in texts are recognised.
CREATE TABLE forgotten_word (
    hash   bytea PRIMARY KEY,
    rep    integer NOT NULL,
    length bigint NOT NULL                   -- in characters
);

-- Events that lost texts, so that the full event is recognised when it arrives again.
CREATE TABLE severed (seq bigint PRIMARY KEY);

-- Ids that told who it was and were replaced by a UUID made of their slow hash. `kind` and `at` are
-- those of the event; both null where there is none with this id yet.
CREATE TABLE renamed (
    source integer NOT NULL,
    id     text COLLATE "C" NOT NULL,
    kind   smallint,
    at     bigint,
    PRIMARY KEY (source, id)
);

-- Facts are never updated, deleted or emptied: corrections are retractions.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'restrict_violation'; END $$;

DO $$
DECLARE
    kept text;
    reason text := 'a ledger is append-only: record a retraction instead';
BEGIN
    FOREACH kept IN ARRAY ARRAY['event', 'asset_history', 'rep_history', 'deal_history',
        'other_history', 'source', 'word', 'asset', 'rep', 'deal', 'vocabulary']
    LOOP
        EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I '
            'FOR EACH STATEMENT EXECUTE FUNCTION refuse_change(%L)', kept, reason);
    END LOOP;
    reason := 'what was forgotten stays forgotten';
    FOREACH kept IN ARRAY ARRAY['forgotten', 'forgotten_word', 'severed', 'renamed']
    LOOP
        EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I '
            'FOR EACH STATEMENT EXECUTE FUNCTION refuse_change(%L)', kept, reason);
    END LOOP;
    reason := 'what was refused stays: replay it';
    FOREACH kept IN ARRAY ARRAY['quarantine', 'origin', 'ledger']
    LOOP
        EXECUTE format('CREATE TRIGGER kept BEFORE DELETE OR TRUNCATE ON %I '
            'FOR EACH STATEMENT EXECUTE FUNCTION refuse_change(%L)', kept, reason);
    END LOOP;
END $$;

-- What whoever records may look at, without the right to read the tables: docs/postgresql.md.

-- The event with an identity that the caller can name.
CREATE FUNCTION event_of(given_source integer, given_id text) RETURNS SETOF event
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT ROWS 1
AS $$ SELECT * FROM event WHERE source = given_source AND id = given_id COLLATE "C" $$;

-- The numbers of the facts that are in no sealed chunk yet, for the next chunk to be sealed.
CREATE FUNCTION facts_under_way(after bigint, last bigint)
RETURNS TABLE (seq bigint, kind smallint, at bigint, source integer, rep integer, asset integer,
    deal integer, conversation smallint, code smallint, word integer, number bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
    SELECT e.seq, e.kind, e.at, e.source, e.rep, e.asset, e.deal, e.conversation, e.code, e.word, e.number
    FROM event AS e
    WHERE e.seq > after AND e.seq <= last AND e.seq > (SELECT l.seq / 65536 * 65536 FROM ledger AS l)
    ORDER BY e.seq
$$;

-- The hashes of refused rows whose text is not kept because it mentioned somebody who was forgotten.
CREATE FUNCTION withheld_rows() RETURNS SETOF bytea
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT
AS $$ SELECT hash FROM quarantine WHERE raw IS NULL AND byte_offset IS NULL $$;

REVOKE ALL ON FUNCTION event_of(integer, text), facts_under_way(bigint, bigint), withheld_rows() FROM PUBLIC;
