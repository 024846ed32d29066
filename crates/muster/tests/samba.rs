//! The whole product against a real Active Directory domain controller: 2,000 people over LDAPS, with an ordinary
//! account, into a simulated tenant. One test, since one controller serves all of its parts.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "../../connectors/tests/directory/samba.rs"]
mod dc;
#[path = "support/domain.rs"]
mod domain;
mod support;

use dc::SambaDc;
use domain::{BIG, PASSWORD, World, people, same};
use std::process::Stdio;
use std::time::{Duration, Instant};
use support::company::{Company, SECRET};
use support::service::{ALL, Service};

#[test]
fn a_real_domain_controller_and_the_real_binary() {
    let Some(dc) = SambaDc::start_or_skip("product") else { return };
    let company = domain::company(2026);
    let mut world = World::new(dc, company);
    is_checked(&world);
    the_next_server_stands_in(&world);
    is_configured_from_what_is_there(&mut world);
    is_carried_out_as_planned(&mut world);
    explains_the_way_through_nested_groups(&world);
    follows_what_happens_in_the_directory(&mut world);
    is_served_within_moments(&mut world);
    what_a_whole_read_does_not_bring_is_accepted_by_a_person(&mut world);
    a_frozen_directory_changes_nothing(&world);
    a_directory_that_dies_in_the_middle_takes_nothing_away(&mut world);
    eprintln!("samba: complaints so far: {:#?}", world.complaints);
    a_unit_that_cannot_be_read_any_more_takes_nothing_away(&mut world);
    assert!(world.complaints.is_empty(), "{}", world.complaints.join("\n"));
}

fn is_checked(world: &World) {
    let text = world.timed(0, &["doctor"]);
    let read = format!("{} people and {} groups in scope were read", domain::PEOPLE, domain::TEAMS);
    let checks = [
        "muster.toml is valid",
        "protected by TLS",
        "signed in",
        "2000 people below",
        &read,
        "tenant",
        "permissions",
        "readable, 0 people are paired",
        "every name is known",
    ];
    for check in checks {
        assert!(text.contains(check), "doctor says nothing of `{check}`:\n{text}");
    }
}

/// The first server of the list is dead, and DNS names none.
fn the_next_server_stands_in(world: &World) {
    let (path, ip) = (world.site.path("muster.toml"), &world.domain.dc.ip);
    let alone = std::fs::read_to_string(&path).unwrap();
    let (one, two) = (format!("[\"ldaps://{ip}\"]"), format!("[\"ldaps://{ip}:6\", \"ldaps://{ip}\"]"));
    assert!(alone.contains(&one), "{alone}");
    std::fs::write(&path, alone.replace(&one, &two)).unwrap();
    let text = world.timed(0, &["doctor"]);
    assert!(text.contains(&format!("{ip}:6 cannot stand in: could not connect")), "{text}");
    world.timed(2, &["plan", "--detailed-exitcode"]);
    let by_name = format!("url = {one}");
    std::fs::write(&path, alone.replace(&by_name, "domain = \"lab.example\"\ndns = \"127.0.0.1:6\""))
        .unwrap();
    let text = world.timed(5, &["plan"]);
    assert!(text.contains("the domain controllers of lab.example could not be found"), "{text}");
    std::fs::write(&path, alone).unwrap();
}

fn is_configured_from_what_is_there(world: &mut World) {
    let ca = world.domain.dc.ca_file.display().to_string();
    for folder in ["other", "further"] {
        std::fs::create_dir(world.site.path(folder)).unwrap();
    }
    let text = world.init("other/muster.toml", &ca);
    assert!(text.contains("2000 people, "), "{text}");
    world.with_secrets(0, &["--config", "other/muster.toml", "validate"]);
    let text = world.with_secrets(0, &["--config", "other/muster.toml", "plan", "--detailed-exitcode"]);
    assert!(text.contains("Nothing to change"), "without rules nobody is managed:\n{text}");
    let written = std::fs::read_to_string(world.site.path("other/muster.toml")).unwrap();
    for team in &world.company.teams {
        assert!(written.contains(&format!("# group = \"{}\"", team.name)), "{} is not proposed", team.name);
    }
    assert!(!written.contains(PASSWORD) && !written.contains(SECRET));

    // The file is named as seen from here, and the configuration stands elsewhere.
    std::fs::copy(&ca, world.site.path("ca.pem")).unwrap();
    world.init("further/muster.toml", "ca.pem");
    let output = world.with_environment(&["--config", "further/muster.toml", "plan"]);
    if output.status.code() != Some(0) {
        let words = String::from_utf8_lossy(&output.stderr).into_owned();
        world.complaints.push(format!(
            "what `init` wrote into another folder does not find `--ca-file ca.pem`:\n{words}"
        ));
    }
}

