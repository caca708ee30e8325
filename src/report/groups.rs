//! Cases with the same verdict and thumbprint, so that a log with thousands can be read in a few rows.

use std::collections::BTreeMap;

use crate::report::{CaseGroup, Summary};

type Key = (Option<&'static str>, Option<String>);

/// Builds the groups: cases are added one by one as they are inspected.
#[derive(Debug, Clone, Default)]
pub struct Groups {
    groups: Vec<CaseGroup>,
    places: BTreeMap<Key, usize>,
}

impl Groups {
    /// Adds a case. `index` is its place among all cases, from 0.
    pub fn add(&mut self, index: usize, summary: &Summary) {
        let next = self.groups.len();
        let place = *self.places.entry((summary.verdict, summary.thumbprint.clone())).or_insert(next);
        match self.groups.get_mut(place) {
            Some(group) => {
                group.cases.push(index);
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
                cases: vec![index],
            }),
        }
    }

    /// The groups, the largest first.
    pub fn ordered(&self) -> Vec<CaseGroup> {
        let mut groups = self.groups.clone();
        groups.sort_by_key(|group| std::cmp::Reverse(group.cases.len()));
        groups
    }
}

impl<'s> FromIterator<&'s Summary> for Groups {
    fn from_iter<I: IntoIterator<Item = &'s Summary>>(summaries: I) -> Self {
        let mut groups = Self::default();
        summaries.into_iter().enumerate().for_each(|(index, summary)| groups.add(index, summary));
        groups
    }
}
