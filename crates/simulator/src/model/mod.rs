//! What a tenant holds: plain data, look-ups, switches, lag. Knows no call and no reply.

pub(crate) mod account;
pub(crate) mod behaviour;
pub(crate) mod conversation;
pub(crate) mod extras;
pub(crate) mod history;
pub(crate) mod ids;
pub(crate) mod index;
pub(crate) mod lag;
pub(crate) mod state;
pub(crate) mod tokens;
pub(crate) mod world;
