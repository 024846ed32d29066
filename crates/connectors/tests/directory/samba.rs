//! A real Active Directory domain controller for a test, from `script/samba-dc`. Depends on nothing, so that other
//! crates' tests can take this file with `#[path]`. Provisioning takes about eight seconds: start one a test binary.
#![allow(dead_code, reason = "each test binary uses its own part")]

use std::io::Write;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A running domain controller. It is wiped when this value goes, and also when the process dies without a word.
pub(crate) struct SambaDc {
    dir: PathBuf,
    /// Its own loopback address; 389 and 636 are its ports.
    pub(crate) ip: Ipv4Addr,
    /// Its DNS name, which its certificate carries beside the address.
    pub(crate) name: String,
    /// The domain's distinguished name, in lower case.
    pub(crate) base: String,
    /// The domain's DNS name.
    pub(crate) domain: String,
    /// The authority that issued its certificate.
    pub(crate) ca_file: PathBuf,
    /// An account that may do anything, as a UPN.
    pub(crate) admin: String,
    /// Its password, made up for this run.
    pub(crate) admin_password: String,
    /// Where Kerberos tickets come from, if it hands them out.
    pub(crate) krb5_conf: PathBuf,
}

impl SambaDc {
    /// Starts one, or prints `skipped: samba-dc (reason)` and returns `None`. Where `CI` is set, that is a failure.
    pub(crate) fn start_or_skip(label: &str) -> Option<Self> {
        Self::or_skip(Self::make(label, &[], "start"))
    }

    /// The same, and it hands out Kerberos tickets.
    pub(crate) fn start_with_kerberos_or_skip(label: &str) -> Option<Self> {
        Self::or_skip(Self::make(label, &["--kerberos".to_owned()], "start"))
    }

    fn or_skip(made: Result<Self, String>) -> Option<Self> {
        match made {
            Ok(dc) => Some(dc),
            Err(reason) if std::env::var_os("CI").is_some() => panic!("samba-dc is required in CI: {reason}"),
            Err(reason) => {
                println!("skipped: samba-dc ({reason})");
                None
            }
        }
    }

    /// Makes a second domain controller of this one's domain, which copies it at once. It needs a hosts file of its
    /// own, which not every container allows: see [`Self::start_or_skip`].
    pub(crate) fn join_or_skip(&self, label: &str) -> Option<Self> {
        let from = ["--host", "dc2", "--from", &self.dir.to_string_lossy()].map(str::to_owned);
        Self::or_skip(Self::make(label, &from, "join"))
    }

    fn make(label: &str, further: &[String], command: &str) -> Result<Self, String> {
        let pid = std::process::id();
        let dir = std::env::temp_dir().join(format!("muster-dc-{label}-{pid}"));
        let ip = free_address(pid)?;
        let options = ["--ip", &ip.to_string(), "--owner", &pid.to_string()].map(str::to_owned);
        let options = [&options, further].concat();
        let settings = run(&dir, &options, &[command]).inspect_err(|_| drop(run(&dir, &[], &["wipe"])))?;
        let setting = |name: &str| {
            let line = settings.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
            line.map(|value| value.trim_matches('\'').to_owned())
                .ok_or(format!("samba-dc did not print {name}"))
        };
        Ok(Self {
            ip,
            name: setting("DC_NAME")?,
            base: setting("DC_BASE")?,
            domain: setting("DC_DOMAIN")?,
            ca_file: setting("DC_CA_FILE")?.into(),
            admin: setting("DC_ADMIN")?,
            admin_password: setting("DC_ADMIN_PASSWORD")?,
            krb5_conf: setting("DC_KRB5_CONFIG")?.into(),
            dir,
        })
    }

    /// Applies LDIF to the database, live.
    pub(crate) fn seed(&self, ldif: &str) {
        let file = self.dir.join("seed.ldif");
        std::fs::write(&file, ldif).expect("the DC's directory is writable");
        self.command(&["seed", &file.to_string_lossy()]);
    }

    /// Makes an ordinary account.
    pub(crate) fn service_account(&self, name: &str, password: &str) {
        self.command(&["svc", name, password]);
    }

    /// Writes an account's Kerberos keys to a file.
    pub(crate) fn keytab(&self, name: &str, file: &Path) {
        self.command(&["keytab", name, &file.to_string_lossy()]);
    }

    /// Makes an account that does not see deleted objects.
    pub(crate) fn blind_account(&self, name: &str, password: &str) {
        self.command(&["svc", name, password, "--blind"]);
    }

    /// Applies LDIF as the administrator and over LDAP, as people do. Deleted objects can be named.
    pub(crate) fn modify(&self, ldif: &str) {
        self.try_modify(ldif).unwrap_or_else(|reason| panic!("{ldif}\n{reason}"));
    }

