//! Whether a grant is written as one: `role:Agent@Support`, `skill:Network=4`. Names are looked up later, in the
//! tenant; this finds slips while the file is open.

use super::suggest;
use muster_core::entitlement::{Field, Level};

const KINDS: [&str; 7] = ["role", "group", "queue", "skill", "language", "division", "set"];
/// Fields that rules may set. The others are facts of the person.
const SETTABLE: [Field; 2] = [Field::Title, Field::Department];

/// What is wrong with a grant, as a sentence; `None` for nothing.
pub(crate) fn fault(grant: &str) -> Option<String> {
    let Some((kind, rest)) = grant.split_once(':') else {
        return Some(format!(
            "`{grant}` is not a grant: write one like `role:Agent@Support` or `queue:Billing`"
        ));
    };
    let (kind, rest) = (kind.trim(), rest.trim());
    match kind {
        _ if !KINDS.contains(&kind) => {
            Some(format!("`{kind}:` is no kind of grant; {}", suggest::hint(kind, &KINDS)))
        }
        _ if rest.is_empty() => Some(format!("`{grant}` names nothing after `{kind}:`")),
        "skill" | "language" => level_fault(grant, rest),
        "set" => set_fault(rest),
        "role" => role_fault(grant, rest),
        _ => None,
    }
}

fn role_fault(grant: &str, rest: &str) -> Option<String> {
    let (role, division) = rest.rsplit_once('@')?;
    let lacks = if role.trim().is_empty() { "role before" } else { "division after" };
    let incomplete = role.trim().is_empty() || division.trim().is_empty();
    incomplete.then(|| format!("`{grant}` names no {lacks} `@`"))
}

fn level_fault(grant: &str, rest: &str) -> Option<String> {
    let Some((name, level)) = rest.rsplit_once('=') else {
        return Some(format!("`{grant}` lacks a level from 0 to 5, as in `{grant}=3`"));
    };
    match level.parse::<Level>() {
        Err(fault) => Some(fault.to_string()),
        Ok(_) if name.trim().is_empty() => Some(format!("`{grant}` names nothing before `=`")),
        Ok(_) => None,
    }
}

fn set_fault(rest: &str) -> Option<String> {
    let Some((field, text)) = rest.split_once('=') else {
        return Some(format!("`set:{rest}` lacks a text, as in `set:department=Customer Care`"));
    };
    let words = SETTABLE.map(Field::word);
    match words.contains(&field.trim()) {
        false => Some(format!(
            "`{}` cannot be set by a rule; {}",
            field.trim(),
            suggest::hint(field.trim(), &words)
        )),
        true => text.trim().is_empty().then(|| format!("`set:{rest}` sets nothing: write a text after `=`")),
    }
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn every_form_of_the_guide_is_a_grant() {
        let good = [
            "role:Agent@Support",
            "role:Supervisor@*",
            "role:employee",
            "queue:Billing",
            "group:Agents",
            "skill:Network=4",
            "skill:a=b=2.5",
            "language:Deutsch=5",
            "division:Support",
            "set:department=Customer Care",
        ];
        for grant in good {
            assert_eq!(fault(grant), None, "{grant}");
        }
    }

    #[test]
    fn slips_get_a_sentence_each() {
        let bad = [
            ("Agent", "`Agent` is not a grant: write one like `role:Agent@Support` or `queue:Billing`"),
            ("rol:Agent", "`rol:` is no kind of grant; did you mean `role`?"),
            ("queue:", "`queue:` names nothing after `queue:`"),
            ("role:Agent@", "`role:Agent@` names no division after `@`"),
            ("role:@Support", "`role:@Support` names no role before `@`"),
            ("skill:Network", "`skill:Network` lacks a level from 0 to 5, as in `skill:Network=3`"),
            ("skill:Network=6", "`6` is not a level from 0 to 5 (tenths allowed)"),
            ("language:=3", "`language:=3` names nothing before `=`"),
            ("set:mail=x", "`mail` cannot be set by a rule; allowed: `title`, `department`"),
            ("set:title", "`set:title` lacks a text, as in `set:department=Customer Care`"),
            ("set:title= ", "`set:title=` sets nothing: write a text after `=`"),
        ];
        for (grant, sentence) in bad {
            assert_eq!(fault(grant).as_deref(), Some(sentence), "{grant}");
        }
    }
}
