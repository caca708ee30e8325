//! The one sort of everything that is sorted: a generic one is compiled again for each type, five kilobytes each.

use std::cmp::Ordering;
use std::collections::BTreeSet;

/// Sorts by a number, the smallest first; items of equal numbers keep their order.
pub fn by_number<T>(items: Vec<T>, number: impl Fn(&T) -> u32) -> Vec<T> {
    let numbers: Vec<u32> = items.iter().map(number).collect();
    let places = arranged(items.len(), &|one, other| numbers.get(one).cmp(&numbers.get(other)));
    placed(items, places)
}

/// Sorts by what the comparison says; items that it holds for equal keep their order.
pub fn by<T>(items: Vec<T>, compare: impl Fn(&T, &T) -> Ordering) -> Vec<T> {
    let places = arranged(items.len(), &|one, other| match (items.get(one), items.get(other)) {
        (Some(one), Some(other)) => compare(one, other),
        _ => Ordering::Equal,
    });
    placed(items, places)
}

/// The places of so many items in their order.
fn arranged(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_unstable_by(|one, other| compare(*one, *other).then(one.cmp(other)));
    places
}

/// The items that stand at these places, one after the other.
fn placed<T>(items: Vec<T>, places: Vec<usize>) -> Vec<T> {
    let mut items: Vec<Option<T>> = items.into_iter().map(Some).collect();
    places.into_iter().filter_map(|place| items.get_mut(place)?.take()).collect()
}

/// A set of these. Collected into, each set would bring a sort of its own.
pub fn set<T: Ord>(items: impl Iterator<Item = T>) -> BTreeSet<T> {
    let mut set = BTreeSet::new();
    set.extend(items);
    set
}

#[cfg(test)]
mod tests {
    use super::{by, by_number, set};

    #[test]
    fn the_smallest_first_and_equals_as_they_were() {
        let items = vec![(3, "a"), (1, "b"), (3, "c"), (0, "d"), (1, "e"), (u32::MAX, "f")];
        let sorted: String = by_number(items, |(number, _)| *number).into_iter().map(|(_, letter)| letter).collect();
        assert_eq!(sorted, "dbeacf");
    }

    #[test]
    fn what_is_held_for_equal_keeps_its_order() {
        let words = vec!["pear", "fig", "apple", "kiwi", "plum", "date", "nut"];
        let sorted = by(words.clone(), |one, other| one.len().cmp(&other.len()));
        assert_eq!(sorted, ["fig", "nut", "pear", "kiwi", "plum", "date", "apple"]);
        assert_eq!(set(words.into_iter()).into_iter().next(), Some("apple"));
    }
}
