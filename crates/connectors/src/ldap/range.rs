//! Fetches the values that the server held back. Active Directory sends at most 1500 values of an attribute, as an
//! **empty** `member` beside `member;range=0-1499`; who stops there sees an empty group.

use super::connection::Connection;
use super::gap::Gap;
use super::range_option::Range;
use super::search::{Query, ask};
use crate::directory::{Entry, base_name, guid_of};
use ldap3_proto::control::LdapControl;
use ldap3_proto::proto::LdapResultCode;

/// A group may change while its values are fetched; then all of them are fetched again.
const ATTEMPTS: u32 = 3;
/// More pieces than any directory has; ends a server that counts without ever ending.
const PIECES_MAX: usize = 100_000;

/// Completes every attribute of `entry` that came in part. What could not be completed is named.
pub(crate) async fn complete(
    connection: &mut Connection,
    entry: &mut Entry,
    controls: &[LdapControl],
) -> Vec<Gap> {
    let mut gaps = Vec::new();
    for attribute in ranged_attributes(entry) {
        let mut walk = Walk::new(entry, &attribute, controls);
        let outcome = walk.run(connection).await;
        store(entry, &attribute, walk.values);
        if let Err(because) = outcome {
            let values = entry.values(&attribute).count();
            gaps.push(Gap::ShortRange { dn: entry.dn.clone(), attribute, because, values });
        }
    }
    gaps
}

fn ranged_attributes(entry: &Entry) -> Vec<String> {
    let ranged = entry.attributes.iter().filter(|(description, _)| Range::parse(description).is_some());
    ranged.map(|(description, _)| base_name(description).to_owned()).collect()
}

/// Puts all values under the plain name, in place of the empty set and the pieces.
fn store(entry: &mut Entry, attribute: &str, values: Vec<Vec<u8>>) {
    entry.attributes.retain(|(description, _)| !base_name(description).eq_ignore_ascii_case(attribute));
    entry.attributes.push((attribute.to_owned(), values));
}

/// The walk over one attribute's pieces.
struct Walk {
    attribute: String,
    base: String,
    /// Those of the question that the entry answered, so that all pieces have one form.
    controls: Vec<LdapControl>,
    changed: Option<Vec<u8>>,
    values: Vec<Vec<u8>>,
    /// Number of the last value that came.
    last: Option<usize>,
    first_piece: Option<(Range, Vec<Vec<u8>>)>,
}

impl Walk {
    /// The last piece has come.
    const ALL: usize = usize::MAX;

    fn new(entry: &Entry, attribute: &str, controls: &[LdapControl]) -> Self {
        // By GUID where we can: the entry may be renamed between two pieces.
        let base = guid_of(entry).map_or(entry.dn.clone(), |guid| format!("<GUID={guid}>"));
        Self {
            attribute: attribute.to_owned(),
            base,
            controls: controls.to_vec(),
            changed: entry.bytes("uSNChanged").map(<[u8]>::to_vec),
            values: Vec::new(),
            last: None,
            first_piece: piece(entry, attribute),
        }
    }

    async fn run(&mut self, connection: &mut Connection) -> Result<(), String> {
        for _ in 0..ATTEMPTS {
            if let Some((range, values)) = self.first_piece.take() {
                self.take(range, values)?;
            }
            if self.walk(connection).await? {
                return Ok(());
            }
            self.values.clear();
            self.last = None;
        }
        Err(format!("it changed {ATTEMPTS} times while it was read"))
    }

    /// Returns false if the entry changed meanwhile.
    async fn walk(&mut self, connection: &mut Connection) -> Result<bool, String> {
        for _ in 0..PIECES_MAX {
            let next = match self.last {
                Some(Self::ALL) => return Ok(true),
                Some(last) => last + 1,
                None => 0,
            };
            let entry = self.fetch(connection, next).await?;
            let changed = entry.bytes("uSNChanged").map(<[u8]>::to_vec);
            if changed != self.changed {
                self.changed = changed;
                return Ok(false);
            }
            let (range, values) = piece(&entry, &self.attribute)
                .ok_or_else(|| format!("the server sent no values from number {next} on"))?;
            self.take(range, values)?;
        }
        Err("the server sent pieces without end".into())
    }

    fn take(&mut self, range: Range, values: Vec<Vec<u8>>) -> Result<(), String> {
        let expected = self.last.map_or(0, |last| last + 1);
        let promised = range.last.map(|last| (last + 1).saturating_sub(range.first));
        if range.first != expected
            || promised.is_some_and(|promised| promised != values.len())
            || promised == Some(0)
        {
            self.values.extend(values);
            return Err(format!("the server left out values from number {expected} on"));
        }
        self.values.extend(values);
        self.last = Some(range.last.unwrap_or(Self::ALL));
        Ok(())
    }

    async fn fetch(&self, connection: &mut Connection, next: usize) -> Result<Entry, String> {
        let option = format!("{};range={next}-*", self.attribute);
        let query = Query::one("fetching further values", &self.base, &[&option, "uSNChanged"]);
        let answer = ask(connection, &query, self.controls.clone()).await;
        match answer.end {
            Some(Ok((result, _))) if result.code != LdapResultCode::Success => {
                Err(format!("the server answered {:?} from number {next} on", result.code))
            }
            Some(Err(fault)) => Err(fault.to_string()),
            _ => answer.entries.into_iter().next().ok_or_else(|| "the entry has gone".into()),
        }
    }
}

fn piece(entry: &Entry, attribute: &str) -> Option<(Range, Vec<Vec<u8>>)> {
    entry.attributes.iter().find_map(|(description, values)| {
        let same = base_name(description).eq_ignore_ascii_case(attribute);
        Range::parse(description).filter(|_| same).map(|range| (range, values.clone()))
    })
}
