//! The real binary.

use crate::scene::{PEOPLE, READER, Scene};
use std::path::Path;
use std::process::Command;

fn write_configuration(scene: &Scene) {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples");
    let folder = scene.folder.path();
    for name in ["tenant.json", "simulator-secret.txt"] {
        std::fs::copy(samples.join(name), folder.join(name)).unwrap();
    }
    let sample = std::fs::read_to_string(samples.join("muster.toml")).unwrap();
    let client = sample.lines().find(|line| line.starts_with("client_id")).unwrap();
    let (ip, realm) = (scene.dc.ip, scene.realm());
    let text = format!(
        "[tenant]\nsimulator = \"tenant.json\"\n{client}\nclient_secret = {{ file = \"simulator-secret.txt\" }}\n\
         [[source]]\nname = \"ad\"\nkind = \"ldap\"\nurl = \"ldaps://{ip}\"\nca_file = {ca:?}\n\
         kerberos = {{ principal = \"{READER}@{realm}\", keytab = \"{READER}.keytab\", krb5_conf = {conf:?} }}\n\
         [[rule]]\nname = \"all\"\ngroup = \"Domain Users\"\ngrant = \"role:employee\"\n",
        ca = scene.dc.ca_file,
        conf = scene.dc.krb5_conf,
    );
    std::fs::write(folder.join("muster.toml"), text).unwrap();
}

fn muster(scene: &Scene, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_muster"));
    let output = command.args(arguments).current_dir(scene.folder.path()).output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(text).unwrap())
}

pub(crate) fn doctor_says_who_we_are(scene: &Scene) {
    write_configuration(scene);
    let (code, text) = muster(scene, &["doctor", "--json"]);
    let realm = scene.realm();
    let signed =
        format!("signed in as {READER}@{realm} with a Kerberos ticket; the server is {}", scene.dc.name);
    assert!(text.contains(&signed), "{text}");
    assert_eq!(code, Some(0), "{text}");

    let keytab = scene.keytab(READER);
    let aside = keytab.with_extension("aside");
    std::fs::rename(&keytab, &aside).unwrap();
    let (code, text) = muster(scene, &["doctor", "--json"]);
    std::fs::rename(&aside, &keytab).unwrap();
    assert_eq!(code, Some(4), "{text}");
    let told = format!("`{READER}@{realm}` got no Kerberos ticket: the keytab ");
    assert!(text.contains(&told) && text.contains("write the account's keytab to that file"), "{text}");
}

pub(crate) fn a_plan_rests_on_what_the_ticket_may_read(scene: &Scene) {
    let (code, text) = muster(scene, &["plan", "--json"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("p1199@example.com") && PEOPLE == 1200, "{text}");
}
