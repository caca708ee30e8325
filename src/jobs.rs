//! Work on several things at once, where there is more than one core: with the feature `cli`, outside of WebAssembly.

#[cfg(not(all(feature = "cli", not(target_family = "wasm"))))]
pub use alone::*;
#[cfg(all(feature = "cli", not(target_family = "wasm")))]
pub use together::*;

#[cfg(all(feature = "cli", not(target_family = "wasm")))]
mod together {
    use std::num::NonZeroUsize;

    use rayon::prelude::*;

    use crate::language::{speak, spoken};

    /// What `work` makes of each of `items`, in their order. The threads of `rayon`'s global pool share the items; each speaks the
    /// caller's [`language`](crate::language).
    pub fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
        if items.len() < 2 || cores() < 2 {
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

    /// How many things are worked on at once.
    pub fn cores() -> usize {
        rayon::current_num_threads()
    }

    /// Says how many cores are used from now on; all there are, without a number. It counts only before anything else is called.
    pub fn use_cores(number: Option<NonZeroUsize>) {
        let builder = rayon::ThreadPoolBuilder::new().num_threads(number.map_or(0, NonZeroUsize::get));
        // A second call changes nothing.
        let _ = builder.build_global();
    }
}

#[cfg(not(all(feature = "cli", not(target_family = "wasm"))))]
mod alone {
    use std::num::NonZeroUsize;

    /// What `work` makes of each of `items`, in their order.
    pub fn map<T, R>(items: &[T], work: impl Fn(&T) -> R) -> Vec<R> {
        items.iter().map(work).collect()
    }

    /// How many things are worked on at once.
    pub fn cores() -> usize {
        1
    }

    /// Changes nothing: there is one core.
    pub fn use_cores(_: Option<NonZeroUsize>) {}
}

#[cfg(all(test, feature = "cli", not(target_family = "wasm")))]
mod tests {
    use super::*;
    use crate::language::{Catalogue, Entry, Text, speak};

    #[test]
    fn every_thread_speaks_the_callers_language_and_the_order_stays() {
        let german = Entry { context: None, english: "one of {count}".into(), said: vec!["eins von {count}".into()] };
        let catalogue = Catalogue::new(None, [german]);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(4).build().unwrap();
        let numbers: Vec<usize> = (0..500).collect();
        let said = pool.install(|| {
            speak(catalogue);
            map(&numbers, |count| Text::say("one of {count}", &[("count", count)]))
        });
        assert_eq!(said.len(), 500);
        for (count, text) in said.iter().enumerate() {
            assert_eq!(**text, format!("eins von {count}"));
        }
    }
}
