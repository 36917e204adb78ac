//! Tables on disk: inputs opened, outputs written, progress shown.

use std::fs::File;
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use mognad::diagnostics::{Code, Diagnostic};
use mognad::table::{Fault, Format, Input, Settings, Sink, Source, Tally, fault_line};

use super::input::{STDIN, shown, unreadable, why};
use super::pending::Pending;
use super::{Console, Failure};

/// How much of all inputs has been read, and how much there is.
#[derive(Debug, Default)]
pub struct Extent {
    read: AtomicU64,
    whole: AtomicU64,
}

/// Counts what is read.
struct Counted<R> {
    reader: R,
    extent: Arc<Extent>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(bytes)?;
        self.extent.read.fetch_add(u64::try_from(count).unwrap_or(0), Ordering::Relaxed);
        Ok(count)
    }
}

/// A file that is read here and there.
struct Random {
    file: File,
    size: u64,
    extent: Arc<Extent>,
}

impl Source for Random {
    fn size(&self) -> u64 {
        self.size
    }

    fn read_at(&self, at: u64, bytes: &mut [u8]) -> io::Result<()> {
        read_exactly(&self.file, at, bytes)?;
        self.extent.read.fetch_add(u64::try_from(bytes.len()).unwrap_or(0), Ordering::Relaxed);
        Ok(())
    }
}

#[cfg(unix)]
fn read_exactly(file: &File, at: u64, bytes: &mut [u8]) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

#[cfg(windows)]
fn read_exactly(file: &File, mut at: u64, mut bytes: &mut [u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        let count = std::os::windows::fs::FileExt::seek_read(file, bytes, at)?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        at = at.saturating_add(u64::try_from(count).unwrap_or(0));
        bytes = bytes.get_mut(count..).unwrap_or_default();
    }
    Ok(())
}

impl Console {
    /// Opens a table, or standard input for `-`.
    ///
    /// # Errors
    /// When it cannot be read, or its header cannot.
    pub fn open_table(
        &mut self,
        path: &Path,
        format: Option<Format>,
        settings: Settings,
        extent: &Arc<Extent>,
    ) -> Result<Input, Diagnostic> {
        let (name, mut reader, size): (String, Box<dyn Read + Send>, Option<u64>) = if path.as_os_str() == "-" {
            if self.stdin_taken {
                return Err(Diagnostic::new(Code::M0020, "standard input cannot be read twice"));
            }
            self.stdin_taken = true;
            (STDIN.to_owned(), Box::new(io::stdin()), None)
        } else {
            let name = shown(path);
            let (file, size) = open(path).map_err(|error| unreadable(&name, &error))?;
            extent.whole.fetch_add(size, Ordering::Relaxed);
            (name, Box::new(file), Some(size))
        };
        let wrong = |error: io::Error| unreadable(&name, &error);
        let mut first = Vec::new();
        reader.by_ref().take(64).read_to_end(&mut first).map_err(wrong)?;
        // What a file says of itself counts more than its name.
        let by_start = || if super::input::is_json(&first) { Format::Lines } else { Format::Csv };
        let format = format.or_else(|| Format::of_start(&first)).or_else(|| Format::of_name(&name));
        let format = format.unwrap_or_else(by_start);
        let mut reader = io::Cursor::new(first).chain(reader);
        if !format.is_random() {
            let reader = Box::new(Counted { reader, extent: Arc::clone(extent) });
            return Input::stream(&name, reader, format, settings);
        }
        let file = match size {
            Some(_) => File::open(path),
            // It is read here and there, so it must be somewhere.
            None => spooled(&mut reader),
        };
        let file = file.map_err(wrong)?;
        let size = file.metadata().map_err(wrong)?.len();
        Input::random(&name, Arc::new(Random { file, size, extent: Arc::clone(extent) }), format)
    }
}

/// Everything that is read, in a file without a name.
fn spooled(reader: &mut impl Read) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    io::copy(reader, &mut file)?;
    Ok(file)
}

fn open(path: &Path) -> io::Result<(File, u64)> {
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    if metadata.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    Ok((file, metadata.len()))
}

/// Where a run writes.
#[derive(Debug)]
pub struct Files {
    output: Option<(Pending, PathBuf)>,
    rejects: Option<(Pending, PathBuf)>,
    /// Whoever read the output went away.
    is_left: bool,
    bar: Bar,
}

