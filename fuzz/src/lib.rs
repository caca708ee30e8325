//! What the fuzz targets try.

pub mod laws;
