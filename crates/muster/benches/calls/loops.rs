//! The usual scripts: person by person, look up, read, write, one thing after the other. Written as well as such a loop
//! can be: no call twice, batches of one account used, nothing read that is not needed for what follows.

use crate::support::company::{Company, client_id};
use crate::support::mortal::{Fate, InProcess};
use crate::support::stage::Stage;
use muster_connectors::genesys::{Request, Transport};
use muster_simulator::{ClientId, State};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What happened to somebody.
#[derive(Clone, Copy)]
pub(crate) enum Event {
    Hired,
    Moved,
    Gone,
}

/// One pass of a script over people.
pub(crate) struct Script<'a> {
    company: &'a Company,
    door: InProcess,
    token: String,
    state: State,
    pub(crate) calls: u64,
}

impl<'a> Script<'a> {
    pub(crate) fn new(stage: &Stage, company: &'a Company) -> Self {
        let client = ClientId::parse(&client_id().to_string()).unwrap();
        let now = (stage.clock)();
        let mut tenant = stage.tenant.lock().unwrap();
        let token = format!("Bearer {}", tenant.mint_token(client, now));
        let state = tenant.state();
        drop(tenant);
        let door = InProcess { tenant: stage.tenant.clone(), clock: stage.clock.clone(), fate: Fate::at(0) };
        Self { company, door, token, state, calls: 0 }
    }

    /// Does for one person what follows from the event.
    pub(crate) async fn happen(&mut self, event: Event, person: usize) {
        match event {
            Event::Hired => self.hire(person).await,
            Event::Moved => self.transfer(person).await,
            Event::Gone => self.dismiss(person).await,
        }
    }

    /// Search, create, external id, manager, roles, queues, group, skill, language.
    async fn hire(&mut self, person: usize) {
        let human = &self.company.people[person];
        let mail = human.mail();
        let query = json!({"query": [{"fields": ["email"], "type": "EXACT", "value": mail}]});
        self.call("POST", "/api/v2/users/search", Some(query)).await;
        let home = self.division("Home");
        let body = json!({"name": human.name, "email": mail, "divisionId": home, "title": human.title, "state": "active"});
        let user = self.call("POST", "/api/v2/users", Some(body)).await;
        let id = user["id"].as_str().unwrap().to_owned();
        let key = json!({"authorityName": "ad:objectGUID", "externalKey": human.guid()});
        self.call("POST", &format!("/api/v2/users/{id}/externalid"), Some(key)).await;
        if let Some(manager) = human.manager {
            let manager = self.account(manager).await;
            let version = self.call("GET", &format!("/api/v2/users/{id}"), None).await["version"].clone();
            let body = json!({"version": version, "manager": manager});
            self.call("PATCH", &format!("/api/v2/users/{id}"), Some(body)).await;
        }
        self.give(&id, &self.gives(person)).await;
    }

    /// Look up, read what is held, take away what is too much, give what is missing, write the title.
    async fn transfer(&mut self, person: usize) {
        let id = self.account(person).await;
        let user =
            self.call("GET", &format!("/api/v2/users/{id}?expand=groups,skills,languages"), None).await;
        self.call("GET", &format!("/api/v2/authorization/subjects/{id}"), None).await;
        self.call("GET", &format!("/api/v2/users/{id}/queues"), None).await;
        let body = json!({"version": user["version"], "title": self.company.people[person].title});
        self.call("PATCH", &format!("/api/v2/users/{id}"), Some(body)).await;
        let (new, old) = (self.gives(person), self.formerly(person));
        self.give(&id, &new.difference(&old).cloned().collect()).await;
        self.take(&id, &old.difference(&new).cloned().collect()).await;
    }

    /// Look up, read what is held, take everything away, deactivate. Tokens are not ended: Muster does not do it either.
    async fn dismiss(&mut self, person: usize) {
        let id = self.account(person).await;
        self.call("GET", &format!("/api/v2/authorization/subjects/{id}"), None).await;
        self.call("GET", &format!("/api/v2/users/{id}/queues"), None).await;
        self.take(&id, &self.gives(person)).await;
        let user = self.call("GET", &format!("/api/v2/users/{id}"), None).await;
        let body = json!({"version": user["version"], "state": "inactive"});
        self.call("PATCH", &format!("/api/v2/users/{id}"), Some(body)).await;
    }

    fn gives(&self, person: usize) -> BTreeSet<String> {
        let teams = self.company.teams_of(person);
        teams.into_iter().flat_map(|team| self.company.teams[team].gives.clone()).collect()
    }

    /// What the job before gave.
    fn formerly(&self, person: usize) -> BTreeSet<String> {
        let teams = &self.company.teams;
        let now = self.company.teams_of(person).into_iter().next().unwrap();
        teams[(now + teams.len() - 1) % teams.len()].gives.clone()
    }

