//! Work on several things at once, where there is more than one core.

/// What `work` makes of each of `items`, in their order. With the feature `cli`, the threads of the global pool of `rayon` share
/// the items; each speaks the caller's [`language`](crate::language).
#[cfg(feature = "cli")]
pub fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    use rayon::prelude::*;

    use crate::language::{speak, spoken};

    if items.len() < 2 || rayon::current_num_threads() < 2 {
        return items.iter().map(work).collect();
    }
    let catalogue = spoken();
    let in_language = |item: &T| {
        let before = speak(catalogue.clone());
        let made = work(item);
        speak(before);
        made
    };
    items.par_iter().map(in_language).collect()
}

/// The same on the only core that there is.
#[cfg(not(feature = "cli"))]
pub(crate) fn map<T, R>(items: &[T], work: impl Fn(&T) -> R) -> Vec<R> {
    items.iter().map(work).collect()
}

#[cfg(all(test, feature = "cli"))]
mod tests {
    use super::*;
    use crate::language::{Catalogue, Entry, Text, speak};

    #[test]
    fn every_thread_speaks_the_callers_language_and_the_order_stays() {
        let german = Entry { context: None, english: "one of {count}".into(), said: vec!["eins von {count}".into()] };
        speak(Catalogue::new(None, [german]));
        let pool = rayon::ThreadPoolBuilder::new().num_threads(4).build().unwrap();
        let numbers: Vec<usize> = (0..500).collect();
        let catalogue = crate::language::spoken();
        let said = pool.install(|| {
            speak(catalogue);
            map(&numbers, |count| Text::say("one of {count}", &[("count", count)]))
        });
        speak(Catalogue::default());
        assert_eq!(said.len(), 500);
        for (count, text) in said.iter().enumerate() {
            assert_eq!(**text, format!("eins von {count}"));
        }
    }
}
