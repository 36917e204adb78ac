//! The walk over declarations and their lines.

use super::expressions::Walk;
use super::marks::{ListStyle, Mark, Marker};
use crate::source::Span;
use crate::syntax::ast::*;

/// Leaves the marks of a whole file.
pub(super) fn file(file: &File, marks: &mut Marker<'_>) {
    let mut walk = Walk { marks };
    for item in &file.items {
        walk.item(item);
    }
}

fn span_of_path(path: &Path) -> Span {
    path.span
}

impl Walk<'_, '_> {
    fn item(&mut self, item: &Item) {
        match item {
            Item::Use(line) => self.marks.line(line.keyword),
            Item::Model(model) => {
                self.head(&model.head);
                for line in &model.lines {
                    self.model_line(line);
                }
            }
            Item::Scale(scale) => {
                self.head(&scale.head);
                self.scale_body(&scale.body);
            }
            Item::Ladder(ladder) => {
                self.head(&ladder.head);
                for line in &ladder.lines {
                    match line {
                        LadderLine::Score(keyword, formula) => {
                            self.marks.line(*keyword);
                            self.formula(formula);
                        }
                        LadderLine::Gating(keyword, _) => self.marks.line(*keyword),
                        LadderLine::Level(level) => self.level(level),
                        LadderLine::Note(note) => self.note(note),
                    }
                }
            }
            Item::Area(area) => self.area(area),
            Item::Overall(overall) => {
                self.head(&overall.head);
                for line in &overall.lines {
                    self.area_line(line);
                }
            }
            Item::Property(property) => {
                self.head(&property.head);
                self.notes(&property.notes);
                if let Some(condition) = &property.condition {
                    self.marks.line(condition.span);
                    self.marks.before(condition.span, Mark::Even);
                    self.expression(condition, false);
                }
            }
            Item::Example(example) => {
                self.head(&example.head);
                for line in &example.lines {
                    self.example_line(line);
                }
            }
        }
    }

    fn head(&mut self, head: &Head) {
        self.marks.line(head.keyword);
        self.optional_text(head.text.as_ref());
    }

    fn text(&mut self, text: &Text) {
        let starts: Vec<Span> = text.entries.iter().map(entry_span).collect();
        self.marks.list(&starts, ListStyle::default());
    }

    fn optional_text(&mut self, text: Option<&Text>) {
        if let Some(text) = text {
            self.text(text);
        }
    }

    fn model_line(&mut self, line: &ModelLine) {
        match line {
            ModelLine::Edition(keyword, value) => {
                self.marks.line(*keyword);
                self.value(value);
            }
            ModelLine::Version(keyword, _) => self.marks.line(*keyword),
            ModelLine::Language(keyword, names) => self.names_line(*keyword, names),
            ModelLine::Roles(keyword, roles) => {
                self.marks.line(*keyword);
                for role in roles {
                    self.marks.line(role.name.span);
                    self.optional_text(role.text.as_ref());
                    self.notes(&role.notes);
                }
            }
            ModelLine::Policy(policy) => self.marks.line(policy.span),
            ModelLine::Note(note) => self.note(note),
        }
    }

    fn scale_body(&mut self, body: &ScaleBody) {
        for line in &body.lines {
            match line {
                ScaleLine::Option(option) => {
                    self.marks.line(option.name.span);
                    self.optional_value(option.points.as_ref());
                    self.optional_text(option.text.as_ref());
                    self.notes(&option.notes);
                }
                ScaleLine::Na(na) => {
                    self.marks.line(na.keyword);
                    self.na(na);
                }
                ScaleLine::MetFrom(keyword, _) => self.marks.line(*keyword),
                ScaleLine::Note(note) => self.note(note),
            }
        }
    }

    fn na(&mut self, na: &NaLine) {
        self.optional_value(na.points.as_ref());
        self.optional_text(na.text.as_ref());
    }

