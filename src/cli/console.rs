//! Where output goes: data to standard output, talk to standard error.

use std::io::{self, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};
use clap::{Args, ValueEnum};
use mognad::diagnostics::Diagnostic;
use mognad::diagnostics::render::{self, TextStyle};
use mognad::source::Sources;

use super::{Failure, Verdict};

/// Lines are laid out for this many columns where there is no terminal to ask.
const DEFAULT_WIDTH: usize = 100;

/// How output looks.
#[derive(Debug, Clone, Copy, Default, Args)]
pub struct Look {
    /// Colours: on a terminal, always or never
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", help_heading = "Look")]
    color: Color,
    /// Plain lines without boxes and arrows, for screen readers
    #[arg(long, global = true, help_heading = "Look")]
    plain: bool,
}

impl Look {
    /// The default, in plain lines or not.
    pub fn plain(plain: bool) -> Look {
        Look { plain, ..Look::default() }
    }
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Color {
    #[default]
    Auto,
    Always,
    Never,
}

/// The two streams that a command writes to. A reader that goes away is no error: the rest is dropped.
#[derive(Debug)]
pub struct Console {
    look: Look,
    closed: bool,
    pub(super) stdin_taken: bool,
}

impl Console {
    /// A console over the process's streams.
    pub fn new(look: Look) -> Console {
        match look.color {
            Color::Auto => {}
            Color::Always => ColorChoice::Always.write_global(),
            Color::Never => ColorChoice::Never.write_global(),
        }
        Console { look, closed: false, stdin_taken: false }
    }

    /// Writes data to standard output.
    ///
    /// # Errors
    /// When standard output cannot be written, except that its reader went away.
    pub fn data(&mut self, text: &str) -> Result<(), Failure> {
        if self.closed {
            return Ok(());
        }
        let mut stdout = anstream::stdout().lock();
        match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(())
            }
            Err(error) => {
                Err(Failure::new(format!("standard output cannot be written: {}", super::input::why(&error))))
            }
        }
    }

    /// Writes talk to standard error.
    pub fn talk(&mut self, text: &str) {
        // There is nowhere left to tell of an error here.
        let _ = anstream::stderr().lock().write_all(text.as_bytes());
    }

    /// Writes findings as talk, in full.
    pub fn talk_diagnostics(&mut self, diagnostics: &[Diagnostic], sources: &Sources) {
        let text = render::text(diagnostics, sources, self.error_style());
        self.talk(&text);
    }

    /// How text on standard output looks.
    pub fn style(&self) -> TextStyle {
        let stdout = io::stdout();
        TextStyle {
            color: AutoStream::choice(&stdout) != ColorChoice::Never,
            plain: self.look.plain,
            width: width(stdout.is_terminal().then(|| terminal_size::terminal_size_of(&stdout)).flatten()),
        }
    }

    /// How text on standard error looks.
    pub fn error_style(&self) -> TextStyle {
        let stderr = io::stderr();
        TextStyle {
            color: AutoStream::choice(&stderr) != ColorChoice::Never,
            plain: self.look.plain,
            width: width(stderr.is_terminal().then(|| terminal_size::terminal_size_of(&stderr)).flatten()),
        }
    }

    /// Says why a command failed, and gives its verdict.
    pub fn finish(&mut self, result: Result<Verdict, Failure>) -> Verdict {
        match result {
            Ok(verdict) => verdict,
            Err(Failure::Said) => Verdict::Unfinished,
            Err(Failure::Words { message, help }) => {
                let text = render::words(&message, &help, self.error_style());
                self.talk(&text);
                Verdict::Unfinished
            }
        }
    }
}

/// `COLUMNS` when it is set, the terminal's width, or the default.
fn width(terminal: Option<(terminal_size::Width, terminal_size::Height)>) -> usize {
    let set = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse::<usize>().ok()).filter(|w| *w > 0);
    set.or_else(|| terminal.map(|(width, _)| usize::from(width.0))).unwrap_or(DEFAULT_WIDTH).clamp(40, 160)
}
