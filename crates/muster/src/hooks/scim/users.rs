//! Users: asked for, made, changed and deleted.

use super::Asked;
use super::answer::{Fault, list_of, user_of};
use axum::response::{IntoResponse, Response};
use http::{Method, StatusCode};
use muster_connectors::hr::scim::{ENTERPRISE, Filter, Key, USER, patch, user};
use muster_store::{Delivery, PushedUser, WantedUsers};
use serde_json::{Value, json};
use uuid::Uuid;

/// Users in one answer.
const PAGE_MAX: u64 = 200;

type Answer = Result<Response, Fault>;

pub(super) async fn answer(asked: Asked<'_>) -> Answer {
    // One change at a time: what is changed is what was read.
    let _alone = asked.shared.scim.lock().await;
    match (&asked.method, asked.id.clone()) {
        (&Method::GET, None) => list(&asked).await,
        (&Method::POST, None) => create(&asked).await,
        (&Method::GET, Some(id)) => Ok(user_of(StatusCode::OK, &shown(&asked, &known(&asked, &id).await?))),
        (&Method::PUT, Some(id)) => {
            let sent = user(&parsed(&asked)?)?;
            replace(&asked, known(&asked, &id).await?, sent).await
        }
        (&Method::PATCH, Some(id)) => {
            let old = known(&asked, &id).await?;
            let changed = patch(&value_of(&old), &parsed(&asked)?)?;
            replace(&asked, old, changed).await
        }
        (&Method::DELETE, Some(id)) => delete(&asked, known(&asked, &id).await?).await,
        _ => Err(Fault::new(StatusCode::METHOD_NOT_ALLOWED, "this cannot be done here")),
    }
}

fn parsed(asked: &Asked<'_>) -> Result<Value, Fault> {
    serde_json::from_slice(&asked.body)
        .map_err(|_| Fault::new(StatusCode::BAD_REQUEST, "the body is not JSON"))
}

/// The user with an id, who was not deleted.
async fn known(asked: &Asked<'_>, id: &str) -> Result<PushedUser, Fault> {
    let (source, id) = (asked.source.clone(), id.to_owned());
    let found = asked.shared.keeper.ask(move |inbox| inbox.pushed_user(&source, &id)).await?;
    found.filter(|user| user.value.is_some()).ok_or_else(Fault::nobody)
}

async fn wanted(
    asked: &Asked<'_>,
    wanted: WantedUsers,
    skip: u64,
    limit: u64,
) -> Result<(Vec<PushedUser>, u64), Fault> {
    let source = asked.source.clone();
    Ok(asked.shared.keeper.ask(move |inbox| inbox.pushed_users(&source, &wanted, skip, limit)).await?)
}

async fn list(asked: &Asked<'_>) -> Answer {
    let number = |name: &str| asked.query.get(name).and_then(|text| text.parse::<i64>().ok());
    let start = number("startindex").and_then(|at| u64::try_from(at).ok()).unwrap_or(1).max(1);
    let count = number("count").map_or(PAGE_MAX, |count| u64::try_from(count).unwrap_or(0)).min(PAGE_MAX);
    let (mut found, mut total) =
        match asked.query.get("filter").map(|text| text.parse::<Filter>()).transpose()? {
            None => wanted(asked, WantedUsers::All, start - 1, count).await?,
            Some(Filter { key: Key::Id, value }) => match known(asked, &value).await {
                Ok(user) => (vec![user], 1),
                Err(fault) if fault.status == StatusCode::NOT_FOUND => (Vec::new(), 0),
                Err(fault) => return Err(fault),
            },
            Some(Filter { key: Key::UserName, value }) => {
                wanted(asked, WantedUsers::UserName(value.to_lowercase()), start - 1, count).await?
            }
            Some(Filter { key: Key::ExternalId, value }) => {
                wanted(asked, WantedUsers::ExternalId(value), start - 1, count).await?
            }
        };
    let before = found.len();
    found.retain(|user| user.value.is_some());
    total -= (before - found.len()) as u64;
    let shown: Vec<Value> = found.iter().map(|user| shown(asked, user)).collect();
    Ok(list_of(&shown, total, start))
}

