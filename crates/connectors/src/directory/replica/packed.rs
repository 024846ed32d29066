//! An object's attributes in one piece of memory: a hundred thousand objects are kept, and few are looked at.
//!
//! Each attribute is its name, the number of its values, and the values, each length before its bytes.

use std::collections::BTreeMap;

/// Names that nearly every object has; they are kept as one byte. Only the order within one process matters.
const USUAL: [&str; 19] = [
    "accountexpires",
    "cn",
    "department",
    "displayname",
    "employeenumber",
    "grouptype",
    "homephone",
    "mail",
    "mobile",
    "objectclass",
    "objectsid",
    "primarygroupid",
    "samaccountname",
    "samaccounttype",
    "telephonenumber",
    "title",
    "useraccountcontrol",
    "userprincipalname",
    "objectcategory",
];

/// Attributes by base name in lower case, in order of names.
pub(crate) type Attributes = BTreeMap<String, Vec<Vec<u8>>>;

/// Attributes that are kept and seldom read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Packed(Box<[u8]>);

impl Packed {
    pub(crate) fn new(attributes: &Attributes) -> Self {
        let mut bytes = Vec::new();
        for (name, values) in attributes {
            push_name(&mut bytes, name);
            push_number(&mut bytes, values.len());
            values.iter().for_each(|value| push(&mut bytes, value));
        }
        Self(bytes.into_boxed_slice())
    }

    pub(crate) fn unpack(&self) -> Attributes {
        let mut rest = &*self.0;
        let mut attributes = Attributes::new();
        while !rest.is_empty() {
            let name = String::from_utf8_lossy(take_name(&mut rest)).into_owned();
            let count = take_number(&mut rest);
            attributes.insert(name, (0..count).map(|_| take(&mut rest).to_vec()).collect());
        }
        attributes
    }

    /// The first value of an attribute.
    pub(crate) fn first(&self, wanted: &str) -> Option<&[u8]> {
        let mut rest = &*self.0;
        while !rest.is_empty() {
            let name = take_name(&mut rest);
            let count = take_number(&mut rest);
            if name == wanted.as_bytes() && count > 0 {
                return Some(take(&mut rest));
            }
            for _ in 0..count {
                take(&mut rest);
            }
        }
        None
    }

    /// The first value of an attribute as trimmed text, where it is text.
    pub(crate) fn text(&self, wanted: &str) -> Option<&str> {
        let text = std::str::from_utf8(self.first(wanted)?).ok()?.trim();
        (!text.is_empty()).then_some(text)
    }
}

/// The place in the list of usual names, counted from 1; zero says that the name itself follows.
fn push_name(bytes: &mut Vec<u8>, name: &str) {
    match USUAL.iter().position(|usual| *usual == name) {
        Some(place) => push_number(bytes, place + 1),
        None => {
            push_number(bytes, 0);
            push(bytes, name.as_bytes());
        }
    }
}

fn take_name<'a>(rest: &mut &'a [u8]) -> &'a [u8] {
    match take_number(rest) {
        0 => take(rest),
        place => USUAL[place - 1].as_bytes(),
    }
}

fn push(bytes: &mut Vec<u8>, value: &[u8]) {
    push_number(bytes, value.len());
    bytes.extend(value);
}

/// Seven bits a byte, the lowest first; the eighth says that more follow.
fn push_number(bytes: &mut Vec<u8>, mut number: usize) {
    while number > 0x7f {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn take<'a>(rest: &mut &'a [u8]) -> &'a [u8] {
    let length = take_number(rest);
    let (value, after) = rest.split_at(length);
    *rest = after;
    value
}

fn take_number(rest: &mut &[u8]) -> usize {
    let (mut number, mut shift) = (0, 0);
    while let Some((&byte, after)) = rest.split_first() {
        *rest = after;
        number |= usize::from(byte & 0x7f) << shift;
        shift += 7;
        if byte & 0x80 == 0 {
            break;
        }
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_out_again() {
        let attributes = Attributes::from([
            ("empty".into(), vec![]),
            ("long".into(), vec![vec![7; 40_000], vec![], b"x".to_vec()]),
            ("sn".into(), vec![b" Muster ".to_vec()]),
        ]);
        let packed = Packed::new(&attributes);
        assert_eq!(packed.unpack(), attributes);
        assert_eq!(
            (packed.text("sn"), packed.first("empty"), packed.first("no")),
            (Some("Muster"), None, None)
        );
        assert_eq!(packed.first("long").map(<[u8]>::len), Some(40_000));
    }
}
