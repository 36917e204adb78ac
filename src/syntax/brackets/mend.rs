//! Which bracket is missing, or one too many: told by how the lines are indented.

use std::collections::BTreeSet;

use super::super::findings::Findings;
use super::super::kind::Kind;
use super::super::lexer::Token;
use super::{MAX_NESTING, closer, declares, messages, stands_at_top};
use crate::source::Span;

/// A bracket that is open, or the file itself.
#[derive(Debug)]
struct Open {
    /// None for the file.
    opener: Option<Token>,
    /// Where it stands in `out`.
    at: usize,
    /// How far the line that it stands on is indented.
    indent: usize,
    /// How far its first line is indented; none when it begins on the same line.
    inner: Option<usize>,
    /// The word of the declaration that it is the block of.
    owner: Option<Kind>,
    /// It is a parenthesis that has no partner before the next brace.
    alone: bool,
    /// The last declaration inside it that has no block.
    bare: Option<Bare>,
}

impl Open {
    fn is_brace(&self) -> bool {
        self.opener.is_some_and(|opener| opener.kind == Kind::OpenBrace)
    }
}

/// A declaration without a block.
#[derive(Debug)]
struct Bare {
    keyword: Token,
    indent: usize,
    /// Where its brace would stand in `out`.
    at: usize,
}

/// The same tokens with every bracket paired: brackets without partner are dropped or get one without width.
pub(super) fn mend(text: &str, tokens: &[Token], balanced: bool, findings: &mut Findings) -> Vec<Token> {
    let file = Open { opener: None, at: 0, indent: 0, inner: None, owner: None, alone: false, bare: None };
    let count = |kind: Kind| tokens.iter().filter(|token| token.kind == kind).count();
    let mut mender = Mender {
        text,
        balanced,
        surplus: count(Kind::CloseBrace).saturating_sub(count(Kind::OpenBrace)),
        findings,
        out: Vec::with_capacity(tokens.len()),
        open: vec![file],
        indent: 0,
        head: None,
    };
    let alone = parentheses_alone(tokens);
    for (i, token) in tokens.iter().enumerate() {
        let next = tokens.get(i.saturating_add(1)).copied();
        mender.take(*token, alone.contains(&i), begins_declaration(*token, next), next);
    }
    while mender.open.len() > 1 {
        mender.close_unclosed(None);
    }
    mender.out
}

/// Whether a line begins with a declaration; `overall` may also begin a formula.
fn begins_declaration(token: Token, next: Option<Token>) -> bool {
    let declared =
        next.is_none_or(|n| n.first_on_line || matches!(n.kind, Kind::OpenBrace | Kind::String | Kind::Name));
    token.first_on_line && declares(token.kind) && (token.kind != Kind::Overall || declared)
}

/// Opening parentheses without a partner before the next brace.
fn parentheses_alone(tokens: &[Token]) -> BTreeSet<usize> {
    let mut alone = BTreeSet::new();
    let mut open = Vec::new();
    for (i, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::OpenParen => open.push(i),
            Kind::CloseParen => drop(open.pop()),
            Kind::OpenBrace | Kind::CloseBrace => alone.extend(open.drain(..)),
            _ => {}
        }
    }
    alone.extend(open);
    alone
}

struct Mender<'a> {
    text: &'a str,
    /// Plain pairing works out; only declarations stand in the wrong place.
    balanced: bool,
    /// How many more braces close than open.
    surplus: usize,
    findings: &'a mut Findings,
    out: Vec<Token>,
    /// The file, and every open bracket.
    open: Vec<Open>,
    /// How far the line that is read is indented.
    indent: usize,
    /// The declaration whose name and text are read.
    head: Option<(Token, usize)>,
}

