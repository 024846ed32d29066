//! Reports for tests: a small one to compare, a large one to look at.

use crate::console::sample::{at, findings, id, plan, subject};
use muster_core::id::{AccountId, PlanId, RunId};
use muster_core::plan::Transition;
use muster_core::report::{Calls, Item, ItemStatus, PersonReport, Report, Totals};

pub(crate) fn item(what: &str, values: [Option<&str>; 2], status: ItemStatus, because: &str) -> Item {
    let [before, after] = values.map(|value| value.map(str::to_owned));
    Item { what: what.into(), before, after, because: vec![because.into()], status, ..Item::default() }
}

pub(crate) fn person(
    number: u128,
    name: &str,
    mail: &str,
    transition: Option<Transition>,
    items: Vec<Item>,
) -> PersonReport {
    let subject = subject(number, name, mail);
    PersonReport {
        person: subject.person,
        display_name: subject.display_name,
        mail: subject.mail,
        account: Some(AccountId(id(number))),
        transition,
        items,
    }
}

pub(crate) fn report(people: Vec<PersonReport>) -> Report {
    let plan = plan();
    let of =
        |status| people.iter().flat_map(|p| &p.items).filter(|item| item.status == status).count() as u64;
    let held = of(ItemStatus::Held);
    let totals = Totals {
        changes: people.iter().map(|person| person.items.len() as u64).sum::<u64>() - held,
        successes: of(ItemStatus::Success),
        failures: of(ItemStatus::Failed),
        skipped: of(ItemStatus::Skipped),
        held,
        unverified: of(ItemStatus::Unverified),
        orphans: 1,
        people: people.len() as u64,
    };
    Report {
        run: RunId(id(0x0193)),
        plan: PlanId::new("f00d"),
        organisation: "Corp".into(),
        started_at: at("2026-11-21T02:00:00Z"),
        finished_at: at("2026-11-21T02:03:20Z"),
        sources: plan.body.basis.sources,
        totals,
        people,
        orphans: plan.body.orphans,
        findings: findings(),
        calls: Calls { read: 41, recheck: 7, write: 98, verify: 12 },
        reckoning: None,
    }
}

/// Two people, of whom one has trouble and an evil name.
pub(crate) fn small() -> Report {
    let refused = Item {
        http_status: Some(403),
        reason: Some("no permission (missing.permissions)".into()),
        advice: Some("give the OAuth client's role the permission".into()),
        correlation: Some("c0ffee".into()),
        ..item("queue Billing", [None, Some("held")], ItemStatus::Failed, "group GC-Billing (rule billing)")
    };
    let agents = "group GC-Agents (rule agents)";
    report(vec![
        person(
            1,
            "Ada Lovelace",
            "ada@corp.example",
            Some(Transition::Mover),
            vec![
                item(
                    "title",
                    [Some("Agent"), Some("Senior, \"Agent\"")],
                    ItemStatus::Success,
                    "title in corp-ad",
                ),
                item("role Agent @ Support", [None, Some("held")], ItemStatus::Success, agents),
            ],
        ),
        person(
            2,
            "=cmd|'/C calc'!A0<script>alert(1)</script>\nDEL",
            "+ops@corp.example",
            Some(Transition::Joiner),
            vec![
                item("work phone", [None, Some("+49 30 1234")], ItemStatus::Success, "work_phone in corp-ad"),
                refused,
            ],
        ),
    ])
}

const NAMES: [&str; 20] = [
    "Ada Lovelace",
    "Åsa Lindqvist",
    "日本 花子",
    "داود بغدادي",
    "Đỗ Minh Anh",
    "Edeltraud Hartwig",
    "Florentin Zoller",
    "Ελένη Παπαδοπούλου",
    "Ingólfur Þór Steinarsson",
    "Kadir Işıldak",
    "Liam O'Sullivan-Byrne",
    "Marguerite Achterberg-Castellanos de la Fuente",
    "Nadezhda Wolkow",
    "Pilar Echeverría Luz",
    "Rasmus Hägglund",
    "Suharti",
    "Theresa Müller",
    "Yevgenia Aalto",
    "佐藤 健",
    "Bartholomew Quince",
];

