//! Batches of rows into the ledger, on a thread of their own while the next one is read.

use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::Duration;

use talktrack::Tracker;
use talktrack::ledger::{Receipt, RowBatch};

use crate::batch::Batch;
use crate::error::Error;
use crate::import::Counting;
use crate::input::Input;
use crate::progress::Counts;

/// How often whoever watches is asked while a batch is waited for.
const PACE: Duration = Duration::from_millis(50);

/// Records the rows in commits of `size`.
pub(crate) fn in_batches(
    tracker: &Tracker,
    input: &mut Input<'_>,
    rows: &mut Counting<'_>,
    size: usize,
) -> Result<Receipt, Error> {
    let total = Receipt { seq: tracker.state()?.seq, ..Receipt::default() };
    std::thread::scope(|scope| {
        let (batches, to_record) = sync_channel(0);
        let (receipts, recorded) = sync_channel(1);
        let thread = std::thread::Builder::new()
            .spawn_scoped(scope, move || record(tracker, &to_record, &receipts))
            .map_err(|source| Error::Io {
                attempted: format!("start a thread to record {}", input.name()),
                source,
            })?;
        let mut sender = Sender { batches, recorded, under_way: false, total };
        let read = sender.send_all(input, rows, size);
        let total = sender.finish();
        thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        // A batch that was under way when reading stopped is committed by now.
        input.watch.progress.receipt_so_far = Counts::from(&total);
        read.map(|()| total).map_err(|error| input.brought_up_to_date(error))
    })
}

/// Records batches until there are no more.
fn record(
    tracker: &Tracker,
    batches: &Receiver<RowBatch>,
    receipts: &SyncSender<Receipt>,
) -> Result<(), Error> {
    for batch in batches {
        // Nobody listens any more only if reading failed, which is told there.
        let _ = receipts.send(tracker.submit_rows(batch)?);
    }
    Ok(())
}

/// Hands over batches one after the other.
struct Sender {
    batches: SyncSender<RowBatch>,
    recorded: Receiver<Receipt>,
    under_way: bool,
    total: Receipt,
}

impl Sender {
    /// A batch is read before the ledger is asked to take it, so that a slow pipe does not make other
    /// writers wait.
    fn send_all(
        &mut self,
        input: &mut Input<'_>,
        rows: &mut Counting<'_>,
        size: usize,
    ) -> Result<(), Error> {
        let mut batch = Batch::of(size);
        loop {
            while !batch.is_full() && rows.read(input, &mut batch)? {}
            let batch = batch.take()?;
            if batch.is_empty() {
                return self.wait(input);
            }
            rows.count_uses(&batch.uses);
            self.wait(input)?;
            // It takes no more only if recording failed, which is told there.
            self.under_way = self.batches.send(batch).is_ok();
            if !self.under_way {
                return Ok(());
            }
        }
    }

    /// Waits for the batch under way. Meanwhile the import can be stopped.
    fn wait(&mut self, input: &mut Input<'_>) -> Result<(), Error> {
        while self.under_way {
            match self.recorded.recv_timeout(PACE) {
                Ok(receipt) => {
                    self.total = std::mem::take(&mut self.total).and(receipt);
                    self.under_way = false;
                    input.watch.progress.receipt_so_far = Counts::from(&self.total);
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => self.under_way = false,
            }
            input.tell()?;
        }
        Ok(())
    }

    /// What became of all batches, once the one under way is recorded.
    fn finish(self) -> Receipt {
        let Self { batches, recorded, total, .. } = self;
        drop(batches);
        recorded.into_iter().fold(total, Receipt::and)
    }
}
