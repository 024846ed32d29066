//! The check of the tenant.

use crate::world::World;
use muster_connectors::genesys::{Verdict, check};

#[tokio::test(start_paused = true)]
async fn a_client_with_all_permissions_passes() {
    let world = World::company(10);
    let client = world.client();
    let checks = check(&client).await;
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
    let checks = check(&world.client()).await;
    let failed: Vec<_> = checks.iter().filter(|check| check.verdict == Verdict::Fail).collect();
    assert_eq!(failed.len(), 1, "{failed:?}");
    assert!(failed[0].says.starts_with("skills needs routing:skill:assign"), "{}", failed[0].says);
}