impl Files {
    /// Begins the files. A path that is none is not written.
    ///
    /// # Errors
    /// When one of them cannot be written.
    pub fn create(output: Option<&Path>, rejects: Option<&Path>, extent: Arc<Extent>) -> Result<Files, Failure> {
        let begin = |path: Option<&Path>| match path {
            None => Ok(None),
            Some(path) => match Pending::create(path) {
                Ok(pending) => Ok(Some((pending, path.to_owned()))),
                Err(error) => Err(super::output::unwritable(path, &error)),
            },
        };
        let to_terminal = output.is_some_and(|path| path.as_os_str() == "-") && io::stdout().is_terminal();
        let is_shown = io::stderr().is_terminal() && !to_terminal;
        let bar = Bar { is_shown, extent, last: Instant::now(), is_open: false };
        Ok(Files { output: begin(output)?, rejects: begin(rejects)?, is_left: false, bar })
    }

    /// Writes to the output.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Diagnostic> {
        match &mut self.output {
            Some((pending, path)) => pending.write_all(bytes).map_err(|error| {
                self.is_left = error.kind() == io::ErrorKind::BrokenPipe;
                full(path, &error)
            }),
            None => Ok(()),
        }
    }

    /// Whether the run was ended because whoever read the output went away, which is no error.
    pub fn is_left(&self) -> bool {
        self.is_left
    }

    /// Writes to the file of rejected rows.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write_reject(&mut self, bytes: &[u8]) -> Result<(), Diagnostic> {
        match &mut self.rejects {
            Some((pending, path)) => pending.write_all(bytes).map_err(|error| full(path, &error)),
            None => Ok(()),
        }
    }

    /// Takes the bar away.
    pub fn close_bar(&mut self) {
        self.bar.close();
    }

    /// Gives the files their names.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn finish(self) -> Result<(), Failure> {
        for (pending, path) in [self.rejects, self.output].into_iter().flatten() {
            match pending.finish() {
                // Whoever read it went away.
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
                result => result.map_err(|error| super::output::unwritable(&path, &error))?,
            }
        }
        Ok(())
    }
}

fn full(path: &Path, error: &io::Error) -> Diagnostic {
    let name = if path.as_os_str() == "-" { "standard output".to_owned() } else { format!("`{}`", shown(path)) };
    Diagnostic::new(Code::M0020, format!("{name} cannot be written: {}", why(error)))
}

impl Sink for Files {
    fn rows(&mut self, bytes: &[u8]) -> Result<(), Diagnostic> {
        self.write(bytes)
    }

    fn rejected(&mut self, input: &str, row: u64, fault: &Fault, diagnostic: &Diagnostic) -> Result<(), Diagnostic> {
        self.write_reject(&fault_line(input, row, fault, diagnostic))
    }

    fn progress(&mut self, tally: &Tally) {
        self.bar.show(tally);
    }
}

/// How far a run has come, on a terminal.
#[derive(Debug)]
struct Bar {
    is_shown: bool,
    extent: Arc<Extent>,
    last: Instant,
    is_open: bool,
}

impl Bar {
    const WIDTH: u64 = 30;

    fn show(&mut self, tally: &Tally) {
        if !self.is_shown || self.last.elapsed() < Duration::from_millis(200) {
            return;
        }
        self.last = Instant::now();
        self.is_open = true;
        let (read, whole) = (self.extent.read.load(Ordering::Relaxed), self.extent.whole.load(Ordering::Relaxed));
        let share = |of: u64| read.min(whole).saturating_mul(of).checked_div(whole);
        let bar = match (share(Bar::WIDTH), share(100)) {
            (Some(done), Some(percent)) => {
                let cells = (0..Bar::WIDTH).map(|cell| if cell < done { '█' } else { '░' });
                format!("{} {percent:3}%  ", cells.collect::<String>())
            }
            _ => String::new(),
        };
        let _ = write!(anstream::stderr().lock(), "\r{bar}{} rows", grouped(tally.rows));
    }

    fn close(&mut self) {
        if std::mem::take(&mut self.is_open) {
            let _ = write!(anstream::stderr().lock(), "\r{}\r", " ".repeat(70));
        }
    }
}

/// A number with a comma between thousands.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && digits.len().saturating_sub(place) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
