//! The real service on a site: started, asked for its status, and told to end.

use super::site::Site;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

/// Everything that can be allowed.
pub const ALL: &str = "\n[standing_approval]\nchanges_max = 1000000\nallow = [\"account.create\", \"account.activate\", \
    \"account.deactivate\", \"profile.change\", \"division.change\", \"role.gain\", \"role.lose\", \"group.gain\", \
    \"group.lose\", \"queue.gain\", \"queue.lose\", \"skill.gain\", \"skill.lose\", \"language.gain\", \"language.lose\"]\n\
    [serve]\nlook_every_seconds = 1\n";

/// A service that runs; it ends with the value.
pub struct Service<'a> {
    site: &'a Site,
    process: Child,
}

impl<'a> Service<'a> {
    /// Starts the service and waits until it has planned for everybody once.
    pub fn start(site: &'a Site) -> Self {
        let words = std::fs::File::options().create(true).append(true).open(site.path("serve.log")).unwrap();
        let mut command = site.command(&["serve"]);
        let process = command.stdout(Stdio::null()).stderr(words).spawn().unwrap();
        let service = Self { site, process };
        let process = u64::from(service.process.id());
        service.until("watches after a first cycle", |status| {
            let planned = status["cycles"].as_array().is_some_and(|cycles| !cycles.is_empty());
            status["process"] == process && status["doing"] == "watching" && planned
        });
        service
    }

    /// What the service says of itself; `null` before it has said anything.
    pub fn status(&self) -> serde_json::Value {
        let output = self.site.muster(&["status", "--json"]);
        serde_json::from_slice(&output.stdout).unwrap_or_default()
    }

    /// Waits until the status is as wanted.
    pub fn until(&self, what: &str, wanted: impl Fn(&serde_json::Value) -> bool) -> serde_json::Value {
        let began = Instant::now();
        loop {
            let status = self.status();
            if wanted(&status) {
                return status;
            }
            let log = || std::fs::read_to_string(self.site.path("serve.log")).unwrap_or_default();
            assert!(began.elapsed() < Duration::from_secs(90), "never: {what}\n{status:#}\n{}", log());
            std::thread::sleep(Duration::from_millis(200));
        }
    }

    /// Ends it as a power cut would.
    pub fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Asks it to end, and waits for that.
    pub fn stop(mut self) {
        let id = self.process.id().to_string();
        assert!(std::process::Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        assert_eq!(self.process.wait().unwrap().code(), Some(0));
        assert_eq!(self.status()["doing"], "ended");
    }
}

impl Drop for Service<'_> {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