    async fn account(&mut self, person: usize) -> String {
        let key = self.company.people[person].guid();
        let user = self.call("GET", &format!("/api/v2/users/externalid/ad%3AobjectGUID/{key}"), None).await;
        user["id"].as_str().unwrap().to_owned()
    }

    async fn give(&mut self, id: &str, gifts: &BTreeSet<String>) {
        let grants = self.grants(gifts);
        if !grants.is_empty() {
            let path = format!("/api/v2/authorization/subjects/{id}/bulkadd");
            self.call("POST", &path, Some(json!({"grants": grants}))).await;
        }
        for (kind, path) in [("skill:", "routingskills"), ("language:", "routinglanguages")] {
            let levels = self.levels(gifts, kind);
            if !levels.is_empty() {
                self.call("PATCH", &format!("/api/v2/users/{id}/{path}/bulk"), Some(json!(levels))).await;
            }
        }
        for queue in of(gifts, "queue:") {
            let path = format!("/api/v2/routing/queues/{}/members", self.queue(queue));
            self.call("POST", &path, Some(json!([{"id": id}]))).await;
        }
        for group in of(gifts, "group:") {
            let path = format!("/api/v2/groups/{}", self.group(group));
            let version = self.call("GET", &path, None).await["version"].clone();
            let body = json!({"memberIds": [id], "version": version});
            self.call("POST", &format!("{path}/members"), Some(body)).await;
        }
    }

    async fn take(&mut self, id: &str, gifts: &BTreeSet<String>) {
        let grants = self.grants(gifts);
        if !grants.is_empty() {
            let path = format!("/api/v2/authorization/subjects/{id}/bulkremove");
            self.call("POST", &path, Some(json!({"grants": grants}))).await;
        }
        for (kind, path) in [("skill:", "routingskills"), ("language:", "routinglanguages")] {
            for level in self.levels(gifts, kind) {
                let of = level["id"].as_str().unwrap().to_owned();
                self.call("DELETE", &format!("/api/v2/users/{id}/{path}/{of}"), None).await;
            }
        }
        for queue in of(gifts, "queue:") {
            let path = format!("/api/v2/routing/queues/{}/members/{id}", self.queue(queue));
            self.call("DELETE", &path, None).await;
        }
        for group in of(gifts, "group:") {
            let path = format!("/api/v2/groups/{}/members?ids={id}", self.group(group));
            self.call("DELETE", &path, None).await;
        }
    }

    fn grants(&self, gifts: &BTreeSet<String>) -> Vec<Value> {
        let grant = |gift: &str| {
            let (role, division) = gift.split_once('@').unwrap();
            json!({"roleId": self.role(role), "divisionId": self.division(division)})
        };
        of(gifts, "role:").map(grant).collect()
    }

    fn levels(&self, gifts: &BTreeSet<String>, kind: &str) -> Vec<Value> {
        let level = |gift: &str| {
            let (name, level) = gift.split_once('=').unwrap();
            let id = if kind == "skill:" { self.skill(name) } else { self.language(name) };
            json!({"id": id, "proficiency": level.parse::<f64>().unwrap()})
        };
        of(gifts, kind).map(level).collect()
    }

    fn division(&self, name: &str) -> String {
        self.state.divisions.iter().find(|(_, one)| one.name == name).unwrap().0.to_string()
    }

    fn role(&self, name: &str) -> String {
        self.state.roles.iter().find(|(_, one)| one.name == name).unwrap().0.to_string()
    }

    fn queue(&self, name: &str) -> String {
        self.state.queues.iter().find(|(_, one)| one.name == name).unwrap().0.to_string()
    }

    fn group(&self, name: &str) -> String {
        self.state.groups.iter().find(|(_, one)| one.name == name).unwrap().0.to_string()
    }

    fn skill(&self, name: &str) -> String {
        self.state.skills.iter().find(|(_, one)| one.name == name).unwrap().0.to_string()
    }

    fn language(&self, name: &str) -> String {
        self.state.languages.iter().find(|(_, one)| one.name == name).unwrap().0.to_string()
    }

    async fn call(&mut self, method: &str, path: &str, body: Option<Value>) -> Value {
        let mut request = Request::new(method.parse().unwrap(), "/loop", path);
        if let Some(body) = body {
            request = request.with_json(body);
        }
        request.authorization = Some(self.token.clone().into());
        let reply = self.door.exchange(&request).await.unwrap();
        let text = String::from_utf8_lossy(&reply.body);
        assert!(reply.is_success(), "{method} {path}: {} {text}", reply.status);
        self.calls += 1;
        serde_json::from_str(&text).unwrap_or(Value::Null)
    }
}

fn of<'g>(gifts: &'g BTreeSet<String>, kind: &'g str) -> impl Iterator<Item = &'g str> {
    gifts.iter().filter_map(move |gift| gift.strip_prefix(kind))
}
