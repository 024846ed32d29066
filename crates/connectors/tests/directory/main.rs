//! Directories: a scripted LDAP server for what goes wrong, a real domain controller for what goes right, and files.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod bad_objects;
mod batch;
mod csv;
mod drop;
mod faults;
mod forest;
mod ldif;
mod messages;
mod pages;
mod picture;
mod proxy;
mod people;
mod ranges;
mod refusals;
mod replica;
mod rows;
mod samba;
mod samba_cases;
mod samba_changes;
mod samba_doorbell;
mod samba_faults;
mod samba_pair;
mod samba_reads;
mod samba_refusals;
mod scripted;
mod sweeping;
mod telling;
mod tls;
mod track;
mod track_doorbell;
mod track_servers;
mod track_table;
mod track_ways;
mod world;
mod worlds;