fn joiner(berlin: &str) -> Vec<Item> {
    use ItemStatus::Success;
    let agents = "group GC-Agents via GC-Agents-Berlin (rule agents)";
    let rest = "rule everyone; group GC-Agents via GC-Agents-Berlin (rule agents)";
    let ad = "title = Agent in brightwater-ad";
    vec![
        item("account", [None, Some("active")], Success, rest),
        item("external id", [None, Some("762c4376-6006-4577-a1e8-0f227d811790")], Success, rest),
        item("title", [None, Some("Agent")], Success, ad),
        item(
            "work phone",
            [None, Some("+49 30 901820")],
            Success,
            "work_phone = +49 30 901820 in brightwater-ad",
        ),
        item("role employee @ Home", [None, Some("held")], Success, "rule everyone"),
        item("role Agent @ Support", [None, Some("held")], Success, agents),
        item("group Agents", [None, Some("held")], Success, agents),
        item("queue General Support", [None, Some("held")], Success, agents),
        item("skill Product Knowledge", [None, Some("3")], Success, agents),
        item(berlin, [None, Some("held")], Success, "group GC-Agents-Berlin (rule agents-berlin)"),
        item("language Deutsch", [None, Some("5")], Success, "preferredlanguage = de (rule speaks-german)"),
    ]
}

fn mover() -> Vec<Item> {
    use ItemStatus::Success;
    vec![
        item(
            "title",
            [Some("Agent"), Some("Senior Agent")],
            Success,
            "title = Senior Agent in brightwater-ad",
        ),
        item(
            "role Senior Agent @ Support",
            [None, Some("held")],
            Success,
            "title = Senior Agent (rule senior-agents)",
        ),
        item("skill Billing", [Some("3"), Some("4.5")], Success, "group GC-Billing (rule billing)"),
        item("queue Overflow", [Some("held"), None], Success, "rule cover no longer applies"),
    ]
}

fn failing(mut items: Vec<Item>, status: ItemStatus) -> Vec<Item> {
    if let Some(last) = items.last_mut() {
        last.status = status;
        last.correlation = Some("5f2c9a1e-77b0-4a3c-9e41-0f1d2c3b4a59".into());
        match status {
            ItemStatus::Failed => {
                last.http_status = Some(403);
                last.reason = Some("The client is missing the permission routing:queueMember:manage in division Sales (missing.division.permission)".into());
                last.advice = Some("give the OAuth client's role the permission that the message names, in the division concerned".into());
            }
            ItemStatus::Unverified => {
                last.advice = Some(
                    "the tenant may still be catching up: run `muster plan`; what it lists did not take"
                        .into(),
                )
            }
            ItemStatus::Held => {
                last.reason = Some("guardrail removal-budget (removal-budget:role:34)".into())
            }
            _ => last.reason = Some("the account could not be created".into()),
        }
    }
    items
}

/// Sixty people, six of whom want a look.
pub(crate) fn many() -> Report {
    let people = (0..60_u128).map(|number| {
        let name = NAMES[number as usize % 20];
        let name = if number < 20 {
            name.to_owned()
        } else {
            format!("{name} {}", ["", "II", "III"][number as usize / 20])
        };
        let mail = format!("person{number}@brightwater.example");
        let (transition, items) = match number % 20 {
            4 => (
                None,
                vec![Item {
                    reason: Some(
                        "no usable mail address, and an account cannot be created without one".into(),
                    ),
                    because: vec![],
                    ..item("everything", [None, None], ItemStatus::Held, "")
                }],
            ),
            6 if number < 20 => (Some(Transition::Mover), failing(mover(), ItemStatus::Failed)),
            9 if number < 20 => {
                (Some(Transition::Rehire), failing(joiner("queue Berlin Support"), ItemStatus::Unverified))
            }
            11 if number < 20 => (Some(Transition::Mover), failing(mover(), ItemStatus::Held)),
            2 | 8 | 12 | 17 => (Some(Transition::Mover), mover()),
            13 => (
                Some(Transition::Leaver),
                vec![
                    item(
                        "role Agent @ Support",
                        [Some("held"), None],
                        ItemStatus::Success,
                        "disabled in brightwater-ad",
                    ),
                    item(
                        "account",
                        [Some("active"), Some("inactive")],
                        ItemStatus::Success,
                        "disabled in brightwater-ad",
                    ),
                ],
            ),
            _ => (Some(Transition::Joiner), joiner("queue Berlin Support")),
        };
        let mail = if number % 20 == 4 { "" } else { &mail };
        person(number, &name, mail, transition, items)
    });
    let mut report = report(people.collect::<Vec<PersonReport>>());
    report.organisation = "Brightwater (simulated)".into();
    report
}