    fn level(&mut self, level: &LevelLine) {
        self.marks.line(level.span);
        self.optional_text(level.text.as_ref());
        for (i, rule) in level.rules.iter().enumerate() {
            match rule {
                LevelRule::Bound { kind, value } => {
                    if i == 0 {
                        self.after_text(level.text.as_ref(), kind.span);
                    }
                    self.value(value);
                }
                LevelRule::Requires { keyword, condition, roles } => {
                    let end = roles.last().map_or(condition.span, span_of_path);
                    let span = keyword.to(end);
                    self.marks.before(*keyword, Mark::Break(1));
                    self.marks.open(span, true);
                    self.expression(condition, false);
                    if let Some(role) = roles.first() {
                        self.marks.before_previous(role.span, Mark::Break(1));
                    }
                    self.names(roles, true);
                    self.marks.close(span, true);
                }
            }
        }
        self.notes(&level.notes);
    }

    /// What follows a text in several languages starts a line of its own if the text stands on several.
    fn after_text(&mut self, text: Option<&Text>, next: Span) {
        if text.is_some_and(|t| t.entries.len() > 1) {
            self.marks.before(next, Mark::BreakIfOpened);
        }
    }

    fn area(&mut self, area: &Area) {
        self.head(&area.head);
        for line in &area.lines {
            self.area_line(line);
        }
    }

    fn area_line(&mut self, line: &AreaLine) {
        match line {
            AreaLine::Levels { keyword, lines, .. } => {
                self.marks.line(*keyword);
                for line in lines {
                    match line {
                        LevelsLine::Gating(keyword, _) => self.marks.line(*keyword),
                        LevelsLine::Level(level) => self.level(level),
                    }
                }
            }
            AreaLine::Level(keyword, formula) | AreaLine::Score(keyword, formula) => {
                self.marks.line(*keyword);
                self.formula(formula);
            }
            AreaLine::Weights { keyword, selector, total } => {
                self.marks.line(*keyword);
                if let Some(selector) = selector {
                    let span = selector.span.to(total.span);
                    self.marks.open(span, false);
                    self.selector(selector);
                    self.marks.before_previous(total.span, Mark::Break(1));
                    self.marks.close(span, false);
                }
                self.value(total);
            }
            AreaLine::Value(value) => {
                self.head(&value.head);
                if let Formula::Expr(expr) = &value.formula {
                    self.after_text(value.head.text.as_ref(), expr.span);
                }
                self.formula(&value.formula);
                self.notes(&value.notes);
            }
            AreaLine::Weight(keyword, value) => {
                self.marks.line(*keyword);
                self.value(value);
            }
            AreaLine::Policy(policy) => self.marks.line(policy.span),
            AreaLine::Area(area) => self.area(area),
            AreaLine::Question(question) => self.question(question),
            AreaLine::Action(action) => self.action(action),
            AreaLine::Note(note) => self.note(note),
        }
    }

    fn question(&mut self, question: &Question) {
        self.head(&question.head);
        for line in &question.lines {
            self.question_line(line);
        }
    }

    fn question_line(&mut self, line: &QuestionLine) {
        match line {
            QuestionLine::Answers(keyword, answers) => {
                self.marks.line(*keyword);
                self.answers(answers);
            }
            QuestionLine::Points(keyword, lines) => {
                self.marks.line(*keyword);
                for line in lines {
                    self.marks.before(line.span, Mark::Item);
                    self.value(&line.points);
                    match &line.when {
                        PointsWhen::UpTo(v) | PointsWhen::Below(v) | PointsWhen::From(v) | PointsWhen::Above(v) => {
                            self.value(v);
                        }
                        PointsWhen::Otherwise(_) => {}
                    }
                }
            }
            QuestionLine::Met(met) => {
                self.marks.line(met.keyword);
                self.operand(&met.bound);
            }
            QuestionLine::Weight(keyword, value) => {
                self.marks.line(*keyword);
                self.value(value);
            }
            QuestionLine::For(keyword, names) | QuestionLine::Tagged(keyword, names) => {
                self.names_line(*keyword, names);
            }
            QuestionLine::At(keyword, _) => self.marks.line(*keyword),
            QuestionLine::AskWhen(keyword, condition) => {
                self.marks.line(*keyword);
                self.expression(condition, false);
            }
            QuestionLine::Policy(policy) => self.marks.line(policy.span),
            QuestionLine::Action(action) => self.action(action),
            QuestionLine::Note(note) => self.note(note),
        }
    }

