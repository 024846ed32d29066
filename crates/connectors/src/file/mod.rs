//! Directories in files: LDIF as `ldifde` and `ldapsearch` write it, and CSV with one row a person.
//!
//! Both give the same [`SourceBatch`](muster_core::record::SourceBatch) as LDAP. A file that is wrong is an error
//! with its place; a file that is cut off is an error too, because its missing half would look like leavers.

mod csv;
mod csv_header;
mod csv_row;
mod drop;
mod error;
mod ldif;
mod ldif_lines;
mod ldif_write;

pub use csv::csv_batch;
pub use drop::{DropEnd, DropFormat, DropRow, read_drop};
pub use error::FileError;
pub use ldif::{ldif_batch, ldif_description, read_ldif};
pub use ldif_write::write_ldif;
