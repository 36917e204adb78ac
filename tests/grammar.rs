//! The grammar in `grammar/mognad.ebnf` is the one that the parser reads: whatever it derives is accepted, and it has
//! the same words and signs as the lexer.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::string_slice,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

#[path = "syntax/dice.rs"]
mod dice;

use std::collections::{BTreeMap, BTreeSet};

use dice::Dice;
use mognad::source::FileId;
use mognad::syntax::{SIGNS, WORDS, parse};

/// A part of a rule.
#[derive(Debug, Clone)]
enum Part {
    /// A word or sign.
    Terminal(String),
    /// Another rule.
    Rule(String),
    /// One after the other.
    Sequence(Vec<Part>),
    /// One of them.
    Choice(Vec<Part>),
    /// None or one.
    Optional(Box<Part>),
    /// Any number; at least one when the flag is set.
    Repeated(Box<Part>, bool),
}

/// Reads the notation that the head of the grammar file explains.
struct Reader<'a> {
    tokens: Vec<&'a str>,
    at: usize,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Reader<'a> {
        let mut tokens = Vec::new();
        let mut rest = text.trim_start();
        while let Some(first) = rest.chars().next() {
            let length = match first {
                '(' if rest.starts_with("(*") => rest.find("*)").unwrap() + 2,
                '"' | '\'' => rest[1..].find(first).unwrap() + 2,
                c if c.is_alphabetic() => rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len()),
                c => c.len_utf8(),
            };
            if !rest.starts_with("(*") {
                tokens.push(&rest[..length]);
            }
            rest = rest[length..].trim_start();
        }
        Reader { tokens, at: 0 }
    }

    fn next(&mut self) -> &'a str {
        self.at += 1;
        self.tokens[self.at - 1]
    }

    fn is_at(&self, token: &str) -> bool {
        self.tokens.get(self.at) == Some(&token)
    }

    fn rules(&mut self) -> BTreeMap<String, Part> {
        let mut rules = BTreeMap::new();
        while self.at < self.tokens.len() {
            let name = self.next().to_owned();
            assert_eq!(self.next(), "=", "after {name}");
            let part = self.choice();
            assert_eq!(self.next(), ";", "at the end of {name}");
            assert!(rules.insert(name.clone(), part).is_none(), "{name} is given twice");
        }
        rules
    }

    fn choice(&mut self) -> Part {
        let mut parts = vec![self.sequence()];
        while self.is_at("|") {
            self.next();
            parts.push(self.sequence());
        }
        if parts.len() == 1 { parts.remove(0) } else { Part::Choice(parts) }
    }

    fn sequence(&mut self) -> Part {
        let mut parts = Vec::new();
        while !["|", ";", ")", "]", "}"].iter().any(|end| self.is_at(end)) {
            parts.push(self.part());
        }
        Part::Sequence(parts)
    }

    fn part(&mut self) -> Part {
        let token = self.next();
        let (close, inner) = match token {
            "(" => (")", self.choice()),
            "[" => ("]", Part::Optional(Box::new(self.choice()))),
            "{" => ("}", Part::Repeated(Box::new(self.choice()), false)),
            _ if token.starts_with(['"', '\'']) => return Part::Terminal(token[1..token.len() - 1].to_owned()),
            _ => return Part::Rule(token.to_owned()),
        };
        assert_eq!(self.next(), close);
        match inner {
            Part::Repeated(inner, _) if self.is_at("-") => {
                self.next();
                Part::Repeated(inner, true)
            }
            inner => inner,
        }
    }
}

/// Rules whose text is made up here: what they say of characters is no derivation.
const TOKENS: &[&str] = &["NAME", "NUMBER", "STRING", "CODE"];

fn rules() -> BTreeMap<String, Part> {
    Reader::new(include_str!("../grammar/mognad.ebnf")).rules()
}

/// Tokens after which nothing is added that need not be.
const LONG: usize = 300;

/// Derives sentences.
struct Writer<'a> {
    rules: &'a BTreeMap<String, Part>,
    /// How deep a rule is at least.
    least: BTreeMap<&'a str, usize>,
    dice: Dice,
    out: Vec<String>,
    /// How often each alternative was taken, by its address.
    taken: BTreeMap<*const Part, usize>,
}

