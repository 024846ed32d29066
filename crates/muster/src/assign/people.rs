//! Who is meant by an external id.

use muster_core::draft::{Member, Roster};
use muster_core::id::PersonId;
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Everybody by everything that tells them apart: the id under which a source knows them, mail address, login names,
/// employee number, and the account that they are linked to. Twelve bytes a key, so that a million people fit.
pub(crate) struct Index<'a> {
    members: Vec<&'a Member<'a>>,
    /// In order.
    keys: Vec<(u64, u32)>,
}

/// Why an id means nobody in particular.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NotOne {
    /// Nobody has it.
    Nobody,
    /// These have it.
    Several(Vec<PersonId>),
}

impl<'a> Index<'a> {
    /// Looks at everybody once.
    pub(crate) fn new(roster: &'a Roster<'a>) -> Self {
        let members: Vec<&Member<'_>> = roster.members().collect();
        let of = |(number, member): (u32, &&Member<'_>)| {
            keys(member).into_iter().map(move |key| (digest(&key), number)).collect::<Vec<_>>()
        };
        let mut keys: Vec<(u64, u32)> = (0..).zip(&members).flat_map(of).collect();
        keys.sort_unstable();
        keys.dedup();
        Self { members, keys }
    }

    /// The number of the one person whom an id means.
    ///
    /// # Errors
    /// [`NotOne`].
    pub(crate) fn find(&self, written: &str) -> Result<u32, NotOne> {
        let wanted = folded(written);
        let digest = digest(&wanted);
        let first = self.keys.partition_point(|(known, _)| *known < digest);
        let alike = self.keys[first..].iter().take_while(|(known, _)| *known == digest);
        let is_meant = |number: &u32| keys(self.member(*number)).contains(&wanted);
        let meant: BTreeSet<u32> = alike.map(|(_, number)| *number).filter(is_meant).collect();
        match meant.iter().copied().collect::<Vec<u32>>().as_slice() {
            [only] => Ok(*only),
            [] => Err(NotOne::Nobody),
            several => Err(NotOne::Several(several.iter().map(|one| self.id(*one).clone()).collect())),
        }
    }

    /// Who bears a number.
    pub(crate) fn id(&self, number: u32) -> &PersonId {
        self.member(number).id()
    }

    /// Whether any source describes them.
    pub(crate) fn is_present(&self, number: u32) -> bool {
        !self.member(number).person.says.is_empty()
    }

    fn member(&self, number: u32) -> &Member<'a> {
        self.members[number as usize]
    }
}

/// Everything that tells somebody apart.
fn keys(member: &Member<'_>) -> Vec<String> {
    let records = member.person.says.iter().flat_map(|said| {
        let record = said.record;
        let id = PersonId::new(said.source, &record.anchor).to_string();
        let texts = [&record.mail, &record.user_principal_name, &record.employee_number];
        texts.into_iter().flatten().cloned().chain([id, record.login.clone()]).collect::<Vec<_>>()
    });
    let account = member.link.map(|link| link.account.to_string());
    let anchors = member.person.anchors().map(ToString::to_string);
    let all = records.chain(account).chain(anchors).chain([member.id().to_string()]);
    all.map(|key| folded(&key)).filter(|key| !key.is_empty()).collect()
}

/// Case, blanks around it and the braces that Windows puts around a GUID do not matter.
fn folded(key: &str) -> String {
    let key = key.trim();
    let bare = key.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    bare.unwrap_or(key).to_lowercase()
}

fn digest(key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}
