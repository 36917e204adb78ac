//! Declarations in another order.

use mognad::source::{FileId, Span};
use mognad::syntax::ast::{Area, AreaLine, Item, Question, QuestionLine};
use mognad::syntax::parse;

use super::random::Random;

/// A declaration and those in it that may change places.
struct Block {
    span: Span,
    inside: Vec<Block>,
}

/// The text with declarations of the same parent in another order.
pub fn reordered(text: &str, random: &mut Random) -> String {
    let tree = parse(FileId(0), text).tree;
    let items = tree.items.iter().filter_map(block).collect();
    let length = u32::try_from(text.len()).unwrap();
    write(text, &Block { span: Span::new(FileId(0), 0, length), inside: items }, random)
}

fn block(item: &Item) -> Option<Block> {
    let plain = |span| Some(Block { span, inside: Vec::new() });
    match item {
        Item::Use(_) => None,
        Item::Model(model) => plain(model.head.span),
        Item::Scale(scale) => plain(scale.head.span),
        Item::Ladder(ladder) => plain(ladder.head.span),
        Item::Property(property) => plain(property.head.span),
        Item::Example(example) => plain(example.head.span),
        Item::Area(one) => Some(area(one)),
        Item::Overall(overall) => Some(Block { span: overall.head.span, inside: lines(&overall.lines) }),
    }
}

fn area(area: &Area) -> Block {
    Block { span: area.head.span, inside: lines(&area.lines) }
}

fn lines(lines: &[AreaLine]) -> Vec<Block> {
    lines
        .iter()
        .filter_map(|line| match line {
            AreaLine::Area(inner) => Some(area(inner)),
            AreaLine::Question(inner) => Some(question(inner)),
            AreaLine::Action(action) => Some(Block { span: action.head.span, inside: Vec::new() }),
            _ => None,
        })
        .collect()
}

fn question(question: &Question) -> Block {
    let actions = question.lines.iter().filter_map(|line| match line {
        QuestionLine::Action(action) => Some(Block { span: action.head.span, inside: Vec::new() }),
        _ => None,
    });
    Block { span: question.head.span, inside: actions.collect() }
}

fn write(text: &str, block: &Block, random: &mut Random) -> String {
    let mut order: Vec<usize> = (0..block.inside.len()).collect();
    for last in (1..order.len()).rev() {
        order.swap(last, random.below(last + 1));
    }
    let mut out = String::new();
    let mut at = block.span.start as usize;
    for (slot, other) in block.inside.iter().zip(order) {
        out.push_str(&text[at..slot.span.start as usize]);
        out.push_str(&write(text, &block.inside[other], random));
        at = slot.span.end as usize;
    }
    out.push_str(&text[at..block.span.end as usize]);
    out
}
