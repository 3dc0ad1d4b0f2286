//! What is still said when a signal ends a session of questions.
//!
//! Only Unix has such signals; elsewhere a session ends as any program does.

use std::sync::{Arc, Mutex};

/// The words for the end; one for the whole process, as signals are.
pub(super) struct LastWords(Arc<Mutex<String>>);

impl LastWords {
    /// Begins to watch for signals that end the process: from then on one of them leaves the
    /// terminal as it was, says the last words and ends it.
    #[cfg(unix)]
    pub(super) fn watch() -> Self {
        use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
        use signal_hook::iterator::Signals;

        static SAID: std::sync::OnceLock<Arc<Mutex<String>>> = std::sync::OnceLock::new();
        let said = SAID.get_or_init(|| {
            let said = Arc::new(Mutex::new(String::new()));
            // Where signals cannot be had, the process ends as any other does.
            if let Ok(mut signals) = Signals::new([SIGINT, SIGTERM, SIGHUP]) {
                let said = said.clone();
                std::thread::spawn(move || {
                    if let Some(signal) = signals.forever().next() {
                        end(signal, &said);
                    }
                });
            }
            said
        });
        Self(said.clone())
    }

    #[cfg(not(unix))]
    pub(super) fn watch() -> Self {
        Self(Arc::default())
    }

    /// Puts other words in place of those there were.
    pub(super) fn set(&self, words: String) {
        if let Ok(mut said) = self.0.lock() {
            *said = words;
        }
    }
}

/// Ends the process with the exit code that stands for a signal.
#[cfg(unix)]
fn end(signal: i32, said: &Mutex<String>) {
    use std::io::Write as _;

    /// No pasting in brackets, and the cursor is seen.
    const AS_BEFORE: &str = "\u{1b}[?2004l\u{1b}[?25h";
    let raw = crossterm::terminal::is_raw_mode_enabled().unwrap_or(false);
    let _ = crossterm::terminal::disable_raw_mode();
    // Standard error may be locked by whoever asks; the terminal is reached beside it.
    if let Ok(mut terminal) = std::fs::OpenOptions::new().write(true).open("/dev/tty") {
        let words = said.lock().map(|said| said.clone()).unwrap_or_default();
        let before = if raw { AS_BEFORE } else { "" };
        let _ = terminal.write_all(format!("{before}\n{words}").as_bytes());
    }
    signal_hook::low_level::exit(128 + signal);
}
