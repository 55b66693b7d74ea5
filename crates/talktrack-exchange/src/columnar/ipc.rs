//! Arrow IPC: a stream, or a file, which is a stream between its marks.

use arrow_array::RecordBatch;
use arrow_buffer::Buffer;
use arrow_ipc::reader::StreamDecoder;
use arrow_ipc::{Message, MessageHeader, root_as_message};
use arrow_schema::{Schema, SchemaRef};

use super::guard::guarded;
use super::{Batches, damaged};
use crate::error::Error;
use crate::input::Input;

/// What a file begins with, before its stream.
pub(crate) const FILE_MARK: &[u8] = b"ARROW1\0\0";
/// What each message begins with, and so a stream.
pub(crate) const MARK: [u8; 4] = [0xff; 4];

/// The longest description of a batch.
const LONGEST_HEADER: usize = 16 << 20;
/// The most bytes of a batch, packed and unpacked: beyond it memory would not be bounded.
const LARGEST_BATCH: u64 = 1 << 30;
/// What stands before each compressed buffer: the length that it unpacks to.
const PREFIX: usize = 8;

/// Ends a stream: the decoder learns from it that what came before is complete.
const END: [u8; 8] = [0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0];

const NO_STREAM: &str = "it is a file of Arrow IPC that does not hold its batches as a stream, which is how they are read: write it as a stream (in Polars write_ipc_stream) or as Parquet";

/// What a file ends with, behind its stream and a description of where its batches are.
const FILE_END: &[u8] = b"ARROW1";

/// Reads batches.
pub(crate) struct Ipc {
    is_file: bool,
    decoder: StreamDecoder,
    schema: SchemaRef,
    /// A batch that came together with the description of its columns.
    first: Option<RecordBatch>,
    /// What the decoder has not taken yet.
    rest: Buffer,
    ended: bool,
}

impl Ipc {
    /// Reads the description of the columns.
    pub(crate) fn open(input: &mut Input<'_>) -> Result<Self, Error> {
        let is_file = input.beginning()?.starts_with(FILE_MARK);
        if is_file {
            input.consume(FILE_MARK.len());
            // Some writers begin the stream at a rounder place than others.
            while input.beginning()?.starts_with(&[0; 8]) {
                input.consume(8);
            }
            // Polars writes files whose batches are found from the end alone.
            let beginning = input.beginning()?;
            if beginning.len() >= MARK.len() && !beginning.starts_with(&MARK) {
                let name = input.name().to_owned();
                let problem = NO_STREAM.to_owned();
                return Err(Error::Unrecognised { name, problem });
            }
        }
        let (decoder, rest) = (StreamDecoder::new(), Buffer::from(Vec::<u8>::new()));
        let schema = SchemaRef::new(Schema::empty());
        let mut ipc = Self { is_file, decoder, schema, first: None, rest, ended: false };
        while ipc.decoder.schema().is_none() && !ipc.ended {
            ipc.first = ipc.decode(input)?;
        }
        match ipc.decoder.schema() {
            Some(schema) => Ok(Self { schema, ..ipc }),
            None => Err(damaged(input, "it ends before its columns are described")),
        }
    }

    /// Lets the decoder take one message, of which it may make a batch.
    fn decode(&mut self, input: &mut Input<'_>) -> Result<Option<RecordBatch>, Error> {
        if self.rest.is_empty() {
            let message = message(input, self.is_file)?;
            self.ended = message.is_none();
            if self.ended {
                pass_over_the_rest(input, self.is_file)?;
            }
            self.rest = Buffer::from(message.unwrap_or_else(|| END.to_vec()));
        }
        let decoded = guarded(|| self.decoder.decode(&mut self.rest));
        decoded.map_err(|problem| damaged(input, problem))
    }
}

impl Batches for Ipc {
    fn schema(&self) -> SchemaRef {
        SchemaRef::clone(&self.schema)
    }

    fn next(&mut self, input: &mut Input<'_>) -> Result<Option<RecordBatch>, Error> {
        let mut next = self.first.take();
        while next.is_none() && !(self.ended && self.rest.is_empty()) {
            next = self.decode(input)?;
        }
        Ok(next)
    }
}

