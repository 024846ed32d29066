//! Users that were pushed over SCIM.

use super::query::{all as rows, from_text, one};
use super::{Param, Row, Session};
use crate::StoreError;
use crate::inbox::{PushedUser, WantedUsers};
use muster_core::id::SourceId;

type Result<T> = std::result::Result<T, StoreError>;

const WHAT: &str = "a pushed user";
const COLUMNS: &str = "source, id, user_name, external_id, value, version, created_at, changed_at";

pub(super) fn one_of(session: &mut dyn Session, source: &SourceId, id: &str) -> Result<Option<PushedUser>> {
    let sql = format!("SELECT {COLUMNS} FROM pushed_user WHERE source = $1 AND id = $2");
    one(session, &sql, &[Param::id(source), Param::id(id)], user)
}

pub(super) fn find(
    session: &mut dyn Session,
    source: &SourceId,
    wanted: &WantedUsers,
    skip: u64,
    limit: u64,
) -> Result<(Vec<PushedUser>, u64)> {
    let mut params = vec![Param::id(source)];
    let condition = match wanted {
        WantedUsers::All => "user_name IS NOT NULL",
        WantedUsers::UserName(name) => {
            params.push(Param::id(name));
            "user_name = $2"
        }
        WantedUsers::ExternalId(id) => {
            params.push(Param::id(id));
            "external_id = $2"
        }
    };
    let sql = format!("SELECT count(*) FROM pushed_user WHERE source = $1 AND {condition}");
    let count = one(session, &sql, &params, |row| row.number(0))?.unwrap_or(0);
    let next = params.len() + 1;
    let sql = format!(
        "SELECT {COLUMNS} FROM pushed_user WHERE source = $1 AND {condition} ORDER BY id LIMIT ${next} OFFSET ${}",
        next + 1
    );
    params.extend([Param::count(limit), Param::count(skip)]);
    Ok((rows(session, &sql, &params, user)?, count))
}

pub(super) fn keep(session: &mut dyn Session, user: &PushedUser) -> Result<()> {
    let sql = format!(
        "INSERT INTO pushed_user ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (source, id) DO UPDATE SET user_name = excluded.user_name, external_id = excluded.external_id,
             value = excluded.value, version = excluded.version, changed_at = excluded.changed_at"
    );
    let params = [
        Param::id(&user.source),
        Param::id(&user.id),
        Param::maybe(user.user_name.as_ref()),
        Param::maybe(user.external_id.as_ref()),
        Param::maybe(user.value.as_ref()),
        Param::count(user.version),
        Param::id(user.created_at),
        Param::id(user.changed_at),
    ];
    session.run(&sql, &params).map(drop)
}

fn user(row: &dyn Row) -> Result<PushedUser> {
    Ok(PushedUser {
        source: row.text(0)?.into(),
        id: row.text(1)?.to_owned(),
        user_name: row.maybe_text(2)?.map(str::to_owned),
        external_id: row.maybe_text(3)?.map(str::to_owned),
        value: row.maybe_text(4)?.map(str::to_owned),
        version: row.number(5)?,
        created_at: from_text(WHAT, row.text(6)?)?,
        changed_at: from_text(WHAT, row.text(7)?)?,
    })
}
