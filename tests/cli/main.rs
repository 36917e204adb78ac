//! The command as a whole: what it prints where, and its exit code.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod analyse;
mod ask;
mod check;
mod code;
mod compile;
mod diff;
mod eval;
mod fmt;
mod new;
mod next;
mod options;
mod pages;
mod passing;
mod pull_request;
mod score;
mod streams;
mod summary;
mod test;
mod usage;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A small model without findings, laid out.
const SOUND: &str = "\
model lunch \"Lunch\" {
    edition 1
    language en
}

area taste \"Taste\" {
    question salt \"Is there enough salt?\" { answers yes_no }
}

example \"all is well\" {
    given salt yes
    expect taste.score == 100%
}
";

/// A folder of files that goes away.
struct Folder(tempfile::TempDir);

/// What a command did.
struct Done {
    code: i32,
    stdout: String,
    stderr: String,
}

impl Folder {
    fn new() -> Folder {
        Folder(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file, and the folders around it.
    fn write(&self, name: &str, text: impl AsRef<[u8]>) -> &Folder {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        self
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// Runs `mognad` in the folder.
    fn run(&self, arguments: &[&str]) -> Done {
        self.feed(arguments, "")
    }

    /// Runs `mognad` in the folder with a text as standard input.
    fn feed(&self, arguments: &[&str], input: &str) -> Done {
        let mut child = command(self.0.path(), arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A command that does not read its input may be gone already.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        Done {
            code: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mognad"));
    command.current_dir(folder).args(arguments);
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "TERM", "CI"] {
        command.env_remove(name);
    }
    command
}

impl Done {
    /// The exit code and both streams, for snapshots.
    fn all(&self) -> String {
        let mut text = format!("exit {}\n", self.code);
        for (name, stream) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            if !stream.is_empty() {
                text.push_str(&format!("--- {name}\n{stream}"));
            }
        }
        text
    }
}
