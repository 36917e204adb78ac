//! Which kinds of nodes occur in trees, and how often.

use std::collections::BTreeMap;

use mognad::exact::Compare;
use mognad::syntax::ast::*;

/// How often each kind occurs; every kind is here from the start.
pub struct Coverage(pub BTreeMap<&'static str, usize>);

/// Every kind of node, grouped by the type that it belongs to.
const KINDS: &str = "
    item use, item model, item scale, item ladder, item area, item overall, item property, item example, text bare,
    text in one language, text in several languages, value fraction, value negative, value percent, path of one,
    path of several, note code, note guidance, note was, note allow, model edition, model version, model language,
    model roles, model policy, model note, role text, role note, scale option, scale na, scale na with a worth,
    scale met from, scale note, option points, option without points, option note, ladder score, ladder gating,
    ladder level, ladder note, gating cumulative, gating highest, level text, level note, bound from, bound above,
    bound to, bound below, requires, requires for some roles, area levels, area level, area score, area weights,
    area weights of a set, area value, area weight, area policy, area area, area question, area action, area note,
    overall levels, overall level, overall score, overall value, overall policy, overall action, overall note,
    adoption gating, adoption level, value note, question answers, question points, question met, question weight,
    question for, question at, question tagged, question ask when, question policy, question action, question note,
    answers scale, answers inline, answers any of, answers any of inline, answers range, answers range with a step,
    answers range with a unit, answers text, answers or na, points up to, points below, points from, points above,
    points otherwise, met option, met number, met up to, met from, policy unanswered, policy na, policy hidden,
    counts as lowest, counts as highest, counts as option, left out, action suggest when, action raises,
    action raises to, action effort, action priority, action after, action for, action tagged, action note,
    raises a question, raises answer, property always, property never, property note, example as, example given,
    example expect, example note, given one option, given several options, given number, given text, given na,
    given nothing, given unanswered, others lowest, others highest, others na, others unanswered,
    formula expression, formula lines, number, number percent, reference, suggested, negate, else, round,
    aggregate of a set, aggregate of a list, quantified, test, not, and, or, parentheses, add, subtract, multiply,
    divide, out of, of, sum, mean, min, max, count, share, all, any, base path, base overall, base overall path,
    base own, base answer, attribute score, attribute level, attribute points, no attribute, questions,
    own questions, areas, all areas, filter in, filter at, filter tagged, filter on, filter for, filter except,
    filter where weight, selection bare, selection with an attribute, compare, state, state negated, has, ==, !=, <,
    <=, >, >=, met, answered, unanswered, na, hidden
";

impl Coverage {
    pub fn new() -> Coverage {
        Coverage(KINDS.split(',').map(|kind| (kind.trim(), 0)).collect())
    }

    /// The kinds that do not occur.
    pub fn missing(&self) -> Vec<&'static str> {
        self.0.iter().filter(|(_, count)| **count == 0).map(|(kind, _)| *kind).collect()
    }

    fn saw(&mut self, kind: &'static str) {
        *self.0.get_mut(kind).unwrap_or_else(|| panic!("`{kind}` is not in the list")) += 1;
    }

    fn saw_if(&mut self, holds: bool, kind: &'static str) {
        if holds {
            self.saw(kind);
        }
    }

    pub fn file(&mut self, file: &File) {
        for item in &file.items {
            match item {
                Item::Use(_) => self.saw("item use"),
                Item::Model(model) => self.model(model),
                Item::Scale(scale) => {
                    self.saw("item scale");
                    self.head(&scale.head);
                    self.scale(&scale.body);
                }
                Item::Ladder(ladder) => self.ladder(ladder),
                Item::Area(area) => {
                    self.saw("item area");
                    self.head(&area.head);
                    self.area_lines(&area.lines, false);
                }
                Item::Overall(overall) => {
                    self.saw("item overall");
                    self.head(&overall.head);
                    self.area_lines(&overall.lines, true);
                }
                Item::Property(property) => {
                    self.saw("item property");
                    self.head(&property.head);
                    self.saw(if property.never { "property never" } else { "property always" });
                    self.notes(&property.notes, "property note");
                    property.condition.iter().for_each(|condition| self.expr(condition));
                }
                Item::Example(example) => self.example(example),
            }
        }
    }

    fn head(&mut self, head: &Head) {
        head.text.iter().for_each(|text| self.text(text));
    }

    fn text(&mut self, text: &Text) {
        self.saw(match text.entries.as_slice() {
            [one] if one.language.is_none() => "text bare",
            [_] => "text in one language",
            _ => "text in several languages",
        });
    }

    fn value(&mut self, value: &Value) {
        let big = value.number.to_big();
        self.saw_if(value.percent, "value percent");
        self.saw_if(!value.percent && !big.is_integer(), "value fraction");
        self.saw_if(value.number.is_negative(), "value negative");
    }

    fn paths(&mut self, paths: &[Path]) {
        paths.iter().for_each(|path| self.path(path));
    }

    fn path(&mut self, path: &Path) {
        self.saw(if path.parts.len() == 1 { "path of one" } else { "path of several" });
    }

    fn notes(&mut self, notes: &[Note], place: &'static str) {
        notes.iter().for_each(|note| self.note(note, place));
    }

    fn note(&mut self, note: &Note, place: &'static str) {
        self.saw(place);
        match &note.kind {
            NoteKind::Code(_) => self.saw("note code"),
            NoteKind::Guidance(text) => {
                self.saw("note guidance");
                self.text(text);
            }
            NoteKind::Was(paths) => {
                self.saw("note was");
                self.paths(paths);
            }
            NoteKind::Allow { .. } => self.saw("note allow"),
        }
    }

    fn model(&mut self, model: &Model) {
        self.saw("item model");
        self.head(&model.head);
        for line in &model.lines {
            match line {
                ModelLine::Edition(_, value) => {
                    self.saw("model edition");
                    self.value(value);
                }
                ModelLine::Version(..) => self.saw("model version"),
                ModelLine::Language(_, names) => {
                    self.saw("model language");
                    self.paths(names);
                }
                ModelLine::Roles(_, roles) => {
                    self.saw("model roles");
                    for role in roles {
                        self.saw_if(role.text.is_some(), "role text");
                        self.notes(&role.notes, "role note");
                    }
                }
                ModelLine::Policy(policy) => {
                    self.saw("model policy");
                    self.policy(policy);
                }
                ModelLine::Note(note) => self.note(note, "model note"),
            }
        }
    }

    fn na(&mut self, na: &NaLine) {
        self.saw_if(na.points.is_some(), "scale na with a worth");
        na.text.iter().for_each(|text| self.text(text));
    }

    fn scale(&mut self, body: &ScaleBody) {
        for line in &body.lines {
            match line {
                ScaleLine::Option(option) => {
                    self.saw("scale option");
                    self.saw(if option.points.is_some() { "option points" } else { "option without points" });
                    option.points.iter().for_each(|points| self.value(points));
                    option.text.iter().for_each(|text| self.text(text));
                    self.notes(&option.notes, "option note");
                }
                ScaleLine::Na(na) => {
                    self.saw("scale na");
                    self.na(na);
                }
                ScaleLine::MetFrom(..) => self.saw("scale met from"),
                ScaleLine::Note(note) => self.note(note, "scale note"),
            }
        }
    }

    fn ladder(&mut self, ladder: &Ladder) {
        self.saw("item ladder");
        self.head(&ladder.head);
        for line in &ladder.lines {
            match line {
                LadderLine::Score(_, formula) => {
                    self.saw("ladder score");
                    self.formula(formula);
                }
                LadderLine::Gating(_, gating) => {
                    self.saw("ladder gating");
                    self.gating(gating.node);
                }
                LadderLine::Level(level) => {
                    self.saw("ladder level");
                    self.level(level);
                }
                LadderLine::Note(note) => self.note(note, "ladder note"),
            }
        }
    }

    fn gating(&mut self, gating: Gating) {
        self.saw(match gating {
            Gating::Cumulative => "gating cumulative",
            Gating::Highest => "gating highest",
        });
    }

    fn level(&mut self, level: &LevelLine) {
        self.saw_if(level.text.is_some(), "level text");
        self.notes(&level.notes, "level note");
        for rule in &level.rules {
            match rule {
                LevelRule::Bound { kind, value } => {
                    self.value(value);
                    self.saw(match kind.node {
                        BoundKind::From => "bound from",
                        BoundKind::Above => "bound above",
                        BoundKind::To => "bound to",
                        BoundKind::Below => "bound below",
                    });
                }
                LevelRule::Requires { condition, roles, .. } => {
                    self.saw("requires");
                    self.saw_if(!roles.is_empty(), "requires for some roles");
                    self.expr(condition);
                }
            }
        }
    }

    fn area_lines(&mut self, lines: &[AreaLine], overall: bool) {
        for line in lines {
            let (inner, outer) = match line {
                AreaLine::Levels { .. } => ("area levels", Some("overall levels")),
                AreaLine::Level(..) => ("area level", Some("overall level")),
                AreaLine::Score(..) => ("area score", Some("overall score")),
                AreaLine::Weights { selector: None, .. } => ("area weights", None),
                AreaLine::Weights { .. } => ("area weights of a set", None),
                AreaLine::Value(_) => ("area value", Some("overall value")),
                AreaLine::Weight(..) => ("area weight", None),
                AreaLine::Policy(_) => ("area policy", Some("overall policy")),
                AreaLine::Area(_) => ("area area", None),
                AreaLine::Question(_) => ("area question", None),
                AreaLine::Action(_) => ("area action", Some("overall action")),
                AreaLine::Note(_) => ("area note", Some("overall note")),
            };
            self.saw(outer.filter(|_| overall).unwrap_or(inner));
            self.area_line(line, overall);
        }
    }

    fn area_line(&mut self, line: &AreaLine, overall: bool) {
        match line {
            AreaLine::Levels { lines, .. } => {
                for line in lines {
                    match line {
                        LevelsLine::Gating(_, gating) => {
                            self.saw("adoption gating");
                            self.gating(gating.node);
                        }
                        LevelsLine::Level(level) => {
                            self.saw("adoption level");
                            self.level(level);
                        }
                    }
                }
            }
            AreaLine::Level(_, formula) | AreaLine::Score(_, formula) => self.formula(formula),
            AreaLine::Weights { selector, total, .. } => {
                selector.iter().for_each(|selector| self.selector(selector));
                self.value(total);
            }
            AreaLine::Value(value) => {
                self.head(&value.head);
                self.formula(&value.formula);
                self.notes(&value.notes, "value note");
            }
            AreaLine::Weight(_, value) => self.value(value),
            AreaLine::Policy(policy) => self.policy(policy),
            AreaLine::Area(area) => {
                self.head(&area.head);
                self.area_lines(&area.lines, false);
            }
            AreaLine::Question(question) => self.question(question),
            AreaLine::Action(action) => self.action(action),
            AreaLine::Note(note) => self.note(note, if overall { "overall note" } else { "area note" }),
        }
    }

    fn policy(&mut self, policy: &Policy) {
        self.saw(match policy.state.node {
            MissingState::Unanswered => "policy unanswered",
            MissingState::Na => "policy na",
            MissingState::Hidden => "policy hidden",
        });
        self.saw(match policy.treatment.node {
            Treatment::Lowest => "counts as lowest",
            Treatment::Highest => "counts as highest",
            Treatment::Option(_) => "counts as option",
            Treatment::LeftOut => "left out",
        });
    }

    fn question(&mut self, question: &Question) {
        self.head(&question.head);
        for line in &question.lines {
            match line {
                QuestionLine::Answers(_, answers) => {
                    self.saw("question answers");
                    self.answers(answers);
                }
                QuestionLine::Points(_, lines) => {
                    self.saw("question points");
                    lines.iter().for_each(|line| self.points(line));
                }
                QuestionLine::Met(met) => {
                    self.saw("question met");
                    self.saw(if met.up_to { "met up to" } else { "met from" });
                    self.saw(match met.bound {
                        Operand::Name(_) => "met option",
                        Operand::Value(_) => "met number",
                    });
                }
                QuestionLine::Weight(_, value) => {
                    self.saw("question weight");
                    self.value(value);
                }
                QuestionLine::For(_, roles) => {
                    self.saw("question for");
                    self.paths(roles);
                }
                QuestionLine::At(..) => self.saw("question at"),
                QuestionLine::Tagged(_, tags) => {
                    self.saw("question tagged");
                    self.paths(tags);
                }
                QuestionLine::AskWhen(_, condition) => {
                    self.saw("question ask when");
                    self.expr(condition);
                }
                QuestionLine::Policy(policy) => {
                    self.saw("question policy");
                    self.policy(policy);
                }
                QuestionLine::Action(action) => {
                    self.saw("question action");
                    self.action(action);
                }
                QuestionLine::Note(note) => self.note(note, "question note"),
            }
        }
    }

    fn answers(&mut self, answers: &Answers) {
        if let Some(na) = &answers.or_na {
            self.saw("answers or na");
            self.na(na);
        }
        match &answers.kind {
            AnswersKind::Scale(_) => self.saw("answers scale"),
            AnswersKind::Inline(body) => {
                self.saw("answers inline");
                self.scale(body);
            }
            AnswersKind::AnyOf(_) => self.saw("answers any of"),
            AnswersKind::AnyOfInline(body) => {
                self.saw("answers any of inline");
                self.scale(body);
            }
            AnswersKind::Range { first, last, step, unit } => {
                self.saw("answers range");
                self.saw_if(step.is_some(), "answers range with a step");
                self.saw_if(unit.is_some(), "answers range with a unit");
                [Some(first), Some(last), step.as_ref()].into_iter().flatten().for_each(|value| self.value(value));
            }
            AnswersKind::Text => self.saw("answers text"),
        }
    }

    fn points(&mut self, line: &PointsLine) {
        self.value(&line.points);
        let (kind, value) = match &line.when {
            PointsWhen::UpTo(value) => ("points up to", Some(value)),
            PointsWhen::Below(value) => ("points below", Some(value)),
            PointsWhen::From(value) => ("points from", Some(value)),
            PointsWhen::Above(value) => ("points above", Some(value)),
            PointsWhen::Otherwise(_) => ("points otherwise", None),
        };
        self.saw(kind);
        value.iter().for_each(|value| self.value(value));
    }

    fn action(&mut self, action: &Action) {
        self.head(&action.head);
        for line in &action.lines {
            match line {
                ActionLine::SuggestWhen(_, condition) => {
                    self.saw("action suggest when");
                    self.expr(condition);
                }
                ActionLine::Raises { target, to, .. } => {
                    self.saw("action raises");
                    self.saw_if(to.is_some(), "action raises to");
                    self.saw(match target {
                        RaisesTarget::Path(_) => "raises a question",
                        RaisesTarget::Answer(_) => "raises answer",
                    });
                }
                ActionLine::Effort(..) => self.saw("action effort"),
                ActionLine::Priority(..) => self.saw("action priority"),
                ActionLine::After(..) => self.saw("action after"),
                ActionLine::For(..) => self.saw("action for"),
                ActionLine::Tagged(..) => self.saw("action tagged"),
                ActionLine::Note(note) => self.note(note, "action note"),
            }
        }
    }

    fn example(&mut self, example: &Example) {
        self.saw("item example");
        for line in &example.lines {
            match line {
                ExampleLine::As(..) => self.saw("example as"),
                ExampleLine::Given(_, list) => {
                    self.saw("example given");
                    list.iter().for_each(|given| self.given(given));
                }
                ExampleLine::Expect(_, condition) => {
                    self.saw("example expect");
                    self.expr(condition);
                }
                ExampleLine::Note(note) => self.note(note, "example note"),
            }
        }
    }

    fn given(&mut self, given: &Given) {
        self.saw(match given {
            Given::Answer { answer, .. } => match &answer.node {
                GivenAnswer::Options(options) if options.len() == 1 => "given one option",
                GivenAnswer::Options(_) => "given several options",
                GivenAnswer::Number(_) => "given number",
                GivenAnswer::Text(_) => "given text",
                GivenAnswer::Na => "given na",
                GivenAnswer::Nothing => "given nothing",
                GivenAnswer::Unanswered => "given unanswered",
            },
            Given::Others { answer, .. } => match answer.node {
                OthersAnswer::Lowest => "others lowest",
                OthersAnswer::Highest => "others highest",
                OthersAnswer::Na => "others na",
                OthersAnswer::Unanswered => "others unanswered",
            },
        });
    }

    fn formula(&mut self, formula: &Formula) {
        match formula {
            Formula::Expr(expr) => {
                self.saw("formula expression");
                self.expr(expr);
            }
            Formula::Lines { lines, otherwise, .. } => {
                self.saw("formula lines");
                lines.iter().flat_map(|(value, when)| [value, when]).for_each(|expr| self.expr(expr));
                self.expr(otherwise);
            }
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Number(value) => self.saw(if value.percent { "number percent" } else { "number" }),
            ExprKind::Reference(reference) => self.reference(reference),
            ExprKind::Suggested(_) => self.saw("suggested"),
            ExprKind::Negate(inner) => {
                self.saw("negate");
                self.expr(inner);
            }
            ExprKind::Binary(left, op, right) => {
                self.saw(match op.node {
                    BinaryOp::Add => "add",
                    BinaryOp::Subtract => "subtract",
                    BinaryOp::Multiply => "multiply",
                    BinaryOp::Divide => "divide",
                    BinaryOp::OutOf => "out of",
                    BinaryOp::Of => "of",
                });
                [left, right].into_iter().for_each(|side| self.expr(side));
            }
            ExprKind::Else(one, other) => {
                self.saw("else");
                [one, other].into_iter().for_each(|side| self.expr(side));
            }
            ExprKind::Round(inner, _) => {
                self.saw("round");
                self.expr(inner);
            }
            ExprKind::AggregateSet(op, selection) => {
                self.saw("aggregate of a set");
                self.aggregate(op.node);
                self.selection(selection);
            }
            ExprKind::AggregateList(op, list) => {
                self.saw("aggregate of a list");
                self.aggregate(op.node);
                list.iter().for_each(|expr| self.expr(expr));
            }
            ExprKind::Quantified(op, selection, test) => {
                self.saw("quantified");
                self.saw(match op.node {
                    Quantifier::Count => "count",
                    Quantifier::Share => "share",
                    Quantifier::All => "all",
                    Quantifier::Any => "any",
                });
                self.selection(selection);
                test.iter().for_each(|test| self.test(test));
            }
            ExprKind::Test(left, test) => {
                self.saw("test");
                self.expr(left);
                self.test(test);
            }
            ExprKind::Not(inner) => {
                self.saw("not");
                self.expr(inner);
            }
            ExprKind::And(parts) => {
                self.saw("and");
                parts.iter().for_each(|part| self.expr(part));
            }
            ExprKind::Or(parts) => {
                self.saw("or");
                parts.iter().for_each(|part| self.expr(part));
            }
            ExprKind::Paren(inner) => {
                self.saw("parentheses");
                self.expr(inner);
            }
            ExprKind::Broken => panic!("a broken expression"),
        }
    }

    fn aggregate(&mut self, aggregate: Aggregate) {
        self.saw(match aggregate {
            Aggregate::Sum => "sum",
            Aggregate::Mean => "mean",
            Aggregate::Min => "min",
            Aggregate::Max => "max",
        });
    }

    fn reference(&mut self, reference: &Reference) {
        self.saw("reference");
        self.saw(match &reference.base {
            ReferenceBase::Path(_) => "base path",
            ReferenceBase::Overall(None) => "base overall",
            ReferenceBase::Overall(Some(_)) => "base overall path",
            ReferenceBase::Own => "base own",
            ReferenceBase::Answer => "base answer",
        });
        if let ReferenceBase::Path(path) | ReferenceBase::Overall(Some(path)) = &reference.base {
            self.path(path);
        }
        self.saw(reference.attribute.as_ref().map_or("no attribute", |attribute| attribute_kind(attribute.node)));
    }

    fn selection(&mut self, selection: &Selection) {
        match &selection.attribute {
            None => self.saw("selection bare"),
            Some(attribute) => {
                self.saw("selection with an attribute");
                self.saw(attribute_kind(attribute.node));
            }
        }
        self.selector(&selection.selector);
    }

    fn selector(&mut self, selector: &Selector) {
        self.saw(match selector.base {
            SelectorBase::Questions => "questions",
            SelectorBase::OwnQuestions => "own questions",
            SelectorBase::Areas => "areas",
            SelectorBase::AllAreas => "all areas",
        });
        for filter in &selector.filters {
            self.saw(match &filter.node {
                Filter::In(_) => "filter in",
                Filter::At(_) => "filter at",
                Filter::Tagged(_) => "filter tagged",
                Filter::On(_) => "filter on",
                Filter::For(_) => "filter for",
                Filter::Except(_) => "filter except",
                Filter::WhereWeight(..) => "filter where weight",
            });
        }
    }

    fn test(&mut self, test: &Test) {
        match &test.kind {
            TestKind::Compare(op, right) => {
                self.saw("compare");
                self.saw(match op.node {
                    Compare::Equal => "==",
                    Compare::NotEqual => "!=",
                    Compare::Less => "<",
                    Compare::LessOrEqual => "<=",
                    Compare::Greater => ">",
                    Compare::GreaterOrEqual => ">=",
                });
                self.expr(right);
            }
            TestKind::State { negated, state } => {
                self.saw(if *negated { "state negated" } else { "state" });
                self.saw(match state.node {
                    State::Met => "met",
                    State::Answered => "answered",
                    State::Unanswered => "unanswered",
                    State::Na => "na",
                    State::Hidden => "hidden",
                });
            }
            TestKind::Has(_) => self.saw("has"),
        }
    }
}

fn attribute_kind(attribute: Attribute) -> &'static str {
    match attribute {
        Attribute::Score => "attribute score",
        Attribute::Level => "attribute level",
        Attribute::Points => "attribute points",
    }
}
