use super::*;
use crate::console::sample::{by_group, by_record, id, plan, queue, role};
use anstream::adapter::strip_str;
use muster_core::person::LinkOrigin;

fn member(name: &str, via: &[&str], in_scope: bool) -> Membership {
    Membership { name: name.into(), via: via.iter().map(|name| (*name).to_owned()).collect(), in_scope }
}

fn explanation<'a>(plan: &'a Plan, situation: &'a Situation) -> Explanation<'a> {
    let agents = by_group(&["GC-Agents"], "agents");
    let kept = |slot, because, ours| Unchanged { slot, value: Value::Held, because, ours };
    Explanation {
        plan,
        display_name: "日本 花子",
        facts: vec![("mail", "hanako@corp.example".into()), ("title", "Senior Agent".into())],
        lifecycle: "active".into(),
        out_of_scope: None,
        situation: Some(situation),
        account: Some((AccountId(id(2)), "日本 花子, active".into())),
        linked_since: None,
        groups: vec![member("Domain Users", &[], false), member("GC-Agents", &["GC-Agents-Tokyo"], true)],
        problems: vec!["the work phone is no number".into()],
        events: vec![],
        changes: plan.body.changes[8..11].iter().collect(),
        held: vec![&plan.body.held[0]],
        unchanged: vec![kept(role(1), vec![agents, by_record("x")], true), kept(queue(2), vec![], false)],
    }
}

#[test]
fn a_person_is_explained_on_one_screen() {
    let (plan, situation) =
        (plan(), Situation::Linked { account: AccountId(id(2)), origin: LinkOrigin::Mail });
    let text = strip_str(&render(&explanation(&plan, &situation), 100)).to_string();
    let expected = "\
日本 花子
  mail           hanako@corp.example
  title          Senior Agent
  lifecycle      active
  scope          managed
  pairing        linked, by mail
  account        日本 花子, active  00000000-0000-0000-0000-000000000002
  problem        the work phone is no number

Directory groups
    GC-Agents  via GC-Agents-Tokyo
    Domain Users  directly, out of scope: rules cannot name it

Changes (3, mover)
    ~ title  Agent → Senior Agent   because corp-ad says so
    ~ skill Network  3 → 4.5        because group GC-Agents via GC-Agents-Berlin (rule agents)
    - queue Billing                 because rule billing no longer applies

Held
    - role Agent @ Support   because guardrail removal-budget (removal-budget:role:34)

Stays as it is
    = role Agent @ Support   because group GC-Agents (rule agents)
                             and x in corp-ad (granted by Muster)
    = queue Rückrufe         because others granted it, and Muster removes only its own
";
    assert_eq!(text, expected);
}

#[test]
fn an_uncertain_pairing_says_why() {
    let (plan, situation) =
        (plan(), Situation::Recycled { account: AccountId(id(2)), owner: "guid-77".into() });
    let text = strip_str(&render(&explanation(&plan, &situation), 100)).to_string();
    assert!(
        text.contains("pairing        recycled: account 00000000-0000-0000-0000-000000000002 belonged to"),
        "{text}"
    );
}
