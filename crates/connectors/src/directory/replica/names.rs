//! Who bears which name. Names are kept part by part below the parent's GUID, so that a unit that is renamed or moved
//! takes everything below it along, and nothing has to be written anew.

use crate::directory::dn::{DnKey, written};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Objects by their place.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    /// Parent, first part of the name, object. The parent need not be known.
    children: BTreeSet<(Uuid, Box<str>, Uuid)>,
    /// Whole name and object, for those whose parent is not known.
    roots: BTreeSet<(Box<str>, Uuid)>,
}

impl Names {
    pub(crate) fn add_child(&mut self, parent: Uuid, rdn: &str, object: Uuid) {
        self.children.insert((parent, first_key(rdn), object));
    }

    pub(crate) fn remove_child(&mut self, parent: Uuid, rdn: &str, object: Uuid) {
        self.children.remove(&(parent, first_key(rdn), object));
    }

    pub(crate) fn add_root(&mut self, dn: &str, object: Uuid) {
        self.roots.insert((DnKey::new(dn).text().into(), object));
    }

    pub(crate) fn remove_root(&mut self, dn: &str, object: Uuid) {
        self.roots.remove(&(DnKey::new(dn).text().into(), object));
    }

    /// The objects directly below a parent.
    pub(crate) fn children(&self, parent: Uuid) -> impl Iterator<Item = Uuid> {
        let from = (parent, Box::from(""), Uuid::nil());
        self.children.range(from..).take_while(move |(of, _, _)| *of == parent).map(|&(_, _, object)| object)
    }

    /// The object that bears a name. Of several, the one with the smallest GUID.
    pub(crate) fn find(&self, name: &DnKey) -> Option<Uuid> {
        let parts = name.parts();
        (0..parts.len()).find_map(|top| {
            let key: Box<str> = written(&parts[top..]).into();
            let roots = self.roots.range((key.clone(), Uuid::nil())..).take_while(|(root, _)| *root == key);
            roots.map(|&(_, root)| root).find_map(|root| self.below(root, &parts[..top]))
        })
    }

    /// Walks down from `top` along the parts of a name, the last of which comes first.
    fn below(&self, top: Uuid, parts: &[String]) -> Option<Uuid> {
        let Some((last, rest)) = parts.split_last() else {
            return Some(top);
        };
        let key: Box<str> = written(std::slice::from_ref(last)).into();
        let from = (top, key.clone(), Uuid::nil());
        let named = self.children.range(from..).take_while(|(of, part, _)| *of == top && *part == key);
        named.map(|&(_, _, child)| child).find_map(|child| self.below(child, rest))
    }
}

/// The comparable form of a first part.
fn first_key(rdn: &str) -> Box<str> {
    DnKey::new(rdn).text().into()
}
