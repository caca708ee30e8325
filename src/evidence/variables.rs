//! Variables of HTTP clients: what stands for `{{name}}` in their requests.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::limits;

/// Where a variable is defined. Of two definitions of a name, the earlier of these applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// In an environment.
    Environment,
    /// In the collection that the request is in.
    Collection,
    /// For all collections.
    Global,
}

/// Variables by name and scope.
#[derive(Debug, Clone, Default)]
pub struct Variables {
    /// `None` if there are different values of one scope, such as those of several environments: which one was chosen
    /// is not known.
    values: BTreeMap<String, Vec<(Scope, Option<String>)>>,
}

impl Variables {
    /// Adds a variable.
    pub fn add(&mut self, scope: Scope, name: &str, value: &str) {
        self.add_value(scope, name, Some(value.to_owned()));
    }

    fn add_value(&mut self, scope: Scope, name: &str, value: Option<String>) {
        if self.values.len() >= limits::MAX_VARIABLES && !self.values.contains_key(name) {
            return;
        }
        let scopes = self.values.entry(name.to_owned()).or_default();
        match scopes.iter_mut().find(|(known, _)| *known == scope) {
            Some((_, known)) if *known != value => *known = None,
            Some(_) => {}
            None => scopes.push((scope, value)),
        }
    }

    /// Adds those of another input.
    pub fn merge(&mut self, other: Self) {
        for (name, scopes) in other.values {
            for (scope, value) in scopes {
                self.add_value(scope, &name, value);
            }
        }
    }

    /// The number of names.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Every name with each of its values.
    pub fn values(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values.iter().flat_map(move |(name, scopes)| {
            scopes.iter().filter_map(move |(_, one)| Some((name.as_str(), one.as_deref()?)))
        })
    }

    /// The value of a variable, if it is certain.
    fn value(&self, name: &str) -> Option<&str> {
        self.values.get(name)?.iter().min_by_key(|(scope, _)| *scope)?.1.as_deref()
    }

    /// Replaces the variables in a text, also those in their values. One that is not known stays as it is written. `room`
    /// is how many bytes all resolved texts together may still have.
    pub fn resolve<'t>(&self, text: &'t str, room: &mut usize) -> Cow<'t, str> {
        let mut resolved = Cow::Borrowed(text);
        // Nested a few levels deep; a variable that contains itself ends here too.
        for _ in 0..4 {
            match self.replaced(&resolved, *room) {
                Some(next) => resolved = Cow::Owned(next),
                None => break,
            }
        }
        if let Cow::Owned(text) = &resolved {
            *room = room.saturating_sub(text.len());
        }
        resolved
    }

    /// The text with every known variable replaced once; `None` if there is none in it, or no room.
    fn replaced(&self, text: &str, room: usize) -> Option<String> {
        let (mut out, mut rest, mut any) = (String::new(), text, false);
        while let Some((before, after)) = rest.split_once("{{") {
            let Some((name, behind)) = after.split_once("}}") else { break };
            out.push_str(before);
            match self.value(bare(name)) {
                Some(value) => {
                    out.push_str(value);
                    any = true;
                }
                None => out.extend(["{{", name, "}}"]),
            }
            rest = behind;
            if out.len() + rest.len() > room {
                return None;
            }
        }
        out.push_str(rest);
        any.then_some(out)
    }
}

/// The name in a template: `name`, ` name `, and Insomnia's `_.name`.
fn bare(template: &str) -> &str {
    let name = template.trim();
    name.strip_prefix("_.").unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_nesting_and_what_is_not_known() {
        let mut variables = Variables::default();
        for (scope, name, value) in [
            (Scope::Collection, "host", "wrong"),
            (Scope::Environment, "host", "login.example"),
            (Scope::Environment, "url", "https://{{host}}/{{ tenant }}"),
            (Scope::Global, "tenant", "t"),
            (Scope::Environment, "self", "{{self}}{{self}}"),
            (Scope::Environment, "either", "a"),
            (Scope::Environment, "either", "b"),
        ] {
            variables.add(scope, name, value);
        }
        for (text, expected) in [
            ("{{url}}/token", "https://login.example/t/token"),
            ("{{ _.tenant }}", "t"),
            ("{{either}} {{unknown}} {{open", "{{either}} {{unknown}} {{open"),
            ("{{tenant}} {{open", "t {{open"),
            ("none", "none"),
        ] {
            assert_eq!(variables.resolve(text, &mut 1000), expected);
        }
        assert_eq!(variables.resolve(&"{{self}}".repeat(1000), &mut 10_000).len(), 8_000);
        assert!(variables.values().any(|one| one == ("tenant", "t")));
    }
}