impl<'a> Writer<'a> {
    fn new(rules: &'a BTreeMap<String, Part>) -> Writer<'a> {
        let mut least: BTreeMap<&str, usize> = TOKENS.iter().map(|t| (*t, 0)).collect();
        // Each round settles at least one more rule.
        for _ in 0..rules.len() {
            for (name, part) in rules {
                if !least.contains_key(name.as_str())
                    && let Some(depth) = depth(part, &least)
                {
                    least.insert(name, depth + 1);
                }
            }
        }
        Writer { rules, least, dice: Dice(0x2545_f491_4f6c_dd1d), out: Vec::new(), taken: BTreeMap::new() }
    }

    fn sentence(&mut self, rule: &'a str, room: usize) -> String {
        self.out.clear();
        self.rule(rule, room);
        let mut text = String::new();
        for token in std::mem::take(&mut self.out) {
            text.push_str(&token);
            text.push_str(match self.dice.roll(40) {
                0 => "\n",
                1 => " // en kommentar \"{\n",
                2 => "\t\n  ",
                _ => " ",
            });
        }
        text
    }

    fn rule(&mut self, name: &'a str, room: usize) {
        let token = match name {
            "NAME" => self
                .dice
                .pick(&["a", "b2", "plan", "malbild", "_x", "åäö", "Åtgärd_1", "`level`", "`2-b.c`", "名前"])
                .to_owned(),
            "NUMBER" => self.dice.pick(&["1", "0.5", "25", "1_000", "3.25", "120"]).to_owned(),
            "STRING" => self.dice.pick(&["\"\"", "\"Text\"", "\"å \\\"x\\\" \\\\ \\n // {\""]).to_owned(),
            "CODE" => self.dice.pick(&["M0507", "M0212"]).to_owned(),
            _ => return self.part(&self.rules[name], room),
        };
        self.out.push(token);
    }

    fn take(&mut self, part: &Part) {
        *self.taken.entry(part).or_default() += 1;
    }

    fn part(&mut self, part: &'a Part, room: usize) {
        // A sentence that has grown long is brought to its end.
        let room = if self.out.len() > LONG { 0 } else { room };
        match part {
            Part::Terminal(text) => self.out.push(text.clone()),
            Part::Rule(name) => self.rule(name, room.saturating_sub(1)),
            Part::Sequence(parts) => parts.iter().for_each(|p| self.part(p, room)),
            Part::Choice(parts) => {
                let fits: Vec<&Part> =
                    parts.iter().filter(|p| depth(p, &self.least).is_some_and(|d| d <= room)).collect();
                let shallowest = parts.iter().min_by_key(|p| depth(p, &self.least).unwrap_or(usize::MAX));
                let chosen = match fits.is_empty() {
                    true => shallowest.unwrap(),
                    // The rarer of two, so that every corner is seen.
                    false => {
                        let two = [fits[self.dice.roll(fits.len())], fits[self.dice.roll(fits.len())]];
                        two.into_iter().min_by_key(|p| self.taken.get(&std::ptr::from_ref(*p))).unwrap()
                    }
                };
                self.take(chosen);
                self.part(chosen, room);
            }
            Part::Optional(inner) => {
                if depth(inner, &self.least).is_some_and(|d| d <= room) && self.dice.roll(3) > 0 {
                    self.take(part);
                    self.part(inner, room);
                }
            }
            Part::Repeated(inner, at_least_once) => {
                let fits = depth(inner, &self.least).is_some_and(|d| d <= room);
                let most = if fits { 6 } else { 1 };
                for _ in 0..self.dice.roll(most).max(usize::from(*at_least_once)) {
                    self.take(part);
                    self.part(inner, room);
                }
            }
        }
    }
}

/// How many rules stand in each other in the shortest derivation; none when one is not known yet.
fn depth(part: &Part, least: &BTreeMap<&str, usize>) -> Option<usize> {
    match part {
        Part::Terminal(_) | Part::Optional(_) | Part::Repeated(_, false) => Some(0),
        Part::Rule(name) => least.get(name.as_str()).copied(),
        Part::Sequence(parts) => parts.iter().map(|p| depth(p, least)).try_fold(0, |a, b| b.map(|b| a.max(b))),
        Part::Choice(parts) => parts.iter().filter_map(|p| depth(p, least)).min(),
        Part::Repeated(inner, true) => depth(inner, least),
    }
}

/// Every choice and option below a part.
fn alternatives<'a>(part: &'a Part, all: &mut Vec<&'a Part>) {
    match part {
        Part::Terminal(_) | Part::Rule(_) => {}
        Part::Sequence(parts) => parts.iter().for_each(|p| alternatives(p, all)),
        Part::Choice(parts) => {
            all.extend(parts);
            parts.iter().for_each(|p| alternatives(p, all));
        }
        Part::Optional(inner) | Part::Repeated(inner, _) => {
            all.push(part);
            alternatives(inner, all);
        }
    }
}

