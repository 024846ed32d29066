//! The one person whom a text on the command line names.

use crate::drive::Survey;
use crate::error::{Exit, Failure};
use muster_core::draft::Member;
use muster_core::id::PersonId;
use muster_core::person::Link;

const NAME_ANOTHER: &str = "name the mail, the login, the person id or the account id";

/// The one person whom a text names: exactly by a key, else by a part of the name.
pub(super) fn find<'a, 'b>(
    wanted: &str,
    survey: &Survey,
    members: impl Iterator<Item = &'b Member<'a>>,
) -> Result<&'b Member<'a>, Failure>
where
    'a: 'b,
{
    let wanted = wanted.trim().to_lowercase();
    let (exact, similar): (Vec<_>, Vec<_>) = members
        .filter(|member| {
            member.display_name().to_lowercase().contains(&wanted) || is(member, &wanted, survey)
        })
        .partition(|member| is(member, &wanted, survey));
    let hits = if exact.is_empty() { similar } else { exact };
    match hits.as_slice() {
        [member] => Ok(member),
        [] => Err(Failure::new(Exit::Input, format!("nobody is called `{wanted}`")).next(NAME_ANOTHER)),
        several => {
            let ids: Vec<String> = several
                .iter()
                .take(5)
                .map(|member| format!("{} ({})", member.display_name(), member.id()))
                .collect();
            Err(Failure::new(
                Exit::Input,
                format!("{} people could be `{wanted}`: {}", several.len(), ids.join(", ")),
            )
            .next(NAME_ANOTHER))
        }
    }
}

/// Somebody who is linked and whom a text names exactly, by id or account id, or by the whole name where only one has
/// it: known without asking any source.
pub(super) fn remembered(wanted: &str, links: &[Link]) -> Option<(PersonId, String)> {
    let wanted = wanted.trim().to_lowercase();
    let by_key = |link: &&Link| {
        [link.person.to_string().to_lowercase(), link.person.anchor.to_string(), link.account.to_string()]
            .contains(&wanted)
    };
    let named = || links.iter().filter(|link| link.display_name.to_lowercase() == wanted).collect::<Vec<_>>();
    let found = links.iter().find(by_key).or_else(|| match named().as_slice() {
        [link] => Some(link),
        _ => None,
    });
    found.map(|link| (link.person.clone(), link.display_name.clone()))
}

fn is(member: &Member<'_>, wanted: &str, survey: &Survey) -> bool {
    let records = member.person.says.iter().flat_map(|said| {
        let id = PersonId::new(said.source, &said.record.anchor).to_string().to_lowercase();
        let record = said.record;
        [Some(id), Some(record.login.to_lowercase()), record.mail.clone(), record.user_principal_name.clone()]
    });
    let account = survey.links.of_person(member.id()).map(|link| link.account.to_string());
    let keys = member.person.anchors().map(|anchor| Some(anchor.to_string()));
    let ids = [Some(member.id().to_string().to_lowercase()), account];
    records.chain(keys).chain(ids).flatten().any(|name| name == wanted)
}
