//! `muster.lock`.

use crate::config::lock;
use crate::folder::{Folder, told};
use muster_core::policy::Pins;

fn pins() -> Pins {
    let mut pins = Pins::default();
    pins.set("queue", "Billing", "6b0c");
    pins.set("directory-group", "CN=a \"b\\c\u{7f}\n,DC=x", "762c4376");
    pins.set("group", "Ämter = 1 # x", "5");
    pins
}

#[test]
fn what_was_written_is_read_again_and_looks_the_same_every_time() {
    let folder = Folder::new();
    let path = folder.path("muster.lock");
    assert!(lock::write(&path, &pins()).unwrap());
    assert_eq!(lock::read(&path).unwrap(), pins());
    let text = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect();
    let expected = [
        r#""directory-group:CN=a \"b\\c\u007F\n,DC=x" = "762c4376""#,
        r#""group:Ämter = 1 # x" = "5""#,
        r#""queue:Billing" = "6b0c""#,
    ];
    assert_eq!(lines, expected);
    assert!(text.starts_with("# Written by Muster."));
}

#[test]
fn nothing_is_written_where_nothing_changed_and_nothing_is_left_behind() {
    let folder = Folder::new();
    let path = folder.path("muster.lock");
    assert!(lock::write(&path, &pins()).unwrap());
    assert!(!lock::write(&path, &pins()).unwrap());
    assert!(lock::write(&path, &Pins::default()).unwrap());
    assert_eq!(lock::read(&path).unwrap(), Pins::default());
    assert_eq!(std::fs::read_dir(folder.path("")).unwrap().count(), 1);
}

#[test]
fn the_old_file_stays_where_the_new_one_cannot_be_written() {
    let folder = Folder::new();
    assert!(lock::write(&folder.path("none/muster.lock"), &pins()).is_err());
}

#[test]
fn a_file_that_is_not_there_pins_nothing() {
    assert_eq!(lock::read(&Folder::new().path("muster.lock")).unwrap(), Pins::default());
}

#[test]
fn what_is_no_pin_is_refused_with_its_place() {
    let folder = Folder::new();
    let path = folder.write(
        "muster.lock",
        "# head\n\"queue:A\" = 5\nBilling = \"6b\"\n\"queue:B\" = \"\"\n\"queue:C\" = \"ok\"\n",
    );
    let form = "this is not a pin: a pin looks like \"queue:Billing\" = \"its id\"; remove the line and Muster looks the name up again";
    let expected = format!(
        "muster.lock:2:1: {form}\n  2 | \"queue:A\" = 5\n    | ^^^^^^^^^\n\
         muster.lock:3:1: {form}\n  3 | Billing = \"6b\"\n    | ^^^^^^^\n\
         muster.lock:4:1: {form}\n  4 | \"queue:B\" = \"\"\n    | ^^^^^^^^^\n"
    );
    assert_eq!(told(&lock::read(&path).unwrap_err()), expected);
}

#[test]
fn garbage_is_refused_with_its_place() {
    let folder = Folder::new();
    let path = folder.write("muster.lock", "\"queue:A\" = \"1\"\n<<<<<<< HEAD\n");
    let told = told(&lock::read(&path).unwrap_err());
    assert!(told.starts_with("muster.lock:2:9: key with no value, expected `=`\n"), "{told}");
}
