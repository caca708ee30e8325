//! What people bring most often. What these cost may not grow at all; the limits are in `wasm-pack.toml`.

use assertion_inspector::Input;

use crate::catalogue::input;
use crate::parts::{CERTIFICATE, SIGNED, error, token};
use crate::texts::repeat;

/// An input that people bring, by its name.
pub(crate) struct Path {
    /// What it is.
    pub(crate) name: &'static str,
    /// The inputs, each time anew.
    pub(crate) make: fn() -> Vec<Input>,
}

/// Every path.
pub(crate) const PATHS: [Path; 8] = [
    Path { name: "an assertion", make: || vec![input("token.jwt", SIGNED)] },
    Path {
        name: "a certificate and its assertion",
        make: || vec![input("app.pem", CERTIFICATE), input("token.jwt", SIGNED)],
    },
    Path {
        name: "a certificate and an assertion with PS256",
        make: || {
            let token = include_str!("../../fixtures/padding-pkcs1-as-ps256.jwt");
            vec![input("app.pem", CERTIFICATE), input("token.jwt", token)]
        },
    },
    Path {
        name: "an assertion with its certificate inside",
        make: || vec![input("token.jwt", include_str!("../../fixtures/azure-identity-x5c.jwt"))],
    },
    Path {
        name: "a registration, a certificate and its assertion",
        make: || {
            let registration = include_str!("../../fixtures/registered-other.json");
            vec![input("app.json", registration), input("app.pem", CERTIFICATE), input("token.jwt", SIGNED)]
        },
    },
    Path { name: "an error", make: || vec![input("error.txt", error(1))] },
    Path {
        name: "a certificate and a log of ten kilobytes",
        make: || {
            let log = repeat(10_000, |number| format!("2026-11-23 10:00:00 DEBUG {}\n", token(number)));
            vec![input("app.pem", CERTIFICATE), input("app.log", log)]
        },
    },
    Path {
        name: "a log of five megabytes with one assertion",
        make: || {
            let line = |number| match number {
                20_000 => format!("2026-11-23 10:00:00 DEBUG {SIGNED}\n"),
                _ => format!("2026-11-23 10:00:00 INFO [worker-7] order {number:08} handled in 17 ms, queue 3\n"),
            };
            vec![input("app.log", repeat(5_000_000, line))]
        },
    },
];
