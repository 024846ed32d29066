//! Accounts by cursor, which knows no wall.

use super::tally::{Patience, Tally};
use super::users::{Listed, PATH, Users, Wall, add_all, is_too_large, smaller};
use crate::genesys::client::Client;
use crate::genesys::dto::Page;
use crate::genesys::error::TenantError;
use crate::genesys::path::encoded;
use crate::genesys::wire::Request;
use std::collections::BTreeSet;

const QUERY_PATH: &str = "/api/v2/users/query";

/// Goes on by cursor, from the beginning. That needs the right to see users of all divisions; without it, what can be
/// read by page number stands as a part.
pub(super) async fn behind_the_wall<T: Listed>(
    client: &Client,
    page_size: usize,
    wall: Wall<T>,
) -> Result<Users<T>, TenantError> {
    let Wall { mut tally, before, reason } = wall;
    match by_cursor(client, page_size).await {
        Err(error) if matches!(error.status(), Some(400 | 403 | 404)) => {
            add_all(client, page_size, before, &mut tally).await?;
            let users = tally.finish("accounts").items;
            let missing = format!(
                "the tenant stopped listing accounts after {} ({reason}), and reading by cursor failed ({error})",
                users.len()
            );
            Ok(Users {
                users: users.into_iter().map(|user| (user.key(), user)).collect(),
                missing: vec![missing],
            })
        }
        other => other,
    }
}

/// Reads by cursor, and counts once more at the end: a cursor alone does not tell whether it brought everybody.
async fn by_cursor<T: Listed>(client: &Client, mut page_size: usize) -> Result<Users<T>, TenantError> {
    let mut patience = Patience::default();
    loop {
        let mut tally = match along_the_cursor(client, page_size).await {
            Err(error) if is_too_large(&error) => {
                page_size = smaller(page_size).ok_or(error)?;
                continue;
            }
            other => other?,
        };
        let count = Request::get(PATH, format!("{PATH}?state=any&pageSize=1&pageNumber=1"));
        tally.promise(client.get::<Page<T>>(count).await?.total);
        let listing = tally.finish("accounts");
        if !patience.again(&listing) {
            return Ok(listing.into());
        }
    }
}

async fn along_the_cursor<T: Listed>(client: &Client, page_size: usize) -> Result<Tally<T>, TenantError> {
    let query = format!("state=any&pageSize={page_size}&{}", T::EXPAND);
    let mut seen = BTreeSet::new();
    let mut page: Page<T> = client.get(Request::get(QUERY_PATH, format!("{QUERY_PATH}?{query}"))).await?;
    let mut next = page.cursor.take();
    let mut tally = Tally::new(page);
    while let Some(cursor) = next.filter(|cursor| !cursor.is_empty()) {
        let path = format!("{QUERY_PATH}?{query}&cursor={}", encoded(&cursor));
        if !seen.insert(cursor) {
            let (what, reason) = (format!("GET {QUERY_PATH}"), "the cursor goes in a circle".into());
            return Err(TenantError::NotGenesys { what, reason });
        }
        let mut page: Page<T> = client.get(Request::get(QUERY_PATH, path)).await?;
        next = page.cursor.take();
        tally.add(page);
    }
    Ok(tally)
}
