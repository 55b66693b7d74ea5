//! What one would write without talktrack: a table with the columns of a use and the same unique columns.

use std::io::Write;
use std::time::{Duration, Instant};

use postgres::{Client, Error, NoTls};
use uuid::Uuid;

use crate::uses::Plain;

/// A table of uses, with keys as numbers that somebody gave them beforehand.
pub(crate) struct Table {
    client: Client,
    name: &'static str,
    rows: i64,
}

impl Table {
    pub(crate) fn create(url: &str, name: &'static str) -> Result<Self, Error> {
        let mut client = Client::connect(url, NoTls)?;
        client.batch_execute(&format!(
            "CREATE TABLE {name} (
                 seq bigint PRIMARY KEY, source integer NOT NULL, id text COLLATE \"C\" NOT NULL,
                 at bigint NOT NULL, rep integer NOT NULL, asset integer NOT NULL, deal integer,
                 conversation smallint, action smallint NOT NULL
             );
             CREATE UNIQUE INDEX {name}_identity ON {name} (source, id);"
        ))?;
        Ok(Self { client, name, rows: 0 })
    }

    /// Copies a batch, as one commit. The text is made beforehand.
    pub(crate) fn copy(&mut self, batch: &[Plain]) -> Result<Duration, Box<dyn std::error::Error>> {
        let mut text = Vec::new();
        for row in batch {
            self.rows += 1;
            writeln!(
                text,
                "{}\t1\t{}\t{}\t{}\t{}\t{}\t{}\t{}",
                self.rows,
                Uuid::from_bytes(row.id),
                row.at,
                row.rep,
                row.asset,
                row.deal,
                row.conversation,
                row.action
            )?;
        }
        let begin = Instant::now();
        let mut writer = self.client.copy_in(&format!("COPY {} FROM STDIN", self.name))?;
        writer.write_all(&text)?;
        writer.finish()?;
        Ok(begin.elapsed())
    }

    /// Inserts rows one by one, as one commit.
    pub(crate) fn insert(&mut self, batch: &[Plain]) -> Result<Duration, Error> {
        self.client.batch_execute("BEGIN")?;
        let spent = self.insert_each(batch)?;
        let begin = Instant::now();
        self.client.batch_execute("COMMIT")?;
        Ok(spent + begin.elapsed())
    }

    /// Inserts rows one by one, each as a commit unless a transaction is under way.
    pub(crate) fn insert_each(&mut self, batch: &[Plain]) -> Result<Duration, Error> {
        let insert = format!(
            "INSERT INTO {} VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (source, id) DO NOTHING",
            self.name
        );
        let insert = self.client.prepare(&insert)?;
        let begin = Instant::now();
        for row in batch {
            self.rows += 1;
            self.client.execute(
                &insert,
                &[
                    &self.rows,
                    &Uuid::from_bytes(row.id).to_string(),
                    &row.at,
                    &row.rep.cast_signed(),
                    &row.asset.cast_signed(),
                    &row.deal.cast_signed(),
                    &i16::from(row.conversation),
                    &i16::from(row.action),
                ],
            )?;
        }
        Ok(begin.elapsed())
    }
}
