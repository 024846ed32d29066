//! The check of the tenant.

use crate::departing::permit;
use crate::world::World;
use muster_connectors::genesys::{Verdict, Wants, check};
use muster_simulator::{Seed, Tenant};

#[tokio::test(start_paused = true)]
async fn a_client_with_all_permissions_passes() {
    let world = World::company(10);
    let client = world.client();
    let checks = check(&client, Wants::default()).await;
    assert!(checks.iter().all(|check| check.verdict == Verdict::Pass), "{checks:?}");
    assert!(checks.iter().any(|check| check.says.contains("300 requests a minute")), "{checks:?}");
    assert!(client.calls().total <= 5, "{:?}", client.calls());
}

#[tokio::test(start_paused = true)]
async fn a_missing_permission_fails_with_the_feature_that_needs_it() {
    let world = World::company(10);
    world.with(|tenant| {
        tenant.edit(|state| {
            for role in state.roles.values_mut() {
                role.permissions.remove("routing:skill:assign");
            }
        });
    });
    let checks = check(&world.client(), Wants::default()).await;
    let failed: Vec<_> = checks.iter().filter(|check| check.verdict == Verdict::Fail).collect();
    assert_eq!(failed.len(), 1, "{failed:?}");
    assert!(failed[0].says.starts_with("skills needs routing:skill:assign"), "{}", failed[0].says);
}

#[tokio::test(start_paused = true)]
async fn seeing_people_out_needs_more() {
    let departures = Wants { departures: true, deletions: false };
    let failed = |checks: Vec<muster_connectors::genesys::Check>| {
        checks
            .into_iter()
            .filter(|check| check.verdict == Verdict::Fail)
            .map(|check| check.says)
            .collect::<Vec<_>>()
    };
    let without = failed(check(&World::company(10).client(), departures).await);
    assert_eq!(without.len(), 6, "{without:?}");
    assert!(without.iter().any(|says| says.contains("analytics:agentState:view")), "{without:?}");
    let mut seed = Seed::company(10);
    permit(&mut seed);
    let world = World::new(Tenant::from_seed(&seed).unwrap());
    let wants = Wants { departures: true, deletions: true };
    let checks = check(&world.client(), wants).await;
    assert!(checks.iter().all(|check| check.verdict == Verdict::Pass), "{checks:?}");
    let checks = check(&world.client(), departures).await;
    assert!(
        checks.iter().any(|check| check.verdict == Verdict::Warn),
        "a right that nobody needs: {checks:?}"
    );
}
