//! The tenant as tests and the demo hold it: made from a seed, switched, looked at. `gateway` answers for it.

use crate::calls::Calls;
use crate::conversations::stranded::stranded;
use crate::faults::Faults;
use crate::faults::plan::FaultPlan;
use crate::limits::Limits;
use crate::model::behaviour::Behaviour;
use crate::model::ids::{ClientId, ConversationId, UserId};
use crate::model::index::Index;
use crate::model::state::State;
use crate::model::tokens::Tokens;
use crate::model::world::World;
use crate::random::Random;
use crate::routes;
use crate::seed::plant::{client_id, plant};
use crate::seed::{Seed, SeedError};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// One organisation in memory.
#[derive(Clone, Debug)]
pub struct Tenant {
    pub(crate) world: World,
    pub(crate) calls: Calls,
    /// Draws the correlation ids.
    pub(crate) context: Random,
}

impl Tenant {
    /// A tenant as the seed describes it, without faults.
    pub fn from_seed(seed: &Seed) -> Result<Self, SeedError> {
        let state = plant(seed)?;
        let secrets = seed.clients.iter().map(|client| (client_id(client), client.secret.clone())).collect();
        let world = World {
            index: Index::of(&state),
            state,
            behaviour: seed.behaviour.clone(),
            lag: crate::model::lag::LagLog::default(),
            audit: crate::model::history::AuditLog::default(),
            tokens: Tokens::new(secrets),
            faults: FaultPlan::new(Faults::default()),
            permissions: routes::permissions(),
            granted_at: BTreeMap::new(),
            born: Timestamp::UNIX_EPOCH,
        };
        let limits = seed.limits.clone().unwrap_or_default();
        let mut tenant = Self { world, calls: Calls::default(), context: Random::new(1) };
        tenant.sign_in_seeded(seed);
        Ok(tenant.with_limits(limits))
    }

    fn sign_in_seeded(&mut self, seed: &Seed) {
        for user in seed.users.iter().filter(|user| user.signed_in) {
            let id = self.world.index.by_email.get(&user.email.to_lowercase()).copied();
            self.world.tokens.sessions.extend(id);
        }
    }

    /// The same tenant behaving otherwise.
    pub fn with_behaviour(mut self, behaviour: Behaviour) -> Self {
        self.world.behaviour = behaviour;
        self
    }

    /// The same tenant with other limits.
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.world.tokens.limits = limits;
        self
    }

    /// The same tenant with faults.
    pub fn with_faults(mut self, faults: Faults) -> Self {
        self.set_faults(faults);
        self
    }

    /// Replaces the faults from now on; their draws begin anew.
    pub fn set_faults(&mut self, faults: Faults) {
        self.world.faults = FaultPlan::new(faults);
    }

    /// Behaviour in force, to be changed at will.
    pub fn behaviour_mut(&mut self) -> &mut Behaviour {
        &mut self.world.behaviour
    }

    /// Limits in force.
    pub fn limits(&self) -> &Limits {
        &self.world.tokens.limits
    }

    /// Limits in force, to be changed at will.
    pub fn limits_mut(&mut self) -> &mut Limits {
        &mut self.world.tokens.limits
    }

    /// A copy of everything the tenant holds.
    pub fn state(&self) -> State {
        self.world.state.clone()
    }

    /// Everything the tenant holds, without a copy.
    pub fn state_ref(&self) -> &State {
        &self.world.state
    }

    /// Changes the tenant as other hands would, past all rules: for drift.
    pub fn edit<T>(&mut self, change: impl FnOnce(&mut State) -> T) -> T {
        let result = change(&mut self.world.state);
        self.world.reindex();
        result
    }

    /// How often it was called since the start or the last reset.
    pub fn calls(&self) -> &Calls {
        &self.calls
    }

    /// Begins counting anew.
    pub fn reset_calls(&mut self) {
        self.calls = Calls::default();
    }

    /// How often the tokens of each user were ended.
    pub fn token_deletions(&self) -> &BTreeMap<UserId, u32> {
        &self.world.tokens.deletions
    }

    /// The seed of a tenant like this one, with ids, versions, behaviour and limits. Tokens, windows, faults and history
    /// are left out.
    pub fn to_seed(&self) -> Seed {
        crate::seed::dump::dump(&self.world)
    }

    /// Whether a user is logged in.
    pub fn is_signed_in(&self, user: UserId) -> bool {
        self.world.tokens.sessions.contains(&user)
    }

    /// Conversations that are not over and that nobody serves: all who are left in them are not active any more.
    pub fn stranded(&self) -> Vec<ConversationId> {
        stranded(&self.world.state)
    }

    /// Ends every access token at once.
    pub fn end_all_tokens(&mut self) {
        self.world.tokens.end_all();
    }

    /// Mints a token for a client without a call, for tests that are not about logging in.
    pub fn mint_token(&mut self, client: ClientId, now: Timestamp) -> String {
        let validity_s = self.world.state.clients.get(&client).map_or(0, |client| client.token_validity_s);
        self.world.tokens.mint(client, validity_s, now)
    }

    /// Every operation there is, as `METHOD /path/{template}`.
    pub fn operations() -> impl Iterator<Item = String> {
        let own = routes::all().map(|route| format!("{} {}", route.method, route.template));
        std::iter::once("POST /oauth/token".to_owned()).chain(own)
    }
}