    /// The same; the directory may refuse it.
    pub(crate) fn try_modify(&self, ldif: &str) -> Result<(), String> {
        let mut command = self.client("ldapmodify", &self.admin, &self.admin_password);
        command.args(["-e", "!1.2.840.113556.1.4.417"]).stdin(Stdio::piped());
        let child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
        let mut child = child.map_err(|cause| cause.to_string())?;
        let told = child.stdin.take().expect("it was asked for").write_all(ldif.as_bytes());
        let output = child.wait_with_output().map_err(|cause| cause.to_string())?;
        let words = String::from_utf8_lossy(&output.stderr).into_owned();
        if told.is_ok() && output.status.success() { Ok(()) } else { Err(words) }
    }

    /// A program of OpenLDAP that speaks to it over LDAPS as somebody.
    pub(crate) fn client(&self, program: &str, name: &str, password: &str) -> Command {
        let mut command = Command::new(program);
        command.env("LDAPTLS_CACERT", &self.ca_file);
        command.args(["-x", "-H", &format!("ldaps://{}", self.ip), "-D", name, "-w", password]);
        command
    }

    /// Runs a shell command as the administrator of this domain controller's machine.
    pub(crate) fn administer(&self, command: &str) {
        let mut shell = Command::new("sh");
        shell.args(["-c", command]).env("SMB_CONF_PATH", self.dir.join("etc/smb.conf"));
        let output = shell.output().expect("there is a shell");
        assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// Keeps a copy of its state.
    pub(crate) fn snapshot(&self, name: &str) {
        self.command(&["snapshot", name]);
    }

    /// Rolls it back to a copy, as a virtual machine is.
    pub(crate) fn restore(&self, name: &str) {
        self.command(&["restore", name]);
    }

    /// Fetches the other one's changes now.
    pub(crate) fn sync_from(&self, other: &SambaDc) {
        self.command(&["--from", &other.dir.to_string_lossy(), "sync"]);
    }

    /// Switches the recycle bin on, for good.
    pub(crate) fn recycle(&self) {
        self.command(&["recyclebin"]);
    }

    /// Stops and starts it, from now on signing people in as `--auth` says.
    pub(crate) fn restart_as(&self, auth: &str) {
        self.command(&["--auth", auth, "restart"]);
    }

    /// A large company as LDIF.
    pub(crate) fn gen_company(&self, users: usize, groups: usize, big: usize) -> String {
        let numbers = [users, groups, big].map(|number| number.to_string());
        run(&self.dir, &[], &["gen", &numbers[0], &numbers[1], &numbers[2]]).expect("it prints")
    }

    /// Freezes it: connections come about, but nothing is answered.
    pub(crate) fn pause(&self) {
        self.command(&["pause"]);
    }

    /// Thaws it.
    pub(crate) fn resume(&self) {
        self.command(&["resume"]);
    }

    /// Ends it as a power cut would; its data stay.
    pub(crate) fn kill(&self) {
        self.command(&["kill"]);
    }

    /// Starts it again with its data.
    pub(crate) fn restart(&self) {
        self.command(&["start"]);
    }

    fn command(&self, words: &[&str]) {
        run(&self.dir, &[], words).unwrap_or_else(|reason| panic!("samba-dc {words:?}: {reason}"));
    }
}

impl Drop for SambaDc {
    fn drop(&mut self) {
        let _ = run(&self.dir, &[], &["wipe"]);
    }
}

fn run(dir: &Path, options: &[String], words: &[&str]) -> Result<String, String> {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    let script = manifest.ancestors().map(|above| above.join("script/samba-dc")).find(|path| path.exists());
    let script = script.ok_or("script/samba-dc is not in this checkout")?;
    let mut command = Command::new(script);
    command.arg("--dir").arg(dir).args(options).args(words);
    let output = command.output().map_err(|cause| cause.to_string())?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let words = String::from_utf8_lossy(&output.stderr);
    Err(words.lines().last().unwrap_or("it failed without a word").to_owned())
}

/// Several test binaries run at once, and Samba's ports are fixed: each takes an address of its own.
fn free_address(pid: u32) -> Result<Ipv4Addr, String> {
    let [_, _, high, low] = pid.to_be_bytes();
    let candidates = (77..87).map(|net| Ipv4Addr::new(127, net, high, low.clamp(1, 254)));
    let mut last = String::new();
    for ip in candidates {
        match TcpListener::bind((ip, 389)).and_then(|_| TcpListener::bind((ip, 636))) {
            Ok(_) => return Ok(ip),
            Err(cause) => last = format!("no address with free ports 389 and 636: {cause}"),
        }
    }
    Err(last)
}