impl Mender<'_> {
    fn take(&mut self, token: Token, alone: bool, declares: bool, next: Option<Token>) {
        if token.first_on_line {
            self.begin_line(token, declares);
        }
        self.note_bare(token);
        match token.kind {
            Kind::OpenBrace => {
                self.close_parentheses(token);
                self.push(token, alone);
            }
            Kind::OpenParen => self.push(token, alone),
            Kind::CloseParen => match self.top_kind() {
                Some(Kind::OpenParen) => self.pop(token),
                _ => self.findings.push(messages::extra(token)),
            },
            Kind::CloseBrace if self.closes_early(token, next) => {
                self.surplus = self.surplus.saturating_sub(1);
                let head = self.open.last().map_or_else(Vec::new, |open| self.head_before(open.at));
                self.findings.push(messages::early(self.text, token, &head));
            }
            Kind::CloseBrace if self.is_one_too_many(token, next) => {
                self.surplus = self.surplus.saturating_sub(1);
                self.findings.push(messages::extra(token));
            }
            Kind::CloseBrace => self.close_brace(token, next),
            _ => self.out.push(token),
        }
        if declares {
            self.head = Some((token, self.indent));
        }
    }

    fn begin_line(&mut self, token: Token, declares: bool) {
        self.indent = self.column(token);
        if self.open.last().is_some_and(|o| o.alone) && self.begins_anew(token) {
            self.close_unclosed(Some(token));
        }
        let indent = self.indent;
        let first = self.open.last().is_some_and(|o| o.inner.is_none() && o.at.saturating_add(1) == self.out.len());
        if let Some(top) = self.open.last_mut().filter(|_| first) {
            top.inner = Some(indent);
        }
        if declares {
            while self.open.last().is_some_and(|top| self.must_have_ended(top, token)) {
                self.close_unclosed(Some(token));
            }
        }
    }

    /// Whether a line that begins with `token` cannot stand in the parentheses that are open.
    fn begins_anew(&self, token: Token) -> bool {
        let joined = |kind: Kind| {
            matches!(kind, Kind::And | Kind::Or | Kind::Not | Kind::Of | Kind::Is | Kind::Are | Kind::Else | Kind::Out)
        };
        let awaits_more = self.out.last().is_some_and(|last| {
            !last.kind.is_word()
                && !matches!(last.kind, Kind::Name | Kind::Number | Kind::String | Kind::CloseParen | Kind::Percent)
                || joined(last.kind)
        });
        (token.kind.is_word() || token.kind == Kind::Name) && !joined(token.kind) && !awaits_more
    }

    /// Whether a declaration that begins here shows that an open brace must have ended.
    fn must_have_ended(&self, top: &Open, token: Token) -> bool {
        if top.opener.is_none() || self.indent > top.indent {
            return false;
        }
        let indents = top.inner.is_none_or(|inner| inner > top.indent);
        let may_contain = match top.owner {
            Some(Kind::Area) => !stands_at_top(token.kind) && token.kind != Kind::Overall,
            Some(Kind::Question | Kind::Overall) => token.kind == Kind::Action,
            Some(_) => false,
            None => true,
        };
        indents || (!may_contain && !self.balanced)
    }

    /// Remembers a declaration whose head is over and that has no block.
    fn note_bare(&mut self, token: Token) {
        let Some((keyword, indent)) = self.head else { return };
        let belongs = matches!(token.kind, Kind::Name | Kind::String | Kind::Colon) || token.kind.is_word();
        if belongs && !token.first_on_line {
            return;
        }
        self.head = None;
        let at = self.out.len();
        if token.kind != Kind::OpenBrace
            && let Some(top) = self.open.last_mut()
        {
            top.bare = Some(Bare { keyword, indent, at });
        }
    }

    /// Whether a brace would close its block too early: the next line goes on in it, or can stand only in it.
    fn closes_early(&self, token: Token, next: Option<Token>) -> bool {
        let Some(top) = self.open.last().filter(|top| !self.balanced && top.is_brace()) else { return false };
        let Some(next) = next.filter(|next| next.first_on_line && next.kind != Kind::CloseBrace) else { return false };
        let ends_bare = top.bare.as_ref().is_some_and(|bare| token.first_on_line && bare.indent == self.indent);
        if ends_bare || stands_at_top(next.kind) {
            return false;
        }
        let goes_on = top.inner == Some(self.column(next)) && top.inner > Some(top.indent);
        let top_level = self.open.len() == 2 && !matches!(next.kind, Kind::Area | Kind::Overall);
        goes_on || (token.first_on_line && top_level && next.kind.is_word())
    }

    /// Whether a brace stands where the lines of the block stand, with a brace more for the block itself to come.
    fn is_one_too_many(&self, token: Token, next: Option<Token>) -> bool {
        let Some(top) = self.open.last().filter(|top| self.surplus > 0 && top.is_brace()) else { return false };
        let ends_bare = top.bare.as_ref().is_some_and(|bare| bare.indent == self.indent);
        let among_lines = top.inner == Some(self.indent) && self.indent > top.indent;
        let closed_by = next.is_some_and(|next| next.kind == Kind::CloseBrace && next.first_on_line);
        token.first_on_line && among_lines && closed_by && !ends_bare
    }

    fn close_brace(&mut self, token: Token, next: Option<Token>) {
        self.close_parentheses(token);
        if token.first_on_line {
            // A brace further in that follows shows that this one merely stands too far out.
            let further_in =
                next.is_some_and(|n| n.kind == Kind::CloseBrace && n.first_on_line && self.column(n) > self.indent);
            while !further_in && self.open.last().is_some_and(|top| self.is_left_open(top)) {
                self.close_unclosed(Some(token));
            }
            let indent = self.indent;
            let fits = self.open.last().is_some_and(|top| top.opener.is_some() && top.indent == indent);
            if !fits && let Some(bare) = self.open.last_mut().and_then(|t| t.bare.take_if(|b| b.indent == indent)) {
                self.open_bare(bare);
                self.out.push(token);
                return;
            }
        }
        match self.top_kind() {
            Some(_) => self.pop(token),
            None => self.findings.push(messages::extra(token)),
        }
    }

    /// Whether a brace at the beginning of this line belongs to a bracket further out than `top`.
    fn is_left_open(&self, top: &Open) -> bool {
        let further_out = self.open.iter().rev().skip(1).take(MAX_NESTING);
        top.opener.is_some()
            && top.indent > self.indent
            && further_out.filter(|o| o.opener.is_some()).any(|o| o.indent == self.indent)
    }

    /// Parentheses do not reach over braces.
    fn close_parentheses(&mut self, before: Token) {
        while self.top_kind() == Some(Kind::OpenParen) {
            self.close_unclosed(Some(before));
        }
    }

    fn push(&mut self, token: Token, alone: bool) {
        let at = self.out.len();
        let indent = self.indent;
        let owner = self.head_before(at).iter().map(|t| t.kind).find(|k| declares(*k));
        self.open.push(Open { opener: Some(token), at, indent, inner: None, owner, alone, bare: None });
        self.out.push(token);
    }

    fn pop(&mut self, token: Token) {
        self.open.pop();
        self.out.push(token);
    }

    fn top_kind(&self) -> Option<Kind> {
        self.open.last().and_then(|o| o.opener).map(|t| t.kind)
    }

    /// Closes the innermost bracket, which should have been closed before `before`.
    fn close_unclosed(&mut self, before: Option<Token>) {
        let Some(open) = self.open.pop_if(|o| o.opener.is_some()) else { return };
        let Some(opener) = open.opener else { return };
        let end = self.out.last().map_or(opener.span, |t| t.span);
        let gap = Span::new(end.file, end.end, end.end);
        let head = self.head_before(open.at);
        self.findings.push(messages::unclosed(self.text, opener, &head, before, gap));
        self.out.push(Token { kind: closer(opener.kind), first_on_line: false, span: gap });
    }

    /// Gives a declaration the brace that it lacks.
    fn open_bare(&mut self, bare: Bare) {
        let end = bare.at.checked_sub(1).and_then(|i| self.out.get(i)).map_or(bare.keyword.span, |t| t.span);
        let gap = Span::new(end.file, end.end, end.end);
        self.findings.push(messages::unopened(self.text, bare.keyword, gap));
        let brace = Token { kind: Kind::OpenBrace, first_on_line: false, span: gap };
        self.out.insert(bare.at.min(self.out.len()), brace);
    }

    /// The words before a bracket, back to the beginning of its line.
    fn head_before(&self, at: usize) -> Vec<Token> {
        let before = self.out.get(..at).unwrap_or(&[]);
        let is_bracket = |t: &Token| matches!(t.kind, Kind::OpenBrace | Kind::CloseBrace);
        let mut head: Vec<Token> = Vec::new();
        for token in before.iter().rev().take(8) {
            if is_bracket(token) {
                break;
            }
            head.insert(0, *token);
            if token.first_on_line {
                break;
            }
        }
        head
    }

    /// How far a token is from the beginning of its line.
    fn column(&self, token: Token) -> usize {
        let start = token.span.start as usize;
        let line = self.text.get(..start).unwrap_or("").rfind(['\n', '\r']).map_or(0, |i| i.saturating_add(1));
        start.saturating_sub(line)
    }
}
