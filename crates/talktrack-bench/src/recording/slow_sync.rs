//! Syncs that take as long as a disk of the usual kind needs, on a machine whose disk is faster.
//!
//! SQLite calls `fsync` and `fdatasync` of the C library. This program defines both, so the linker takes
//! these instead: each makes the real call, and then waits until the sync has taken its time.
#![allow(unsafe_code)] // the symbols and the calls are C's

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

static LEAST: AtomicU64 = AtomicU64::new(0);
static SYNCS: AtomicU64 = AtomicU64::new(0);
static SPENT: AtomicU64 = AtomicU64::new(0);

/// From now on a sync takes at least so long.
pub(crate) fn at_least(time: Duration) {
    LEAST.store(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX), Ordering::Relaxed);
    #[cfg(target_os = "linux")]
    sleep_precisely();
}

/// How many syncs there were since the last call, and how long they took together.
pub(crate) fn take() -> (u64, Duration) {
    let spent = Duration::from_nanos(SPENT.swap(0, Ordering::Relaxed));
    (SYNCS.swap(0, Ordering::Relaxed), spent)
}

/// Sleeping ends up to 50 µs late unless one asks for better; the threads of this one inherit it.
#[cfg(target_os = "linux")]
fn sleep_precisely() {
    // SAFETY: it takes numbers, and concerns only when this thread wakes up.
    unsafe { libc::prctl(libc::PR_SET_TIMERSLACK, 1_000) };
}

#[cfg(target_os = "linux")]
mod symbols {
    use std::ffi::{c_int, c_long};
    use std::sync::atomic::Ordering;
    use std::time::{Duration, Instant};

    fn slowly(call: c_long, file: c_int) -> c_int {
        let start = Instant::now();
        // SAFETY: the system call takes a file descriptor and touches no memory of this process.
        let result = unsafe { libc::syscall(call, file) };
        let least = Duration::from_nanos(super::LEAST.load(Ordering::Relaxed));
        // A failed sync leaves its reason in `errno`, which a sleep could change.
        if result == 0
            && let Some(rest) = least.checked_sub(start.elapsed())
        {
            // Asleep, not spinning: a disk leaves the processor to others.
            std::thread::sleep(rest);
        }
        let spent = u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX);
        super::SYNCS.fetch_add(1, Ordering::Relaxed);
        super::SPENT.fetch_add(spent, Ordering::Relaxed);
        c_int::try_from(result).unwrap_or(-1)
    }

    // SAFETY (of both names): they do what the C library's do, with the same types.
    #[unsafe(no_mangle)]
    extern "C" fn fsync(file: c_int) -> c_int {
        slowly(libc::SYS_fsync, file)
    }

    #[unsafe(no_mangle)]
    extern "C" fn fdatasync(file: c_int) -> c_int {
        slowly(libc::SYS_fdatasync, file)
    }
}
