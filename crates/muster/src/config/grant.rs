//! Whether a grant is written as one, told while the file is open, with the likely word for a slip.

use super::suggest;
use muster_core::entitlement::Field;
use muster_core::policy::{GRANT_KINDS, GrantFault, SETTABLE, check_grant};

/// What is wrong with a grant, as a sentence; `None` for nothing.
pub(crate) fn fault(grant: &str) -> Option<String> {
    let fault = check_grant(grant).err()?;
    Some(match &fault {
        GrantFault::UnknownKind(kind) => {
            format!("`{kind}:` is no kind of grant; {}", suggest::hint(kind, &GRANT_KINDS))
        }
        GrantFault::UnknownField(field) => {
            let hint = suggest::hint(field, &SETTABLE.map(Field::word));
            format!("`{field}` cannot be set by a rule; {hint}")
        }
        _ => fault.to_string(),
    })
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
            ("skill:Network=6", "`skill:Network=6`: `6` is not a level from 0 to 5 (tenths allowed)"),
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
