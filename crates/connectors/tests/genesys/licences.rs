//! Which licences a role needs and an account lacks.

use crate::calls::{ANA, BEN};
use crate::world::World;
use muster_connectors::genesys::missing_licences;
use muster_simulator::{Licence, RoleId as SimulatedRole};
use std::collections::{BTreeMap, BTreeSet};

fn licence(permissions: &[&str], comprises: &[&str]) -> Licence {
    let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<BTreeSet<_>>();
    Licence {
        description: String::new(),
        permissions: owned(permissions),
        comprises: owned(comprises),
        seats: None,
    }
}

#[tokio::test(start_paused = true)]
async fn a_licence_that_is_lacking_is_named_and_one_that_is_comprised_is_not() {
    let world = World::company(30);
    let (supervisor, agent) = (world.role("Supervisor"), world.role("Agent"));
    world.with(|tenant| {
        tenant.edit(|state| {
            let permissions =
                |role: muster_core::id::RoleId, name: &str, state: &mut muster_simulator::State| {
                    state.roles.get_mut(&SimulatedRole::from(role.0)).unwrap().permissions =
                        [name.to_owned()].into();
                };
            permissions(supervisor, "a:b:lead", state);
            permissions(agent, "a:b:work", state);
            state.licences = BTreeMap::from([
                ("small".into(), licence(&["a:b:work"], &[])),
                ("large".into(), licence(&["a:b:lead"], &["small"])),
            ]);
            state.users.values_mut().for_each(|user| user.grants.clear());
            state.groups.values_mut().for_each(|group| group.grants.clear());
        });
    });
    let grants: BTreeSet<_> =
        [(world.account(ANA), supervisor), (world.account(BEN), agent)].into_iter().collect();
    let client = world.client();
    let missing = missing_licences(&client, &grants).await.unwrap();
    assert_eq!(missing[&(world.account(ANA), supervisor)], ["large"]);
    assert_eq!(missing[&(world.account(BEN), agent)], ["small"]);
    assert_eq!(client.calls().total, 4, "two roles, the definitions, one list of accounts");
    assert_eq!(missing_licences(&client, &BTreeSet::new()).await.unwrap(), BTreeMap::new());
    assert_eq!(client.calls().total, 4);
}
