//! A process that is told to stop leaves no unfinished file behind.

use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::NamedTempFile;

/// Files that are not whole yet.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn unfinished() -> MutexGuard<'static, Vec<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A file that is deleted if the process is told to stop while this lives.
#[derive(Debug)]
pub struct Unfinished(PathBuf);

impl Unfinished {
    /// Makes such a file. No signal comes between making it and knowing of it.
    pub fn begin(make: impl FnOnce() -> io::Result<NamedTempFile>) -> io::Result<(NamedTempFile, Unfinished)> {
        #[cfg(unix)]
        signals::watch();
        let mut unfinished = unfinished();
        let file = make()?;
        let path = file.path().to_owned();
        unfinished.push(path.clone());
        Ok((file, Unfinished(path)))
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        unfinished().retain(|path| *path != self.0);
    }
}

#[cfg(unix)]
mod signals {
    use std::sync::Once;

    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;

    /// Waits for signals in a thread of its own, from the first file on.
    pub(super) fn watch() {
        static WATCH: Once = Once::new();
        WATCH.call_once(|| {
            let ignored = ignored();
            let wanted = [SIGHUP, SIGINT, SIGTERM].into_iter().filter(|signal| !is_in(ignored, *signal));
            // Where signals cannot be watched, they end the process as they always did.
            if let Ok(mut signals) = Signals::new(wanted) {
                std::thread::spawn(move || signals.forever().next().map(stop));
            }
        });
    }

    /// Deletes what is unfinished, and exits as shells tell of a signal. Nothing new is begun meanwhile.
    fn stop(signal: i32) {
        let unfinished = super::unfinished();
        for path in unfinished.iter() {
            // What is gone already need not be deleted.
            let _ = std::fs::remove_file(path);
        }
        std::process::exit(signal.saturating_add(128));
    }

    /// The signals that whoever started the process wants ignored, as `nohup` does: a bit each, from signal 1.
    fn ignored() -> u64 {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
    }

    fn is_in(mask: u64, signal: i32) -> bool {
        let bit = u32::try_from(signal).unwrap_or(0).saturating_sub(1);
        mask.checked_shr(bit).is_some_and(|rest| rest & 1 == 1)
    }
}
