//! Elements to text: decides which groups stay on one line.
//!
//! A group stands on one line when nothing in it needs a line of its own and when it ends, together with what
//! must follow it on the line, within [`WIDTH`] columns; else each of its own breaks becomes a line end. One pass
//! from the back measures, one from the front prints, so the time is linear in the number of elements.

use std::borrow::Cow;

/// The number of columns that a line should not exceed.
pub(super) const WIDTH: usize = 100;
const INDENT: usize = 4;

/// What the printer lays out.
#[derive(Debug)]
pub(super) enum Element<'a> {
    /// A token, printed as it is.
    Text(Cow<'a, str>),
    /// A comment; after it the line ends.
    Comment { text: &'a str, own_line: bool, blank: bool },
    /// A space that never becomes a line end.
    Space,
    /// The start of a group; `broken` if it may not stand on one line.
    Open { broken: bool },
    /// The same, for a block: broken also if its brace starts a line.
    OpenBlock { broken: bool },
    /// The end of a group.
    Close,
    /// Lines from here on stand one step further in.
    Indent,
    /// Lines from here on stand as far in as before, up to the next [`Element::Dedent`].
    Even,
    /// Lines from here on stand one step further in than this line; needs two [`Element::Dedent`], and after the
    /// first lines stand where this line does.
    Hang,
    /// Lines from here on stand where they stood before.
    Dedent,
    /// So many spaces, or a line end in a broken group (with a blank line before what follows).
    Break { flat: usize, blank: bool },
    /// A line end if the group spans lines already, else a space.
    BreakIfOpened,
    /// A comma in a broken group, else nothing.
    Comma,
    /// Between two declarations at the top; `blank` before what follows, `any_blank` anywhere between them.
    Boundary { blank: bool, any_blank: bool },
    /// A declaration at the top starts.
    Declaration,
}

/// What is known of a group before it is printed.
#[derive(Debug, Clone, Copy, Default)]
struct Measure {
    /// Its width on one line.
    width: usize,
    /// The width of what follows it up to the next possible line end.
    tail: usize,
    /// It may not stand on one line.
    broken: bool,
}

/// Measures every group, in the order in which they open.
fn measure(elements: &[Element<'_>]) -> Vec<Measure> {
    let mut done = Vec::new();
    // For each open group: the width of everything after its end, what follows it, whether it is broken.
    let mut open: Vec<Measure> = Vec::new();
    let mut total: usize = 0;
    let mut to_break: usize = 0;
    for element in elements.iter().rev() {
        match element {
            Element::Text(text) => {
                let width = text.chars().count();
                total = total.saturating_add(width);
                to_break = to_break.saturating_add(width);
            }
            Element::Space | Element::BreakIfOpened => {
                total = total.saturating_add(1);
                to_break = to_break.saturating_add(1);
            }
            Element::Comma => to_break = to_break.saturating_add(1),
            Element::Break { flat, .. } => {
                total = total.saturating_add(*flat);
                to_break = 0;
            }
            Element::Comment { .. } => {
                to_break = 0;
                if let Some(group) = open.last_mut() {
                    group.broken = true;
                }
            }
            Element::Boundary { .. } => to_break = 0,
            Element::Close => open.push(Measure { width: total, tail: to_break, broken: false }),
            Element::Open { broken } | Element::OpenBlock { broken } => {
                let group = open.pop().unwrap_or_default();
                let broken = group.broken || *broken;
                done.push(Measure { width: total.saturating_sub(group.width), tail: group.tail, broken });
                if let Some(outer) = open.last_mut() {
                    outer.broken |= broken;
                }
            }
            Element::Indent | Element::Even | Element::Hang | Element::Dedent | Element::Declaration => {}
        }
    }
    done.reverse();
    done
}

/// What stands between the last thing printed and the next.
#[derive(Debug, Clone, Copy)]
enum Gap {
    Spaces(usize),
    Line { blank: bool },
}

/// A group that is being printed.
#[derive(Debug, Clone, Copy)]
struct Group {
    broken: bool,
    /// The line on which it starts.
    line: usize,
}

/// A place between two declarations at the top.
#[derive(Debug, Clone, Copy)]
struct Seam {
    offset: usize,
    any_blank: bool,
    /// The declaration before it spans lines.
    before: bool,
    /// The declaration after it spans lines; none when there is no declaration after it.
    after: Option<bool>,
}

struct Printer {
    out: String,
    column: usize,
    line: usize,
    /// How far in the current line stands.
    line_indent: usize,
    /// How far in the next lines stand; the last holds.
    indents: Vec<usize>,
    gap: Gap,
    groups: Vec<Group>,
    seams: Vec<Seam>,
    /// The line on which the declaration at the top starts.
    declaration: Option<usize>,
}

/// Lays the elements out.
pub(super) fn print(elements: &[Element<'_>]) -> String {
    let mut printer = Printer {
        out: String::new(),
        column: 0,
        line: 0,
        line_indent: 0,
        indents: Vec::new(),
        gap: Gap::Spaces(0),
        groups: Vec::new(),
        seams: Vec::new(),
        declaration: None,
    };
    let mut measures = measure(elements).into_iter();
    for element in elements {
        match element {
            Element::Open { .. } => printer.open(measures.next().unwrap_or_default()),
            Element::OpenBlock { .. } => {
                let mut measure = measures.next().unwrap_or_default();
                measure.broken |= matches!(printer.gap, Gap::Line { .. });
                printer.open(measure);
            }
            other => printer.element(other),
        }
    }
    printer.finish()
}

impl Printer {
    fn element(&mut self, element: &Element<'_>) {
        match element {
            Element::Text(text) => self.flush(text),
            Element::Comment { text, own_line, blank } => {
                match self.gap {
                    _ if *own_line => self.line_end(*blank),
                    Gap::Spaces(_) => self.gap = Gap::Spaces(1),
                    Gap::Line { .. } => {}
                }
                self.flush(text);
                self.line_end(false);
            }
            Element::Space => self.spaces(1),
            Element::Close => {
                self.groups.pop();
            }
            Element::Indent => self.indents.push(self.indent().saturating_add(1)),
            Element::Even => self.indents.push(self.indent()),
            Element::Hang => self.indents.extend([self.line_indent, self.line_indent.saturating_add(1)]),
            Element::Dedent => {
                self.indents.pop();
            }
            Element::Break { flat, blank } => {
                if self.groups.last().is_none_or(|g| g.broken) {
                    self.line_end(*blank);
                } else {
                    self.spaces(*flat);
                }
            }
            Element::BreakIfOpened => {
                if self.groups.last().is_some_and(|g| g.line != self.line) {
                    self.line_end(false);
                } else {
                    self.spaces(1);
                }
            }
            Element::Comma => {
                if self.groups.last().is_some_and(|g| g.broken) {
                    self.flush(",");
                }
            }
            Element::Boundary { blank, any_blank } => {
                self.end_declaration();
                let before = self.declaration.take().is_some_and(|line| line != self.line);
                self.seams.push(Seam { offset: self.out.len(), any_blank: *any_blank, before, after: None });
                self.line_end(*blank);
            }
            Element::Declaration => self.declaration = Some(self.next_line()),
            Element::Open { .. } | Element::OpenBlock { .. } => {}
        }
    }

    fn indent(&self) -> usize {
        self.indents.last().copied().unwrap_or(0)
    }

    fn open(&mut self, measure: Measure) {
        let column = match self.gap {
            Gap::Spaces(n) => self.column.saturating_add(n),
            Gap::Line { .. } => self.indent().saturating_mul(INDENT),
        };
        let inside_flat = self.groups.last().is_some_and(|g| !g.broken);
        let fits = column.saturating_add(measure.width).saturating_add(measure.tail) <= WIDTH;
        self.groups.push(Group { broken: !inside_flat && (measure.broken || !fits), line: self.next_line() });
    }

    /// The line on which the next text will stand.
    fn next_line(&self) -> usize {
        match self.gap {
            Gap::Line { .. } if !self.out.is_empty() => self.line.saturating_add(1),
            _ => self.line,
        }
    }

    fn flush(&mut self, text: &str) {
        match self.gap {
            _ if self.out.is_empty() => {}
            Gap::Spaces(n) => {
                self.out.extend(std::iter::repeat_n(' ', n));
                self.column = self.column.saturating_add(n);
            }
            Gap::Line { blank } => {
                self.out.push_str(if blank { "\n\n" } else { "\n" });
                self.line = self.line.saturating_add(1);
                self.line_indent = self.indent();
                self.column = self.line_indent.saturating_mul(INDENT);
                self.out.extend(std::iter::repeat_n(' ', self.column));
            }
        }
        self.gap = Gap::Spaces(0);
        self.out.push_str(text);
        self.column = self.column.saturating_add(text.chars().count());
    }

    fn spaces(&mut self, n: usize) {
        if let Gap::Spaces(_) = self.gap {
            self.gap = Gap::Spaces(n);
        }
    }

    fn line_end(&mut self, blank: bool) {
        let blank = blank || matches!(self.gap, Gap::Line { blank: true });
        self.gap = Gap::Line { blank };
    }

    fn end_declaration(&mut self) {
        if let (Some(seam), Some(line)) = (self.seams.last_mut(), self.declaration) {
            seam.after = Some(line != self.line);
        }
    }

    /// Puts a blank line at the seams beside a declaration that spans lines, and ends the last line.
    fn finish(mut self) -> String {
        self.end_declaration();
        let mut out = String::with_capacity(self.out.len().saturating_add(self.seams.len()));
        let mut from = 0;
        for seam in self.seams {
            out.push_str(self.out.get(from..seam.offset).unwrap_or(""));
            if !seam.any_blank && seam.after.is_some_and(|after| after || seam.before) {
                out.push('\n');
            }
            from = seam.offset;
        }
        out.push_str(self.out.get(from..).unwrap_or(""));
        if !out.is_empty() {
            out.push('\n');
        }
        out
    }
}
