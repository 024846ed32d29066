//! Full batches with one bad member: they are taken apart until that member stands alone, and nobody else suffers.

use crate::act::Act;
use crate::check::{check_effects, check_history, check_journal, runs};
use crate::class::Class;
use crate::door::{On, Strike};
use crate::matrix::Matrix;
use crate::scene::{Scene, Story, Turn, store};
use crate::support::company::{Company, Team};
use muster_core::audit::AuditStatus;
use muster_core::compile::Way;
use muster_simulator::{Seed, SeedLanguage, SeedSkill};
use std::collections::BTreeSet;

const PEOPLE: usize = 120;
const LEVELS: usize = 40;
const WORDS: &str = "This one is not welcome here";

fn team(name: &str, people: impl IntoIterator<Item = usize>, gives: BTreeSet<String>) -> Team {
    Team { name: name.into(), people: people.into_iter().collect(), teams: BTreeSet::new(), gives }
}

/// A hundred and twenty people who get nearly nothing, and one (0) who gets everything there is.
fn few(gives: &[&str]) -> Company {
    let mut company = Company::contact_centre(PEOPLE);
    company.teams.clear();
    for human in &mut company.people {
        human.manager = None;
        human.account = Some(BTreeSet::new());
    }
    let gives = gives.iter().map(|gift| (*gift).to_owned()).collect();
    company.teams.push(team("GC-All", 0..PEOPLE, gives));
    let levels = (0..LEVELS).flat_map(|at| [format!("skill:S{at:02}=3"), format!("language:L{at:02}=2")]);
    let roles = ["Agent", "Senior", "Lead", "Evaluator"].into_iter();
    let roles = roles.flat_map(|role| ["*", "Sales"].map(|place| format!("role:{role}@{place}")));
    company.teams.push(team("GC-One", [], levels.chain(roles).collect()));
    company
}

fn seed(company: &Company) -> Seed {
    let mut seed = company.seed();
    seed.skills.extend((0..LEVELS).map(|at| SeedSkill { name: format!("S{at:02}"), ..SeedSkill::default() }));
    seed.languages.extend((0..LEVELS).map(|at| SeedLanguage { id: None, name: format!("L{at:02}") }));
    seed
}

const LITTLE: [&str; 2] = ["role:Evaluator@Support", "division:Support"];
const MUCH: [&str; 5] =
    ["role:Agent@Support", "division:Sales", "queue:Billing", "group:Everybody", "role:Evaluator@Support"];

/// Everybody gains, and person 0 gains everything.
fn gains(way: Way) -> Scene {
    let before = few(&LITTLE);
    let mut after = few(&MUCH);
    after.teams[1].people.insert(0);
    Scene::between(way, &before, after, &seed(&before))
}

/// Everybody loses what they gained.
fn losses(way: Way) -> Scene {
    let mut before = few(&MUCH);
    before.teams[1].people.insert(0);
    Scene::between(way, &before, few(&LITTLE), &seed(&before))
}

/// Ids and names of one member of a batch of the class, as requests and history call it.
fn bad_member(scene: &Scene, class: Class, who: usize) -> (String, String) {
    let state = scene.tenant.state_ref();
    let mail = scene.company.people[who].mail();
    let account = || state.users.iter().find(|(_, user)| user.email == mail).unwrap().0.to_string();
    match class {
        Class::SetSkills => {
            let skill = state.skills.iter().find(|(_, skill)| skill.name == "S17").unwrap();
            (skill.0.to_string(), "S17".into())
        }
        Class::SetLanguages => {
            let language = state.languages.iter().find(|(_, language)| language.name == "L17").unwrap();
            (language.0.to_string(), "L17".into())
        }
        Class::AmendAccount => ("\"S17".into(), "S17".into()),
        Class::AddGrants | Class::RemoveGrants => {
            let role = state.roles.iter().find(|(_, role)| role.name == "Lead").unwrap();
            (role.0.to_string(), "Lead".into())
        }
        _ => (account(), mail),
    }
}

const GAINS: [(u16, usize); 4] = [(400, 77), (403, 0), (409, PEOPLE - 1), (404, 64)];
/// What is not found is gone: no loss fails with 404.
const LOSSES: [(u16, usize); 3] = [(400, 77), (403, 0), (409, PEOPLE - 1)];

fn play(matrix: &mut Matrix, scene: &Scene, classes: &[Class], refusals: &[(u16, usize)]) {
    for class in classes {
        for (status, who) in refusals.iter().copied() {
            let conflict = status == 409;
            let (id, name) = bad_member(scene, *class, who);
            let act = Act::refusal(status, "bad.member", WORDS);
            let strike = Strike::first(On::Naming(*class, vec![id]), act).always();
            let turn = Turn { once: true, ..Turn::default() };
            matrix.turn(scene, &format!("{class:?} {status} {who}"), vec![strike], turn, |scene, story| {
                check_alone(scene, story, *class, &name);
                scene.spends(story, if conflict { 120 } else { 60 });
            });
        }
    }
}

/// Only what is about the bad member failed, with the tenant's words; everything else was done.
fn check_alone(scene: &Scene, story: &Story, class: Class, name: &str) {
    let mut store = store(story.folder.path());
    check_effects(&story.log);
    let runs = runs(&mut store);
    check_journal(&mut store, &runs, &story.log);
    let allowed = [AuditStatus::Applied, AuditStatus::Failed];
    let entries = check_history(&mut store, &runs, &allowed);
    let mails: std::collections::BTreeMap<String, String> =
        scene.company.people.iter().map(|human| (human.guid().to_string(), human.mail())).collect();
    let bad = entries.iter().filter(|entry| entry.event.status != AuditStatus::Applied);
    let mut count = 0;
    for event in bad.map(|entry| &entry.event) {
        let about = format!("{} {}", event.described, mails[&event.external_id]);
        assert!(about.contains(name), "{about} did not succeed, and is not about {name}");
        assert_eq!(event.error.as_ref().map(|error| error.message.as_str()), Some(WORDS));
        count += 1;
    }
    assert!(count > 0, "{class:?}: nothing failed");
    assert!(count <= 2, "{class:?}: {count} changes did not succeed");
}

#[test]
fn one_bad_member_of_a_gain_stands_alone() {
    let mut matrix = Matrix::new("member gains");
    let classes = [
        Class::AddGroupMembers,
        Class::AddQueueMembers,
        Class::GrantRole,
        Class::MoveToDivision,
        Class::AddGrants,
        Class::SetSkills,
        Class::SetLanguages,
    ];
    play(&mut matrix, &gains(Way::Platform), &classes, &GAINS);
    matrix.end();
}

#[test]
fn one_bad_member_of_a_gain_over_scim_stands_alone() {
    let mut matrix = Matrix::new("member gains");
    play(&mut matrix, &gains(Way::Scim), &[Class::AddGroupMembersScim, Class::AmendAccount], &GAINS);
    matrix.end();
}

#[test]
fn one_bad_member_of_a_loss_stands_alone() {
    let mut matrix = Matrix::new("member losses");
    let classes = [Class::RemoveGroupMembers, Class::RemoveQueueMembers, Class::RemoveGrants];
    play(&mut matrix, &losses(Way::Platform), &classes, &LOSSES);
    play(&mut matrix, &losses(Way::Scim), &[Class::RemoveGroupMembersScim, Class::AmendAccount], &LOSSES);
    matrix.end();
}
