//! How a command ends.

use std::process::ExitCode;

/// What a command that did its work found. The verdict alone picks the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// 0: done.
    Done,
    /// 3: done, but something stayed undecided, or rows were rejected.
    Undecided,
    /// 1: the verdict is against.
    Against,
    /// 2: some of the work could not be done, and that has been said.
    Unfinished,
}

impl Verdict {
    /// The graver of two.
    #[must_use]
    pub fn and(self, other: Verdict) -> Verdict {
        self.max(other)
    }
}

impl From<Verdict> for ExitCode {
    fn from(verdict: Verdict) -> ExitCode {
        ExitCode::from(match verdict {
            Verdict::Done => 0,
            Verdict::Against => 1,
            Verdict::Unfinished => 2,
            Verdict::Undecided => 3,
        })
    }
}

/// Why a command could not do its work: exit code 2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// It has been said already.
    Said,
    /// One sentence, lower case, no full stop; and what to do.
    Words {
        /// What went wrong.
        message: String,
        /// What to do, a sentence each.
        help: Vec<String>,
    },
}

impl Failure {
    /// A failure in one sentence: lower case, no full stop, names in backticks.
    pub fn new(message: impl Into<String>) -> Failure {
        Failure::Words { message: message.into(), help: Vec::new() }
    }

    /// Adds what to do.
    #[must_use]
    pub fn help(self, text: impl Into<String>) -> Failure {
        match self {
            Failure::Said => Failure::Said,
            Failure::Words { message, mut help } => {
                help.push(text.into());
                Failure::Words { message, help }
            }
        }
    }
}
