//! Packed logs, unpacked as they are read: gzip (RFC 1952) and Zstandard (RFC 8878), of one or more members.

use std::cell::RefCell;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

/// Bytes by which a packed file is known.
pub const MAGIC_BYTES: u64 = 4;

/// How a file is packed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    Gzip,
    Zstandard,
}

impl Packing {
    /// Tells by the first bytes of a file.
    pub fn of(head: &[u8]) -> Option<Self> {
        match head {
            [0x1F, 0x8B, 8, ..] => Some(Self::Gzip),
            // A frame, or one that is to be skipped.
            [0x28, 0xB5, 0x2F, 0xFD, ..] | [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] => Some(Self::Zstandard),
            _ => None,
        }
    }

    /// What is packed in a file.
    pub fn unpack(self, packed: impl Read + 'static) -> Box<dyn Read> {
        let packed = BufReader::with_capacity(64 * 1024, packed);
        match self {
            Self::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(packed)),
            Self::Zstandard => Box::new(Frames { packed, decoder: FrameDecoder::new(), is_open: false }),
        }
    }
}

/// The frames of a Zstandard file, one after another.
struct Frames<R> {
    packed: R,
    decoder: FrameDecoder,
    is_open: bool,
}

impl<R: BufRead> Frames<R> {
    /// Begins the next frame, or skips one that is not to be read. False at the end of the file.
    fn begin(&mut self) -> io::Result<bool> {
        if self.packed.fill_buf()?.is_empty() {
            return Ok(false);
        }
        match self.decoder.init(&mut self.packed) {
            Ok(()) => self.is_open = true,
            Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame { length, .. })) => {
                io::copy(&mut self.packed.by_ref().take(u64::from(length)), &mut io::sink())?;
            }
            Err(error) => return Err(io::Error::other(error)),
        }
        Ok(true)
    }
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            if !self.is_open && !self.begin()? {
                return Ok(0);
            }
            while self.is_open && self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
                let blocks = self.decoder.decode_blocks(&mut self.packed, BlockDecodingStrategy::UptoBlocks(1));
                blocks.map_err(io::Error::other)?;
            }
            let count = if self.is_open { self.decoder.read(out)? } else { 0 };
            if count > 0 || out.is_empty() {
                return Ok(count);
            }
            if self.is_open {
                self.is_open = false;
                let stated = self.decoder.get_checksum_from_data();
                if stated.is_some() && stated != self.decoder.get_calculated_checksum() {
                    return Err(io::Error::new(io::ErrorKind::InvalidData, "its checksum is wrong: it is damaged"));
                }
            }
        }
    }
}

/// Reads on, and keeps what was read: what turns out to be no log is read whole, as it is.
pub struct Kept<R> {
    source: R,
    bytes: Rc<RefCell<Option<Vec<u8>>>>,
}

impl<R: Read> Kept<R> {
    /// Also returns what is kept; once it is `None`, nothing is.
    pub fn new(source: R) -> (Self, Rc<RefCell<Option<Vec<u8>>>>) {
        let bytes = Rc::new(RefCell::new(Some(Vec::new())));
        (Self { source, bytes: bytes.clone() }, bytes)
    }
}

impl<R: Read> Read for Kept<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(out)?;
        if let Some(bytes) = &mut *self.bytes.borrow_mut() {
            bytes.extend_from_slice(out.get(..count).unwrap_or_default());
        }
        Ok(count)
    }
}
