//! The one sort of everything that is sorted: a generic one is compiled again for each type, five kilobytes each.

/// Sorts by a number, the smallest first; items of equal numbers keep their order.
pub fn by_number<T>(items: Vec<T>, number: impl Fn(&T) -> u32) -> Vec<T> {
    let numbered = items.iter().enumerate().map(|(index, item)| u64::from(number(item)) << 32 | index as u64);
    let mut places: Vec<u64> = numbered.collect();
    places.sort_unstable();
    let mut items: Vec<Option<T>> = items.into_iter().map(Some).collect();
    let take = |place: u64| items.get_mut((place & u64::from(u32::MAX)) as usize)?.take();
    places.into_iter().filter_map(take).collect()
}

#[cfg(test)]
mod tests {
    use super::by_number;

    #[test]
    fn the_smallest_first_and_equals_as_they_were() {
        let items = vec![(3, "a"), (1, "b"), (3, "c"), (0, "d"), (1, "e"), (u32::MAX, "f")];
        let sorted: String = by_number(items, |(number, _)| *number).into_iter().map(|(_, letter)| letter).collect();
        assert_eq!(sorted, "dbeacf");
    }
}
