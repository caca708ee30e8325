//! Cases with the same verdict, state and thumbprint, so that a log with thousands can be read in a few rows.

use std::collections::BTreeMap;

use crate::notation::order::by_number;
use crate::report::{CaseGroup, Report, Status, Summary};

/// The same verdict may be a cause in one case and a warning in another.
type Key = (Option<&'static str>, Status, Option<String>);

/// Builds the groups: cases are added one by one as they are inspected.
///
/// ```
/// use assertion_inspector::{Groups, Input, Instant, Options, inspect};
///
/// let error = "AADSTS7000215: Invalid client secret provided. Trace ID: 6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01";
/// let inputs = [Input { name: "error.txt".into(), bytes: error.into() }];
/// let report = inspect(&inputs, &Options::new(Instant(1_795_428_000)));
/// let groups: Groups = report.cases.iter().map(|case| &case.summary).collect();
/// assert_eq!(groups.ordered()[0].count, 1);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Groups {
    groups: Vec<CaseGroup>,
    places: BTreeMap<Key, usize>,
    /// Whether the cases are only counted.
    only_counts: bool,
}

/// Applications of a group that are named.
pub const NAMED: usize = 8;

impl Groups {
    /// Groups that do not list their cases: what they take grows with the verdicts and thumbprints, not with the cases.
    pub fn of_counts() -> Self {
        Self { only_counts: true, ..Self::default() }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// Adds a case. `index` is its place among all cases, from 0.
    pub fn add(&mut self, index: usize, summary: &Summary) {
        let next = self.groups.len();
        let place = *self.places.entry((summary.verdict, summary.state, summary.thumbprint.clone())).or_insert(next);
        match self.groups.get_mut(place) {
            Some(group) => {
                group.count += 1;
                if !self.only_counts {
                    group.cases.push(index);
                }
                if let Some(id) = &summary.client_id
                    && group.client_ids.len() < NAMED
                    && !group.client_ids.contains(id)
                {
                    group.client_ids.push(id.clone());
                }
                // RFC 3339 in UTC sorts as text.
                group.first = group.first.take().into_iter().chain(summary.time.clone()).min();
                group.last = group.last.take().into_iter().chain(summary.time.clone()).max();
            }
            None => self.groups.push(CaseGroup {
                verdict: summary.verdict,
                thumbprint: summary.thumbprint.clone(),
                state: summary.state,
                sentence: summary.sentence.clone(),
                first: summary.time.clone(),
                last: summary.time.clone(),
                cases: if self.only_counts { Vec::new() } else { vec![index] },
                count: 1,
                client_ids: summary.client_id.iter().cloned().collect(),
                input: summary.input.clone(),
                line: summary.line,
            }),
        }
    }

    /// The groups, the largest first.
    pub fn ordered(&self) -> Vec<CaseGroup> {
        by_number(self.groups.clone(), |group| u32::MAX - u32::try_from(group.count).unwrap_or(u32::MAX))
    }
}

impl Report {
    /// Leaves out the cases that are not wanted, in the groups as well.
    pub fn retain(&mut self, wanted: &dyn Fn(&Summary) -> bool) {
        self.cases.retain(|case| wanted(&case.summary));
        self.groups = self.cases.iter().map(|case| &case.summary).collect::<Groups>().ordered();
    }
}

impl<'s> FromIterator<&'s Summary> for Groups {
    fn from_iter<I: IntoIterator<Item = &'s Summary>>(summaries: I) -> Self {
        let mut groups = Self::default();
        summaries.into_iter().enumerate().for_each(|(index, summary)| groups.add(index, summary));
        groups
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Text;

    fn summary(verdict: Option<&'static str>, state: Status, thumbprint: &str) -> Summary {
        Summary {
            input: "log.jsonl".to_owned(),
            line: None,
            column: None,
            time: None,
            client_id: None,
            tenant: None,
            thumbprint: Some(thumbprint.to_owned()),
            code: None,
            trace_id: None,
            correlation_id: None,
            state,
            verdict,
            confidence: None,
            headline: Text::default(),
            sentence: Text::default(),
            proved: true,
        }
    }

    #[test]
    fn a_group_has_one_verdict_one_state_and_one_thumbprint() {
        // An assertion that has merely expired since is a warning; one that had expired when it was refused is a cause.
        let expired = Some("assertion-expired");
        let summaries = [
            summary(expired, Status::Warning, "A"),
            summary(expired, Status::Cause, "A"),
            summary(expired, Status::Cause, "A"),
            summary(expired, Status::Cause, "B"),
            summary(None, Status::Pass, "A"),
        ];
        let groups = summaries.iter().collect::<Groups>().ordered();
        let groups: Vec<(Status, &[usize])> = groups.iter().map(|one| (one.state, one.cases.as_slice())).collect();
        let expected: [(Status, &[usize]); 4] =
            [(Status::Cause, &[1, 2]), (Status::Warning, &[0]), (Status::Cause, &[3]), (Status::Pass, &[4])];
        assert_eq!(groups, expected);
    }
}
