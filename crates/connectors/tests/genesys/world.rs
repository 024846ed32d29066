//! A simulated tenant behind the client's transport, in this process.

use bytes::Bytes;
use http::Method;
use muster_connectors::genesys::{
    Body, Client, Condition, Config, Credentials, Exchange, Reply, Request, Transport, TransportError,
};
use muster_core::id::{AccountId, ConversationId, DivisionId, GroupId, LanguageId, ParticipantId};
use muster_core::id::{PersonId, PresenceId, QueueId, RoleId, SkillId};
use muster_core::time::{SignedDuration, Timestamp};
use muster_simulator::{ClientId, Delivery, Seed, State, Tenant, UserId};
use secrecy::ExposeSecret;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::Instant;

/// How long a call takes to arrive, and its reply to come back.
const LATENCY: Duration = Duration::from_millis(20);

/// A tenant in this process. Its clock is tokio's, which tests pause.
#[derive(Clone)]
pub(crate) struct World {
    tenant: Arc<Mutex<Tenant>>,
    start: Instant,
}

impl World {
    pub(crate) fn new(tenant: Tenant) -> Self {
        Self { tenant: Arc::new(Mutex::new(tenant)), start: Instant::now() }
    }

    pub(crate) fn company(people: usize) -> Self {
        Self::new(Tenant::from_seed(&Seed::company(people)).unwrap())
    }

    pub(crate) fn client(&self) -> Client {
        Client::new(config(), self.clone())
    }

    pub(crate) fn with<T>(&self, look: impl FnOnce(&mut Tenant) -> T) -> T {
        look(&mut self.tenant.lock().unwrap())
    }

    pub(crate) fn state(&self) -> State {
        self.with(|tenant| tenant.state())
    }

    pub(crate) fn role(&self, name: &str) -> RoleId {
        let state = self.state();
        let found = state.roles.iter().find(|(_, role)| role.name == name);
        RoleId(found.unwrap().0.uuid())
    }

    pub(crate) fn division(&self, name: &str) -> DivisionId {
        let state = self.state();
        let found = state.divisions.iter().find(|(_, one)| one.name == name);
        DivisionId(found.unwrap().0.uuid())
    }

    pub(crate) fn group(&self, name: &str) -> GroupId {
        let state = self.state();
        let found = state.groups.iter().find(|(_, one)| one.name == name);
        GroupId(found.unwrap().0.uuid())
    }

    pub(crate) fn queue(&self, name: &str) -> QueueId {
        let state = self.state();
        let found = state.queues.iter().find(|(_, one)| one.name == name);
        QueueId(found.unwrap().0.uuid())
    }

    pub(crate) fn skill(&self, name: &str) -> SkillId {
        let state = self.state();
        let found = state.skills.iter().find(|(_, one)| one.name == name);
        SkillId(found.unwrap().0.uuid())
    }

    pub(crate) fn language(&self, name: &str) -> LanguageId {
        let state = self.state();
        let found = state.languages.iter().find(|(_, one)| one.name == name);
        LanguageId(found.unwrap().0.uuid())
    }

    pub(crate) fn presence(&self, system: &str) -> PresenceId {
        let state = self.state();
        let found = state.presences.iter().find(|(_, one)| one.system == system);
        PresenceId(found.unwrap().0.uuid())
    }

    /// A conversation of the seed, and the live part of an account in it.
    pub(crate) fn talk(&self, name: &str, account: AccountId) -> (ConversationId, ParticipantId) {
        let (state, id) = (self.state(), muster_simulator::ConversationId::named(name));
        let part = state.conversations[&id].live_part_of(UserId::from(account.0)).unwrap();
        (ConversationId(id.uuid()), ParticipantId(part.id.uuid()))
    }

    pub(crate) fn account(&self, mail: &str) -> AccountId {
        let state = self.state();
        let found = state.users.iter().find(|(_, user)| user.email == mail);
        AccountId(found.unwrap().0.uuid())
    }

    pub(crate) fn user(&self, account: AccountId) -> muster_simulator::User {
        self.with(|tenant| tenant.state_ref().users[&UserId::from(account.0)].clone())
    }
}

pub(crate) fn config() -> Config {
    let mut config = Config::new(Credentials {
        client_id: ClientId::named("muster").to_string(),
        client_secret: "secret".into(),
    });
    config.seed = 7;
    config.clock = Arc::new(|| Timestamp::UNIX_EPOCH);
    config
}

pub(crate) fn person(anchor: &str) -> PersonId {
    PersonId::new(&"corp-ad".into(), &anchor.into())
}

impl Transport for World {
    fn exchange<'a>(&'a self, request: &'a Request) -> Exchange<'a> {
        Box::pin(async move {
            tokio::time::sleep(LATENCY).await;
            let elapsed = SignedDuration::try_from(self.start.elapsed()).unwrap();
            let delivery =
                self.with(|tenant| tenant.deliver(&http_request(request), Timestamp::UNIX_EPOCH + elapsed));
            tokio::time::sleep(LATENCY).await;
            match delivery {
                Delivery::Reply(reply) => Ok(read(&reply)),
                Delivery::Slow { reply, delay_ms } => {
                    tokio::time::sleep(Duration::from_millis(delay_ms.into())).await;
                    Ok(read(&reply))
                }
                Delivery::Lost { .. } => Err(TransportError::Lost("connection reset".into())),
                Delivery::Truncated { .. } => Err(TransportError::Lost("the body broke off".into())),
            }
        })
    }
}

fn http_request(request: &Request) -> http::Request<Bytes> {
    let mut builder =
        http::Request::builder().method(Method::clone(&request.method)).uri(&request.path_and_query);
    if let Some(secret) = &request.authorization {
        builder = builder.header("authorization", secret.expose_secret());
    }
    if let Some((name, value)) = request.condition.map(Condition::header) {
        builder = builder.header(name, value);
    }
    let (kind, body) = match &request.body {
        Body::None => (None, Bytes::new()),
        Body::Json(value) => (Some("application/json"), Bytes::from(value.to_string())),
        Body::Form(text) => (Some("application/x-www-form-urlencoded"), Bytes::from(text.clone())),
    };
    if let Some(kind) = kind {
        builder = builder.header("content-type", kind);
    }
    builder.body(body).unwrap()
}

fn read(response: &http::Response<Bytes>) -> Reply {
    let mut reply = Reply::new(response.status().as_u16(), response.body().clone());
    for (name, value) in response.headers() {
        reply = reply.with_header(name.as_str(), value.to_str().unwrap());
    }
    reply
}
