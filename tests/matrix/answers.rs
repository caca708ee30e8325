//! What Entra ID would answer to the assertions of the matrix: a token to the good ones, and to each fault what is known of it,
//! or that it cannot be told, with the reason.

use assertion_inspector::report::Answer;
use assertion_inspector::testing::evidence::server_error::Reason;

use super::*;

/// What a fault is answered with, by what is published of the service.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Expected {
    Code(u64),
    Key(Reason),
    NotTold,
}

const NOT_FOUND: Expected = Expected::Key(Reason::KeyNotFound);
const MISMATCH: Expected = Expected::Key(Reason::SignatureMismatch);

/// By fault; and whether it is told without a registration, because it comes before the key.
const EXPECTED: &[(&str, Expected, bool)] = &[
    ("algorithm-none", Expected::Code(5_002_738), true),
    ("algorithm-symmetric", Expected::Code(5_002_738), true),
    ("algorithm-misspelled", Expected::Code(5_002_738), true),
    ("algorithm-unknown", Expected::Code(5_002_738), true),
    ("thumbprint-hex-text-encoded", NOT_FOUND, true),
    ("thumbprint-hex-as-is", NOT_FOUND, true),
    // How an x5t is read that is no base64, is not known.
    ("thumbprint-stray-characters", Expected::NotTold, false),
    ("thumbprint-trailing-newline", NOT_FOUND, true),
    ("thumbprint-encoded-twice", NOT_FOUND, true),
    ("thumbprint-empty", NOT_FOUND, true),
    ("thumbprint-is-guid", NOT_FOUND, true),
    ("thumbprint-of-other-bytes", NOT_FOUND, true),
    ("thumbprint-sha256-in-x5t", NOT_FOUND, true),
    ("thumbprint-sha1-in-x5t-s256", NOT_FOUND, true),
    ("thumbprint-header-misspelled", Expected::Code(5_002_726), true),
    ("identifier-missing", Expected::Code(5_002_723), true),
    ("identifier-kid-only", NOT_FOUND, true),
    ("certificate-mismatch", NOT_FOUND, false),
    ("signed-with-another-key", MISMATCH, false),
    ("signature-padding-mismatch", MISMATCH, false),
    ("signature-hash-mismatch", MISMATCH, false),
    ("signature-double-hashed", MISMATCH, false),
    ("signed-bytes-differ", MISMATCH, false),
    ("signature-encoding", MISMATCH, false),
    ("issuer-missing", Expected::Code(90_014), true),
    ("subject-missing", Expected::Code(700_022), false),
    ("issuer-subject-differ", Expected::Code(50_048), false),
    // The client_id that is sent beside it decides.
    ("client-id-not-guid", Expected::NotTold, false),
    ("audience-missing", Expected::Code(90_014), true),
    ("audience-resource", Expected::Code(700_023), false),
    ("audience-common", Expected::Code(700_023), false),
    ("audience-misspelled", Expected::Code(700_023), false),
    ("audience-array", Expected::Code(50_027), true),
    ("exp-missing", Expected::Code(700_024), false),
    // What the service says to milliseconds has not been published.
    ("time-unit", Expected::NotTold, false),
    ("assertion-expired", Expected::Code(700_024), false),
    ("time-zone-offset", Expected::Code(700_024), false),
    ("clock-skew", Expected::Code(700_024), false),
    ("times-contradict", Expected::Code(700_024), false),
    // The quotation marks may have come with the copy.
    ("assertion-wrapped", Expected::NotTold, false),
    ("certificate-not-registered", NOT_FOUND, false),
    ("certificate-rotated-one-side", NOT_FOUND, false),
    ("certificate-reissued-same-key", NOT_FOUND, false),
    ("registered-for-another-use", NOT_FOUND, false),
    ("registration-dates-narrower", Expected::Key(Reason::KeyExpired), false),
    ("no-registered-keys", Expected::Code(700_026), false),
    // What is registered on the application itself, or in its cloud, is not at hand.
    ("wrong-application", Expected::NotTold, false),
    ("wrong-cloud", Expected::NotTold, false),
    ("private-key-mismatch", MISMATCH, false),
    ("client-id-mismatch", Expected::Code(700_021), false),
    ("audience-tenant", Expected::Code(700_023), false),
    ("audience-cloud", Expected::Code(700_023), false),
    ("request-assertion-type", Expected::Code(90_011), true),
    ("request-two-credentials", Expected::Code(9_002_324), true),
    ("request-parameter-missing", Expected::Code(900_144), true),
    ("assertion-truncated", MISMATCH, false),
];

fn answer(forge: &Forge) -> Answer {
    inspect(forge).answer.expect("a case with an assertion has an answer")
}

fn told(answer: &Answer) -> Expected {
    match (answer.code, answer.reason) {
        (Some(700_027), Some(reason)) => Expected::Key(reason),
        (Some(code), None) => Expected::Code(code),
        _ => Expected::NotTold,
    }
}

/// The shape with the application that has its certificate.
fn registered_forge(shape: &Shape) -> Forge {
    let mut forge = forge(shape);
    registered(&mut forge, json!([key("app", json!({}))]));
    forge
}

#[test]
fn good_assertions_are_answered_with_a_token() {
    for shape in SHAPES {
        let with = answer(&registered_forge(shape));
        assert_eq!((with.status, with.code, with.needs), (Some(200), None, None), "{}", shape.0);
        let without = answer(&forge(shape));
        assert_eq!((without.status, without.mark), (None, None), "{}", shape.0);
        assert!(without.needs.expect("a reason").contains("registered keys"), "{}", shape.0);
    }
}

#[test]
fn every_single_fault_is_answered_as_is_known_of_it() {
    let (mut tried, mut told_count, mut failures) = (0, 0, Vec::new());
    for shape in SHAPES {
        for fault in FAULTS.iter().filter(|fault| (fault.fits)(&forge(shape))) {
            let (_, expected, is_before) =
                EXPECTED.iter().find(|(id, ..)| *id == fault.id).unwrap_or_else(|| panic!("{}", fault.id));
            let mut forge = registered_forge(shape);
            (fault.make)(&mut forge);
            let with = answer(&forge);
            tried += 1;
            told_count += usize::from(with.code.is_some());
            if told(&with) != *expected || with.code.is_none() != with.needs.is_some() || with.status == Some(200) {
                failures.push(format!("{} + {}: {with:?}", shape.0, fault.id));
            }
            // Without the registration, nothing is told that it could change.
            if !fault.touches.contains(&"registration") {
                forge.registered = None;
                let without = answer(&forge);
                let expected = if *is_before { *expected } else { Expected::NotTold };
                if told(&without) != expected || without.code.is_none() != without.needs.is_some() {
                    failures.push(format!("{} + {}, no registration: {without:?}", shape.0, fault.id));
                }
            }
        }
    }
    println!("fault matrix: {told_count} of {tried} answers told, {} that cannot be", tried - told_count);
    assert!(failures.is_empty(), "{} of {tried}\n{}", failures.len(), failures.join("\n"));
}