fn is_carried_out_as_planned(world: &mut World) {
    world.forget_calls();
    world.timed(2, &["plan", "-o", "plan.json", "--detailed-exitcode"]);
    let plan = std::fs::read_to_string(world.site.path("plan.json")).unwrap();
    assert!(!plan.contains(PASSWORD) && !plan.contains(SECRET));
    let text = world.timed(0, &["show", "plan.json", "--summary"]);
    assert!(text.contains("joiners") && text.contains("2000 people looked at"), "{text}");
    assert_eq!(
        world.found().len(),
        world.company.people.iter().filter(|human| human.account.is_some()).count()
    );
    world.timed(0, &["apply", "plan.json"]);
    let company = &world.company;
    world.oracle.run(company);
    world.is_settled("after the first apply");
    world.keeps_what_hands_gave();
}

fn explains_the_way_through_nested_groups(world: &World) {
    let company = &world.company;
    let only_in_the_inner =
        |at: usize| [1, 2, 7].iter().all(|team| !company.teams[*team].people.contains(&at));
    let wanted = people(company, |at, human, _| {
        human.enabled && company.teams[3].people.contains(&at) && only_in_the_inner(at)
    });
    let text = world.timed(0, &["explain", &company.people[wanted[0]].mail()]);
    for (group, way) in [
        ("GC-3", "directly"),
        ("GC-2", "via GC-3"),
        ("GC-1", "via GC-3 → GC-2"),
        ("GC-7", "via GC-3 → GC-2 → GC-1"),
    ] {
        let line = text.lines().find(|line| line.trim_start().starts_with(&format!("{group} ")));
        assert!(line.is_some_and(|line| line.trim_end().ends_with(way)), "{group} {way}:\n{text}");
    }
    let history = world.site.expect(0, &["audit", "--last", "100000"]);
    assert!(history.contains("GC-2 via GC-3"), "the history names the way, too");
    assert!(!history.contains(PASSWORD) && !history.contains(SECRET));
}

fn follows_what_happens_in_the_directory(world: &mut World) {
    let (joiner, _) = world.joiner_and_leaver();
    let (company, domain) = (&mut world.company, &mut world.domain);
    let in_big_only = |company: &Company| {
        people(company, |_, human, teams| human.enabled && teams.len() == 1 && teams.contains(&BIG))
    };
    let mut plain = in_big_only(company).into_iter();

    domain.joins(&company.people[joiner], &company.teams[BIG]);
    company.teams[BIG].people.insert(joiner);

    let leaver = people(company, |at, human, _| human.enabled && company.teams[3].people.contains(&at))[0];
    domain.leaves(&company.people[leaver], &company.teams[3]);
    company.teams[3].people.remove(&leaver);

    let disabled = plain.find(|at| company.people[*at].account.is_some()).unwrap();
    domain.disable(&company.people[disabled]);
    company.people[disabled].enabled = false;

    let renamed = plain.find(|at| !domain.is_in_leipzig(&company.people[*at])).unwrap();
    let leipzig = domain.leipzig();
    domain.rename_and_move(&mut company.people[renamed], "Renamed Person", &leipzig);

    // Deleted in the directory is the same as disabled, for the account.
    let recycled = plain.find(|at| company.people.iter().any(|human| human.manager == Some(*at))).unwrap();
    let successor = domain.recycle(&company.people[recycled], "Successor Person");
    domain.modify(&domain.place.team(&company.teams[BIG]), &format!("add: member\nmember: {successor}"));
    company.people[recycled].enabled = false;
    company
        .people
        .iter_mut()
        .filter(|human| human.manager == Some(recycled))
        .for_each(|human| human.manager = None);

    let newly = plain.next().unwrap();
    domain.joins(&company.people[newly], &company.teams[6]);
    domain.make_primary(&company.people[newly], &company.teams[6]);
    company.teams[6].people.insert(newly);
    // A member whose group becomes primary stands no more in `member`, and loses nothing.
    let already =
        people(company, |at, human, _| human.enabled && at != newly && company.teams[5].people.contains(&at))
            [0];
    domain.make_primary(&company.people[already], &company.teams[5]);

    let mails = [renamed, recycled].map(|at| world.company.people[at].mail());
    let before = mails.each_ref().map(|mail| world.account(mail));
    world.timed(0, &["apply", "--yes"]);
    let company = &world.company;
    world.oracle.run(company);
    world.is_settled("after changes in the directory");
    world.keeps_what_hands_gave();
    assert_eq!(
        world.account(&mails[0]),
        (before[0].0, "Renamed Person".to_owned()),
        "the account is the same"
    );
    assert_eq!(world.account(&mails[1]), before[1], "nobody's account is guessed to be somebody else's");
    let anchors = world.domain.anchors();
    let new = &anchors[&mails[1]];
    assert_ne!(new, &world.anchors[&mails[1]]);
    let told: serde_json::Value =
        serde_json::from_str(&world.site.expect(0, &["explain", new, "--json"])).unwrap();
    assert_eq!(
        (told["situation"].as_str(), told["held"].as_array().map(Vec::len)),
        (Some("recycled"), Some(1)),
        "{told}"
    );
}