/// Makes a user. One that was deleted and comes back under the same external id is who they were.
async fn create(asked: &Asked<'_>) -> Answer {
    let sent = user(&parsed(asked)?)?;
    refuse_taken(asked, &sent, None).await?;
    let external = text_in(&sent, "externalId");
    let gone = match &external {
        None => None,
        Some(id) => {
            wanted(asked, WantedUsers::ExternalId(id.clone()), 0, PAGE_MAX).await?.0.into_iter().next()
        }
    };
    if gone.as_ref().is_some_and(|user| user.value.is_some()) {
        return Err(Fault::taken());
    }
    let made = PushedUser {
        source: asked.source.clone(),
        id: gone.as_ref().map_or_else(|| Uuid::new_v4().to_string(), |user| user.id.clone()),
        user_name: None,
        external_id: None,
        value: None,
        version: gone.as_ref().map_or(0, |user| user.version),
        created_at: gone.map_or(asked.now, |user| user.created_at),
        changed_at: asked.now,
    };
    let kept = keep(asked, made, Some(sent)).await?;
    Ok(user_of(StatusCode::CREATED, &shown(asked, &kept)))
}

async fn replace(asked: &Asked<'_>, old: PushedUser, changed: Value) -> Answer {
    refuse_taken(asked, &changed, Some(&old.id)).await?;
    // Entra and Okta send again what they sent; that says nothing new.
    if value_of(&old) == changed {
        return Ok(user_of(StatusCode::OK, &shown(asked, &old)));
    }
    let kept = keep(asked, old, Some(changed)).await?;
    Ok(user_of(StatusCode::OK, &shown(asked, &kept)))
}

async fn delete(asked: &Asked<'_>, old: PushedUser) -> Answer {
    keep(asked, old, None).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn refuse_taken(asked: &Asked<'_>, user: &Value, own: Option<&str>) -> Result<(), Fault> {
    let Some(name) = text_in(user, "userName") else { return Ok(()) };
    let (found, _) = wanted(asked, WantedUsers::UserName(name.to_lowercase()), 0, 1).await?;
    match found.iter().any(|user| own != Some(user.id.as_str())) {
        true => Err(Fault::taken()),
        false => Ok(()),
    }
}

/// Keeps a user as they are now, `None` for one that is deleted, with the delivery that says so.
async fn keep(asked: &Asked<'_>, old: PushedUser, now: Option<Value>) -> Result<PushedUser, Fault> {
    let kept = PushedUser {
        user_name: now.as_ref().and_then(|user| text_in(user, "userName")).map(|name| name.to_lowercase()),
        external_id: match &now {
            Some(user) => text_in(user, "externalId"),
            None => old.external_id.clone(),
        },
        value: now.as_ref().map(Value::to_string),
        version: old.version + 1,
        changed_at: asked.now,
        ..old.clone()
    };
    let said = match now {
        Some(_) => shown(asked, &kept),
        None => {
            let mut last = shown(asked, &old);
            last["active"] = false.into();
            last
        }
    };
    let body = said.to_string();
    let refused = match asked.gate.shape.read(body.as_bytes()) {
        Ok(reading) => reading.refusal().map(ToString::to_string),
        Err(fault) => Some(fault.to_string()),
    };
    if let Some(why) = refused {
        return Err(Fault::invalid(why));
    }
    let delivery = Delivery {
        source: asked.source.clone(),
        id: format!("scim-{}-{}", kept.id, kept.version),
        received_at: asked.now,
        body: body.into(),
        refused: None,
    };
    let user = kept.clone();
    asked.shared.keeper.ask(move |inbox| inbox.push_user(&user, &delivery)).await?;
    asked.shared.tally.kept(asked.source, asked.now, false);
    Ok(kept)
}

fn value_of(user: &PushedUser) -> Value {
    user.value.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
}

fn text_in(user: &Value, name: &str) -> Option<String> {
    let found = user.as_object()?.iter().find(|(key, _)| key.eq_ignore_ascii_case(name))?.1;
    Some(found.as_str()?.trim().to_owned()).filter(|text| !text.is_empty())
}

/// A user as clients see them.
fn shown(asked: &Asked<'_>, user: &PushedUser) -> Value {
    let mut value = value_of(user);
    let mut schemas = vec![USER];
    if value.get(ENTERPRISE).is_some() {
        schemas.push(ENTERPRISE);
    }
    value["schemas"] = json!(schemas);
    value["id"] = user.id.as_str().into();
    value["meta"] = json!({
        "resourceType": "User",
        "created": user.created_at.to_string(),
        "lastModified": user.changed_at.to_string(),
        "location": format!("{}/Users/{}", asked.base, user.id),
    });
    value
}
