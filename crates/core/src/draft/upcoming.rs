//! What will happen by itself, as the sources know.

use super::PlanInput;
use crate::id::PersonId;
use crate::plan::Scheduled;

/// What happens to the people of a plan by itself, as far ahead as the policy looks.
pub(super) fn scheduled(input: &PlanInput<'_>) -> Vec<Scheduled> {
    let until = input.as_of.checked_add(input.policy.look_ahead).unwrap_or(input.as_of);
    let mut scheduled = Vec::new();
    for batch in input.batches {
        let soon = batch.upcoming.iter().filter(|it| it.at > input.as_of && it.at <= until);
        for it in soon {
            let record = PersonId::new(&batch.source, &it.worker);
            let person = input.everybody.person_of(&record, input.links);
            if input.focus.is_none_or(|focus| focus.contains(&person)) {
                let (display_name, what) = (it.display_name.clone(), it.what.clone());
                scheduled.push(Scheduled {
                    at: it.at,
                    person,
                    display_name,
                    what,
                    zone: Some(it.zone.clone()),
                });
            }
        }
    }
    scheduled
}
