//! The shapes that are shipped, as files that one can read and copy. To add one: a file in `presets/hr`, a line here,
//! and samples beside it.

/// Their names.
pub(crate) const NAMES: [&str; 4] = ["generic", "workday", "successfactors", "scim"];

/// The file of a preset.
pub(crate) fn text(name: &str) -> Option<&'static str> {
    match name {
        "generic" => Some(include_str!("../../../presets/hr/generic.toml")),
        "workday" => Some(include_str!("../../../presets/hr/workday.toml")),
        "successfactors" => Some(include_str!("../../../presets/hr/successfactors.toml")),
        "scim" => Some(include_str!("../../../presets/hr/scim.toml")),
        _ => None,
    }
}

/// What a preset is for: the first line of its file.
pub(crate) fn about(name: &str) -> &'static str {
    text(name).and_then(|text| text.lines().next()).map_or("", |line| line.trim_start_matches(['#', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::shape::read;
    use muster_connectors::hr::Reading;
    use std::fmt::Write;
    use std::fs;
    use std::path::Path;

    /// What a body says, a line each.
    fn told(reading: &Reading) -> String {
        let mut text = String::new();
        let mut line = |words: String| writeln!(text, "{words}").expect("a text can be written to");
        reading.delivery.iter().for_each(|id| line(format!("delivery {id}")));
        for statement in &reading.statements {
            let since = statement.since.map(|since| format!(" since {since}")).unwrap_or_default();
            line(format!("{}{since}", statement.worker));
            for (fact, said) in &statement.facts {
                line(format!("  {fact} = {}", said.as_deref().unwrap_or("nothing")));
            }
        }
        reading.faults.iter().for_each(|(number, fault)| line(format!("fault in {number}: {fault}")));
        text
    }

    #[test]
    fn every_preset_reads_its_samples_as_is_written_beside_them() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("presets/hr/samples");
        for name in NAMES {
            let shape = read(name, text(name).expect("a preset")).unwrap_or_else(|wrong| panic!("{wrong:?}"));
            let samples =
                fs::read_dir(&folder).expect("samples").map(|entry| entry.expect("a sample").path());
            let of_it = |path: &Path| {
                path.file_name().is_some_and(|file| file.to_string_lossy().starts_with(&format!("{name}-")))
            };
            let bodies: Vec<_> = samples
                .filter(|path| of_it(path) && path.extension().is_some_and(|end| end == "json"))
                .collect();
            assert!(!bodies.is_empty(), "{name} has no sample");
            for path in bodies {
                let reading = shape.read(&fs::read(&path).expect("a sample")).expect("a body");
                let expected = fs::read_to_string(path.with_extension("said")).expect("what it says");
                assert_eq!(told(&reading), expected, "{}", path.display());
            }
        }
    }

    #[test]
    fn every_preset_says_what_it_is_for() {
        for name in NAMES {
            assert!(about(name).len() > 20, "{name}");
        }
        assert_eq!(text("sap"), None);
    }
}