#[test]
fn every_derived_sentence_is_read_without_a_mistake() {
    let rules = rules();
    let mut writer = Writer::new(&rules);
    for round in 0..4000 {
        let text = writer.sentence("file", 8 + round % 22);
        let parsed = parse(FileId(0), &text);
        if let Some(wrong) = parsed.diagnostics.first() {
            let at = wrong.primary.as_ref().map_or(0..0, |l| l.span.range());
            let place = &text[text.floor_char_boundary(at.start.saturating_sub(200))..];
            panic!("{}: {} at {:?} in\n{place}", wrong.code, wrong.message, &text[at]);
        }
    }
    let derivable = |name: &str| !TOKENS.contains(&name) && !["comment", "reserved"].contains(&name);
    for (name, part) in rules.iter().filter(|(name, _)| derivable(name)) {
        let mut all = Vec::new();
        alternatives(part, &mut all);
        for one in all {
            assert!(writer.taken.contains_key(&std::ptr::from_ref(one)), "never derived in {name}: {one:?}");
        }
    }
}

#[test]
fn every_derived_sentence_is_laid_out_once_and_for_all() {
    use mognad::format::format;
    use mognad::syntax::{Kind, tokens};

    let pieces = |text: &str, comments: bool| -> Vec<String> {
        let all = tokens(FileId(0), text).into_iter().filter(|t| (t.kind == Kind::Comment) == comments);
        all.filter_map(|t| text.get(t.span.range())).map(|t| t.trim_end().to_owned()).collect()
    };
    let rules = rules();
    let mut writer = Writer::new(&rules);
    for round in 0..1000 {
        let mut text = writer.sentence("file", 8 + round % 22);
        if round % 3 == 0 {
            let numbered = pieces(&text, false).into_iter().enumerate();
            text = numbered.map(|(i, token)| format!("{token} // {i}\n")).collect();
        }
        // With its assertions on, the formatter itself compares the trees.
        let once = format(FileId(0), &text).unwrap();
        assert_eq!(pieces(&once, true), pieces(&text, true), "{text}");
        assert_eq!(format(FileId(0), &once).unwrap(), once, "a second formatting changes the text");
    }
}

fn terminals(part: &Part, all: &mut BTreeSet<String>) {
    match part {
        Part::Terminal(text) => drop(all.insert(text.clone())),
        Part::Rule(_) => {}
        Part::Sequence(parts) | Part::Choice(parts) => parts.iter().for_each(|p| terminals(p, all)),
        Part::Optional(inner) | Part::Repeated(inner, _) => terminals(inner, all),
    }
}

#[test]
fn grammar_and_lexer_have_the_same_words_and_signs() {
    let mut written = BTreeSet::new();
    for (_, part) in rules().iter().filter(|(name, _)| !TOKENS.contains(&name.as_str()) && *name != "comment") {
        terminals(part, &mut written);
    }
    let read: BTreeSet<String> = WORDS.iter().chain(SIGNS).map(|(text, _)| (*text).to_owned()).collect();
    assert_eq!(written, read);
}

#[test]
fn every_rule_is_used_and_given() {
    fn used<'a>(part: &'a Part, all: &mut BTreeSet<&'a str>) {
        match part {
            Part::Terminal(_) => {}
            Part::Rule(name) => drop(all.insert(name)),
            Part::Sequence(parts) | Part::Choice(parts) => parts.iter().for_each(|p| used(p, all)),
            Part::Optional(inner) | Part::Repeated(inner, _) => used(inner, all),
        }
    }
    let rules = rules();
    let mut all = BTreeSet::from(["file", "reserved", "comment"]);
    rules.values().for_each(|part| used(part, &mut all));
    let prose = BTreeSet::from(["letter", "digit", "character"]);
    let given: BTreeSet<&str> = rules.keys().map(String::as_str).chain(prose).collect();
    assert_eq!(all, given);
}

#[test]
fn the_grammar_fits_on_two_pages() {
    let text = include_str!("../grammar/mognad.ebnf");
    assert!(text.lines().count() <= 130, "a printed page has 65 lines");
    assert!(text.lines().all(|line| line.chars().count() <= 110), "and 110 characters a line");
}
