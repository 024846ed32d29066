//! Reads scenario files; the language is described in `tests/scenarios/README.md`.

/// One scenario: the world, then what happens and what we expect, as often as it likes.
#[derive(Debug)]
pub(crate) struct Scenario {
    pub title: String,
    pub given: Vec<Line>,
    pub acts: Vec<Act>,
}

/// What happens, and the plan that we expect afterwards.
#[derive(Debug)]
pub(crate) struct Act {
    pub at: usize,
    pub when: Vec<Line>,
    pub then: Vec<Line>,
}

/// A statement and the line on which it begins.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub at: usize,
    pub text: String,
}

/// Which part of a scenario a line stands in.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Background,
    Title,
    Given,
    When,
    Then,
}

/// Reads a file; an error names its line.
pub(crate) fn read(text: &str) -> Result<Vec<Scenario>, String> {
    let mut reader = Reader { background: Vec::new(), scenarios: Vec::new(), part: None };
    for (at, line) in (1..).zip(text.lines()) {
        let without_comment = line.split_once("# ").map_or(line, |(before, _)| before);
        if !without_comment.trim().is_empty() && !line.trim_start().starts_with('#') {
            reader.line(at, without_comment).map_err(|error| format!("line {at}: {error}"))?;
        }
    }
    let unfinished =
        reader.scenarios.iter().find(|scenario| scenario.acts.iter().all(|act| act.then.is_empty()));
    match unfinished {
        Some(scenario) => Err(format!("`{}` expects nothing", scenario.title)),
        None => Ok(reader.scenarios),
    }
}

struct Reader {
    background: Vec<Line>,
    scenarios: Vec<Scenario>,
    part: Option<Part>,
}

impl Reader {
    fn line(&mut self, at: usize, line: &str) -> Result<(), String> {
        match line.len() - line.trim_start().len() {
            0 => self.heading(at, line.trim()),
            2 => self.statement(at, line.trim()),
            indent if indent >= 4 => self.continuation(line.trim()),
            indent => Err(format!("indented by {indent}: statements by 2, their continuation by 4 or more")),
        }
    }

    fn heading(&mut self, at: usize, line: &str) -> Result<(), String> {
        let part = match (line, self.part) {
            ("background", None) => Part::Background,
            ("given", Some(Part::Title)) => Part::Given,
            ("when", Some(Part::Title | Part::Given | Part::Then)) => {
                self.act(at)?;
                Part::When
            }
            ("then plan", Some(Part::Title | Part::Given)) => {
                self.act(at)?;
                Part::Then
            }
            ("then plan", Some(Part::When)) => Part::Then,
            (line, _) if line.starts_with("scenario ") => {
                self.scenarios.push(Scenario {
                    title: line["scenario ".len()..].to_owned(),
                    given: self.background.clone(),
                    acts: Vec::new(),
                });
                Part::Title
            }
            (other, _) => return Err(format!("`{other}` cannot stand here")),
        };
        self.part = Some(part);
        Ok(())
    }

    fn act(&mut self, at: usize) -> Result<(), String> {
        let scenario = self.scenarios.last_mut().ok_or("no scenario has begun")?;
        scenario.acts.push(Act { at, when: Vec::new(), then: Vec::new() });
        Ok(())
    }

    fn statement(&mut self, at: usize, text: &str) -> Result<(), String> {
        let line = Line { at, text: squeeze(text) };
        self.list()?.push(line);
        Ok(())
    }

    fn continuation(&mut self, text: &str) -> Result<(), String> {
        let line = self.list()?.last_mut().ok_or("there is nothing to continue")?;
        line.text.push(' ');
        line.text.push_str(&squeeze(text));
        Ok(())
    }

    fn list(&mut self) -> Result<&mut Vec<Line>, String> {
        let scenario = self.scenarios.last_mut();
        match (self.part, scenario) {
            (Some(Part::Background), _) => Ok(&mut self.background),
            (Some(Part::Given), Some(scenario)) => Ok(&mut scenario.given),
            (Some(part @ (Part::When | Part::Then)), Some(scenario)) => {
                let act = scenario.acts.last_mut().ok_or("nothing has happened yet")?;
                Ok(if part == Part::When { &mut act.when } else { &mut act.then })
            }
            _ => Err("a statement must stand under background, given, when or then plan".into()),
        }
    }
}

/// Any run of blanks as one: scenarios may be aligned as their authors like.
fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
