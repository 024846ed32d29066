//! One comparison inside a search filter: `sn=Mus*`, `usn>=7`, `flags:1.2.840.113556.1.4.803:=2`.

use ldap3_proto::proto::{LdapFilter, LdapMatchingRuleAssertion, LdapSubstringFilter};

/// Reads what stands on both sides of the `=`. The error is a sentence without subject.
pub(crate) fn comparison(left: &str, value: &str) -> Result<LdapFilter, String> {
    let before_operator = || left.get(..left.len() - 1).unwrap_or_default();
    match left.chars().last() {
        Some('>') => Ok(LdapFilter::GreaterOrEqual(name(before_operator())?, plain(value)?)),
        Some('<') => Ok(LdapFilter::LessOrEqual(name(before_operator())?, plain(value)?)),
        Some('~') => Ok(LdapFilter::Approx(name(before_operator())?, plain(value)?)),
        Some(':') => extensible(before_operator(), value),
        _ => equality(left, value),
    }
}

fn equality(left: &str, value: &str) -> Result<LdapFilter, String> {
    let name = name(left)?;
    let pieces: Vec<&str> = value.split('*').collect();
    match pieces.as_slice() {
        ["", ""] => Ok(LdapFilter::Present(name)),
        [whole] => Ok(LdapFilter::Equality(name, plain(whole)?)),
        [first, middle @ .., last] => {
            let some = |piece: &str| plain(piece).map(|text| (!text.is_empty()).then_some(text));
            let any = middle.iter().map(|piece| plain(piece)).collect::<Result<_, _>>()?;
            let pieces = LdapSubstringFilter { initial: some(first)?, any, final_: some(last)? };
            Ok(LdapFilter::Substring(name, pieces))
        }
        [] => Err("a comparison needs a value".into()),
    }
}

fn extensible(left: &str, value: &str) -> Result<LdapFilter, String> {
    let mut parts = left.split(':');
    let name = name(parts.next().unwrap_or_default())?;
    let mut rule = parts.next();
    let dn_attributes = rule.is_some_and(|part| part.eq_ignore_ascii_case("dn"));
    if dn_attributes {
        rule = parts.next();
    }
    Ok(LdapFilter::Extensible(LdapMatchingRuleAssertion {
        matching_rule: rule.map(str::to_owned),
        type_: Some(name),
        match_value: plain(value)?,
        dn_attributes,
    }))
}

fn name(text: &str) -> Result<String, String> {
    let text = text.trim();
    let fine = |c: char| c.is_ascii_alphanumeric() || "-.;_".contains(c);
    if !text.is_empty() && text.chars().all(fine) {
        Ok(text.to_owned())
    } else {
        Err(format!("`{text}` is no attribute name"))
    }
}

/// Undoes `\2a` escapes.
fn plain(text: &str) -> Result<String, String> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        let pair = rest.get(..2).and_then(|pair| data_encoding::HEXLOWER_PERMISSIVE.decode(pair).ok());
        bytes.extend(pair.ok_or("`\\` needs two hexadecimal digits after it")?);
        rest = &rest[2..];
    }
    String::from_utf8(bytes).map_err(|_| "a value that is no text cannot be compared".into())
}
