//! Files in a folder and a store in a file: what is known after each look.

use super::*;
use muster_core::digest::sha256_hex;
use muster_core::id::SourceId;
use muster_core::worker::Statement;
use muster_core::workers::{Answer, EndIs, Usage};
use muster_store::{Access, Location, open};
use std::path::Path;
use tempfile::TempDir;

/// An HR source with a folder of files, and what Muster remembers of it.
struct Office {
    folder: TempDir,
    settings: StaffSettings,
}

impl Office {
    fn new(full: bool) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path().join("drops");
        std::fs::create_dir(&place).expect("a folder");
        let usage = Usage { source: "hr".into(), zone: "Asia/Manila".parse().expect("a zone") };
        let finished = Finished::Keep;
        let drops = Some(Drops {
            place,
            format: None,
            end_is: EndIs::FirstDayOff,
            full,
            trailer_is_needed: true,
            finished,
        });
        Self { folder, settings: StaffSettings { usage, drops } }
    }

    fn drops(&mut self) -> &mut Drops {
        self.settings.drops.as_mut().expect("there are files")
    }

    fn store(&self, access: Access) -> Box<dyn Store> {
        open(&Location::Sqlite(self.folder.path().join("muster.db")), access).expect("a store")
    }

    fn write(&self, name: &str, text: &[u8]) {
        std::fs::write(self.folder.path().join("drops").join(name), text).expect("written");
    }

    /// A new process looks at the files.
    fn look(&self) -> (Staff, Looked) {
        let mut store = self.store(Access::Lead);
        let mut staff = Staff::remembered(self.settings.clone(), &mut *store, now()).expect("makes sense");
        let looked = staff.look(now(), &mut *store).expect("durable");
        (staff, looked)
    }
}

fn now() -> Timestamp {
    Timestamp::now()
}

fn table(people: &[(&str, &str)]) -> String {
    let rows: String = people.iter().map(|(worker, name)| format!("{worker},{name}\n")).collect();
    let body = format!("worker,name\n{rows}");
    format!("{body}#muster-trailer rows={} sha256={}\n", people.len(), sha256_hex(body.as_bytes()))
}

fn missing(staff: &Staff) -> String {
    match staff.coverage() {
        Coverage::Complete => "nothing".into(),
        Coverage::Partial { missing } => missing.join("; "),
    }
}

fn names(staff: &Staff) -> Vec<String> {
    staff.batch(None, now()).records.into_iter().map(|record| record.display_name).collect()
}

#[test]
fn a_full_export_makes_absence_believable_and_an_export_of_some_never_does() {
    let office = Office::new(true);
    assert_eq!(missing(&office.look().0), "no full export has been taken in yet");
    office.write("1.csv", table(&[("1", "Ana"), ("2", "Ben")]).as_bytes());
    let (staff, looked) = office.look();
    assert_eq!(
        (names(&staff), looked.events),
        (vec!["Ana".into(), "Ben".into()], vec!["1.csv was taken in".into()])
    );
    office.write("2.csv", table(&[("1", "Ana")]).as_bytes());
    let (staff, looked) = office.look();
    assert_eq!((names(&staff), looked.affected), (vec!["Ana".to_owned()], BTreeSet::from(["2".into()])));
    let office = Office::new(false);
    assert_eq!(missing(&office.look().0), "nothing has been said of anybody yet");
    for (name, people) in [("1.csv", [("1", "Ana")]), ("2.csv", [("2", "Ben")])] {
        office.write(name, table(&people).as_bytes());
    }
    let (staff, _) = office.look();
    assert_eq!((names(&staff), missing(&staff)), (vec!["Ana".into(), "Ben".into()], "nothing".into()));
}

#[test]
fn a_file_that_is_cut_at_any_byte_removes_nobody_and_holds() {
    let office = Office::new(true);
    office.write("1.csv", table(&[("1", "Ana"), ("2", "Ben"), ("3", "Cho")]).as_bytes());
    office.look();
    let whole = table(&[("1", "Ana"), ("2", "Ben")]);
    let mut store = office.store(Access::Lead);
    for end in 0..whole.len() - 1 {
        office.write("2.csv", &whole.as_bytes()[..end]);
        let mut staff = Staff::remembered(office.settings.clone(), &mut *store, now()).expect("makes sense");
        let looked = staff.look(now(), &mut *store).expect("durable");
        assert_eq!(looked, Looked::default(), "cut after {end} bytes");
        assert_eq!(staff.workers().population(), 3, "cut after {end} bytes");
        assert!(missing(&staff).contains("2.csv:"), "cut after {end} bytes: {}", missing(&staff));
    }
    drop(store);
    office.write("2.csv", whole.as_bytes());
    let (staff, _) = office.look();
    assert_eq!((names(&staff).len(), missing(&staff).as_str()), (2, "nothing"));
}

