//! A connection to the server, as the ledger in tables asks of one.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

use postgres::types::ToSql;
use postgres::{Client, SimpleQueryMessage, Statement};
use talktrack::ledger::Seq;
use talktrack::ledger::sql::{Connection, Dialect, EventRow, Result, Row, Value};

use crate::copy;
use crate::failure::{failure, is_passing};
use crate::values::{Answer, Given};

/// Of roles that may read tables.
const TABLES: Dialect = Dialect {
    to_write: "FOR UPDATE",
    event_of: "event WHERE source = ?1 AND id = ?2",
    facts_between: "event WHERE seq > ?1 AND seq <= ?2 ORDER BY seq",
    withheld: "SELECT hash FROM quarantine WHERE raw IS NULL AND byte_offset IS NULL",
    by_retraction: "",
    id_is_text: "id !~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'",
    texts_of_json: "json_array_elements_text(CAST(?1 AS json)) WITH ORDINALITY AS texts (value, position)",
    numbers_of_json: "SELECT CAST(value AS bigint) FROM json_array_elements_text(CAST(?1 AS json)) AS numbers (value)",
};

/// Of roles that may only record: they look up what they have to through functions.
const FUNCTIONS: Dialect = Dialect {
    event_of: "event_of(?1, ?2)",
    facts_between: "facts_under_way(?1, ?2)",
    withheld: "SELECT withheld FROM withheld_rows() AS withheld",
    ..TABLES
};

/// Settings of every session. What a host that died held is let go after a minute, and what one that hangs
/// holds after ten, so that others can record.
const SETTINGS: &str = "SELECT set_config('synchronous_commit', 'on', false) \
     WHERE current_setting('synchronous_commit') IN ('off', 'local'); \
     SELECT set_config('idle_in_transaction_session_timeout', '10min', false) \
     WHERE current_setting('idle_in_transaction_session_timeout') = '0'; \
     SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3; \
     SET client_min_messages = warning";

/// How many statements are kept prepared; after that they begin anew.
const PREPARED: usize = 256;

/// A connection to the server.
pub(crate) struct Session {
    client: RefCell<Client>,
    statements: RefCell<HashMap<Box<str>, Statement>>,
    /// Whether a failure passes, so that the same work is worth doing again.
    passing: Cell<bool>,
    /// Whether the role may read tables, and not only what recording takes.
    reads_tables: Cell<bool>,
    /// How events are inserted.
    pub(crate) copying: copy::Copying,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Session")
    }
}

impl Session {
    pub(crate) fn begin(mut client: Client) -> Result<Self, postgres::Error> {
        client.batch_execute(SETTINGS)?;
        Ok(Self {
            client: RefCell::new(client),
            statements: RefCell::default(),
            passing: Cell::new(false),
            reads_tables: Cell::new(true),
            copying: copy::Copying::default(),
        })
    }

    /// Whether the connection is gone, or what is in its transaction cannot be committed for a reason
    /// that passes.
    pub(crate) fn is_worth_repeating(&self) -> bool {
        self.is_lost() || self.passing.get()
    }

    /// Whether the connection is gone.
    pub(crate) fn is_lost(&self) -> bool {
        self.client.borrow().is_closed()
    }

    /// Does `work` with the client.
    pub(crate) fn with<T>(
        &self,
        work: impl FnOnce(&mut Client) -> Result<T, postgres::Error>,
    ) -> Result<T, postgres::Error> {
        let done = work(&mut self.client.borrow_mut());
        if let Err(error) = &done {
            self.passing.set(is_passing(error));
        }
        done
    }

    /// Begins a transaction that writes, and returns the schema that it finds: nobody upgrades the ledger
    /// from here to its end.
    pub(crate) fn begin_to_write(&self, recorder: &str) -> Result<Option<i64>, postgres::Error> {
        self.passing.set(false);
        let version = self.text(&format!(
            "BEGIN ISOLATION LEVEL READ COMMITTED; \
             INSERT INTO recorder (session, commits) VALUES ('{recorder}', 1) \
             ON CONFLICT (session) DO UPDATE SET commits = recorder.commits + 1; \
             SELECT schema_version FROM ledger FOR UPDATE"
        ))?;
        Ok(version.and_then(|version| version.parse().ok()))
    }