    fn answers(&mut self, answers: &Answers) {
        let mut inline = false;
        match &answers.kind {
            AnswersKind::Inline(body) | AnswersKind::AnyOfInline(body) => {
                inline = true;
                self.scale_body(body);
            }
            AnswersKind::Range { first, last, step, unit } => {
                self.value(first);
                self.value(last);
                self.optional_value(step.as_ref());
                self.optional_text(unit.as_ref());
            }
            AnswersKind::Scale(_) | AnswersKind::AnyOf(_) | AnswersKind::Text => {}
        }
        if let Some(na) = &answers.or_na {
            if !inline {
                self.marks.before_previous(na.keyword, Mark::Break(1));
            }
            self.na(na);
        }
    }

    fn action(&mut self, action: &Action) {
        self.head(&action.head);
        for line in &action.lines {
            match line {
                ActionLine::SuggestWhen(keyword, condition) => {
                    self.marks.line(*keyword);
                    self.expression(condition, false);
                }
                ActionLine::Raises { keyword, to, .. } => {
                    self.marks.line(*keyword);
                    if let Some(to) = to {
                        self.operand(to);
                    }
                }
                ActionLine::Effort(keyword, value) | ActionLine::Priority(keyword, value) => {
                    self.marks.line(*keyword);
                    self.value(value);
                }
                ActionLine::After(keyword, names)
                | ActionLine::For(keyword, names)
                | ActionLine::Tagged(keyword, names) => self.names_line(*keyword, names),
                ActionLine::Note(note) => self.note(note),
            }
        }
    }

    fn example_line(&mut self, line: &ExampleLine) {
        match line {
            ExampleLine::As(keyword, _) => self.marks.line(*keyword),
            ExampleLine::Given(keyword, answers) => {
                self.marks.line(*keyword);
                let spans: Vec<Span> = answers.iter().map(given_span).collect();
                for given in answers {
                    self.given(given);
                }
                self.marks.list(&spans, ListStyle { nested: false, final_comma: true, blank_lines: true });
            }
            ExampleLine::Expect(keyword, condition) => {
                self.marks.line(*keyword);
                self.expression(condition, false);
            }
            ExampleLine::Note(note) => self.note(note),
        }
    }

    fn given(&mut self, given: &Given) {
        if let Given::Answer { answer, .. } = given {
            match &answer.node {
                GivenAnswer::Number(value) => self.value(value),
                GivenAnswer::Options(options) if options.len() > 1 => {
                    self.marks.open(answer.span, true);
                    for option in options.iter().skip(1) {
                        self.marks.before_previous(option.span, Mark::Break(1));
                    }
                    self.marks.close(answer.span, true);
                }
                _ => {}
            }
        }
    }

    fn notes(&mut self, notes: &[Note]) {
        for note in notes {
            self.note(note);
        }
    }

    fn note(&mut self, note: &Note) {
        self.marks.line(note.span);
        match &note.kind {
            NoteKind::Guidance(text) => self.text(text),
            NoteKind::Was(names) => self.names(names, false),
            NoteKind::Code(_) | NoteKind::Allow { .. } => {}
        }
    }

    fn names_line(&mut self, keyword: Span, names: &[Path]) {
        self.marks.line(keyword);
        self.names(names, false);
    }

    fn optional_value(&mut self, value: Option<&Value>) {
        if let Some(value) = value {
            self.value(value);
        }
    }

    fn operand(&mut self, operand: &Operand) {
        if let Operand::Value(value) = operand {
            self.value(value);
        }
    }
}

fn entry_span(entry: &TextEntry) -> Span {
    entry.language.as_ref().map_or(entry.string.span, |l| l.span.to(entry.string.span))
}

fn given_span(given: &Given) -> Span {
    match given {
        Given::Answer { question, answer } => question.span.to(answer.span),
        Given::Others { keyword, answer } => keyword.to(answer.span),
    }
}
