//! What the proofs of this crate share: worlds, a naive executor, the scenario language, a tenant in memory.
//!
//! Each test binary uses a part of it only.
#![allow(dead_code)]

pub(crate) mod catalogue;
pub(crate) mod driver;
pub(crate) mod estate;
pub(crate) mod generator;
pub(crate) mod names;
pub(crate) mod realise;
pub(crate) mod render;
pub(crate) mod script;
pub(crate) mod show;
pub(crate) mod statement;
pub(crate) mod tenant;
pub(crate) mod world;
