//! The faults that the simulator makes by itself, at every request of a calm day: what a rehearsal meets.

use crate::matrix::Matrix;
use crate::scene::{Scene, Story, Turn};
use muster_core::audit::AuditStatus;
use muster_core::compile::Way;
use muster_simulator::{Fault, Faults, Scripted, Tenant};

/// A new kind of fault stops the build here.
fn harmless_to_reads(fault: &Fault) -> bool {
    match fault {
        Fault::EmptyList | Fault::DroppedExpansions => false,
        Fault::Status(_)
        | Fault::StatusAfterEffect(_)
        | Fault::Throttled(_)
        | Fault::LostReply
        | Fault::LostRequest
        | Fault::Truncated
        | Fault::Slow(_)
        | Fault::TokenStorm => true,
    }
}

fn faults() -> Vec<Fault> {
    vec![
        Fault::Status(503),
        Fault::StatusAfterEffect(500),
        Fault::StatusAfterEffect(408),
        Fault::Throttled(2),
        Fault::LostReply,
        Fault::LostRequest,
        Fault::Truncated,
        Fault::Slow(20_000),
        Fault::TokenStorm,
        Fault::DroppedExpansions,
        Fault::EmptyList,
    ]
}

fn at_every_request(way: Way) {
    let mut matrix = Matrix::new("weather");
    let scene = Scene::new(way);
    for (at, fault) in faults().into_iter().enumerate() {
        // Each request meets every third fault, and each fault every third request.
        for nth in (1..=scene.calm.calls as u64).filter(|nth| nth % 3 == at as u64 % 3) {
            let fault = fault.clone();
            let prepare = |tenant: &mut Tenant| {
                let script = Scripted { method: None, ..Scripted::first("GET", "/", fault.clone()) }.nth(nth);
                tenant.set_faults(Faults { scripted: vec![script], ..Faults::default() });
            };
            let turn = Turn { prepare: Some(&prepare), ..Turn::default() };
            matrix.turn(&scene, &format!("{fault:?} {nth}"), Vec::new(), turn, |scene, story| {
                judge(scene, story, &fault);
            });
        }
    }
    matrix.end();
}

fn judge(scene: &Scene, story: &Story, fault: &Fault) {
    let others = [AuditStatus::AlreadySo, AuditStatus::Failed, AuditStatus::Skipped];
    match (harmless_to_reads(fault), fault) {
        (true, Fault::Throttled(_)) => {
            scene.check_throttled(story, &[]);
            scene.is_one_run(story);
        }
        (true, _) => {
            scene.check(story);
            scene.is_one_run(story);
        }
        (false, _) => scene.check_lied(story, &others),
    }
}

#[test]
fn at_every_request_platform() {
    at_every_request(Way::Platform);
}

#[test]
fn at_every_request_scim() {
    at_every_request(Way::Scim);
}
