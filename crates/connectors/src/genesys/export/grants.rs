//! Who and what holds which role where.

use super::model::{Grant, Holder, Place};
use super::part::Part;
use crate::genesys::client::Client;
use crate::genesys::dto::{self, Subject};
use crate::genesys::error::TenantError;
use crate::genesys::read::grants::holders_of;
use crate::genesys::wire::Request;
use muster_core::id::RoleId;
use std::collections::BTreeSet;
use uuid::Uuid;

/// The holders of all roles. Where they may not be seen, what our own client holds.
pub(super) async fn read(
    client: &Client,
    roles: &BTreeSet<RoleId>,
    own: &str,
) -> Result<Part<Vec<Grant>>, TenantError> {
    match of_roles(client, roles).await {
        Err(error @ TenantError::NotPermitted { .. }) => {
            let items = own_grants(client, own).await?;
            Ok(Part { items, gaps: vec![format!("grants of everybody but this client: {error}")] })
        }
        other => other,
    }
}

async fn of_roles(client: &Client, roles: &BTreeSet<RoleId>) -> Result<Part<Vec<Grant>>, TenantError> {
    let mut part = Part::<Vec<Grant>>::default();
    let mut others = 0;
    holders_of(client, roles, |role, listing| {
        part.gaps.extend(listing.shortfall());
        for one in listing.items {
            match holder(&one) {
                Some(holder) => {
                    part.items.extend(places(&one).map(|place| Grant { holder, role: role.0, place }))
                }
                None => others += 1,
            }
        }
    })
    .await?;
    if others > 0 {
        part.gaps.push(format!("{others} grants of trusted organisations: a copy has none"));
    }
    Ok(part)
}

fn holder(one: &dto::Holder) -> Option<Holder> {
    let id: Uuid = one.id.parse().ok()?;
    match one.kind.as_deref() {
        Some("PC_USER") | None => Some(Holder::User(id)),
        Some("PC_GROUP") => Some(Holder::Group(id)),
        Some("PC_OAUTH_CLIENT") => Some(Holder::Client(id)),
        Some(_) => None,
    }
}

fn places(one: &dto::Holder) -> impl Iterator<Item = Place> {
    one.divisions.iter().filter_map(|division| place(&division.id))
}

fn place(id: &str) -> Option<Place> {
    match id {
        "*" => Some(Place::Everywhere),
        id => id.parse().ok().map(Place::Division),
    }
}

async fn own_grants(client: &Client, own: &str) -> Result<Vec<Grant>, TenantError> {
    let path = "/api/v2/authorization/subjects/me";
    let subject: Subject = client.get(Request::get(path, path)).await?;
    let grants = subject.grants.iter().filter_map(|grant| {
        Some(Grant {
            holder: Holder::Client(own.parse().ok()?),
            role: grant.role.as_ref()?.id.parse().ok()?,
            place: place(&grant.division.as_ref()?.id)?,
        })
    });
    Ok(grants.collect())
}
