#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| assertion_inspector_fuzz::laws::redact(bytes));
