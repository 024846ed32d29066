//! Genesys Cloud: [`Client::send`] turns a [`Call`](muster_core::operation::Call) into one request and its reply into
//! an outcome, [`Client::probe`] reads back whether a call's effect is there, [`read_tenant`] reads a tenant in pages.
//!
//! Every request passes one door ([`Transport`]), takes a slot of one budget ([`Governor`]) and carries one shared
//! token. [`request`], [`outcome`], [`next_probe`] and [`finding`] are pure.

mod account;
mod client;
mod conversation;
mod counter;
mod doctor;
mod dto;
mod entities;
mod error;
pub mod export;
mod external_ids;
mod governor;
mod http;
mod licences;
mod outcome;
mod path;
mod permissions;
mod probe;
mod profile;
mod read;
mod redact;
mod refusal;
mod region;
mod request;
mod retry;
mod scim;
mod scim_group;
mod scim_pages;
mod scim_service;
mod search;
mod token;
mod unready;
mod wire;

pub use client::{Client, Clock, Config};
pub use counter::Calls;
pub use doctor::{Check, DELETION, DEPARTURE_NEEDS, NEEDS, Need, Verdict, Wants, check};
pub use error::TenantError;
pub use governor::{Answer, Budget, Governor, GovernorConfig, Lane, Ticket, Turn, Waiting};
pub use http::{HttpConfig, HttpError, HttpTransport};
pub use licences::missing_licences;
pub use outcome::{is_repeatable, outcome};
pub use probe::{finding, next_probe};
pub use profile::Present;
pub use read::{
    AccountScope, Answers, Asked, ReadScope, TenantNames, evidence, read_accounts, read_names,
    read_presences, read_tenant, recheck, still_held,
};
pub use region::{Endpoints, RegionError, known_regions};
pub use request::{instead, preparation, request};
pub use scim::ScimFamily;
pub use scim_service::{ScimService, scim_service};
pub use token::{Credentials, TokenError};
pub use unready::Unready;
pub use wire::{Body, Condition, Exchange, Host, Rate, Reply, Request, Transport, TransportError};
