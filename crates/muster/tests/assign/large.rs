//! A list of a million rows.
#![cfg(target_os = "linux")]

use crate::support::company::{Company, DIVISIONS};
use crate::support::site::Site;
use muster_simulator::{SeedRole, Tenant};
use std::io::{BufWriter, Read, Write};
use std::process::{ChildStdout, Stdio};

/// What the process may hold at once.
const RESIDENT_MAX_MB: u64 = 300;
const PEOPLE: usize = 500;
const ROLES: usize = 250;

fn site() -> Site {
    let company = Company::contact_centre(PEOPLE);
    let mut seed = company.seed();
    let role = |n| SeedRole { name: format!("Role {n}"), ..SeedRole::default() };
    seed.roles.extend((0..ROLES).map(role));
    Site::with_file(&company, Tenant::from_seed(&seed).unwrap())
}

/// Half of the rows are good and say something each; the others are malformed or about nobody, and one line is as long
/// as a book.
fn write(site: &Site) {
    let mut file = BufWriter::new(std::fs::File::create(site.path("million.csv")).unwrap());
    writeln!(file, "person,role,division").unwrap();
    let divisions = [DIVISIONS[0], DIVISIONS[1], DIVISIONS[2], "*"];
    for n in 0..PEOPLE * ROLES * divisions.len() {
        let (person, role, division) = (n % PEOPLE, n / PEOPLE % ROLES, divisions[n / PEOPLE / ROLES]);
        writeln!(file, "a{person:05}@example.com,Role {role},{division}").unwrap();
        match n % 2 {
            0 => writeln!(file, "w{n}@example.com,Role 1,").unwrap(),
            _ => writeln!(file, "\"a00001@example.com,Role 1,").unwrap(),
        }
    }
    for _ in 0..64 {
        file.write_all(&vec![b'x'; 1 << 20]).unwrap();
    }
    writeln!(file).unwrap();
}

/// The most that a running process has held, as Linux tells it.
fn resident_mb(process: u32) -> Option<u64> {
    let text = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches(" kB").trim().parse::<u64>().ok()? / 1024)
}

/// How many lines a process says, the end of them, and the most that it held meanwhile.
fn listen(process: u32, mut out: ChildStdout) -> (usize, String, u64) {
    let (mut most, mut lines, mut end, mut buffer) = (0, 0, Vec::new(), vec![0; 1 << 16]);
    loop {
        most = most.max(resident_mb(process).unwrap_or(0));
        let read = out.read(&mut buffer).unwrap();
        if read == 0 {
            return (lines, String::from_utf8_lossy(&end).into_owned(), most);
        }
        lines += buffer[..read].iter().filter(|byte| **byte == b'\n').count();
        end.extend_from_slice(&buffer[..read]);
        end.drain(..end.len().saturating_sub(500));
    }
}

#[test]
fn a_million_rows_are_looked_at_in_bounded_memory() {
    let site = site();
    write(&site);
    let mut command = site.command(&["assign", "million.csv", "--check"]);
    let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let (lines, end, most) = listen(process.id(), process.stdout.take().unwrap());
    assert_eq!(process.wait().unwrap().code(), Some(4), "{end}");
    println!("{most} MB resident");
    assert!(end.contains("million.csv:1000002: malformed: the line has more than 16384 bytes"), "{end}");
    let summary = "million.csv: 1\u{a0}000\u{a0}001 rows, 500\u{a0}000 good, 500\u{a0}001 bad\n";
    assert!(end.contains(summary) && end.contains("250000  unknown person"), "{end}");
    assert_eq!(lines, 500_001 + 3, "every bad row is told");
    assert!((5..RESIDENT_MAX_MB).contains(&most), "{most} MB resident");
}
