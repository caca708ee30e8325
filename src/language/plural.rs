//! Which form of a sentence a number takes: the `Plural-Forms` of a gettext catalogue.
//!
//! Source: the gettext manual, "Additional functions for plural forms". Every rule there depends on the last two digits
//! and on whether the number is small, so it is evaluated once, into a table, when the catalogue is read.

/// Numbers that a table has forms for. A larger number takes the form of the number with the same last two digits in
/// the second half of the table.
const NUMBERS: u64 = 200;
/// Forms that a language may have; Arabic has six.
const MAX_FORMS: u64 = 9;
/// Nesting of parentheses and operators that is allowed.
const MAX_DEPTH: usize = 64;

/// The forms of a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PluralForms(Vec<u8>);

impl PluralForms {
    /// Reads a rule, such as `nplurals=2; plural=(n != 1);`. Returns `None` if it is not a rule or yields a form that
    /// does not exist.
    pub fn parse(rule: &str) -> Option<Self> {
        let value = |name: &str| {
            let mut parts = rule.split(';').filter_map(|part| part.split_once('='));
            parts.find(|(key, _)| key.trim() == name).map(|(_, value)| value.trim())
        };
        let count: u64 = value("nplurals")?.parse().ok().filter(|count| (1..=MAX_FORMS).contains(count))?;
        let expression = value("plural")?;
        let form = |number| {
            let mut reader = Reader { rest: expression, number, depth: 0 };
            let form = reader.conditional()?;
            (reader.rest.trim().is_empty() && form < count).then_some(form as u8)
        };
        (0..NUMBERS).map(form).collect::<Option<Vec<u8>>>().map(Self)
    }

    /// The rule as a table: the form of each number from 0 to 199.
    pub fn table(&self) -> &[u8] {
        &self.0
    }

    /// Reads such a table.
    pub fn from_table(table: Vec<u8>) -> Self {
        Self(table)
    }

    /// The form for a number, counted from 0.
    pub fn form(&self, number: u64) -> usize {
        let half = NUMBERS / 2;
        let place = if number < NUMBERS { number } else { half + number % half };
        self.0.get(place as usize).copied().unwrap_or(0).into()
    }
}

/// A parser of the C expression in a rule, which evaluates it for one number as it parses.
struct Reader<'r> {
    rest: &'r str,
    number: u64,
    depth: usize,
}

type Operator = fn(u64, u64) -> Option<u64>;

/// The binary operators, lowest precedence first; within a level, a longer operator comes before its prefix.
const LEVELS: [&[(&str, Operator)]; 6] = [
    &[("||", |a, b| Some(u64::from(a != 0 || b != 0)))],
    &[("&&", |a, b| Some(u64::from(a != 0 && b != 0)))],
    &[("==", |a, b| Some(u64::from(a == b))), ("!=", |a, b| Some(u64::from(a != b)))],
    &[
        ("<=", |a, b| Some(u64::from(a <= b))),
        (">=", |a, b| Some(u64::from(a >= b))),
        ("<", |a, b| Some(u64::from(a < b))),
        (">", |a, b| Some(u64::from(a > b))),
    ],
    &[("+", u64::checked_add), ("-", u64::checked_sub)],
    &[("*", u64::checked_mul), ("/", u64::checked_div), ("%", u64::checked_rem)],
];

impl Reader<'_> {
    fn take(&mut self, sign: &str) -> bool {
        let rest = self.rest.trim_start().strip_prefix(sign);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// `a ? b : c`
    fn conditional(&mut self) -> Option<u64> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        let mut value = self.binary(0)?;
        if self.take("?") {
            let yes = self.conditional()?;
            let no = if self.take(":") { self.conditional()? } else { return None };
            value = if value != 0 { yes } else { no };
        }
        self.depth -= 1;
        Some(value)
    }

    fn binary(&mut self, level: usize) -> Option<u64> {
        let Some(operators) = LEVELS.get(level) else { return self.unary() };
        let mut value = self.binary(level + 1)?;
        while let Some((_, operate)) = operators.iter().find(|(sign, _)| self.take(sign)) {
            value = operate(value, self.binary(level + 1)?)?;
        }
        Some(value)
    }

    fn unary(&mut self) -> Option<u64> {
        if self.take("!") {
            self.depth += 1;
            let value = if self.depth > MAX_DEPTH { None } else { self.unary() };
            self.depth -= 1;
            return value.map(|value| u64::from(value == 0));
        }
        if self.take("(") {
            let value = self.conditional()?;
            return self.take(")").then_some(value);
        }
        if self.take("n") {
            return Some(self.number);
        }
        let rest = self.rest.trim_start();
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, rest) = rest.split_at(digits);
        self.rest = rest;
        number.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(rule: &str, numbers: &[u64]) -> Vec<usize> {
        let forms = PluralForms::parse(rule).expect("a rule");
        numbers.iter().map(|number| forms.form(*number)).collect()
    }

    #[test]
    fn rules_of_the_gettext_manual() {
        assert_eq!(forms("nplurals=1; plural=0;", &[0, 1, 2, 1000]), [0, 0, 0, 0]);
        assert_eq!(forms("nplurals=2; plural=n != 1;", &[0, 1, 2, 101, 1001]), [1, 0, 1, 1, 1]);
        assert_eq!(forms("nplurals=2; plural=n>1;", &[0, 1, 2]), [0, 0, 1]);
        let polish = "nplurals=3; plural=n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2;";
        assert_eq!(
            forms(polish, &[0, 1, 2, 4, 5, 11, 12, 22, 25, 112, 122, 1022]),
            [2, 0, 1, 1, 2, 2, 2, 1, 2, 2, 1, 1]
        );
        let arabic =
            "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5;";
        assert_eq!(
            forms(arabic, &[0, 1, 2, 3, 10, 11, 99, 100, 103, 111, 300, 303]),
            [0, 1, 2, 3, 3, 4, 4, 5, 3, 4, 5, 3]
        );
        let slovenian = "nplurals=4; plural=n%100==1 ? 0 : n%100==2 ? 1 : n%100==3 || n%100==4 ? 2 : 3;";
        assert_eq!(forms(slovenian, &[1, 2, 3, 5, 101, 102, 204]), [0, 1, 2, 3, 0, 1, 2]);
    }

    #[test]
    fn what_is_not_a_rule_is_refused() {
        let deep = format!("nplurals=2; plural={}n{};", "(".repeat(100), ")".repeat(100));
        let not = format!("nplurals=2; plural={}n;", "!".repeat(10_000));
        for rule in [
            "",
            "nplurals=2",
            "nplurals=2; plural=;",
            "nplurals=2; plural=n",
            "nplurals=0; plural=0",
            "nplurals=2; plural=n != 1 1;",
            "nplurals=2; plural=n ? 1;",
            "nplurals=2; plural=1/0;",
            "nplurals=2; plural=(n;",
            deep.as_str(),
            not.as_str(),
        ] {
            assert_eq!(PluralForms::parse(rule), None, "{rule}");
        }
        let table = PluralForms::parse("nplurals=2; plural=n != 1;").expect("a rule").table().to_vec();
        assert_eq!(PluralForms::from_table(table).form(7), 1);
        assert_eq!(PluralForms::from_table(Vec::new()).form(7), 0);
    }
}
