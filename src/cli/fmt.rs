//! `mognad fmt`: the canonical layout.

use std::path::{Path, PathBuf};

use clap::Args;
use mognad::diagnostics::render::number;
use mognad::source::Sources;
use mognad::{format, syntax};
use similar::{ChangeTag, TextDiff};

use super::input::{Input, is_json};
use super::output::{replace, unwritable};
use super::search::search;
use super::{Console, Failure, Verdict};

/// Of a longer difference only the beginning is shown.
const LONGEST_DIFFERENCE: usize = 30;
/// Lines are compared within a stretch of this many after the first that differs.
const LONGEST_STRETCH: usize = 400;

/// Lay models out in the one canonical way
///
/// Files are written only when something changes; comments stay where they are. A file with syntax errors is left as it
/// is.
#[derive(Debug, Args)]
pub struct Fmt {
    /// Change nothing; show what would change
    #[arg(long)]
    check: bool,
    /// Models, or folders of them; `-` lays out standard input to standard output
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
}

#[derive(Debug, Default)]
struct Count {
    changed: usize,
    unchanged: usize,
}

impl Fmt {
    /// Runs the command.
    pub fn run(self, console: &mut Console) -> Result<Verdict, Failure> {
        let found = search(&self.paths);
        let mut verdict = Verdict::Done;
        if !found.diagnostics.is_empty() {
            console.talk_diagnostics(&found.diagnostics, &Sources::new());
            verdict = Verdict::Unfinished;
        }
        let mut count = Count::default();
        for path in &found.files {
            verdict = verdict.and(self.one(path, &mut count, console)?);
        }
        let Count { changed, unchanged } = count;
        if !found.files.iter().any(|path| path.as_os_str() == "-") || self.check {
            let done = if self.check { "would change" } else { "changed" };
            console.talk(&format!("{} {done}, {unchanged} unchanged\n", number(changed, "file")));
        }
        Ok(verdict)
    }

    fn one(&self, path: &Path, count: &mut Count, console: &mut Console) -> Result<Verdict, Failure> {
        let input = match console.read(path) {
            Ok(input) => input,
            Err(diagnostic) => {
                console.talk_diagnostics(&[diagnostic], &Sources::new());
                return Ok(Verdict::Unfinished);
            }
        };
        if is_json(&input.bytes) {
            let message = format!("`{}` is a compiled model: there is nothing to lay out", input.path);
            let failure = Failure::new(message).help("lay out the text that it was compiled from");
            return Ok(console.finish(Err(failure)));
        }
        let Some((old, new)) = lay_out(&input, console) else {
            return Ok(Verdict::Unfinished);
        };
        let is_same = new.as_bytes() == input.bytes;
        let tally = if is_same { &mut count.unchanged } else { &mut count.changed };
        *tally = tally.saturating_add(1);
        if self.check {
            if is_same {
                return Ok(Verdict::Done);
            }
            console.data(&difference(&input.path, &old, &new))?;
            return Ok(Verdict::Against);
        }
        if path.as_os_str() == "-" {
            console.data(&new)?;
        } else if !is_same {
            replace(path, &new).map_err(|error| unwritable(path, &error))?;
        }
        Ok(Verdict::Done)
    }
}

/// The text as it is and as it should be; none when it has errors, which are said here.
fn lay_out(input: &Input, console: &mut Console) -> Option<(String, String)> {
    let mut sources = Sources::new();
    let file = sources.add(input.path.as_str(), "");
    let (text, decoded) = syntax::decode(file, &input.bytes);
    let mut errors: Vec<_> = decoded.into_iter().filter(|d| d.is_error()).collect();
    match format::format(file, &text) {
        Ok(new) if errors.is_empty() => return Some((text, new)),
        Ok(_) => {}
        Err(more) => errors.extend(more),
    }
    let mut sources = Sources::new();
    sources.add(input.path.as_str(), text);
    mognad::diagnostics::sort(&mut errors);
    console.talk_diagnostics(&errors, &sources);
    None
}

/// What would change first, line by line, with a line around each.
fn difference(path: &str, old: &str, new: &str) -> String {
    if old == new {
        return format!("{path}\n       only the line ends or the byte order mark\n");
    }
    let same = old.lines().zip(new.lines()).take_while(|(old, new)| old == new).count().saturating_sub(1);
    let window = |text: &str| text.lines().skip(same).take(LONGEST_STRETCH).collect::<Vec<_>>().join("\n");
    let (old_part, new_part) = (window(old), window(new));
    let diff = TextDiff::from_lines(&old_part, &new_part);
    let mut lines = Vec::new();
    for (number, group) in diff.grouped_ops(1).iter().enumerate() {
        if number > 0 {
            lines.push("       …".to_owned());
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let sign = match change.tag() {
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
                ChangeTag::Equal => ' ',
            };
            // The numbers are those of the file as it is.
            let line = change.old_index().map(|index| index.saturating_add(same).saturating_add(1).to_string());
            let text = change.value().trim_end_matches('\n');
            lines.push(format!("{:>6} {sign} {text}", line.unwrap_or_default()).trim_end().to_owned());
        }
    }
    let is_all = [old, new].iter().all(|text| text.lines().count() <= same.saturating_add(LONGEST_STRETCH));
    if lines.len() > LONGEST_DIFFERENCE || !is_all {
        lines.truncate(LONGEST_DIFFERENCE);
        lines.push("       … and more".to_owned());
    }
    format!("{path}\n{}\n", lines.join("\n"))
}