/// The service hears of each change and carries it out, also of those that happen while it is down.
fn is_served_within_moments(world: &mut World) {
    let text = std::fs::read_to_string(world.site.path("muster.toml")).unwrap();
    std::fs::write(world.site.path("muster.toml"), format!("{text}{ALL}")).unwrap();
    let service = Service::start(&world.site);
    let mut waits = Vec::new();
    for at in [1, 2, 3, 5, 6] {
        let company = &mut world.company;
        let mover = people(company, |person, human, teams| {
            human.enabled
                && human.account.is_some()
                && teams.is_empty() == (person % 2 == 0)
                && !teams.contains(&at)
        })[at];
        world.domain.joins(&company.people[mover], &company.teams[at]);
        company.teams[at].people.insert(mover);
        world.oracle.run(company);
        waits.push(is_in_step(world, "somebody was added to a group"));
    }
    let leaver =
        people(&world.company, |at, human, _| human.enabled && world.company.teams[5].people.contains(&at))
            [0];
    world.domain.disable(&world.company.people[leaver]);
    world.company.people[leaver].enabled = false;
    world.oracle.run(&world.company);
    waits.push(is_in_step(world, "somebody was disabled"));
    eprintln!("samba: from the change to the tenant in {waits:?}");
    let status = service.until("tells of the last change", |status| status["doing"] == "watching");
    let source = &status["sources"][0];
    assert_eq!((source["track"].as_str(), source["trouble"].as_str()), (Some("dirsync"), None), "{source}");
    let because = status["cycles"][0]["because"].as_str().unwrap();
    assert!(because.contains("disabled"), "{because}");
    service.kill();
    let left = 9;
    let leaver = people(&world.company, |at, human, _| {
        human.enabled && world.company.teams[left].people.contains(&at)
    })[0];
    world.domain.leaves(&world.company.people[leaver], &world.company.teams[left]);
    world.company.teams[left].people.remove(&leaver);
    world.oracle.run(&world.company);
    let service = Service::start(&world.site);
    is_in_step(world, "somebody left a group while nobody watched");
    world.domain.dc.pause();
    let status = service.until("notices that the directory is frozen", |status| {
        status["sources"][0]["trouble"].as_str().is_some()
    });
    assert!(status["sources"][0]["coverage"]["partial"].is_object(), "{status:#}");
    world.domain.dc.resume();
    service.until("hears of the directory again", |status| status["sources"][0]["trouble"].is_null());
    service.stop();
    let mail = world.company.people[leaver].mail();
    let told = world.timed(0, &["explain", &mail]);
    assert!(told.contains("removed from GC-9"), "{told}");
    world.is_settled("after it was served");
}

/// Another question makes the service read everything while a unit cannot be read, which looks as if it were gone.
/// Nobody has allowed it to do anything, so that what it believes shows in what waits.
fn what_a_whole_read_does_not_bring_is_accepted_by_a_person(world: &mut World) {
    let path = world.site.path("muster.toml");
    let usual = std::fs::read_to_string(&path).unwrap();
    let other =
        usual.replace(ALL, "").replace("kind = \"ldap\"", "kind = \"ldap\"\nattributes = [\"description\"]");
    std::fs::write(&path, other).unwrap();
    let leipzig = world.domain.leipzig();
    world.domain.close(&leipzig);
    let service = Service::start(&world.site);
    let status =
        service.until("doubts the read", |status| status["sources"][0]["to_accept"].as_str().is_some());
    let source = &status["sources"][0];
    let missing = source["coverage"]["partial"].to_string();
    assert!(missing.contains(" people (limit 10 % fewer)") && source["people"] == 2000, "{source}");
    let leavers = |status: &serde_json::Value| {
        let held = status["held"].as_array().unwrap().iter();
        held.filter(|held| held["because"].as_str().unwrap().contains("`account.deactivate`"))
            .filter_map(|held| held["count"].as_u64())
            .sum::<u64>()
    };
    assert_eq!(leavers(&status), 0, "{status:#}");
    let finding = source["to_accept"].as_str().unwrap();
    let text = world.site.expect(0, &["status"]);
    assert!(text.contains("INCOMPLETE") && text.contains(&format!("muster approve {finding}")), "{text}");
    world.site.expect(0, &["approve", finding, "--reason", "the office was closed", "--approver", "ana"]);
    let status = service.until("believes the read", |status| {
        status["sources"][0]["to_accept"].is_null() && leavers(status) > 0
    });
    assert_eq!(status["sources"][0]["coverage"], "complete", "{status:#}");
    service.stop();
    world.domain.open(&leipzig);
    std::fs::write(&path, usual).unwrap();
    world.is_settled("after the unit was opened again");
}

