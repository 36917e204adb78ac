//! What the tree says: what binds to what, what is broken, which names were lost.
#![allow(
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

use mognad::source::{FileId, Span};
use mognad::syntax::ast::{
    Area, AreaLine, BinaryOp, Expr, ExprKind, File, Formula, Item, Question, QuestionLine, Reference, ReferenceBase,
    TestKind,
};
use mognad::syntax::parse;

/// An expression with a bracket around each of its parts.
fn shown(text: &str, expr: &Expr) -> String {
    let show = |e: &Expr| shown(text, e);
    let all = |list: &[Expr], join: &str| list.iter().map(show).collect::<Vec<_>>().join(join);
    let slice = |span: Span| &text[span.range()];
    match &expr.kind {
        ExprKind::Number(value) => format!("{}{}", value.number, if value.percent { "%" } else { "" }),
        ExprKind::Reference(Reference { base, attribute }) => {
            let attribute = attribute.map_or(String::new(), |a| format!(".{:?}", a.node).to_lowercase());
            let parts = |path: &mognad::syntax::ast::Path| {
                path.parts.iter().map(|p| p.node.clone()).collect::<Vec<_>>().join(".")
            };
            match base {
                ReferenceBase::Path(path) => format!("{}{attribute}", parts(path)),
                ReferenceBase::Overall(None) => format!("overall{attribute}"),
                ReferenceBase::Overall(Some(path)) => format!("overall:{}{attribute}", parts(path)),
                ReferenceBase::Own => format!("own{attribute}"),
                ReferenceBase::Answer => format!("answer{attribute}"),
            }
        }
        ExprKind::Suggested(path) => format!("suggested<{}>", slice(path.span)),
        ExprKind::Negate(inner) => format!("[-{}]", show(inner)),
        ExprKind::Binary(left, op, right) => {
            let sign = match op.node {
                BinaryOp::Add => "+",
                BinaryOp::Subtract => "-",
                BinaryOp::Multiply => "*",
                BinaryOp::Divide => "/",
                BinaryOp::OutOf => "out of",
                BinaryOp::Of => "of",
            };
            format!("[{} {sign} {}]", show(left), show(right))
        }
        ExprKind::Else(value, other) => format!("[{} else {}]", show(value), show(other)),
        ExprKind::Round(value, digits) => format!("round<{}, {}>", show(value), digits.number),
        ExprKind::AggregateSet(what, set) => format!("{:?}<{}>", what.node, slice(set.span)),
        ExprKind::AggregateList(what, list) => format!("{:?}<{}>", what.node, all(list, ", ")),
        ExprKind::Quantified(what, set, test) => {
            let test = test.as_ref().map_or("", |t| slice(t.span));
            format!("{:?}<{} | {test}>", what.node, slice(set.span))
        }
        ExprKind::Test(left, test) => match &test.kind {
            TestKind::Compare(_, right) => format!("[{} ~ {}]", show(left), show(right)),
            TestKind::State { negated, state } => {
                format!("[{} is{} {:?}]", show(left), if *negated { " not" } else { "" }, state.node)
            }
            TestKind::Has(option) => format!("[{} has {}]", show(left), option.node),
        },
        ExprKind::Not(inner) => format!("[not {}]", show(inner)),
        ExprKind::And(list) => format!("[{}]", all(list, " and ")),
        ExprKind::Or(list) => format!("[{}]", all(list, " or ")),
        ExprKind::Paren(inner) => format!("({})", show(inner)),
        ExprKind::Broken => "?".to_owned(),
    }
}

fn area(tree: &File, number: usize) -> &Area {
    match &tree.items[number] {
        Item::Area(area) => area,
        other => panic!("no area: {other:?}"),
    }
}

fn questions(area: &Area) -> Vec<&Question> {
    let question = |line: &'_ AreaLine| matches!(line, AreaLine::Question(_));
    area.lines
        .iter()
        .filter(|line| question(line))
        .filter_map(|line| match line {
            AreaLine::Question(question) => Some(question),
            _ => None,
        })
        .collect()
}

