//! Hand-made values for tests: few enough to be read, odd enough to break what is careless.

use muster_core::entitlement::{DivisionScope, Field, Kind, Level, RoleAt, Slot, Value};
use muster_core::id::{AccountId, DivisionId, OrganisationId, PersonId, QueueId, RoleId, SkillId, SourceId};
use muster_core::person::LinkOrigin;
use muster_core::plan::{
    Basis, Census, Change, Finding, Held, Hold, NewLink, Orphan, Plan, PlanBody, Provenance, SourceBasis,
    Subject, Transition, Verdict,
};
use muster_core::record::Coverage;
use muster_core::tenant::{AccountState, Catalogue, Division, Named, RoleEntry};
use muster_core::time::Timestamp;
use uuid::Uuid;

/// The n-th id of whatever type is wanted.
pub(crate) fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().expect("tests write moments as RFC 3339")
}

pub(crate) fn subject(number: u128, name: &str, mail: &str) -> Subject {
    Subject {
        person: PersonId::new(&SourceId::new("corp-ad"), &format!("guid-{number}").as_str().into()),
        display_name: name.into(),
        mail: (!mail.is_empty()).then(|| mail.into()),
        account: Some(AccountId(id(number))),
        version: Some(1),
    }
}

pub(crate) fn by_group(path: &[&str], rule: &str) -> Provenance {
    Provenance::Group {
        rule: rule.into(),
        source: "corp-ad".into(),
        group: "guid-group".into(),
        path: path.iter().map(|name| (*name).to_owned()).collect(),
    }
}

pub(crate) fn by_record(fact: &str) -> Provenance {
    Provenance::Record { source: "corp-ad".into(), fact: fact.into() }
}

pub(crate) fn role(role: u128) -> Slot {
    Slot::Role(RoleAt { role: RoleId(id(role)), division: DivisionScope::In(DivisionId(id(1))) })
}

pub(crate) fn queue(queue: u128) -> Slot {
    Slot::Queue { queue: QueueId(id(queue)) }
}

pub(crate) fn skill(skill: u128) -> Slot {
    Slot::Skill { skill: SkillId(id(skill)) }
}

pub(crate) fn level(level: f64) -> Value {
    Value::Level(Level::try_from(level).expect("tests write levels from 0 to 5"))
}

pub(crate) fn text(text: &str) -> Value {
    Value::Text(text.into())
}

pub(crate) fn field(field: Field) -> Slot {
    Slot::Field { field }
}

pub(crate) fn catalogue() -> Catalogue {
    let named = |name: &str| Named { name: name.into() };
    let mut catalogue = Catalogue::default();
    let agent = RoleEntry { name: "Agent".into(), default_role_id: None, administrative: false };
    catalogue.roles.insert(RoleId(id(1)), agent);
    catalogue.divisions.insert(DivisionId(id(1)), Division { name: "Support".into(), home: false });
    catalogue.queues.insert(QueueId(id(1)), named("Billing"));
    catalogue.queues.insert(QueueId(id(2)), named("Rückrufe"));
    catalogue.skills.insert(SkillId(id(1)), named("Network"));
    catalogue
}

/// A change of somebody.
pub(crate) fn change(
    who: &Subject,
    transition: Transition,
    slot: Slot,
    values: [Option<Value>; 2],
    why: Vec<Provenance>,
) -> Change {
    let [before, after] = values;
    Change { subject: who.clone(), transition, slot, before, after, because: why }
}

fn changes() -> Vec<Change> {
    [joiner(), mover(), leaver()].concat()
}

fn agents() -> Provenance {
    by_group(&["GC-Agents-Berlin", "GC-Agents"], "agents")
}

fn joiner() -> Vec<Change> {
    let mut ada = subject(1, "Ada Lovelace", "ada@corp.example");
    ada.account = None;
    let billing = by_group(&["GC-Billing"], "billing");
    let both = vec![agents(), billing.clone()];
    let gains = [
        (Slot::Account, Value::State(AccountState::Active), both.clone()),
        (Slot::ExternalId, text("guid-1"), both.clone()),
        (field(Field::Name), text("Ada Lovelace"), both),
        (field(Field::Title), text("Agent"), vec![by_record("title = Agent")]),
        (role(1), Value::Held, vec![agents()]),
        (queue(1), Value::Held, vec![billing]),
        (queue(2), Value::Held, vec![agents()]),
        (skill(1), level(4.0), vec![agents()]),
    ];
    let gain = |(slot, after, why)| change(&ada, Transition::Joiner, slot, [None, Some(after)], why);
    gains.map(gain).into()
}

