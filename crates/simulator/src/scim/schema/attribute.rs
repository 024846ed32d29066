//! What SCIM says about one attribute (RFC 7643, section 7), as a constant.

/// An attribute, or a part of a complex one.
pub(crate) struct Attribute {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) is_list: bool,
    /// Must be there when a resource is made and cannot be taken away.
    pub(crate) is_required: bool,
    /// Always has a value: it can be changed and not taken away.
    pub(crate) is_kept: bool,
    pub(crate) is_case_exact: bool,
    pub(crate) is_unique: bool,
    /// Is shown whatever attributes were asked for.
    pub(crate) is_always_shown: bool,
    pub(crate) access: Access,
    /// The only values that are known, if that is so.
    pub(crate) values: &'static [&'static str],
    /// Parts of a complex attribute.
    pub(crate) parts: &'static [Attribute],
    /// In a list: the parts that tell one element from another.
    pub(crate) key: &'static [&'static str],
    /// Resource types that a reference leads to.
    pub(crate) leads_to: &'static [&'static str],
    pub(crate) about: &'static str,
}

/// The type of a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Text,
    Flag,
    Decimal,
    Integer,
    Time,
    Reference,
    Complex,
}

impl Kind {
    /// SCIM's word.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Text => "string",
            Self::Flag => "boolean",
            Self::Decimal => "decimal",
            Self::Integer => "integer",
            Self::Time => "dateTime",
            Self::Reference => "reference",
            Self::Complex => "complex",
        }
    }
}

/// Who may read and write.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Access {
    ReadWrite,
    ReadOnly,
    WriteOnly,
}

impl Access {
    /// SCIM's word.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::ReadWrite => "readWrite",
            Self::ReadOnly => "readOnly",
            Self::WriteOnly => "writeOnly",
        }
    }
}

const PLAIN: Attribute = Attribute {
    name: "",
    kind: Kind::Text,
    is_list: false,
    is_required: false,
    is_kept: false,
    is_case_exact: false,
    is_unique: false,
    is_always_shown: false,
    access: Access::ReadWrite,
    values: &[],
    parts: &[],
    key: &[],
    leads_to: &[],
    about: "",
};

/// A text.
pub(super) const fn text(name: &'static str, about: &'static str) -> Attribute {
    Attribute { name, about, ..PLAIN }
}

/// A value of another plain kind.
pub(super) const fn plain(name: &'static str, kind: Kind, about: &'static str) -> Attribute {
    Attribute { name, kind, about, ..PLAIN }
}

/// A value with parts.
pub(super) const fn complex(
    name: &'static str,
    parts: &'static [Attribute],
    about: &'static str,
) -> Attribute {
    Attribute { name, kind: Kind::Complex, parts, about, ..PLAIN }
}

/// A list of values with parts; `key` tells one from another.
pub(super) const fn list(
    name: &'static str,
    key: &'static [&'static str],
    parts: &'static [Attribute],
    about: &'static str,
) -> Attribute {
    Attribute { is_list: true, key, ..complex(name, parts, about) }
}

/// A link to another resource; the service writes it.
pub(super) const fn link(leads_to: &'static [&'static str]) -> Attribute {
    Attribute { leads_to, ..plain("$ref", Kind::Reference, "Where the resource is.") }.exact().read_only()
}

impl Attribute {
    pub(super) const fn required(self) -> Self {
        Self { is_required: true, ..self }
    }

    pub(super) const fn kept(self) -> Self {
        Self { is_kept: true, ..self }
    }

    pub(super) const fn exact(self) -> Self {
        Self { is_case_exact: true, ..self }
    }

    pub(super) const fn unique(self) -> Self {
        Self { is_unique: true, ..self }
    }

    pub(super) const fn always(self) -> Self {
        Self { is_always_shown: true, ..self }
    }

    pub(super) const fn read_only(self) -> Self {
        Self { access: Access::ReadOnly, ..self }
    }

    pub(super) const fn write_only(self) -> Self {
        Self { access: Access::WriteOnly, ..self }
    }

    pub(super) const fn many(self) -> Self {
        Self { is_list: true, ..self }
    }

    pub(super) const fn one_of(self, values: &'static [&'static str]) -> Self {
        Self { values, ..self }
    }

    /// The part with this name; names ignore case.
    pub(crate) fn part(&self, name: &str) -> Option<&'static Attribute> {
        find(self.parts, name)
    }
}

/// The attribute with this name; names ignore case.
pub(crate) fn find(among: &'static [Attribute], name: &str) -> Option<&'static Attribute> {
    among.iter().find(|attribute| attribute.name.eq_ignore_ascii_case(name))
}
