//! Tree to marks: where lines start, what belongs together, where a line may end.
//!
//! The tree never prints anything. It only leaves marks at tokens, so no token can be lost or printed twice,
//! whatever the marks say.

use super::tokens::Token;
use crate::source::Span;

/// What happens before or after a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// A line of a block, or a declaration at the top, starts.
    Line,
    /// A line of a block whose lines are separated by commas starts.
    Item,
    /// The further lines of the line that starts here stand no further in than its first.
    Even,
    /// A group starts; `broken` if the author opened it with a line end.
    Open { broken: bool },
    /// A group ends.
    Close,
    /// Lines stand further in from here on.
    Indent,
    /// Lines stand further in than the line that this stands on; the first [`Mark::Dedent`] goes back to that
    /// line's place, the second to what was before.
    Hang,
    /// Lines stand further out from here on.
    Dedent,
    /// So many spaces, or a line end in a broken group.
    Break(usize),
    /// The same, one space wide, where the author's blank lines are kept.
    ItemBreak,
    /// A line end if the line so far spans several.
    BreakIfOpened,
    /// A comma if the group is broken.
    Comma,
    /// No space.
    Tight,
}

/// Marks at tokens.
#[derive(Debug, Default)]
struct AtTokens {
    marks: Vec<(usize, Mark)>,
    /// For each token where its marks start.
    starts: Vec<usize>,
}

impl AtTokens {
    /// Those at one token keep the order in which they were left: outer before inner at a start, inner before outer
    /// at an end.
    fn sort(&mut self, tokens: usize) {
        self.marks.sort_by_key(|(token, _)| *token);
        let mut at = 0;
        for token in 0..=tokens {
            self.starts.push(at);
            let here = self.marks.iter().skip(at).take_while(|(t, _)| *t == token).count();
            at = at.saturating_add(here);
        }
    }

    fn at(&self, token: usize) -> impl Iterator<Item = Mark> {
        let start = self.starts.get(token).copied().unwrap_or(usize::MAX);
        self.marks.iter().skip(start).take_while(move |(t, _)| *t == token).map(|(_, mark)| *mark)
    }
}

/// The marks of a file.
#[derive(Debug, Default)]
pub(super) struct Marks {
    before: AtTokens,
    after: AtTokens,
}

impl Marks {
    /// What happens before a token, in order.
    pub(super) fn before(&self, token: usize) -> impl Iterator<Item = Mark> {
        self.before.at(token)
    }

    /// What happens after a token, in order.
    pub(super) fn after(&self, token: usize) -> impl Iterator<Item = Mark> {
        self.after.at(token)
    }
}

/// Collects marks; the tree is walked in the order in which it was written.
pub(super) struct Marker<'t> {
    tokens: &'t [Token<'t>],
    marks: Marks,
}

impl<'t> Marker<'t> {
    pub(super) fn new(tokens: &'t [Token<'t>]) -> Marker<'t> {
        Marker { tokens, marks: Marks::default() }
    }

    pub(super) fn finish(mut self) -> Marks {
        self.marks.before.sort(self.tokens.len());
        self.marks.after.sort(self.tokens.len());
        self.marks
    }

    /// The token that starts at a span's start.
    fn first(&self, span: Span) -> Option<usize> {
        self.tokens.binary_search_by_key(&span.start, |t| t.start).ok()
    }

    /// The last token in a span.
    fn last(&self, span: Span) -> Option<usize> {
        self.tokens.partition_point(|t| t.end <= span.end).checked_sub(1)
    }

    fn mark_before(&mut self, token: Option<usize>, mark: Mark) {
        self.marks.before.marks.extend(token.map(|t| (t, mark)));
    }

    fn mark_after(&mut self, token: Option<usize>, mark: Mark) {
        self.marks.after.marks.extend(token.map(|t| (t, mark)));
    }

    pub(super) fn before(&mut self, span: Span, mark: Mark) {
        self.mark_before(self.first(span), mark);
    }

    /// Before the token that stands before `span`: an operator before its right side.
    pub(super) fn before_previous(&mut self, span: Span, mark: Mark) {
        self.mark_before(self.first(span).and_then(|t| t.checked_sub(1)), mark);
    }

    pub(super) fn line(&mut self, span: Span) {
        self.before(span, Mark::Line);
    }

    /// Starts a group at a span; `nested` if its further lines stand further in than what surrounds it.
    pub(super) fn open(&mut self, span: Span, nested: bool) {
        let first = self.first(span);
        self.mark_before(first, Mark::Open { broken: false });
        if nested {
            self.mark_after(first, Mark::Indent);
        }
    }

    /// Ends the group that [`open`](Marker::open) started.
    pub(super) fn close(&mut self, span: Span, nested: bool) {
        let last = self.last(span);
        if nested {
            self.mark_after(last, Mark::Dedent);
        }
        self.mark_after(last, Mark::Close);
    }

    /// No space inside a span: a number with its sign, fraction and per cent.
    pub(super) fn tight(&mut self, span: Span) {
        if let (Some(first), Some(last)) = (self.first(span), self.last(span)) {
            for token in first.saturating_add(1)..=last {
                self.mark_before(Some(token), Mark::Tight);
            }
        }
    }

    /// Several entries that stand on one line or one a line: the group opens before the first, and stays broken
    /// if the author has put a line end there.
    pub(super) fn list(&mut self, entries: &[Span], style: ListStyle) {
        let (Some(first), Some(last)) = (entries.first(), entries.last()) else { return };
        if entries.len() < 2 {
            return;
        }
        let start = self.first(*first);
        self.mark_before(start, Mark::Open { broken: start.is_some_and(|t| self.starts_line(t)) });
        if style.nested {
            self.mark_before(start, Mark::Indent);
        }
        self.mark_before(start, Mark::Break(1));
        for entry in entries.iter().skip(1) {
            self.before(*entry, if style.blank_lines { Mark::ItemBreak } else { Mark::Break(1) });
        }
        let end = self.last(*last);
        if style.final_comma {
            self.mark_after(end, Mark::Comma);
        }
        if style.nested {
            self.mark_after(end, Mark::Dedent);
        }
        self.mark_after(end, Mark::Close);
    }

    /// A group in the parentheses that end a span, with the content on its own lines when it is broken.
    /// `content` is where it starts.
    pub(super) fn parentheses(&mut self, span: Span, content: Span, inside: impl FnOnce(&mut Self)) {
        let start = self.first(content);
        let parenthesis = start.and_then(|t| t.checked_sub(1));
        self.mark_before(parenthesis, Mark::Open { broken: false });
        self.mark_after(parenthesis, Mark::Hang);
        self.mark_before(start, Mark::Break(0));
        inside(self);
        let end = self.last(span);
        self.mark_before(end, Mark::Dedent);
        self.mark_before(end, Mark::Break(0));
        self.mark_after(end, Mark::Dedent);
        self.mark_after(end, Mark::Close);
    }

    /// Whether a token is the first of its line in the text.
    fn starts_line(&self, token: usize) -> bool {
        let line = |t: usize| self.tokens.get(t).map(|t| t.line);
        token.checked_sub(1).and_then(line) != line(token)
    }
}

/// How a list is laid out.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ListStyle {
    /// Its entries stand further in than what surrounds it.
    pub nested: bool,
    /// The grammar takes a comma after the last entry.
    pub final_comma: bool,
    /// Blank lines between entries are kept.
    pub blank_lines: bool,
}
