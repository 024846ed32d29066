//! Before anything is taken away because a listing's expansion showed it, or forgotten because a listing did not show
//! it, the tenant is asked once more at the endpoint of its own. What it does not confirm is held.

use muster_connectors::genesys::{Answers, Asked, Client, recheck as ask_again, still_held};
use muster_core::entitlement::{Kind, Slot, Value};
use muster_core::guard::{ApprovedPlan, Refused, approve};
use muster_core::id::{AccountId, PersonId};
use muster_core::plan::{Change, Held, Hold, Plan, PlanBody};
use std::collections::BTreeSet;

/// A plan whose removals the tenant has confirmed.
#[derive(Debug)]
pub struct Rechecked {
    /// What may run: the same plan where everything was confirmed.
    pub plan: ApprovedPlan,
    /// Removals that were not confirmed; they stand among the held changes of the plan, too.
    pub held: Vec<Held>,
    /// How many calls asking took.
    pub calls: u64,
}

/// Asks again about what `plan` takes away and what was only read as an expansion of the user listing (groups, skills,
/// languages), and about every grant that it forgets: one that only seemed to be gone must stay ours, or nobody would
/// ever take it away. Where there is neither, nothing is asked.
///
/// # Errors
/// [`Refused`], never for a plan that was approved once.
pub async fn recheck(client: &Client, plan: ApprovedPlan) -> Result<Rechecked, Refused> {
    let before = client.calls().total;
    let mut body = plan.plan().body.clone();
    let gone = ask_again(client, &forgotten(&body)).await;
    body.forget.retain(|(account, slot)| is_gone(*account, slot, &gone));
    let answers = still_held(client, &removals(&body)).await;
    let held = set_aside(&mut body, &answers);
    let calls = client.calls().total - before;
    let plan = if body == plan.plan().body { plan } else { approve(Plan::seal(body))? };
    Ok(Rechecked { plan, held, calls })
}

fn removals(body: &PlanBody) -> Asked {
    let removals = body.changes.iter().filter(|change| rests_on_expansion(change));
    by_account(removals.filter_map(|change| Some((change.subject.account?, &change.slot))))
}

fn forgotten(body: &PlanBody) -> Asked {
    by_account(body.forget.iter().map(|(account, slot)| (*account, slot)))
}

fn by_account<'a>(slots: impl Iterator<Item = (AccountId, &'a Slot)>) -> Asked {
    let mut asked = Asked::new();
    for (account, slot) in slots {
        asked.entry(account).or_default().insert(slot.clone());
    }
    asked
}

/// Roles and queues are read at endpoints of their own in the first place.
fn rests_on_expansion(change: &Change) -> bool {
    change.is_removal() && matches!(change.slot.kind(), Kind::Group | Kind::Skill | Kind::Language)
}

fn is_gone(account: AccountId, slot: &Slot, answers: &Answers) -> bool {
    !slot.is_entitlement() || matches!(answers.get(&(account, slot.clone())), Some(Ok(None)))
}

/// Moves the removals that are not confirmed to what is held, and says which they are.
fn set_aside(body: &mut PlanBody, answers: &Answers) -> Vec<Held> {
    let mut held = Vec::new();
    body.changes.retain(|change| match doubt(change, answers) {
        Some(reason) => {
            let because = Hold::NotConfirmed { reason };
            held.push(Held { subject: change.subject.clone(), change: Some(change.clone()), because });
            false
        }
        None => true,
    });
    body.held.extend(held.iter().cloned());
    body.held.sort_by(|one, other| place(one).cmp(&place(other)));
    recount(body, &held);
    held
}

fn place(held: &Held) -> (&PersonId, Option<&Slot>) {
    (&held.subject.person, held.change.as_ref().map(|change| &change.slot))
}

/// Why a removal is not confirmed; `None` where it is, and for what needs no second look.
fn doubt(change: &Change, answers: &Answers) -> Option<String> {
    let account = change.subject.account.filter(|_| rests_on_expansion(change))?;
    match answers.get(&(account, change.slot.clone())) {
        Some(Ok(found)) if *found == change.before => None,
        Some(Ok(None)) => Some("it is not held any more".into()),
        Some(Ok(Some(Value::Level(found)))) => Some(format!("the level is {found} now")),
        Some(Ok(Some(_))) => Some("it is held in another way now".into()),
        Some(Err(error)) => Some(error.to_string()),
        None => Some("there was no answer".into()),
    }
}

