//! Blocks, their lines, and what happens when a line cannot be read.

use super::super::kind::Kind;
use super::super::lexer::Token;
use super::super::messages::{self, Place};
use super::Parser;
use crate::source::Span;

/// A pair of braces, by what its lines are; the whole file is one too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Block {
    File,
    Model,
    Roles,
    Scale,
    Ladder,
    Levels,
    Area,
    Overall,
    Question,
    Action,
    Property,
    Example,
    /// Of a role, an option, a level or a value.
    Notes,
}

impl Block {
    /// The words that begin its lines.
    pub(crate) const fn words(self) -> &'static [Kind] {
        use Kind::{
            Action, After, Allow, Always, Answers, Area, As, Ask, At, Code, Edition, Effort, Example, Expect, For,
            Gating, Given, Guidance, Hidden, Ladder, Language, Level, Levels, Met, Model, Na, Never, Overall, Points,
            Priority, Question, Raises, Roles, Scale, Score, Suggest, Tagged, Unanswered, Use, Value, Version, Was,
            Weight, Weights,
        };
        match self {
            Block::File => &[Use, Model, Scale, Ladder, Area, Overall, Always, Never, Example],
            Block::Model => &[Edition, Version, Language, Roles, Unanswered, Na, Hidden, Code, Guidance, Was, Allow],
            Block::Roles => &[],
            Block::Scale => &[Na, Met, Code, Guidance, Was, Allow],
            Block::Ladder => &[Score, Gating, Code, Guidance, Was, Allow],
            Block::Levels => &[Gating],
            Block::Area => &[
                Levels, Level, Score, Weights, Value, Weight, Area, Question, Action, Unanswered, Na, Hidden, Code,
                Guidance, Was, Allow,
            ],
            Block::Overall => {
                &[Levels, Level, Score, Weights, Value, Action, Unanswered, Na, Hidden, Code, Guidance, Was, Allow]
            }
            Block::Question => &[
                Answers, Points, Met, Weight, For, At, Tagged, Ask, Action, Unanswered, Na, Hidden, Code, Guidance,
                Was, Allow,
            ],
            Block::Action => &[Suggest, Raises, Effort, Priority, After, For, Tagged, Code, Guidance, Was, Allow],
            Block::Property | Block::Notes => &[Code, Guidance, Was, Allow],
            Block::Example => &[As, Given, Expect, Code, Guidance, Was, Allow],
        }
    }

    /// Whether a line may begin with a name.
    pub(crate) const fn has_named_lines(self) -> bool {
        matches!(self, Block::Roles | Block::Scale | Block::Ladder | Block::Levels)
    }

    /// Whether a line may begin with this token.
    fn begins_line(self, kind: Kind) -> bool {
        self.words().contains(&kind) || (kind == Kind::Name && self.has_named_lines())
    }
}

