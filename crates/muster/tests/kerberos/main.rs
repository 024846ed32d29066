//! Kerberos in place of a password, against a real domain controller that hands out tickets. One test for nearly
//! all of it, since one controller serves all cases.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "../../../connectors/tests/directory/samba.rs"]
mod dc;
mod faults;
mod following;
mod kdc;
mod keys;
mod product;
mod reading;
mod scene;

use dc::SambaDc;
use scene::Scene;

#[tokio::test]
async fn a_real_domain_controller() {
    let Some(dc) = SambaDc::start_with_kerberos_or_skip("kerberos") else { return };
    let scene = Scene::new(dc);
    reading::everything_is_read_as_with_a_password(&scene).await;
    following::changes_ring_and_are_read(&scene).await;
    keys::keytabs_that_cannot_be_used_are_named(&scene).await;
    keys::a_wrong_key_is_tried_once(&scene).await;
    faults::a_silent_key_distribution_centre_is_given_up(&scene).await;
    faults::whatever_the_domain_refuses_is_a_sentence(&scene).await;
    faults::a_server_without_a_name_is_named(&scene).await;
    product::doctor_says_who_we_are(&scene);
    product::a_plan_rests_on_what_the_ticket_may_read(&scene);
    faults::a_server_that_wants_signing_is_told_from_others(&scene).await;
}

/// It takes two minutes, and meanwhile nobody may restart the server.
#[tokio::test]
async fn a_domain_controller_that_ends_with_the_ticket() {
    let Some(dc) = SambaDc::start_with_kerberos_or_skip("expiry") else { return };
    following::a_ticket_that_has_expired_is_followed_by_a_new_one(&Scene::new(dc)).await;
}
