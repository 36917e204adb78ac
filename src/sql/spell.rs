//! SQL expressions as text.

use num_bigint::BigInt;
use num_traits::{Signed, ToPrimitive};

use super::dialect::Dialect;
use super::expression::{ColumnId, Expr, Width};
use super::names::TABLE;
use crate::exact::Compare;

/// Longer expressions are broken over lines.
const LINE: usize = 110;
/// Longer chains are put into groups: engines bound how deep an expression may be, and how many arguments there are.
pub(super) const CHAIN: usize = 100;

/// How tightly an expression holds together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Tie {
    Or,
    And,
    Comparison,
    Sum,
    Quotient,
    Product,
    Alone,
}

/// Writes expressions for an engine.
pub(super) struct Speller<'a> {
    pub dialect: Dialect,
    /// The names of the columns.
    pub names: &'a [String],
}

impl Speller<'_> {
    /// An expression that begins at this column and may go on over several lines, indented by it.
    pub fn spell(&self, expr: &Expr, indent: usize) -> String {
        let line = self.line(expr);
        if indent.saturating_add(line.chars().count()) <= LINE {
            return line;
        }
        let inner = indent.saturating_add(2);
        let (margin, outer) = (" ".repeat(inner), " ".repeat(indent));
        match expr {
            Expr::Case(lines, otherwise) => {
                let lines = lines.iter().map(|(when, then)| {
                    let when = self.spell(when, inner.saturating_add(5));
                    format!("{margin}WHEN {when} THEN {}\n", self.spell(then, inner.saturating_add(5)))
                });
                format!("CASE\n{}{}{outer}END", lines.collect::<String>(), self.otherwise(otherwise, &margin))
            }
            Expr::Lookup(of, lines, otherwise) => {
                let lines = lines.iter().map(|(when, then)| {
                    format!("{margin}WHEN {} THEN {}\n", self.line(when), self.spell(then, inner.saturating_add(5)))
                });
                let of = self.line(of);
                format!("CASE {of}\n{}{}{outer}END", lines.collect::<String>(), self.otherwise(otherwise, &margin))
            }
            Expr::And(all) => self.broken(all, "AND", Tie::Comparison, indent),
            Expr::Or(all) => self.broken(all, "OR", Tie::And, indent),
            Expr::Sum(all) => self.broken(all, "+", Tie::Sum, indent),
            Expr::Concat(all) => self.broken(all, "||", Tie::Alone, indent),
            Expr::Product(all) => self.broken(all, "*", Tie::Product, indent),
            Expr::Quotient(width, one, other) if (self.dialect, *width) != (Dialect::Postgres, Width::Widest) => {
                let sign = self.quotient_sign();
                let left = self.part(one, Tie::Product, indent);
                format!("{left}\n{outer}{sign} {}", self.part(other, Tie::Alone, inner.saturating_add(sign.len())))
            }
            Expr::Part(text, from, None) => {
                format!("substr(\n{margin}{},\n{margin}{}\n{outer})", self.spell(text, inner), self.line(from))
            }
            Expr::Coalesce(all) if all.len() <= CHAIN => self.call_broken("coalesce", all, indent),
            Expr::NullIf(one, other) => self.call_broken("nullif", &[(**one).clone(), (**other).clone()], indent),
            Expr::Compare(left, compare, right) => {
                let left = self.part(left, Tie::Sum, indent);
                format!("{left} {} {}", sign(*compare), self.tied(right, Tie::Sum))
            }
            Expr::Fails(one) => format!("{} IS NOT TRUE", self.part(one, Tie::Alone, indent)),
            _ => line,
        }
    }

    fn otherwise(&self, otherwise: &Expr, margin: &str) -> String {
        match otherwise {
            Expr::Null => String::new(),
            other => format!("{margin}ELSE {}\n", self.spell(other, margin.len().saturating_add(5))),
        }
    }

    /// A chain with a line a part.
    fn broken(&self, all: &[Expr], sign: &str, tie: Tie, indent: usize) -> String {
        let parts: Vec<String> = match all.len() > CHAIN {
            true => all.chunks(CHAIN).map(|group| self.group(group, sign, tie, indent)).collect(),
            false => {
                let inner = indent.saturating_add(sign.len()).saturating_add(1);
                let first = |at: usize| if at == 0 { indent } else { inner };
                all.iter().enumerate().map(|(at, part)| self.part(part, tie, first(at))).collect()
            }
        };
        parts.join(&format!("\n{}{sign} ", " ".repeat(indent)))
    }

    fn group(&self, group: &[Expr], sign: &str, tie: Tie, indent: usize) -> String {
        let inner = indent.saturating_add(1);
        let parts: Vec<String> = group.iter().map(|part| self.part(part, tie, inner)).collect();
        format!("({})", parts.join(&format!("\n{}{sign} ", " ".repeat(inner))))
    }

    /// A call with a line an argument.
    fn call_broken(&self, name: &str, arguments: &[Expr], indent: usize) -> String {
        let inner = indent.saturating_add(2);
        let arguments: Vec<String> = arguments.iter().map(|argument| self.spell(argument, inner)).collect();
        let margin = " ".repeat(inner);
        format!("{name}(\n{margin}{}\n{})", arguments.join(&format!(",\n{margin}")), " ".repeat(indent))
    }

    fn part(&self, part: &Expr, tie: Tie, indent: usize) -> String {
        match tie_of(part) < tie {
            true => format!("({})", self.spell(part, indent.saturating_add(1))),
            false => self.spell(part, indent),
        }
    }

    /// An expression on one line, in parentheses where it is looser than this.
    fn tied(&self, expr: &Expr, tie: Tie) -> String {
        let line = self.line(expr);
        if tie_of(expr) < tie { format!("({line})") } else { line }
    }

    fn chain(&self, all: &[Expr], sign: &str, tie: Tie) -> String {
        let join = |group: &[Expr]| {
            group.iter().map(|part| self.tied(part, tie)).collect::<Vec<_>>().join(&format!(" {sign} "))
        };
        match all.len() > CHAIN {
            true => all
                .chunks(CHAIN)
                .map(|group| format!("({})", join(group)))
                .collect::<Vec<_>>()
                .join(&format!(" {sign} ")),
            false => join(all),
        }
    }

    fn call(&self, name: &str, arguments: &[Expr]) -> String {
        if arguments.len() > CHAIN {
            let groups: Vec<String> = arguments.chunks(CHAIN).map(|group| self.call(name, group)).collect();
            return format!("{name}({})", groups.join(", "));
        }
        let arguments: Vec<String> = arguments.iter().map(|argument| self.line(argument)).collect();
        match (arguments.as_slice(), name) {
            // SQLite takes these with one argument for the least of all rows.
            ([one], "min" | "max") => one.clone(),
            _ => format!("{name}({})", arguments.join(", ")),
        }
    }

    fn line(&self, expr: &Expr) -> String {
        let d = self.dialect;
        match expr {
            Expr::Column(ColumnId(id)) => d.quoted(self.names.get(*id).map_or("", String::as_str)),
            Expr::Input(name) => format!("coalesce(CAST({TABLE}.{} AS {}), '')", d.quoted(name), d.text_type()),
            Expr::Kept(name) => format!("{TABLE}.{}", d.quoted(name)),
            Expr::Integer(number) => number.to_string(),
            Expr::Text(text) => d.literal(text),
            Expr::Truth(truth) => if *truth { "TRUE" } else { "FALSE" }.to_owned(),
            Expr::Null => "NULL".to_owned(),
            Expr::Widened(width, inner) | Expr::ToNumber(width, inner) => {
                format!("CAST({} AS {})", self.line(inner), d.whole_type(*width))
            }
            Expr::Millionths(inner, short) => self.millionths(inner, *short),
            Expr::Sum(all) => self.sum(all),
            Expr::Product(all) => self.chain(all, "*", Tie::Product),
            Expr::Minus(inner) => format!("-{}", self.tied(inner, Tie::Alone)),
            Expr::Quotient(width, one, other) => self.quotient(*width, one, other),
            Expr::Remainder(one, other) => {
                format!("{} % {}", self.tied(one, Tie::Product), self.tied(other, Tie::Alone))
            }
            Expr::Compare(left, compare, right) => {
                format!("{} {} {}", self.tied(left, Tie::Sum), sign(*compare), self.tied(right, Tie::Sum))
            }
            Expr::Among(one, all) => {
                let all: Vec<String> = all.iter().map(|one| self.line(one)).collect();
                format!("{} IN ({})", self.tied(one, Tie::Alone), all.join(", "))
            }
            Expr::Between(one, first, last) => format!("{} BETWEEN {first} AND {last}", self.tied(one, Tie::Sum)),
            Expr::IsNull(inner) => format!("{} IS NULL", self.tied(inner, Tie::Alone)),
            Expr::NotNull(inner) => format!("{} IS NOT NULL", self.tied(inner, Tie::Alone)),
            Expr::And(all) => self.chain(all, "AND", Tie::Comparison),
            Expr::Or(all) => self.chain(all, "OR", Tie::And),
            Expr::Fails(inner) => format!("{} IS NOT TRUE", self.tied(inner, Tie::Alone)),
            Expr::Case(lines, otherwise) => {
                let lines =
                    lines.iter().map(|(when, then)| format!(" WHEN {} THEN {}", self.line(when), self.line(then)));
                format!("CASE{}{} END", lines.collect::<String>(), self.short_otherwise(otherwise))
            }
            Expr::Lookup(of, lines, otherwise) => {
                let lines =
                    lines.iter().map(|(when, then)| format!(" WHEN {} THEN {}", self.line(when), self.line(then)));
                let of = self.line(of);
                format!("CASE {of}{}{} END", lines.collect::<String>(), self.short_otherwise(otherwise))
            }
            Expr::Coalesce(all) => self.call("coalesce", all),
            Expr::NullIf(one, other) => format!("nullif({}, {})", self.line(one), self.line(other)),
            Expr::Least(all, above) => self.extreme(all, above, ["least", "min"]),
            Expr::Greatest(all, below) => self.extreme(all, below, ["greatest", "max"]),
            Expr::HasBit(inner, bit) => {
                format!(
                    "({} & {}) <> 0",
                    self.tied(inner, Tie::Alone),
                    1u64.checked_shl(bit.to_u32().unwrap_or(63)).unwrap_or(0)
                )
            }
            Expr::Concat(all) => self.chain(all, "||", Tie::Alone),
            Expr::Length(inner) => format!("length({})", self.line(inner)),
            Expr::Place(text, part) => match d {
                Dialect::Postgres => format!("strpos({}, {})", self.line(text), self.line(part)),
                _ => format!("instr({}, {})", self.line(text), self.line(part)),
            },
            Expr::Part(text, from, length) => {
                let length = length.as_ref().map_or_else(String::new, |length| format!(", {}", self.line(length)));
                format!("substr({}, {}{length})", self.line(text), self.line(from))
            }
            Expr::Digits(inner) => self.digits(inner),
            Expr::Trimmed(inner, start) => {
                let name = if *start { "ltrim" } else { "rtrim" };
                match d {
                    Dialect::Spark if *start => format!("trim(LEADING '0' FROM {})", self.line(inner)),
                    Dialect::Spark => format!("trim(TRAILING '0' FROM {})", self.line(inner)),
                    _ => format!("{name}({}, '0')", self.line(inner)),
                }
            }
        }
    }

    fn short_otherwise(&self, otherwise: &Expr) -> String {
        match otherwise {
            Expr::Null => String::new(),
            other => format!(" ELSE {}", self.line(other)),
        }
    }

    /// A sum, with a minus sign for what is taken away.
    fn sum(&self, all: &[Expr]) -> String {
        if all.len() > CHAIN {
            return self.chain(all, "+", Tie::Sum);
        }
        let mut text = String::new();
        for part in all {
            let (minus, part) = match part {
                Expr::Integer(number) if number.is_negative() => (true, Expr::Integer(-number)),
                Expr::Minus(inner) => (true, (**inner).clone()),
                other => (false, other.clone()),
            };
            text.push_str(match (text.is_empty(), minus) {
                (true, true) => "-",
                (true, false) => "",
                (false, true) => " - ",
                (false, false) => " + ",
            });
            text.push_str(&self.tied(&part, if minus { Tie::Product } else { Tie::Sum }));
        }
        text
    }

    /// The least or greatest; SQLite's functions have no value where one argument has none.
    fn extreme(&self, all: &[Expr], end: &BigInt, [name, sqlite]: [&str; 2]) -> String {
        match self.dialect {
            Dialect::Sqlite => {
                let there = |one: &Expr| Expr::Coalesce(vec![one.clone(), Expr::Integer(end.clone())]);
                let all: Vec<Expr> = all.iter().map(there).collect();
                format!("nullif({}, {end})", self.call(sqlite, &all))
            }
            _ => self.call(name, all),
        }
    }

    fn quotient(&self, width: Width, one: &Expr, other: &Expr) -> String {
        match (self.dialect, width) {
            (Dialect::Postgres, Width::Widest) => format!("div({}, {})", self.line(one), self.line(other)),
            _ => format!("{} {} {}", self.tied(one, Tie::Product), self.quotient_sign(), self.tied(other, Tie::Alone)),
        }
    }

    fn quotient_sign(&self) -> &'static str {
        match self.dialect {
            Dialect::DuckDb => "//",
            Dialect::Spark => "div",
            Dialect::Postgres | Dialect::Sqlite => "/",
        }
    }

    /// The text of a cell has six decimals: SQLite has no type for that.
    fn millionths(&self, inner: &Expr, short: bool) -> String {
        let line = self.tied(inner, Tie::Product);
        match (self.dialect, short) {
            (Dialect::Sqlite, _) => {
                let line = self.line(inner);
                let sign = format!("CASE WHEN {line} < 0 THEN '-' WHEN {line} >= 0 THEN '' END");
                format!("{sign} || printf('%d.%06d', abs({line}) / 1000000, abs({line}) % 1000000)")
            }
            (Dialect::Postgres, _) => format!("CAST({line} * 0.000001 AS NUMERIC)"),
            (Dialect::DuckDb, true) => format!("CAST({} AS DECIMAL(18, 0)) * 0.000001", self.line(inner)),
            (Dialect::DuckDb, false) => format!("CAST({} AS DECIMAL(32, 0)) * 0.000001", self.line(inner)),
            (Dialect::Spark, true) => format!("CAST({} AS DECIMAL(18, 0)) * 0.000001BD", self.line(inner)),
            (Dialect::Spark, false) => format!("CAST({} AS DECIMAL(31, 0)) * 0.000001BD", self.line(inner)),
        }
    }

    fn digits(&self, inner: &Expr) -> String {
        let (line, tied) = (self.line(inner), self.tied(inner, Tie::Alone));
        match self.dialect {
            Dialect::DuckDb => format!("regexp_full_match({line}, '[0-9]+')"),
            Dialect::Postgres => format!("{tied} ~ '^[0-9]+$'"),
            Dialect::Spark => format!("{tied} RLIKE '^[0-9]+$'"),
            Dialect::Sqlite => format!("({tied} <> '' AND {tied} NOT GLOB '*[^0-9]*')"),
        }
    }
}

fn sign(compare: Compare) -> &'static str {
    match compare.sign() {
        "==" => "=",
        "!=" => "<>",
        sign => sign,
    }
}

fn tie_of(expr: &Expr) -> Tie {
    match expr {
        Expr::Or(_) => Tie::Or,
        Expr::And(_) => Tie::And,
        Expr::Compare(..)
        | Expr::Among(..)
        | Expr::Between(..)
        | Expr::IsNull(_)
        | Expr::NotNull(_)
        | Expr::Fails(_)
        | Expr::Digits(_)
        | Expr::HasBit(..) => Tie::Comparison,
        // Engines do not agree on how tightly `||` holds.
        Expr::Sum(_) | Expr::Concat(_) | Expr::Minus(_) => Tie::Sum,
        Expr::Integer(number) if number.is_negative() => Tie::Sum,
        Expr::Quotient(..) | Expr::Remainder(..) | Expr::Millionths(..) => Tie::Quotient,
        Expr::Product(_) => Tie::Product,
        _ => Tie::Alone,
    }
}
