//! Other hands between read and write: versions that are stale, in every form in which the tenant says so.

use crate::act::Act;
use crate::class::Class;
use crate::door::{On, Strike};
use crate::matrix::Matrix;
use crate::scene::{Scene, Turn, positions};
use muster_connectors::genesys::Request;
use muster_core::audit::AuditStatus;
use muster_core::compile::Way;
use muster_simulator::{GroupId, StaleVersion, Tenant, UserId};
use serde_json::json;

/// More requests than this beyond a calm day for three conflicts are too many.
const EXTRA_MAX: i64 = 15;

/// Somebody else changes what the request is about, so that its version is stale.
fn other_hands(tenant: &mut Tenant, request: &Request) {
    let path = request.path_and_query.split('?').next().unwrap_or_default();
    let mut parts = path.split('/').skip_while(|part| *part != "users" && *part != "groups");
    let (kind, id) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default().to_owned());
    tenant.edit(|state| match kind {
        "users" => {
            let user = state.users.get_mut(&UserId::parse(&id).unwrap()).unwrap();
            user.department = Some("Other hands".into());
            user.version += 1;
        }
        _ => state.groups.get_mut(&GroupId::parse(&id).unwrap()).unwrap().version += 1,
    });
}

fn forms(class: Class) -> Vec<(Act, StaleVersion)> {
    let scim = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": "400", "scimType": "invalidVers",
        "detail": "The version \"1\" is not the current version 2",
    });
    let words = "The version 1 does not match the current version 2";
    let real = Act::hands("other-hands", other_hands);
    let mut forms = vec![
        (Act::refusal(409, "general.conflict", "Changed by somebody else"), StaleVersion::Conflict),
        (Act::refusal(400, "bad.request", words), StaleVersion::Conflict),
        (Act::refusal(412, "precondition.failed", "Precondition failed"), StaleVersion::Conflict),
        (Act::said("invalidVers", 400, &scim), StaleVersion::Conflict),
    ];
    if !class.is_versioned() {
        // Without a version to be stale they differ in nothing but their words.
        forms.drain(1..3);
    } else {
        forms.push((real.clone(), StaleVersion::Conflict));
        forms.push((Act { name: "other-hands-400".into(), ..real }, StaleVersion::BadRequest));
        let late = Act::refusal(412, "precondition.failed", "Precondition failed").with_hands(other_hands);
        forms.push((Act { name: "other-hands-412".into(), ..late }, StaleVersion::Conflict));
    }
    forms
}

#[test]
fn a_stale_version_is_read_again() {
    let mut matrix = Matrix::new("stale");
    for way in [Way::Platform, Way::Scim] {
        let scene = Scene::new(way);
        for (class, count) in scene.classes() {
            for (act, stale) in forms(class) {
                let strike = Strike::at(On::Class(class), act.clone(), &positions(count));
                let prepare = |tenant: &mut Tenant| tenant.behaviour_mut().stale_version = stale;
                let turn = Turn { prepare: Some(&prepare), ..Turn::default() };
                matrix.turn(
                    &scene,
                    &format!("{class:?} {}", act.name),
                    vec![strike],
                    turn,
                    |scene, story| {
                        // A conflict about a creation says that the mail is taken: by nobody, as it turns out later.
                        if creates(class) {
                            return scene.check_but(story, &[AuditStatus::Failed, AuditStatus::Skipped]);
                        }
                        scene.check(story);
                        scene.is_one_run(story);
                        scene.spends(story, EXTRA_MAX);
                        check_other_hands(story, &act.name, class);
                    },
                );
            }
        }
    }
    matrix.end();
}

fn creates(class: Class) -> bool {
    matches!(class, Class::CreateAccount | Class::ProvisionAccount)
}

/// Nothing that other hands wrote was written over.
fn check_other_hands(story: &crate::scene::Story, act: &str, class: Class) {
    if act.starts_with("other-hands") && class != Class::AddGroupMembers {
        let state = story.tenant.state_ref();
        let kept =
            state.users.values().filter(|user| user.department.as_deref() == Some("Other hands")).count();
        assert!(kept > 0, "what other hands wrote is gone");
        let refused = story.log.iter().filter(|entry| entry.class == Some(class) && !entry.took_effect());
        assert!(refused.count() > 0, "no request was refused: the version is not sent or not compared");
    }
}