#[test]
fn operators_bind_as_the_grammar_says() {
    for (text, tree) in [
        ("1 + 2 * 3 - 4", "[[1 + [2 * 3]] - 4]"),
        ("2 * 3 / 4 of 5", "[[[2 * 3] / 4] of 5]"),
        ("-a + -2", "[[-a] + [-2]]"),
        ("40% of 500", "[2/5% of 500]"),
        ("a + b out of 12 else 0", "[[a + [b out of 12]] else 0]"),
        ("(a + b) out of 12", "[([a + b]) out of 12]"),
        ("score - level", "[own.score - own.level]"),
        ("x.y.score + overall.score * overall.z.level", "[x.y.score + [overall.score * overall:z.level]]"),
        ("answer.points", "answer.points"),
        ("round(a / 3, 2)", "round<[a / 3], 2>"),
        ("sum(points of own questions at m except a, b)", "Sum<points of own questions at m except a, b>"),
        ("max(score, a + 1, (b))", "Max<own.score, [a + 1], (b)>"),
        ("min(score of areas)", "Min<score of areas>"),
        ("share(all areas where weight > 1 is met)", "Share<all areas where weight > 1 | is met>"),
    ] {
        let source = format!("area a {{ score {text} }}");
        let parsed = parse(FileId(0), &source);
        assert_eq!(parsed.diagnostics, [], "{text}");
        let AreaLine::Score(_, Formula::Expr(expr)) = &area(&parsed.tree, 0).lines[0] else { panic!("{text}") };
        assert_eq!(shown(&source, expr), tree, "{text}");
        assert_eq!(&source[expr.span.range()], text);
    }
}

#[test]
fn conditions_bind_as_the_grammar_says() {
    for (text, tree) in [
        ("not a == b", "[not [a ~ b]]"),
        ("a + 1 >= b and c is not met", "[[[a + 1] ~ b] and [c is not Met]]"),
        ("a == 1 or b has x or not (c)", "[[a ~ 1] or [b has x] or [not (c)]]"),
        ("(a == 1 or b == 2) and c == 3", "[([[a ~ 1] or [b ~ 2]]) and [c ~ 3]]"),
        ("all(questions at m are met) and suggested(p.q)", "[All<questions at m | are met> and suggested<p.q>]"),
        ("count(questions >= mycket) > 2", "[Count<questions | >= mycket> ~ 2]"),
    ] {
        let source = format!("area a {{ question q {{ ask when {text} }} }}");
        let parsed = parse(FileId(0), &source);
        assert_eq!(parsed.diagnostics, [], "{text}");
        let area = area(&parsed.tree, 0);
        let QuestionLine::AskWhen(_, expr) = &questions(area)[0].lines[0] else { panic!("{text}") };
        assert_eq!(shown(&source, expr), tree, "{text}");
        assert_eq!(&source[expr.span.range()], text);
    }
}

#[test]
fn only_the_declaration_around_a_mistake_is_broken() {
    let text = "\
area a {
    question bad { weight tung borta }
    question good { weight 2 }
}
area b {
    weight x
    question also_good { weight 2 }
}
skala c { borta_ocksa 1 }
area d { }
";
    let tree = parse(FileId(0), text).tree;
    let (a, b, d) = (area(&tree, 0), area(&tree, 1), area(&tree, 3));
    assert_eq!(questions(a).iter().map(|q| q.head.broken).collect::<Vec<_>>(), [true, false]);
    assert_eq!((a.head.broken, b.head.broken, d.head.broken), (false, true, false));
    assert!(!questions(b)[0].head.broken && matches!(&tree.items[2], Item::Scale(scale) if !scale.head.broken));
    for name in ["tung", "borta", "x"] {
        assert!(tree.lost_names.contains(name), "{name}");
    }
    assert!(!tree.lost_names.contains("borta_ocksa") && !tree.lost_names.contains("good"));
}

#[test]
fn heads_reach_from_their_word_to_their_brace() {
    let text = "area a \"Å\" {\n    question q sv: \"x\" en: \"y\" { weight 1/4 }\n    question r\n}\n";
    let tree = parse(FileId(0), text).tree;
    let area = area(&tree, 0);
    assert_eq!(&text[area.head.span.range()], text.trim_end());
    let [q, r] = questions(area)[..] else { panic!("two questions") };
    assert_eq!(&text[q.head.span.range()], "question q sv: \"x\" en: \"y\" { weight 1/4 }");
    assert_eq!((&text[r.head.span.range()], &text[q.head.keyword.range()]), ("question r", "question"));
    let texts = &q.head.text.as_ref().unwrap().entries;
    assert_eq!(texts.iter().map(|t| t.string.node.as_str()).collect::<Vec<_>>(), ["x", "y"]);
    let QuestionLine::Weight(_, value) = &q.lines[0] else { panic!("a weight") };
    assert_eq!((value.number.to_string(), &text[value.span.range()]), ("1/4".to_owned(), "1/4"));
}

#[test]
fn names_are_the_same_however_they_are_written() {
    // Å in two pieces, and in backticks.
    let text = "area A\u{30a}r { } area `År` { }";
    let tree = parse(FileId(0), text).tree;
    let name = |i: usize| area(&tree, i).head.name.as_ref().unwrap().node.clone();
    assert_eq!((name(0), name(1)), ("År".to_owned(), "År".to_owned()));
}