/// People who are left without a change count among those whose changes are held, or as unresolved where they were
/// held as a whole before.
fn recount(body: &mut PlanBody, held: &[Held]) {
    let changed: BTreeSet<&PersonId> = body.changes.iter().map(|change| &change.subject.person).collect();
    let whole: BTreeSet<&PersonId> =
        body.held.iter().filter(|held| held.change.is_none()).map(|held| &held.subject.person).collect();
    let emptied: BTreeSet<&PersonId> =
        held.iter().map(|held| &held.subject.person).filter(|person| !changed.contains(person)).collect();
    let unresolved = emptied.intersection(&whole).count() as u64;
    let emptied = emptied.len() as u64;
    body.census.changed = body.census.changed.saturating_sub(emptied);
    body.census.unresolved += unresolved;
    body.census.held += emptied - unresolved;
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_connectors::genesys::{Config, Credentials, Exchange, Reply, Request, Transport};
    use muster_core::entitlement::Level;
    use muster_core::id::{GroupId, OrganisationId, PersonId, SkillId, SourceId};
    use muster_core::plan::{Basis, Census, Provenance, Subject, Transition};
    use muster_core::time::Timestamp;
    use uuid::Uuid;

    /// A tenant in whose group 1 only account 1 is, and where everybody has skill 1 with level 3.
    struct Small;

    impl Transport for Small {
        fn exchange<'a>(&'a self, request: &'a Request) -> Exchange<'a> {
            let entities = match request.template {
                "/oauth/token" => {
                    let token = r#"{"access_token": "t", "token_type": "bearer", "expires_in": 86400}"#;
                    return Box::pin(async move { Ok(Reply::new(200, token)) });
                }
                "/api/v2/users" => String::new(),
                "/api/v2/groups/{groupId}/individuals" => format!(r#"{{"id": "{}"}}"#, Uuid::from_u128(1)),
                "/api/v2/users/{userId}/routingskills" => {
                    format!(r#"{{"id": "{}", "proficiency": 3.0}}"#, Uuid::from_u128(1))
                }
                other => panic!("nobody should ask {other}"),
            };
            let body = format!(r#"{{"entities": [{entities}], "total": 1, "pageCount": 1}}"#);
            Box::pin(async move { Ok(Reply::new(200, body)) })
        }
    }

    fn client() -> Client {
        Client::new(
            Config::new(Credentials { client_id: "id".into(), client_secret: "secret".into() }),
            Small,
        )
    }

    fn loses(number: u128, slot: Slot, before: Value) -> Change {
        let subject = Subject {
            person: PersonId::new(&SourceId::new("corp-ad"), &format!("guid-{number}").as_str().into()),
            display_name: format!("Person {number}"),
            mail: None,
            account: Some(AccountId(Uuid::from_u128(number))),
            version: Some(1),
        };
        let because = vec![Provenance::NoRule { formerly: Vec::new() }];
        Change { subject, transition: Transition::Mover, slot, before: Some(before), after: None, because }
    }

    fn group() -> Slot {
        Slot::Group { group: GroupId(Uuid::from_u128(1)) }
    }

    fn skill() -> Slot {
        Slot::Skill { skill: SkillId(Uuid::from_u128(1)) }
    }

    fn level(level: f64) -> Value {
        Value::Level(Level::try_from(level).expect("a level"))
    }

    fn plan(changes: Vec<Change>) -> ApprovedPlan {
        let basis = Basis {
            as_of: Timestamp::UNIX_EPOCH,
            organisation: OrganisationId(Uuid::from_u128(9)),
            organisation_name: "Corp".into(),
            sources: Vec::new(),
            authoritative: Vec::new(),
            revoke_first: Default::default(),
            authority: "ad:objectGUID".into(),
            catalogue: Default::default(),
            group_versions: Default::default(),
            read_calls: 0,
        };
        let people: BTreeSet<_> = changes.iter().map(|change| change.subject.person.clone()).collect();
        let changed = people.len() as u64;
        let body = PlanBody {
            basis,
            changes,
            held: Vec::new(),
            links: Vec::new(),
            forget: Vec::new(),
            orphans: Vec::new(),
            findings: Vec::new(),
            scheduled: Vec::new(),
            departures: Vec::new(),
            returned: Vec::new(),
            census: Census { people: changed, changed, ..Census::default() },
        };
        approve(Plan::seal(body)).expect("nothing refuses it")
    }

    #[tokio::test(start_paused = true)]
    async fn a_plan_that_the_tenant_confirms_stays_as_it_is() {
        let plan = plan(vec![loses(1, group(), Value::Held), loses(1, skill(), level(3.0))]);
        let checked = recheck(&client(), plan.clone()).await.expect("approved before");
        assert_eq!((checked.plan, checked.held.len(), checked.calls), (plan, 0, 3));
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_not_confirmed_is_held_and_the_rest_goes_on() {
        let (gone, other) = (loses(2, group(), Value::Held), loses(2, skill(), level(4.0)));
        let stays = loses(1, group(), Value::Held);
        let checked = recheck(&client(), plan(vec![stays.clone(), gone.clone(), other.clone()])).await;
        let checked = checked.expect("approved before");
        let body = &checked.plan.plan().body;
        assert!(checked.plan.plan().is_intact());
        assert_eq!(body.changes, [stays]);
        assert_eq!(body.held, checked.held);
        let told: Vec<_> =
            body.held.iter().map(|held| (held.change.clone(), held.because.sentence())).collect();
        let sentence = |what: &str| format!("not confirmed when the tenant was asked again: {what}");
        let expected = [
            (Some(gone), sentence("it is not held any more")),
            (Some(other), sentence("the level is 3 now")),
        ];
        assert_eq!(told, expected);
        assert_eq!((body.census.people, body.census.changed, body.census.held), (2, 1, 1));
    }

    #[tokio::test(start_paused = true)]
    async fn a_plan_that_takes_nothing_away_asks_nothing() {
        let gain = Change { before: None, after: Some(Value::Held), ..loses(2, group(), Value::Held) };
        let plan = plan(vec![gain]);
        let checked = recheck(&client(), plan.clone()).await.expect("approved before");
        assert_eq!((checked.plan, checked.calls), (plan, 0));
    }

    #[tokio::test(start_paused = true)]
    async fn a_grant_that_only_seemed_to_be_gone_is_not_forgotten() {
        let [held, gone] = [1, 2].map(|number| (AccountId(Uuid::from_u128(number)), group()));
        let mut body = plan(Vec::new()).plan().body.clone();
        body.forget = vec![held, gone.clone()];
        let plan = approve(Plan::seal(body)).expect("nothing refuses it");
        let checked = recheck(&client(), plan).await.expect("approved before");
        assert_eq!((&checked.plan.plan().body.forget, checked.calls), (&vec![gone], 1));
    }
}