/// Waits until the tenant is as it must be, and says how long that took.
fn is_in_step(world: &World, when: &str) -> Duration {
    let began = Instant::now();
    while world.found() != world.expected() && began.elapsed() < Duration::from_secs(30) {
        std::thread::sleep(Duration::from_millis(20));
    }
    same(&world.found(), &world.expected(), when);
    began.elapsed()
}

/// Changes the directory so that there is something to give and something to take.
fn tempt(world: &mut World) -> (usize, usize) {
    let (joiner, leaver) = world.joiner_and_leaver();
    let (company, domain) = (&mut world.company, &world.domain);
    domain.joins(&company.people[joiner], &company.teams[BIG]);
    domain.leaves(&company.people[leaver], &company.teams[BIG]);
    company.teams[BIG].people.insert(joiner);
    company.teams[BIG].people.remove(&leaver);
    (joiner, leaver)
}

fn a_frozen_directory_changes_nothing(world: &World) {
    let before = world.found();
    world.domain.dc.pause();
    world.forget_calls();
    for arguments in [&["plan"][..], &["apply", "--yes"]] {
        let text = world.timed(5, arguments);
        assert!(text.lines().count() < 12, "{text}");
    }
    assert_eq!(world.found(), before);
    world.domain.dc.resume();
    world.is_settled("after the directory was frozen");
}

fn a_directory_that_dies_in_the_middle_takes_nothing_away(world: &mut World) {
    tempt(world);
    let before = world.found();
    let began = Instant::now();
    world.timed(2, &["plan", "--detailed-exitcode"]);
    let (length, mut incomplete) = (began.elapsed(), 0);
    world.domain.dc.kill();
    world.timed(5, &["plan"]);
    for percent in [3, 8, 15, 25, 40, 50, 60] {
        world.domain.dc.restart();
        // A plan, so that every moment finds the same to do.
        let mut child = world.site.command(&["plan", "--detailed-exitcode"]);
        let child = child.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        std::thread::sleep(length.mul_f64(f64::from(percent) / 100.0));
        world.domain.dc.kill();
        let output = child.wait_with_output().unwrap();
        let (code, words) = (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned());
        if !matches!(code, Some(2 | 5)) {
            world
                .complaints
                .push(format!("a plan whose directory died after {percent} %: exit {code:?}\n{words}"));
        }
        incomplete += u32::from(code != Some(2));
    }
    eprintln!("samba: {incomplete} of 7 kills found a read to break off");
    assert!(incomplete > 0, "no kill came in time");
    assert_eq!(world.calls().writes(), 0);
    world.domain.dc.restart();
    let mut child =
        world.site.command(&["apply", "--yes"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(150));
    world.domain.dc.kill();
    let code = child.wait().unwrap().code();
    if !matches!(code, Some(0 | 5)) {
        world.complaints.push(format!("an apply whose directory died: exit {code:?}"));
    }
    let after = world.found();
    let loses = |mail: &String| before[mail].held.keys().any(|slot| !after[mail].held.contains_key(slot));
    let losers: Vec<&String> = before.keys().filter(|mail| loses(mail)).collect();
    assert!(losers.len() <= 1, "only one person left a team: {losers:?}");
    world.domain.dc.restart();
    world.timed(0, &["apply", "--yes"]);
    world.oracle.run(&world.company);
    world.is_settled("after the directory died");
}

fn a_unit_that_cannot_be_read_any_more_takes_nothing_away(world: &mut World) {
    let (joiner, leaver) = tempt(world);
    let leipzig = world.domain.leipzig();
    world.domain.close(&leipzig);
    let before = world.found();
    // Once for the joiner; and again, when nothing but the removals is left: a small read is no new measure.
    for time in ["first", "second", "third"] {
        let text = world.timed(5, &["apply", "--yes"]);
        assert!(text.contains("fewer than"), "the {time} apply:\n{text}");
        let mut after = world.found();
        assert!(after.remove(&world.company.people[joiner].mail()).is_some(), "joiners go on");
        same(&after, &before, &format!("the {time} apply over a closed unit"));
        let left = &after[&world.company.people[leaver].mail()];
        assert!(left.held.contains_key("group:Everybody"), "removals wait for a whole read: {left:?}");
    }
    world.domain.open(&leipzig);
    world.timed(0, &["apply", "--yes"]);
    world.oracle.run(&world.company);
    world.is_settled("after the unit was opened again");
}