#[test]
fn a_later_full_export_makes_a_broken_one_superfluous_and_an_earlier_one_does_not() {
    let office = Office::new(true);
    office.write("2.csv", b"worker,name\n1,An");
    office.write("3.csv", table(&[("1", "Ana")]).as_bytes());
    assert_eq!(missing(&office.look().0), "nothing");
    office.write("4.csv", b"worker,name\n1,An");
    assert!(missing(&office.look().0).contains("4.csv:2: the file ends without its last line"));
}

#[test]
fn each_file_is_taken_in_once_and_what_came_later_stays() {
    let mut office = Office::new(false);
    office.drops().finished = Finished::Move;
    office.write("1.csv", table(&[("1", "Ana")]).as_bytes());
    office.write("note.txt", b"not for us");
    let drops = office.folder.path().join("drops");
    assert_eq!(office.look().1.affected.len(), 1);
    assert!(
        !drops.join("1.csv").exists() && drops.join("done/1.csv").exists() && drops.join("note.txt").exists()
    );
    let mut store = office.store(Access::Lead);
    let mut staff = Staff::remembered(office.settings.clone(), &mut *store, now()).expect("makes sense");
    let married = [("name".parse().expect("a fact"), Some("Ana Reyes".to_owned()))].into();
    let statements = vec![Statement::new("1", None, married).expect("makes sense")];
    let delivered = Delivered { number: 1, received_at: now(), statements, faults: Vec::new() };
    let (_, answers) = staff.take(vec![delivered], &mut *store, now()).expect("durable");
    assert_eq!(answers, [(1, Answer::Applied)]);
    drop(store);
    office.write("1.csv", table(&[("1", "Ana")]).as_bytes());
    let (staff, looked) = office.look();
    assert_eq!((names(&staff), looked), (vec!["Ana Reyes".to_owned()], Looked::default()));
    assert!(!drops.join("1.csv").exists(), "it is known, and moved away all the same");
}

#[test]
fn a_plan_that_writes_nothing_knows_what_the_files_say_and_leaves_them_alone() {
    let mut office = Office::new(true);
    office.drops().finished = Finished::Move;
    drop(office.store(Access::Lead));
    office.write("1.csv", table(&[("1", "Ana")]).as_bytes());
    for _ in 0..2 {
        let mut store = office.store(Access::Read);
        let mut staff = Staff::remembered(office.settings.clone(), &mut *store, now()).expect("makes sense");
        assert_eq!(staff.look(now(), &mut *store).expect("read").affected.len(), 1);
        assert_eq!((names(&staff), missing(&staff).as_str()), (vec!["Ana".to_owned()], "nothing"));
        assert_eq!(store.worker_files(&SourceId::new("hr")).expect("read"), []);
    }
}

#[test]
fn a_folder_that_is_not_there_and_rows_that_cannot_be_true_are_told() {
    let mut office = Office::new(true);
    let body = "worker,name,start,end\n1,Ana,2026-03-02,2026-03-01\n2,Ben,,2030-01-02\n";
    let trailer = format!("#muster-trailer rows=2 sha256={}\n", sha256_hex(body.as_bytes()));
    office.write("1.csv", format!("{body}{trailer}").as_bytes());
    let (staff, _) = office.look();
    let rejected = staff.batch(None, now()).rejected;
    assert_eq!((rejected.len(), names(&staff)), (1, vec!["Ben".to_owned()]));
    let over = staff.workers().record(&"2".into(), now()).and_then(|ben| ben.expires_at);
    assert_eq!(over, Some("2030-01-01T16:00:00Z".parse().expect("a moment")), "the day before is his last");
    assert!(rejected[0].location.ends_with("1.csv:2"), "{rejected:?}");
    office.drops().place = Path::new("/no/such/folder").to_owned();
    let (staff, _) = office.look();
    assert!(missing(&staff).starts_with("/no/such/folder cannot be read: "), "{}", missing(&staff));
    assert_eq!(names(&staff), ["Ben"], "what was known stays");
}