    /// Finds out what the role may do.
    pub(crate) fn ask_rights(&self) -> Result<(), postgres::Error> {
        let reads = self.text("SELECT has_table_privilege('event', 'SELECT')")?;
        self.reads_tables.set(reads.as_deref() == Some("t"));
        Ok(())
    }

    /// How many transactions of `recorder` are committed. It waits for one that is under way.
    pub(crate) fn commits(&self, recorder: &str) -> Result<u64, postgres::Error> {
        let sql = format!("SELECT commits FROM recorder WHERE session = '{recorder}' FOR UPDATE");
        let commits = self.text(&sql)?;
        Ok(commits.and_then(|commits| commits.parse().ok()).unwrap_or_default())
    }

    /// Begins a transaction that sees one moment.
    pub(crate) fn begin_to_read(&self) -> Result<(), postgres::Error> {
        self.passing.set(false);
        self.script("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    }

    /// Runs statements without values.
    pub(crate) fn script(&self, sql: &str) -> Result<(), postgres::Error> {
        self.with(|client| client.batch_execute(sql))
    }

    /// The first value of the first row, as text.
    pub(crate) fn text(&self, sql: &str) -> Result<Option<String>, postgres::Error> {
        let answers = self.with(|client| client.simple_query(sql))?;
        Ok(answers.iter().find_map(|answer| match answer {
            SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
            _ => None,
        }))
    }

    /// A statement, prepared the first time.
    fn prepared(&self, sql: &str) -> Result<Statement, postgres::Error> {
        if let Some(statement) = self.statements.borrow().get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.with(|client| client.prepare(&numbered(sql)))?;
        let mut statements = self.statements.borrow_mut();
        if statements.len() >= PREPARED {
            statements.clear();
        }
        statements.insert(sql.into(), statement.clone());
        Ok(statement)
    }
}

/// The statement with `$1` for `?1`.
fn numbered(sql: &str) -> String {
    let mut numbered = String::with_capacity(sql.len());
    let mut letters = sql.chars().peekable();
    while let Some(letter) = letters.next() {
        let is_value = letter == '?' && letters.peek().is_some_and(char::is_ascii_digit);
        let _ = numbered.write_char(if is_value { '$' } else { letter }); // text takes every letter
    }
    numbered
}

impl Connection for Session {
    fn dialect(&self) -> &'static Dialect {
        if self.reads_tables.get() { &TABLES } else { &FUNCTIONS }
    }

    fn run(
        &self,
        sql: &str,
        values: &[Value<'_>],
        visit: &mut dyn FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<u64> {
        let failed = |error: postgres::Error| failure(&error);
        let statement = self.prepared(sql).map_err(failed)?;
        let given: Vec<_> = values.iter().map(|value| Given(*value)).collect();
        let given: Vec<_> = given.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
        if statement.columns().is_empty() {
            return self.with(|client| client.execute(&statement, &given)).map_err(failed);
        }
        // All rows at once: whoever visits them may ask for something else meanwhile.
        let rows = self.with(|client| client.query(&statement, &given)).map_err(failed)?;
        for row in rows {
            visit(&Row::of(&Answer(row)))?;
        }
        Ok(0)
    }

    fn run_script(&self, sql: &str) -> Result<()> {
        self.script(sql).map_err(|error| failure(&error))
    }

    fn insert_events(&self, rows: &Arc<Vec<EventRow>>, last: Seq) -> Result<usize> {
        copy::insert(self, rows, last).map_err(|error| failure(&error))
    }

    fn existing_events(
        &self,
        rows: &Arc<Vec<EventRow>>,
        last: Seq,
    ) -> Result<Vec<(usize, EventRow)>> {
        let mut existing = Vec::new();
        let there = copy::existing(self, rows).map_err(|error| failure(&error))?;
        self.run(&there, &[Value::Number(last.get().cast_signed())], &mut |row| {
            existing.push(EventRow::with_position(row)?);
            Ok(())
        })?;
        Ok(existing)
    }
}
