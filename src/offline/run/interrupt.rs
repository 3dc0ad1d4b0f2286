//! Whether the user wants a run to end: Ctrl-C, or a request to terminate.
//!
//! Outside of a run these signals do what they always do. During one they are noted, so that
//! Terraform can stop and what was made for the run can be removed.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

/// What was noted; one for the whole process.
#[derive(Debug, Default)]
struct Noted {
    /// Ctrl-C was pressed.
    interrupted: Arc<AtomicBool>,
    /// The process was asked to end.
    terminated: Arc<AtomicBool>,
    /// Nobody is watching.
    idle: Arc<AtomicBool>,
    /// How many are watching.
    watching: AtomicUsize,
}

/// Watches for signals as long as it lives; whoever makes several runs keeps one, so that none of
/// them begins after the user wanted it to end.
#[derive(Debug)]
pub struct Interrupt(&'static Noted);

impl Interrupt {
    /// Begins to watch; several may do so at once, and all of them see what is noted.
    #[must_use]
    pub fn watch() -> Self {
        static NOTED: OnceLock<Noted> = OnceLock::new();
        let noted = NOTED.get_or_init(|| {
            let noted = Noted::default();
            // Where signals cannot be had, a run ends as any program does.
            for (signal, flag) in [(SIGINT, &noted.interrupted), (SIGTERM, &noted.terminated)] {
                let _ = flag::register_conditional_default(signal, noted.idle.clone());
                let _ = flag::register(signal, flag.clone());
            }
            noted
        });
        if noted.watching.fetch_add(1, Ordering::SeqCst) == 0 {
            noted.interrupted.store(false, Ordering::SeqCst);
            noted.terminated.store(false, Ordering::SeqCst);
            noted.idle.store(false, Ordering::SeqCst);
        }
        Self(noted)
    }

    /// Whether the run is to end.
    #[must_use]
    pub fn happened(&self) -> bool {
        self.0.interrupted.load(Ordering::SeqCst) || self.must_end()
    }

    /// Whether it is to end at once.
    #[must_use]
    pub fn must_end(&self) -> bool {
        self.0.terminated.load(Ordering::SeqCst)
    }
}

impl Drop for Interrupt {
    fn drop(&mut self) {
        if self.0.watching.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.0.idle.store(true, Ordering::SeqCst);
        }
    }
}
