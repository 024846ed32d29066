//! Two of us at once.

use crate::scene::{Scene, refusal};
use muster_simulator::{Chances, Faults};
use std::process::Stdio;
use std::time::{Duration, Instant};

/// The second one is told who the first is, changes nothing, and does not disturb it; whoever reads or approves is let in.
#[test]
fn a_second_apply_while_one_runs() {
    let scene = Scene::new();
    let chances = Chances { slow: 1.0, slow_ms: 150, ..Chances::default() };
    scene.handle.tenant().set_faults(Faults { chances, ..Faults::default() });
    let first =
        scene.command(&["apply", "--yes"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let deadline = Instant::now() + Duration::from_secs(30);
    while !scene.path("muster.db.lease").exists() || scene.handle.tenant().calls().total() == 0 {
        assert!(Instant::now() < deadline, "the first apply never led");
        std::thread::sleep(Duration::from_millis(10));
    }
    let said = refusal(9, &["apply", "--yes"], &scene.muster(&["apply", "--yes"]));
    assert!(said.starts_with("error: another Muster leads with this store: "), "{said}");
    assert!(said.contains(&first.id().to_string()), "process {}: {said}", first.id());
    assert!(said.contains("next: let it finish or stop it"), "{said}");
    let approval = ["approve", "removal-budget:role:2", "--reason", "planned", "--approver", "kim"];
    scene.expect(0, &approval);
    scene.expect(0, &["links"]);
    let output = first.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    scene.expect(0, &["plan", "--detailed-exitcode"]);
    assert_eq!(scene.store().approvals().unwrap().len(), 1);
    assert_eq!(scene.store().runs(10).unwrap().len(), 1);
}
