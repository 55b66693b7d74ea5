#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| talktrack_fuzz::tables::packed_file(input));
