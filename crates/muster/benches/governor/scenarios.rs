//! The tenants that the governor meets.

use muster_simulator::{Limits, Service};
use std::collections::BTreeMap;

/// How many calls a ceiling that no reply tells may refuse until it is found, each of several; where replies take
/// seconds, more calls are under way by then.
const FINDING_MAX: usize = 3;
const FINDING_FAR_MAX: usize = 12;

/// A tenant, and work for it.
#[derive(Clone)]
pub(crate) struct Scenario {
    pub(crate) name: &'static str,
    pub(crate) limits: Limits,
    pub(crate) latency_ms: u64,
    /// Calls to make by family, and workers that make them.
    pub(crate) work: Vec<(&'static str, u64, usize)>,
    /// What may be used in a minute in steady state, all families together; calls of others are taken off.
    pub(crate) usable: f64,
    pub(crate) others_per_minute: u32,
    pub(crate) token_life_s: Option<u32>,
    /// The minute in which the token's ceiling changes, and to what.
    pub(crate) change: Option<(u64, u32)>,
    pub(crate) wait_below: Option<u32>,
    pub(crate) known: BTreeMap<String, u32>,
    /// How many of our calls may be refused until the state is steady; afterwards none.
    pub(crate) finding_max: usize,
    /// Whether there is too little work for a steady state.
    pub(crate) small: bool,
    /// Whether the first reply tells all that a forecast needs, and the first two minutes.
    pub(crate) foreseeable: bool,
    pub(crate) foreseeable_later: bool,
}

fn plain(name: &'static str) -> Scenario {
    Scenario {
        name,
        limits: Limits::default(),
        latency_ms: 50,
        work: vec![("users", 3000, 40)],
        usable: 270.0,
        others_per_minute: 0,
        token_life_s: None,
        change: None,
        wait_below: None,
        known: BTreeMap::new(),
        finding_max: 0,
        small: false,
        foreseeable: true,
        foreseeable_later: true,
    }
}

fn service(name: &'static str, service: Service, per_minute: u32, hidden: bool) -> Scenario {
    let mut limits = Limits { services: [(service, per_minute)].into(), ..Limits::default() };
    if hidden {
        limits.hidden_services.insert(service);
    }
    let usable = f64::from(per_minute) * 0.9;
    let finding_max = if hidden { FINDING_MAX } else { 0 };
    Scenario { limits, usable, finding_max, foreseeable: !hidden, ..plain(name) }
}

/// Two services with a hidden ceiling each, both below what the token allows.
fn two_hidden(name: &'static str) -> Scenario {
    let mut scenario = service(name, Service::Scim, 60, true);
    scenario.limits.services.insert(Service::Authorization, 90);
    scenario.limits.hidden_services.insert(Service::Authorization);
    Scenario {
        work: vec![("scim", 600, 20), ("authorization", 900, 20)],
        usable: (60.0 + 90.0) * 0.9,
        finding_max: 2 * FINDING_MAX,
        ..scenario
    }
}

fn offset(seconds: u32, scenario: Scenario) -> Scenario {
    let limits = Limits { window_offset_s: Some(seconds), ..scenario.limits };
    Scenario { limits, ..scenario }
}

/// Ceilings that no reply tells before one is refused.
fn hidden() -> Vec<Scenario> {
    let users =
        |name| Scenario { work: vec![("users", 2000, 40)], ..service(name, Service::Users, 180, true) };
    let hidden_scim =
        |name| Scenario { work: vec![("scim", 1400, 40)], ..service(name, Service::Scim, 120, true) };
    let authorization = |name| Scenario {
        work: vec![("authorization", 1000, 40)],
        ..service(name, Service::Authorization, 90, true)
    };
    vec![
        users("users 180 a minute, hidden"),
        offset(23, users("users 180 a minute, hidden, offset")),
        Scenario {
            latency_ms: 3000,
            finding_max: FINDING_FAR_MAX,
            ..users("users 180 a minute, hidden, 3 s")
        },
        Scenario {
            known: [("users".to_owned(), 180)].into(),
            foreseeable: true,
            finding_max: 0,
            ..users("users 180 a minute, known from before")
        },
        Scenario {
            work: vec![("users", 1620, 40), ("authorization", 1080, 4)],
            usable: 270.0,
            ..users("users 180 hidden and others beside it")
        },
        hidden_scim("scim 120 a minute, hidden"),
        offset(17, hidden_scim("scim 120 a minute, hidden, offset")),
        authorization("authorization 90 a minute, hidden"),
        Scenario {
            latency_ms: 3000,
            finding_max: FINDING_FAR_MAX,
            ..authorization("authorization 90 a minute, hidden, 3 s")
        },
        two_hidden("scim 60 and authorization 90, hidden"),
        offset(29, two_hidden("scim 60 and authorization 90, offset")),
    ]
}

/// All of them.
pub(crate) fn all() -> Vec<Scenario> {
    let scim = |name| Scenario { work: vec![("scim", 1400, 40)], ..service(name, Service::Scim, 120, false) };
    let others = |name| Scenario { others_per_minute: 60, foreseeable: false, ..plain(name) };
    let change = |name, to: u32| {
        let usable = f64::from(to) * 0.9;
        let foreseeable = false;
        let finding_max = if to < 300 { FINDING_MAX } else { 0 };
        Scenario {
            change: Some((4, to)),
            usable,
            finding_max,
            foreseeable,
            foreseeable_later: false,
            ..plain(name)
        }
    };
    let mut raised = change("ceiling 150, from minute 4 on 300", 300);
    raised.limits.per_token = 150;
    let shown = vec![
        plain("300 a minute, latency 50 ms"),
        Scenario { latency_ms: 400, ..plain("300 a minute, latency 400 ms") },
        Scenario { latency_ms: 3000, ..plain("300 a minute, latency 3 s") },
        offset(17, plain("windows offset by 17 s")),
        offset(41, Scenario { latency_ms: 3000, ..plain("windows offset by 41 s, latency 3 s") }),
        Scenario { wait_below: Some(50), usable: 250.0, ..plain("fewer than 50 left: wait") },
        scim("scim 120 a minute, shown"),
        offset(17, scim("scim 120 a minute, shown, offset")),
        Scenario {
            work: vec![("scim", 1080, 20), ("users", 1620, 40)],
            usable: 270.0,
            ..scim("scim 120 a minute and users beside it")
        },
    ];
    let changing = vec![
        others("60 calls a minute of others"),
        offset(31, others("60 calls a minute of others, offset")),
        change("ceiling 300, from minute 4 on 150", 150),
        raised,
        Scenario { token_life_s: Some(60), ..plain("tokens of 60 s") },
        Scenario { token_life_s: Some(60), latency_ms: 3000, ..plain("tokens of 60 s, latency 3 s") },
        Scenario { work: vec![("users", 40, 40)], usable: 0.0, small: true, ..plain("40 calls only") },
    ];
    [shown, hidden(), changing].concat()
}
