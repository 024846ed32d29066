//! A connection that is kept between reads, with what does not change while it lasts.

use super::access::Access;
use super::deleted;
use super::error::TrackError;
use super::limitation::Limitation;
use crate::ldap::config::LdapConfig;
use crate::ldap::connection::Connection;
use crate::ldap::root_dse::{ServerFacts, last_change, server_facts};

/// A connection to a server that told who it is.
pub(crate) struct Session {
    pub(crate) connection: Connection,
    pub(crate) config: LdapConfig,
    pub(crate) facts: ServerFacts,
    /// What limits tracking with this account.
    pub(crate) limitations: Vec<Limitation>,
    /// For how many days deletions are remembered.
    pub(crate) remembered: u32,
}

impl Session {
    /// Connects, binds, and asks the server about itself.
    pub(crate) async fn open(access: &Access) -> Result<Self, TrackError> {
        let (config, mut connection) = access.open().await?;
        let facts = server_facts(&mut connection).await?;
        let server = config.address();
        if facts.synchronized == Some(false) {
            return Err(TrackError::Unready { server });
        }
        let Some(domain) = facts.default_naming_context.clone() else {
            return Err(TrackError::NoDomain { server });
        };
        let mut limitations = Vec::new();
        if !deleted::can_be_seen(&mut connection, &domain).await? {
            limitations.push(Limitation::DeletedHidden { container: deleted::container(&domain) });
        }
        let remembered = deleted::days_remembered(&mut connection, &facts).await?;
        Ok(Self { connection, config, facts, limitations, remembered })
    }

    /// Before each further read: whether the server still answers, and how far its history goes now.
    pub(crate) async fn refresh(&mut self, access: &Access) -> Result<(), TrackError> {
        self.connection.begin_anew();
        self.connection.be_patient_for(self.config.limits.answer.min(access.pacing.probe));
        self.facts.highest_committed_usn = last_change(&mut self.connection).await?;
        Ok(())
    }
}