impl<'a> Parser<'a> {
    /// Reads the lines between the braces that stand here; `line` is given the line's first token, which it takes.
    fn lines<T>(&mut self, block: Block, mut line: impl FnMut(&mut Parser<'a>, Token) -> Option<T>) -> Vec<T> {
        let mut lines = Vec::new();
        let mut previous = None;
        let mut was_read = false;
        let first = self.at;
        // The beginning of the text's line could not be read.
        let mut astray = false;
        while let Some(token) = self.peek() {
            let start = self.at;
            self.line = start;
            let said = self.findings.len();
            let mut mended = false;
            astray &= !token.first_on_line;
            let opener = match block.begins_line(token.kind) {
                true if self.names_line(block, token) => {
                    self.declare_reserved(token);
                    Some(Token { kind: Kind::Name, ..token })
                }
                true => Some(token),
                false => {
                    let reported = self.reported;
                    let opener = self.stray(block, token, first, previous);
                    astray |= opener.is_none() && self.reported != reported && token.first_on_line;
                    mended = opener.is_some_and(|opener| opener.kind != Kind::Name);
                    let continues = opener.is_none() && self.reported != reported && !token.first_on_line;
                    if let Some(start) = previous.filter(|_| continues && was_read && block != Block::File)
                        && !self.tokens.get(start..self.at).unwrap_or(&[]).iter().any(|t| t.kind == Kind::OpenBrace)
                    {
                        // What goes on in a way that cannot be read is not read at all.
                        lines.pop();
                        self.lose_names(start);
                        was_read = false;
                    }
                    opener
                }
            };
            if let Some(opener) = opener {
                previous = Some(start);
                let read = line(self, opener);
                was_read = read.is_some();
                match read {
                    Some(read) => lines.push(read),
                    None => {
                        if mended {
                            // The word may have been meant in another way: what has been said of it is enough.
                            self.findings.truncate(said.saturating_add(1));
                        } else if astray {
                            self.findings.truncate(said);
                        }
                        self.recover(block);
                        self.lose_names(start);
                    }
                }
            }
            if self.at == start {
                self.bump();
            }
        }
        lines
    }

    /// Whether a word that begins lines of the block is meant as the name of an option or a level.
    fn names_line(&self, block: Block, token: Token) -> bool {
        if !token.kind.is_word() || !block.has_named_lines() {
            return false;
        }
        let after = self.peek_at(1);
        let next = after.map(|t| t.kind);
        let bounded = matches!(next, Some(Kind::From | Kind::Above | Kind::To | Kind::Below | Kind::Requires));
        match token.kind {
            Kind::Met => {
                matches!(next, Some(Kind::String | Kind::Number | Kind::OpenBrace) | None)
                    || after.is_some_and(|t| t.first_on_line && t.kind != Kind::From)
            }
            Kind::Was | Kind::Allow => bounded || matches!(next, Some(Kind::String | Kind::Number)),
            Kind::Code | Kind::Guidance => matches!(next, Some(Kind::Number)) || (bounded && block != Block::Scale),
            Kind::Score | Kind::Gating => bounded || matches!(next, Some(Kind::String)),
            _ => false,
        }
    }

    /// Reads the file's declarations.
    pub(super) fn items<T>(&mut self, item: impl FnMut(&mut Parser<'a>, Token) -> Option<T>) -> Vec<T> {
        self.lines(Block::File, item)
    }

    /// Reads the block that stands here; nothing when there is none. Gives its place, too.
    pub(super) fn parse_block<T>(
        &mut self,
        block: Block,
        line: impl FnMut(&mut Parser<'a>, Token) -> Option<T>,
    ) -> Option<(Vec<T>, Span)> {
        self.inside_braces(|parser| parser.lines(block, line))
    }

    /// Reads what stands between the braces that stand here, all of it.
    pub(super) fn inside_braces<T>(&mut self, read: impl FnOnce(&mut Parser<'a>) -> T) -> Option<(T, Span)> {
        let open = self.peek().filter(|t| t.kind == Kind::OpenBrace)?;
        let partner = self.partners.get(self.at).map(|p| *p as usize);
        let close = partner.filter(|p| *p > self.at).unwrap_or(self.end).min(self.end);
        let closer = self.tokens.get(close).map_or(open.span, |t| t.span);
        self.bump();
        let line = self.line;
        let end = std::mem::replace(&mut self.end, close);
        let read = read(self);
        self.at = close;
        self.end = end;
        self.line = line;
        self.bump();
        // A brace without width was put there by us: where the block ends is a guess.
        self.broken |= closer.start == closer.end;
        Some((read, open.span.to(closer)))
    }

    /// Skips to the beginning of the next line: a word that begins one, or, when that is misspelt, a line that is
    /// indented no further than the one that cannot be read.
    pub(super) fn recover(&mut self, block: Block) {
        let indent = self.indent(self.line);
        let start = self.at;
        while let Some(token) = self.peek() {
            if block.begins_line(token.kind) && self.may_begin_line(token, self.at > start) {
                return;
            }
            let word = token.kind == Kind::Name || token.kind.is_word();
            if word
                && token.first_on_line
                && self.at > self.line
                && !self.is_continued(token)
                && self.indent(self.at) <= indent
            {
                return;
            }
            self.skip_one();
        }
    }

    /// How far the line of the token with this number is indented.
    fn indent(&self, token: usize) -> usize {
        let indents = self.indents.get_or_init(|| {
            let first = self.tokens.iter().enumerate().filter(|(i, t)| *i == 0 || t.first_on_line);
            first
                .map(|(i, t)| {
                    let before = self.source.text.get(..t.span.start as usize).unwrap_or("");
                    (i, before.len().saturating_sub(before.rfind(['\n', '\r']).map_or(0, |end| end.saturating_add(1))))
                })
                .collect()
        });
        let line = indents.partition_point(|(first, _)| *first <= token).checked_sub(1);
        line.and_then(|line| indents.get(line)).map_or(0, |(_, indent)| *indent)
    }

    /// Whether a line that begins with this word goes on with what stands before it.
    fn is_continued(&self, token: Token) -> bool {
        let joins = matches!(
            token.kind,
            Kind::And
                | Kind::Or
                | Kind::Else
                | Kind::When
                | Kind::Otherwise
                | Kind::Is
                | Kind::Are
                | Kind::Of
                | Kind::To
        );
        let open = self.last().is_some_and(|last| {
            let ends = matches!(last.kind, Kind::Name | Kind::Number | Kind::String | Kind::Percent);
            !ends && !last.kind.is_word() && !matches!(last.kind, Kind::CloseParen | Kind::CloseBrace)
        });
        joins || open
    }

    /// Skips a token, or all that stands between two brackets.
    pub(super) fn skip_one(&mut self) {
        match self.peek().map(|t| t.kind) {
            Some(Kind::OpenBrace | Kind::OpenParen) => {
                let close = self.partners.get(self.at).map_or(self.at, |p| *p as usize);
                self.at = close.max(self.at).saturating_add(1).min(self.end);
            }
            _ => self.bump(),
        }
    }

    /// Whether a word that can begin a line does so here, for all one can see. What stands directly before it is
    /// looked at where it was skipped.
    fn may_begin_line(&self, token: Token, skipped: bool) -> bool {
        if token.first_on_line {
            return true;
        }
        // These stand inside formulas as well.
        let ambiguous = matches!(
            token.kind,
            Kind::Name | Kind::Score | Kind::Level | Kind::Points | Kind::Na | Kind::For | Kind::At | Kind::As
        );
        let continues = self.last().is_some_and(|before| {
            let joins = matches!(
                before.kind,
                Kind::Is | Kind::Are | Kind::Not | Kind::Of | Kind::Or | Kind::Where | Kind::To | Kind::From
            );
            before.kind == Kind::Dot || (skipped && joins)
        });
        !ambiguous && !continues
    }

    /// Whether a line that may stand once stands in the block that begins at `first`: one that is misspelt as well would
    /// be a second one.
    fn is_given(&self, kind: Kind, first: usize) -> bool {
        if !stands_once(kind) {
            return false;
        }
        let mut at = first;
        while let Some(token) = self.tokens.get(at).filter(|_| at < self.end) {
            if token.kind == kind {
                return true;
            }
            if matches!(token.kind, Kind::OpenBrace | Kind::OpenParen) {
                at = self.partners.get(at).map_or(at, |partner| (*partner as usize).max(at));
            }
            at = at.saturating_add(1);
        }
        false
    }

    /// What stands where a line should begin, and begins none: reports it and skips it, or gives the word that was
    /// meant.
    fn stray(&mut self, block: Block, token: Token, first: usize, previous: Option<usize>) -> Option<Token> {
        let context = self.context(Place { block, keyword: None });
        let before = previous.and_then(|p| self.tokens.get(p..self.at)).unwrap_or(&[]);
        let stray = messages::stray(&context, before);
        if let Some(previous) = previous.filter(|_| !token.first_on_line) {
            self.line = previous;
        }
        if let Some(kind) = stray.meant.filter(|kind| !self.is_given(*kind, first)) {
            if kind == Kind::Name {
                self.calls_by_reserved(token);
            }
            self.findings.push(stray.diagnostic);
            return Some(Token { kind, ..token });
        }
        if stray.harmless > 0 {
            self.findings.push(stray.diagnostic);
            self.at = self.at.saturating_add(stray.harmless).min(self.end);
            return None;
        }
        self.report(stray.diagnostic);
        let start = self.at;
        self.discard(token);
        if self.at == start {
            self.skip_one();
        }
        self.recover(block);
        self.lose_names(start);
        None
    }
}

/// Whether a line with this word may stand once in its block.
const fn stands_once(word: Kind) -> bool {
    use Kind::{
        Answers, As, Ask, At, Edition, Effort, For, Gating, Language, Level, Levels, Met, Points, Priority, Roles,
        Score, Suggest, Version, Weight,
    };
    matches!(
        word,
        Answers
            | As
            | Ask
            | At
            | Edition
            | Effort
            | For
            | Gating
            | Language
            | Level
            | Levels
            | Met
            | Points
            | Priority
            | Roles
            | Score
            | Suggest
            | Version
            | Weight
    )
}
