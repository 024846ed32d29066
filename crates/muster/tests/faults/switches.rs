//! A client must hold under every setting of the simulator's behaviour: each switch alone is set otherwise, for a calm
//! day and for one on which every reply of a change is lost once. The switches are read from the behaviour itself, so a
//! new one is covered by itself, or the test asks what else it may be.

use crate::act::Act;
use crate::door::{On, Strike};
use crate::matrix::Matrix;
use crate::scene::{Scene, Turn};
use muster_core::audit::AuditStatus;
use muster_core::compile::Way;
use muster_simulator::{Behaviour, Tenant};
use serde_json::{Value, json};

/// Switches under which nobody can do what is to be done, and why.
const HOPELESS: [(&str, &str); 1] = [(
    "grantor_must_hold",
    "the client of this company holds none of the roles that it grants, so every grant is refused",
)];

/// What else a switch may be.
fn otherwise(path: &str, usual: &Value) -> Vec<Value> {
    match usual {
        Value::Bool(is) => vec![json!(!is)],
        _ => match path {
            "stale_version" => vec![json!("bad_request")],
            "wrong_secret_status" => vec![json!(400)],
            "done_status" => vec![json!(200)],
            "wrong_secret_error" => vec![json!("invalid_request"), json!("unauthorized_client")],
            "search_criteria_joined_by" => vec![json!("or")],
            "page_size_code" => vec![json!("invalid_value"), json!("bad_request")],
            "scim.unknown_name" => vec![json!("no_target"), json!("no_type"), json!("not_found")],
            "search_page_max" => vec![json!(25)],
            "external_id_taken_status" => vec![json!(400)],
            "delete_unknown_user_status" => vec![json!(400)],
            "plain_roles_go_to" => vec![json!("own"), json!("all")],
            "scim.roles_go_to" => vec![json!("home"), json!("all")],
            "old_secret_valid_s" => vec![json!(60)],
            "routing_status_permission" => vec![json!("routing:status:edit")],
            "scim.count_max" => vec![json!(10)],
            "scim.authority" => vec![json!("x-pc:scimv2:v1:other")],
            // A search cannot name the three states of an account in less: a run that must ask halts, and says so.
            "list_max.search_values" => vec![json!(3)],
            _ if path.starts_with("list_max.") => vec![json!(2), json!(null)],
            // Milliseconds.
            _ if path.starts_with("lag.") => vec![json!(7_000)],
            _ => panic!("what else may `{path}` be? it is {usual}"),
        },
    }
}

/// Every switch by its path, with the usual value.
fn switches(value: &Value, path: &str) -> Vec<(String, Value)> {
    let Value::Object(fields) = value else { return vec![(path.to_owned(), value.clone())] };
    let inner = fields.iter().flat_map(|(name, value)| {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        switches(value, &path)
    });
    inner.collect()
}

fn with(path: &str, value: &Value) -> Behaviour {
    let mut all = serde_json::to_value(Behaviour::default()).unwrap();
    *all.pointer_mut(&format!("/{}", path.replace('.', "/"))).unwrap() = value.clone();
    serde_json::from_value(all).unwrap()
}

fn every_switch(way: Way) {
    let mut matrix = Matrix::new("switch");
    let scene = Scene::new(way);
    let lost = || {
        scene
            .classes()
            .iter()
            .map(|(class, _)| Strike::first(On::Class(*class), Act::reset(true)))
            .collect::<Vec<_>>()
    };
    for (path, usual) in switches(&serde_json::to_value(Behaviour::default()).unwrap(), "") {
        if HOPELESS.iter().any(|(name, _)| *name == path) {
            continue;
        }
        for other in otherwise(&path, &usual) {
            let behaviour = with(&path, &other);
            let prepare = |tenant: &mut Tenant| *tenant.behaviour_mut() = behaviour.clone();
            let turn = Turn { prepare: Some(&prepare), ..Turn::default() };
            matrix.turn(&scene, &format!("{path} {other} calm"), Vec::new(), turn, |scene, story| {
                scene.check(story);
                scene.is_one_run(story);
            });
            matrix.turn(&scene, &format!("{path} {other} reset"), lost(), turn, |scene, story| {
                scene.check_but(story, &[AuditStatus::AlreadySo, AuditStatus::Failed, AuditStatus::Skipped]);
            });
        }
    }
    matrix.end();
}

#[test]
fn every_switch_alone_platform() {
    every_switch(Way::Platform);
}

#[test]
fn every_switch_alone_scim() {
    every_switch(Way::Scim);
}
