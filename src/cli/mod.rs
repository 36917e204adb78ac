//! The command: one file a subcommand. Only this folder reads and writes.
//!
//! A subcommand is a struct of arguments with a function `run(self, &mut Console) -> Result<Verdict, Failure>`: data
//! goes to standard output through [`Console::data`], talk to standard error, the verdict picks the exit code.

mod analyse;
mod apart;
mod ask;
mod check;
mod choices;
mod code;
mod compile;
mod completions;
mod console;
mod dialogue;
mod diff;
mod disk;
mod eval;
mod explain;
mod fmt;
mod git;
mod grouping;
mod input;
mod interrupt;
mod man;
mod new;
mod next;
mod output;
mod pending;
mod responses;
mod schema;
mod score;
mod scored;
mod search;
mod tables;
mod template;
mod test;
mod usage;
mod verdict;
mod versions;

use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Parser, Subcommand};

pub use console::{Console, Look};
pub use verdict::{Failure, Verdict};

const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  the verdict is against: a finding, a failed test, a broken requirement, an unformatted file
  2  the command could not do its work: bad usage, an unreadable file, a bad response
  3  done, but what was to be decided is not (`--deny undecided`, `diff --require`, `next`), or rows were rejected
Reports exit with 0 whatever they show: `analyse`, `diff` without `--require`";

/// A rule language for maturity models: check, evaluate, explain and test them.
#[derive(Debug, Parser)]
#[command(name = "mognad", version, about, after_help = EXIT_CODES, disable_help_subcommand = true)]
#[command(max_term_width = 100, propagate_version = true)]
pub struct Cli {
    #[command(flatten)]
    look: Look,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Check(check::Check),
    Eval(eval::Eval),
    Explain(explain::Explain),
    Next(next::Next),
    Score(score::Score),
    Analyse(analyse::Analyse),
    Test(test::Test),
    Diff(diff::Diff),
    Fmt(fmt::Fmt),
    New(new::New),
    Template(template::Template),
    Ask(ask::Ask),
    Code(code::CodePage),
    Compile(compile::Compile),
    Schema(schema::Schema),
    Completions(completions::Completions),
    Man(man::Man),
}

impl Command {
    fn run(self, console: &mut Console) -> Result<Verdict, Failure> {
        match self {
            Command::Check(command) => command.run(console),
            Command::Eval(command) => command.run(console),
            Command::Explain(command) => command.run(console),
            Command::Next(command) => command.run(console),
            Command::Score(command) => command.run(console),
            Command::Analyse(command) => command.run(console),
            Command::Test(command) => command.run(console),
            Command::Diff(command) => command.run(console),
            Command::Fmt(command) => command.run(console),
            Command::New(command) => command.run(console),
            Command::Template(command) => command.run(console),
            Command::Ask(command) => command.run(console),
            Command::Code(command) => command.run(console),
            Command::Compile(command) => command.run(console),
            Command::Schema(command) => command.run(console),
            Command::Completions(command) => command.run(console),
            Command::Man(command) => command.run(console),
        }
    }
}

/// Runs the command that the arguments ask for.
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) if error.use_stderr() && error.kind() != ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let look = Look::plain(std::env::args_os().any(|argument| argument == "--plain"));
            return Console::new(look).finish(Err(usage::failure(&error))).into();
        }
        Err(error) => {
            // Help, or the version. A closed pipe is no error, and there is nowhere else to tell of another one.
            let _ = error.print();
            return if error.use_stderr() { Verdict::Unfinished } else { Verdict::Done }.into();
        }
    };
    let mut console = Console::new(cli.look);
    let result = cli.command.run(&mut console);
    console.finish(result).into()
}
