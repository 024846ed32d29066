//! What may happen in a world.

use super::{DOMAINS, Id, Sort, Thing, World};
use proptest::prelude::*;

/// Numbers of units, people and groups in each domain.
const UNITS: std::ops::Range<u32> = 1..4;
const PEOPLE: std::ops::Range<u32> = 10..14;
const GROUPS: std::ops::Range<u32> = 30..34;

/// Something that happens.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Rename(Id, u8),
    Move(Id, Option<u32>),
    Join(Id, Id),
    Leave(Id, Id),
    Delete(Id),
    Restore(Id),
    Title(Id, Option<&'static str>),
    Disable(Id, bool),
    Primary(Id, u32),
    Manager(Id, Option<Id>),
    Distribution(Id, bool),
    Appear(Id),
}

/// A world with some of its objects and links.
pub(crate) fn world() -> impl Strategy<Value = World> {
    prop::collection::vec(step(), 60..140).prop_map(|steps| {
        let mut world = World::default();
        for domain in 0..DOMAINS {
            let numbers = UNITS.take(2).chain(PEOPLE.take(3)).chain(GROUPS.take(3));
            numbers.for_each(|number| world.take(&Step::Appear((domain, number))));
        }
        steps.iter().for_each(|step| world.take(step));
        world
    })
}

pub(crate) fn step() -> impl Strategy<Value = Step> {
    let thing = || prop_oneof![id(UNITS), id(PEOPLE), id(GROUPS)];
    let member = || prop_oneof![3 => id(PEOPLE), 2 => id(GROUPS)];
    prop_oneof![
        2 => (thing(), 0..3_u8).prop_map(|(id, name)| Step::Rename(id, name)),
        3 => (thing(), prop::option::of(UNITS)).prop_map(|(id, unit)| Step::Move(id, unit)),
        10 => (id(GROUPS), member()).prop_map(|(group, member)| Step::Join(group, member)),
        3 => (id(GROUPS), member()).prop_map(|(group, member)| Step::Leave(group, member)),
        1 => thing().prop_map(Step::Delete),
        1 => thing().prop_map(Step::Restore),
        4 => (id(PEOPLE), prop::option::of(prop_oneof![Just("Out"), Just("Agent")])).prop_map(|(id, title)| Step::Title(id, title)),
        1 => (id(PEOPLE), any::<bool>()).prop_map(|(id, yes)| Step::Disable(id, yes)),
        1 => (id(PEOPLE), GROUPS).prop_map(|(id, group)| Step::Primary(id, group)),
        5 => (id(PEOPLE), prop::option::of(id(PEOPLE))).prop_map(|(id, manager)| Step::Manager(id, manager)),
        1 => (id(GROUPS), any::<bool>()).prop_map(|(id, yes)| Step::Distribution(id, yes)),
        2 => thing().prop_map(Step::Appear),
    ]
}

fn id(numbers: std::ops::Range<u32>) -> BoxedStrategy<Id> {
    (0..DOMAINS, numbers).boxed()
}

impl World {
    /// Lets something happen, where it can.
    pub(crate) fn take(&mut self, step: &Step) {
        self.clock += 1;
        match *step {
            Step::Appear(id) => drop(self.things.entry(id).or_insert_with(|| newcomer(id.1))),
            Step::Rename(id, name) => {
                self.alter(id, |thing, number| thing.name = named(thing.sort, number, name))
            }
            Step::Move(id, unit) if self.may_move(id, unit) => self.alter(id, |thing, _| thing.unit = unit),
            Step::Join(group, member) if self.live(group).is_some() && self.live(member).is_some() => {
                self.links.entry((group, member)).or_insert(self.clock);
            }
            Step::Leave(group, member) if self.live(group).is_some() => {
                self.links.remove(&(group, member));
            }
            Step::Delete(id) if !self.holds_anything(id) => self.delete(id),
            Step::Restore(id) => self.restore(id),
            Step::Title(id, title) => self.alter(id, |thing, _| thing.title = title.map(str::to_owned)),
            Step::Disable(id, yes) => self.alter(id, |thing, _| thing.disabled = yes),
            Step::Primary(id, group) => self.alter(id, |thing, _| thing.primary = group),
            Step::Manager(id, manager) if manager.is_none_or(|manager| self.live(manager).is_some()) => {
                self.alter(id, |thing, _| thing.manager = manager);
            }
            Step::Distribution(id, yes) => self.alter(id, |thing, _| thing.distribution = yes),
            Step::Move(..) | Step::Join(..) | Step::Leave(..) | Step::Delete(_) | Step::Manager(..) => {}
        }
    }

    fn alter(&mut self, id: Id, how: impl FnOnce(&mut Thing, u32)) {
        if let Some(thing) = self.things.get_mut(&id).filter(|thing| !thing.deleted) {
            how(thing, id.1);
        }
    }

    /// A unit must be there, and may not come to stand in itself.
    fn may_move(&self, id: Id, unit: Option<u32>) -> bool {
        let mut at = unit;
        while let Some(number) = at {
            match self.live((id.0, number)) {
                Some(thing) if number != id.1 => at = thing.unit,
                Some(_) | None => return false,
            }
        }
        true
    }

    fn holds_anything(&self, (domain, number): Id) -> bool {
        let mut live = self.things.iter().filter(|(id, thing)| id.0 == domain && !thing.deleted);
        live.any(|(_, thing)| thing.unit == Some(number))
    }

    /// The directory takes its own links away; another domain knows nothing of it.
    fn delete(&mut self, id: Id) {
        self.alter(id, |thing, _| {
            thing.deleted = true;
            thing.title = None;
            thing.manager = None;
        });
        self.links.retain(|(group, member), _| *group != id && !(*member == id && group.0 == id.0));
        for (other, thing) in &mut self.things {
            if other.0 == id.0 && thing.manager == Some(id) {
                thing.manager = None;
            }
        }
    }

    fn restore(&mut self, id: Id) {
        if let Some(thing) = self.things.get_mut(&id).filter(|thing| thing.deleted) {
            thing.deleted = false;
            thing.unit = None;
            thing.lives += 1;
        }
    }
}

fn newcomer(number: u32) -> Thing {
    let sort = match number {
        number if UNITS.contains(&number) => Sort::Unit,
        number if PEOPLE.contains(&number) => Sort::Person,
        _ => Sort::Group,
    };
    Thing {
        sort,
        name: named(sort, number, 0),
        unit: (sort == Sort::Person).then_some(1),
        title: None,
        disabled: false,
        primary: 30,
        manager: None,
        distribution: false,
        deleted: false,
        lives: 0,
    }
}

fn named(sort: Sort, number: u32, name: u8) -> String {
    let first = match (sort, name) {
        (Sort::Group, 0) => "gc-",
        (Sort::Unit, 0) => "in ",
        (Sort::Person, 0) => "Osei\\, ",
        (_, 1) => "other ",
        (_, _) => "\\#third\\+",
    };
    format!("{first}{number}")
}
