//! What stands in a write-ahead log: <https://sqlite.org/fileformat2.html#walformat>.

const HEADER: usize = 32;
const FRAME_HEADER: usize = 24;

/// Where each commit of the log ends, in bytes.
pub(crate) fn commits(log: &[u8]) -> impl Iterator<Item = usize> {
    let number = |at: usize| {
        let bytes = log.get(at..at + 4).and_then(|bytes| bytes.try_into().ok());
        bytes.map_or(0, u32::from_be_bytes)
    };
    let page = number(8) as usize;
    let frames = (HEADER..log.len()).step_by(FRAME_HEADER + page);
    // The frame that ends a commit says how large the file is then; the others say 0.
    frames.filter(move |frame| number(frame + 4) > 0).map(move |frame| frame + FRAME_HEADER + page)
}
