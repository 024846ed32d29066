//! HR sources, who is believed, and in which order a mover loses and gains.

use crate::config::SourceKind;
use crate::folder::{SOURCE, TENANT, load, refused, refused_after};
use crate::staff::Finished;
use muster_connectors::file::DropFormat;
use muster_core::entitlement::{Field, Kind};
use muster_core::id::SourceId;
use muster_core::person::{EndedWhen, Topic};
use muster_core::policy::UnmappedTitles;
use muster_core::time::SignedDuration;
use muster_core::workers::EndIs;

const HR: &str = "[[source]]\nname = 'workday'\nkind = 'hr'\ntime_zone = 'Asia/Manila'\n";

fn hr(more: &str) -> crate::staff::StaffSettings {
    let config = load(&format!("{HR}{more}\n{TENANT}"));
    config.sources[0].staff().unwrap()
}

#[test]
fn an_hr_source_needs_a_zone_and_a_way_to_hear_of_it() {
    let settings = hr("file = 'drops'");
    assert_eq!(settings.usage.zone.to_string(), "Asia/Manila");
    assert_eq!(settings.usage.source.as_str(), "workday");
    let told = refused(format!("{HR}{TENANT}"));
    assert!(told.contains("[[source]] of kind \"hr\" needs `file`, or `secrets`"), "{told}");
    let told = refused(format!("[[source]]\nname = 'workday'\nkind = 'hr'\nfile = 'drops'\n{TENANT}"));
    assert!(told.contains("[[source]] needs `time_zone`, such as `time_zone = \"Europe/Berlin\"`"), "{told}");
    let told = refused(HR.replace("Manila", "Manilla") + TENANT);
    assert!(told.contains("muster.toml:4:13: `time_zone`: there is no time zone `Asia/Manilla`"), "{told}");
}

#[test]
fn files_are_read_as_they_are_described() {
    let settings =
        hr("end_is = 'first_day_off'\nfile = 'drops'\nformat = 'jsonl'\nfull = true\nfinished = 'move'");
    let drops = settings.drops.unwrap();
    assert_eq!(drops.end_is, EndIs::FirstDayOff);
    assert_eq!(
        (drops.format, drops.full, drops.trailer_is_needed),
        (Some(DropFormat::JsonLines), true, true)
    );
    assert!(drops.place.ends_with("drops") && drops.finished == Finished::Move);
    let drops = hr("file = 'workers.csv'\ntrailer = 'optional'").drops.unwrap();
    assert_eq!((drops.format, drops.full, drops.trailer_is_needed), (None, false, false));
    assert_eq!(drops.finished, Finished::Keep);
}

#[test]
fn a_full_export_needs_its_trailer_and_what_is_said_of_files_needs_a_file() {
    let told = refused(format!("{HR}file = 'drops'\nfull = true\ntrailer = 'optional'\n{TENANT}"));
    assert!(told.contains("muster.toml:7:1: `trailer` must stay \"required\" where `full = true`"), "{told}");
    let told = refused(format!("{HR}full = true\n{TENANT}"));
    assert!(
        told.contains("muster.toml:5:1: `full` says how files are read, but `file` names none"),
        "{told}"
    );
    let told = refused(format!("{SOURCE}time_zone = 'UTC'\n{TENANT}"));
    assert!(
        told.contains("`time_zone` belongs to a source of kind \"hr\", but this one is \"ldif\""),
        "{told}"
    );
}

#[test]
fn who_is_believed_about_what() {
    let people = "[people]\nended_when = 'any'\nlook_ahead_days = 7\n\
                  [people.precedence]\ntitle = 'workday'\nstatus = ['workday', 'ad']\nFloor = 'ad'\n";
    let config = load(&format!("{people}{TENANT}{SOURCE}attributes = ['floor']\n{HR}file = 'drops'\n"));
    let people = config.policy_text().people;
    let names = |names: &[&str]| names.iter().map(SourceId::new).collect::<Vec<_>>();
    assert_eq!(people.trust.ended_when, EndedWhen::Any);
    assert_eq!(people.look_ahead, SignedDuration::from_hours(7 * 24));
    assert_eq!(
        people.trust.first,
        [
            (Topic::Field(Field::Title), names(&["workday"])),
            (Topic::Status, names(&["workday", "ad"])),
            (Topic::Attribute("floor".into()), names(&["ad"])),
        ]
        .into()
    );
    let plain = load(&format!("{TENANT}{SOURCE}")).policy_text().people;
    assert_eq!(plain.trust, Default::default());
    assert_eq!(plain.look_ahead, SignedDuration::from_hours(30 * 24));
    let told = refused_after("[people.precedence]\ntitel = 'ad'\nmail = ['ad', 'add', 'ad']");
    assert!(
        told.contains("muster.toml:2:1: `titel` is nothing that sources speak of; did you mean `title`?"),
        "{told}"
    );
    assert!(told.contains("muster.toml:3:15: there is no source `add`; did you mean `ad`?"), "{told}");
    assert!(told.contains("muster.toml:3:22: `ad` is there twice"), "{told}");
}

#[test]
fn in_which_order_a_mover_loses_and_gains() {
    let text = "[policy]\nunmapped_titles = 'refuse'\n[apply]\nprivileged_roles = ['admin']\n\
                [apply.order]\nrole = 'grant_first'\nqueue = 'revoke_first'\n";
    let policy = load(&format!("{text}{TENANT}{SOURCE}")).policy_text();
    assert_eq!(policy.unmapped_titles, UnmappedTitles::Refuse);
    assert_eq!(policy.revoke_first.kinds, [Kind::Queue].into());
    assert_eq!(policy.revoke_first.roles[0].text, "admin");
    let told = refused_after("[apply.order]\nrole = 'revoke'\nseat = 'grant_first'");
    assert!(told.contains("`revoke` is not allowed for `role`; did you mean `revoke_first`?"), "{told}");
    assert!(told.contains("`seat` is not a key of [apply.order]"), "{told}");
    let usual = load(&format!("{TENANT}{SOURCE}")).policy_text();
    assert_eq!((usual.revoke_first, usual.unmapped_titles), (Default::default(), UnmappedTitles::List));
}

#[test]
fn other_kinds_have_no_staff() {
    let config = load(&format!("{TENANT}{SOURCE}"));
    assert!(config.sources[0].staff().is_none() && !matches!(config.sources[0].kind, SourceKind::Hr(_)));
}
