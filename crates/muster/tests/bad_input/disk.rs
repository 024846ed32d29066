//! A disk without space, in a mount namespace of its own: nobody else sees it, and it goes with the processes in it.

use crate::scene::Scene;
use std::process::Command;

/// Mounts a tiny disk on `disk`, fills all but `$1` kB of it, applies, frees the space, and applies again.
const SCRIPT: &str = r#"
set -u
mount -t tmpfs -o size=900k tmpfs disk || exit 90
free=$(df -k --output=avail disk | tail -1)
head -c $(( (free - $1) * 1024 )) /dev/zero > disk/ballast
timeout 60 "$2" apply --yes; echo "first: $?"
rm disk/ballast
"$2" audit --verify; echo "history: $?"
timeout 60 "$2" apply --yes; echo "second: $?"
"$2" plan --detailed-exitcode; echo "plan: $?"
"$2" audit --verify; echo "history: $?"
"#;

#[test]
fn a_full_disk_is_told_and_the_next_apply_finishes_what_was_begun() {
    if !can_mount() {
        println!("skipped: a full disk (only root can mount one)");
        return;
    }
    let (mut refused, mut begun) = (0, 0);
    for room in (0..=400).step_by(16) {
        let scene = Scene::new();
        std::fs::create_dir(scene.path("disk")).unwrap();
        scene.replace("muster.toml", "\"muster.db\"", "\"disk/muster.db\"");
        let said = tried(&scene, room);
        let code = code(&said, "first");
        if code == "0" {
            break;
        }
        assert_eq!(code, "4", "{room} kB\n{said}");
        assert!(said.contains("the disk of the store is full"), "{room} kB\n{said}");
        assert!(said.contains("  next: "), "{room} kB\n{said}");
        assert!(!said.contains("panicked"), "{said}");
        refused += 1;
        begun += u32::from(said.contains("error: the run stopped: "));
        for (step, expected) in [("second", "0"), ("plan", "0"), ("history", "0")] {
            assert_eq!(self::code(&said, step), expected, "{room} kB, {step}\n{said}");
        }
    }
    assert!(refused > 1 && begun > 0, "{refused} were refused, {begun} in the middle of their run");
}

fn can_mount() -> bool {
    let tried = Command::new("unshare").args(["--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]).output();
    tried.is_ok_and(|output| output.status.success())
}

fn tried(scene: &Scene, room: u32) -> String {
    let output = Command::new("unshare")
        .args(["--mount", "sh", "-c", SCRIPT, "sh", &room.to_string(), env!("CARGO_BIN_EXE_muster")])
        .current_dir(scene.folder.path())
        .env_remove("MUSTER_CONFIG")
        .output()
        .unwrap();
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// What the last step of this name ended with.
fn code<'a>(said: &'a str, step: &str) -> &'a str {
    let found = said.lines().rev().find_map(|line| line.strip_prefix(step)?.strip_prefix(": "));
    found.unwrap_or_else(|| panic!("no {step} in {said}"))
}
