//! Things on their way to one of many lists.

/// So many wait together.
const AT_ONCE: usize = if cfg!(test) { 8 } else { 1 << 18 };

/// What waits to be added to lists with numbers. Thousands of lists lie on as many pages of memory, which a core does not
/// all know: what goes to one of them goes there together.
pub(super) struct SortedApart<T> {
    waiting: Vec<(u32, T)>,
    /// By number: where those end, in `sorted`, that go to this list.
    ends: Vec<usize>,
    sorted: Vec<T>,
}

impl<T: Copy> SortedApart<T> {
    /// Nothing yet, for lists with numbers below `lists`.
    pub(super) fn to(lists: usize) -> Self {
        Self { waiting: Vec::new(), ends: vec![0; lists], sorted: Vec::new() }
    }

    /// Lets one wait for the list with a number, if there is that list.
    #[inline]
    pub(super) fn push(&mut self, list: usize, one: T) {
        if let Ok(number) = u32::try_from(list)
            && list < self.ends.len()
        {
            self.waiting.push((number, one));
        }
    }

    /// Whether it is time to add what waits.
    #[inline]
    pub(super) fn is_full(&self) -> bool {
        self.waiting.len() >= AT_ONCE
    }

    /// Adds to each list what waits for it, in the order in which it came.
    pub(super) fn drain(&mut self, mut add: impl FnMut(usize, &[T])) {
        let Some((_, any)) = self.waiting.first().copied() else { return };
        self.ends.fill(0);
        self.waiting.iter().for_each(|(list, _)| self.ends[*list as usize] += 1);
        let mut begin = 0;
        for end in &mut self.ends {
            (*end, begin) = (begin, begin + *end);
        }
        self.sorted.resize(self.waiting.len(), any);
        for (list, one) in self.waiting.drain(..) {
            let end = &mut self.ends[list as usize];
            self.sorted[*end] = one;
            *end += 1;
        }
        let mut begin = 0;
        for (list, end) in self.ends.iter().enumerate() {
            if begin < *end {
                add(list, &self.sorted[begin..*end]);
            }
            begin = *end;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn each_list_gets_its_own_in_order(all in proptest::collection::vec((0_usize..6, any::<u8>()), 0..40)) {
            let mut lists = vec![Vec::new(); 5];
            let mut apart = SortedApart::to(lists.len());
            for (list, one) in &all {
                apart.push(*list, *one);
                if apart.is_full() {
                    apart.drain(|list, some| lists[list].extend_from_slice(some));
                }
            }
            apart.drain(|list, some| lists[list].extend_from_slice(some));
            apart.drain(|_, some| assert!(some.is_empty(), "nothing waits"));
            for (number, list) in lists.into_iter().enumerate() {
                let own = all.iter().filter(|(list, _)| *list == number).map(|(_, one)| *one);
                prop_assert_eq!(list, own.collect::<Vec<u8>>());
            }
        }
    }
}