/// The bytes of the next message with what describes it, or nothing at the end. What is announced is checked
/// before memory is taken for it.
fn message(input: &mut Input<'_>, is_file: bool) -> Result<Option<Vec<u8>>, Error> {
    let mut bytes = Vec::new();
    if take(input, &mut bytes, 4)? < 4 {
        return Ok(None);
    }
    if bytes != MARK {
        // Not every writer ends the stream within a file.
        return if is_file { Ok(None) } else { Err(damaged(input, "what follows is no batch")) };
    }
    take(input, &mut bytes, 4)?;
    let begin = bytes.len();
    let length = match bytes.last_chunk::<4>() {
        Some(length) => u32::from_le_bytes(*length) as usize,
        None => 0,
    };
    if length == 0 {
        return Ok(None);
    }
    if length > LONGEST_HEADER {
        return Err(damaged(input, format!("a batch is described in {length} bytes")));
    }
    if take(input, &mut bytes, length)? < length {
        return Err(damaged(input, "it ends within the description of a batch"));
    }
    // The padding between the two is part of the length, so that the body begins here.
    let body = match root_as_message(bytes.get(begin..).unwrap_or_default()) {
        Ok(message) => usize::try_from(message.bodyLength()).unwrap_or(usize::MAX),
        Err(error) => return Err(damaged(input, error)),
    };
    if body as u64 > LARGEST_BATCH {
        return Err(damaged(input, too_large(body as u64)));
    }
    let after = bytes.len();
    if take(input, &mut bytes, body)? < body {
        return Err(damaged(input, "it ends within a batch"));
    }
    let (described, body) = bytes.split_at(after);
    let message = root_as_message(described.get(begin..).unwrap_or_default());
    let problem = message.map_or_else(|error| Some(error.to_string()), |it| problem(&it, body));
    match problem {
        None => Ok(Some(bytes)),
        Some(problem) => Err(damaged(input, problem)),
    }
}

/// Why a batch is not unpacked: it is larger than memory should be taken for, or says so.
fn problem(message: &Message<'_>, body: &[u8]) -> Option<String> {
    let batch = match message.header_type() {
        MessageHeader::RecordBatch => message.header_as_record_batch()?,
        MessageHeader::DictionaryBatch => message.header_as_dictionary_batch()?.data()?,
        _ => return None,
    };
    let mut unpacked = body.len() as u64;
    if batch.compression().is_some() {
        unpacked = 0;
        for buffer in batch.buffers().into_iter().flatten() {
            let (Ok(offset), Ok(length)) =
                (usize::try_from(buffer.offset()), usize::try_from(buffer.length()))
            else {
                return Some("a column lies outside of its batch".to_owned());
            };
            let packed = offset.checked_add(length).and_then(|end| body.get(offset..end));
            let Some(packed) = packed else {
                return Some("a column lies outside of its batch".to_owned());
            };
            let announced = packed.first_chunk::<PREFIX>().map(|it| i64::from_le_bytes(*it));
            let plain = packed.len() as u64;
            unpacked = unpacked
                .saturating_add(announced.map_or(plain, |it| u64::try_from(it).unwrap_or(plain)));
        }
    }
    if unpacked > LARGEST_BATCH {
        return Some(too_large(unpacked));
    }
    let rows = u64::try_from(batch.length()).unwrap_or(u64::MAX);
    // What says anything takes a bit a row at least.
    let likely = unpacked.saturating_mul(8).saturating_add(64);
    (rows > likely).then(|| format!("a batch of {unpacked} bytes cannot hold {rows} rows"))
}

fn too_large(bytes: u64) -> String {
    format!(
        "a batch takes {bytes} bytes, and the largest that is read takes 1 GiB: write it in smaller batches"
    )
}

/// What stands behind the stream of a file repeats where its batches are. A file that was cut off does not
/// have it.
fn pass_over_the_rest(input: &mut Input<'_>, is_file: bool) -> Result<(), Error> {
    let mut end = Vec::new();
    loop {
        let chunk = input.chunk()?;
        let length = chunk.len();
        if length == 0 {
            break;
        }
        end.extend_from_slice(&chunk[length.saturating_sub(FILE_END.len())..]);
        end.drain(..end.len().saturating_sub(FILE_END.len()));
        input.consume(length);
    }
    if is_file && end != FILE_END {
        return Err(damaged(input, "it ends before its end: was it copied whole?"));
    }
    Ok(())
}

/// Takes so many bytes, or as many as there are, and says how many.
fn take(input: &mut Input<'_>, into: &mut Vec<u8>, length: usize) -> Result<usize, Error> {
    let mut taken = 0;
    while taken < length {
        let chunk = input.chunk()?;
        if chunk.is_empty() {
            break;
        }
        let now = chunk.len().min(length - taken);
        into.extend_from_slice(&chunk[..now]);
        input.consume(now);
        taken += now;
    }
    Ok(taken)
}