fn mover() -> Vec<Change> {
    let hanako = subject(2, "日本 花子", "hanako@corp.example");
    let formerly = vec!["billing".into()];
    let titles = [Some(text("Agent")), Some(text("Senior Agent"))];
    let levels = [Some(level(3.0)), Some(level(4.5))];
    let differences = [
        (field(Field::Title), titles, by_record("title = Senior Agent")),
        (skill(1), levels, agents()),
        (queue(1), [Some(Value::Held), None], Provenance::NoRule { formerly }),
    ];
    differences.map(|(slot, values, why)| change(&hanako, Transition::Mover, slot, values, vec![why])).into()
}

fn leaver() -> Vec<Change> {
    let walter = subject(3, "Walter\nDEL:7f3e", "");
    let states = [AccountState::Active, AccountState::Inactive].map(|state| Some(Value::State(state)));
    let differences = [(Slot::Account, states), (role(1), [Some(Value::Held), None])];
    let gone = Provenance::Gone { source: "corp-ad".into() };
    differences
        .map(|(slot, values)| change(&walter, Transition::Leaver, slot, values, vec![gone.clone()]))
        .into()
}

fn held() -> Vec<Held> {
    let dawud = subject(4, "داود", "dawud@corp.example");
    let revoke = change(
        &dawud,
        Transition::Mover,
        role(1),
        [Some(Value::Held), None],
        vec![Provenance::Authoritative],
    );
    let guardrail =
        Hold::Guardrail { guardrail: "removal-budget".into(), finding: "removal-budget:role:34".into() };
    vec![
        Held { subject: dawud, change: Some(revoke), because: guardrail },
        Held { subject: subject(5, "Minh Anh", ""), change: None, because: Hold::NoMail },
    ]
}

/// A small plan with a bit of everything.
pub(crate) fn plan() -> Plan {
    let complete = SourceBasis {
        source: "corp-ad".into(),
        coverage: Coverage::Complete,
        records: 283,
        groups: 17,
        read_at: at("2026-11-21T01:59:00Z"),
    };
    let missing = vec!["page 3 was lost to a timeout".into()];
    let partial = SourceBasis {
        source: "hr".into(),
        coverage: Coverage::Partial { missing },
        records: 120,
        ..complete.clone()
    };
    let basis = Basis {
        as_of: at("2026-11-21T02:00:00Z"),
        organisation: OrganisationId(id(9)),
        organisation_name: "Corp".into(),
        sources: vec![complete, partial],
        authoritative: vec![Kind::Role],
        revoke_first: Default::default(),
        authority: "ad:objectGUID".into(),
        catalogue: catalogue(),
        group_versions: Default::default(),
        read_calls: 41,
    };
    Plan::seal(PlanBody {
        basis,
        changes: changes(),
        held: held(),
        links: vec![NewLink {
            person: subject(2, "", "").person,
            account: AccountId(id(2)),
            origin: LinkOrigin::Mail,
            display_name: "日本 花子".into(),
        }],
        forget: vec![(AccountId(id(2)), queue(2))],
        orphans: vec![Orphan {
            name: "Break Glass".into(),
            mail: "break@corp.example".into(),
            account: AccountId(id(7)),
        }],
        findings: findings(),
        scheduled: Vec::new(),
        departures: Vec::new(),
        returned: Vec::new(),
        census: Census {
            people: 6,
            changed: 3,
            held: 1,
            unchanged: 0,
            out_of_scope: 1,
            unresolved: 1,
            rejected: 1,
        },
    })
}

pub(crate) fn findings() -> Vec<Finding> {
    let finding = |guardrail: &str, key: &str, verdict, sentence: &str, hint: &str| Finding {
        guardrail: guardrail.into(),
        key: key.into(),
        verdict,
        sentence: sentence.into(),
        hint: hint.into(),
    };
    vec![
        finding(
            "records",
            "records",
            Verdict::Notice,
            "1 record could not be read",
            "mend the record in the source",
        ),
        finding(
            "removal-budget",
            "removal-budget:role:34",
            Verdict::Hold,
            "the plan revokes 34 roles (limit 20)",
            "look at the held changes, then approve",
        ),
    ]
}
