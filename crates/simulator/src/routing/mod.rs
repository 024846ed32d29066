//! Skills, languages, queues, and who has them.

pub(crate) mod languages;
pub(crate) mod queuemembers;
pub(crate) mod queues;
pub(crate) mod skills;
pub(crate) mod userqueues;
pub(crate) mod userskills;
