//! Bytes: DER, archives, key stores.

use miniz_oxide::deflate::compress_to_vec;

use crate::catalogue::Family;
use crate::parts::{certificate_der, certificate_of_bits, der, guid, noise, token};
use crate::texts::repeat;

pub(crate) fn families() -> Vec<Family> {
    vec![
        Family::one("nested DER", |size| {
            let mut inner = Vec::new();
            for _ in 0..(size / 4).min(60_000) {
                let head = der(0x30, &[]);
                inner.extend(head);
            }
            der(0x30, &inner)
        }),
        Family::one("deep DER", |size| {
            // Lengths that no element keeps: the deepest has none.
            let element = [0x30, 0x83, 0xFF, 0xFF, 0xFF];
            element.iter().copied().cycle().take(size).collect()
        }),
        Family::one("indefinite DER", |size| [0x30, 0x80].iter().copied().cycle().take(size).collect()),
        Family::one("certificates of a P7B", |size| {
            let certificates = bytes(size, certificate_der);
            let signed_data = [
                der(2, &[1]),
                der(0x31, &[]),
                der(0x30, &der(6, &[0x2A, 0x86, 0x48, 0x86, 0xF7, 13, 1, 7, 1])),
                der(0xA0, &certificates),
                der(0x31, &[]),
            ]
            .concat();
            let oid = der(6, &[0x2A, 0x86, 0x48, 0x86, 0xF7, 13, 1, 7, 2]);
            der(0x30, &[oid, der(0xA0, &der(0x30, &signed_data))].concat())
        }),
        Family::one("certificates after one another", |size| bytes(size, certificate_der)),
        Family::one("certificates with large keys", |size| bytes(size, |number| certificate_of_bits(number, 16_384))),
        Family::one("a certificate with a long serial number", |size| {
            let body = [der(0xA0, &der(2, &[2])), der(2, &noise(1, size))].concat();
            der(0x30, &der(0x30, &body))
        }),
        Family::one("noise", |size| noise(1, size)),
        Family::one("zeros", |size| vec![0; size]),
        Family::one("text in UTF-16", |size| {
            let text = repeat(size / 2, |number| token(number) + "\r\n");
            [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
        }),
        Family::one("files of a ZIP", |size| zip(size, |number| (format!("{number}.txt"), token(number).into_bytes()))),
        Family::one("empty files of a ZIP", |size| zip(size, |number| (format!("{number}.txt"), Vec::new()))),
        Family::one("a ZIP of ZIPs", |size| {
            let inner = zip(4_000, |number| (format!("{number}.txt"), guid(number).into_bytes()));
            zip(size, |number| (format!("{number}.zip"), inner.clone()))
        }),
        Family::one("a ZIP bomb", |size| zip(size, |number| (format!("{number}.txt"), vec![b'a'; 1024 * 1024]))),
        Family::one("a log in gzip", |size| gzip(repeat(size * 4, |number| token(number) + "\n").as_bytes())),
        Family::one("files of a tar", |size| {
            let mut tar = Vec::new();
            for number in 0..size / 1_536 {
                let text = token(number).into_bytes();
                let mut head = vec![0; 512];
                let put = |head: &mut Vec<u8>, at: usize, text: &str| {
                    head.iter_mut().skip(at).zip(text.bytes()).for_each(|(place, byte)| *place = byte);
                };
                put(&mut head, 0, &format!("{number}.txt"));
                put(&mut head, 124, &format!("{:011o}", text.len()));
                put(&mut head, 156, "0");
                put(&mut head, 257, "ustar\u{0}00");
                put(&mut head, 148, "        ");
                let sum: u32 = head.iter().map(|byte| u32::from(*byte)).sum();
                put(&mut head, 148, &format!("{sum:06o}\u{0} "));
                tar.extend(head);
                tar.extend(&text);
                tar.resize(tar.len().next_multiple_of(512), 0);
            }
            tar.resize(tar.len() + 1_024, 0);
            tar
        }),
        Family::one("entries of a JKS", |size| {
            let entry = |number: usize| {
                let alias = format!("{number}");
                let certificate = certificate_der(number);
                let mut out = vec![0, 0, 0, 2, 0, u8::try_from(alias.len()).unwrap_or(0)];
                out.extend(alias.bytes());
                out.extend([0; 8]);
                out.extend(b"\x00\x05X.509");
                out.extend(u32::try_from(certificate.len()).unwrap_or(0).to_be_bytes());
                out.extend(certificate);
                out
            };
            let count = size / 900;
            let mut out = vec![0xFE, 0xED, 0xFE, 0xED, 0, 0, 0, 2];
            out.extend(u32::try_from(count).unwrap_or(0).to_be_bytes());
            (0..count).for_each(|number| out.extend(entry(number)));
            out.extend([0; 20]);
            out
        }),
    ]
}

fn bytes(size: usize, make: impl Fn(usize) -> Vec<u8>) -> Vec<u8> {
    let mut out = Vec::new();
    for number in 0.. {
        if out.len() >= size {
            break;
        }
        out.extend(make(number));
    }
    out
}

/// A ZIP of about this size.
fn zip(size: usize, member: impl Fn(usize) -> (String, Vec<u8>)) -> Vec<u8> {
    let (mut body, mut directory, mut count) = (Vec::new(), Vec::new(), 0_usize);
    let word = |value: usize| u32::try_from(value).unwrap_or(0).to_le_bytes();
    let short = |value: usize| u16::try_from(value).unwrap_or(0).to_le_bytes();
    while body.len() + directory.len() < size && count < 60_000 {
        let (name, content) = member(count);
        let packed = compress_to_vec(&content, 6);
        let fields: Vec<u8> = [
            &short(20)[..],
            &short(0),
            &short(8),
            &word(0),
            &word(usize::try_from(crc32(&content)).unwrap_or(0)),
            &word(packed.len()),
            &word(content.len()),
            &short(name.len()),
            &short(0),
        ]
        .concat();
        let at = body.len();
        body.extend([b"PK\x03\x04", &fields[..], name.as_bytes(), &packed].concat());
        directory.extend(
            [
                b"PK\x01\x02",
                &short(20)[..],
                &fields,
                &short(0),
                &short(0),
                &short(0),
                &word(0),
                &word(at),
                name.as_bytes(),
            ]
            .concat(),
        );
        count += 1;
    }
    let (start, length) = (body.len(), directory.len());
    body.extend(directory);
    body.extend(
        [b"PK\x05\x06", &[0; 4][..], &short(count), &short(count), &word(length), &word(start), &short(0)].concat(),
    );
    body
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let packed = compress_to_vec(content, 6);
    let length = u32::try_from(content.len()).unwrap_or(0).to_le_bytes();
    [&[0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF], &packed[..], &crc32(content).to_le_bytes(), &length].concat()
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| crc >> 1 ^ (0xEDB8_8320 & 0_u32.wrapping_sub(crc & 1)))
    })
}
