//! A failing example, in words.

use super::{Evaluation, ExampleOutcome, Presence, Unfulfilled};
use crate::diagnostics::{Code, Diagnostic};
use crate::model::{Answer, Example, Model, Number, NumberId, QuestionId, Sign, Truth, TruthId};

/// More open questions than this are not all named.
const MOST_OPEN: usize = 6;

impl ExampleOutcome {
    /// What is wrong, a finding an answer that could not be given (`M0702`) or an expectation that does not hold
    /// (`M0701`): what is expected, and what is.
    pub fn diagnostics(&self, model: &Model, example: &Example) -> Vec<Diagnostic> {
        let evaluation = Evaluation::new(model, &self.answers);
        let words = Words { model, evaluation: &evaluation, answers: self };
        let hidden = self.not_asked.iter().map(|(question, span)| {
            let question = model.questions.get(question.0 as usize);
            let name = question.map_or("", |question| question.key.as_str());
            let mut diagnostic =
                Diagnostic::new(Code::M0702, format!("`{name}` is answered, but with these answers it is not asked"))
                    .at(*span, "is hidden here")
                    .help("take the answer away, or change the answers that it depends on");
            if let Some(question) = question {
                diagnostic = diagnostic.also(question.span, "this question");
                diagnostic = match question.ask_when {
                    Some(when) => diagnostic.note(format!("it is asked when {}", words.notation(when))),
                    None => diagnostic,
                };
            }
            diagnostic
        });
        let unfulfilled = self.unfulfilled.iter().filter_map(|unfulfilled| {
            let span = example.expectations.get(unfulfilled.expectation)?.span;
            let mut diagnostic = Diagnostic::new(Code::M0701, words.message(example, unfulfilled));
            let facts = words.facts(&unfulfilled.leaves);
            diagnostic = match facts.split_first() {
                Some((first, rest)) => {
                    rest.iter().fold(diagnostic.at(span, first.clone()), |d, fact| d.note(fact.clone()))
                }
                None => diagnostic.at(span, "holds so far"),
            };
            if !unfulfilled.open.is_empty() {
                diagnostic = diagnostic
                    .note(format!("it depends on what is not answered yet: {}", words.questions(&unfulfilled.open)))
                    .help("answer these questions in the example too, or write `others lowest` or `others highest`");
            }
            Some(diagnostic.also(example.span, "in this example"))
        });
        let broken = self.broken.iter().filter_map(|index| {
            let property = model.properties.get(*index)?;
            let (word, text) = (if property.never { "never" } else { "always" }, property.text.values().next());
            let title = text.map_or(String::new(), |text| format!(" \"{text}\""));
            let outcome = if property.never { "holds with these answers" } else { "does not hold with these answers" };
            Some(
                Diagnostic::new(Code::M0705, format!("the answers of this example break `{word}{title}`"))
                    .at(example.span, format!("{}, {outcome}", words.notation(property.condition)))
                    .also(property.span, format!("must {word} hold"))
                    .help("mend the rules so that the property holds, or take the property away: it is not so"),
            )
        });
        hidden.chain(unfulfilled).chain(broken).collect()
    }
}

struct Words<'a> {
    model: &'a Model,
    evaluation: &'a Evaluation<'a>,
    answers: &'a ExampleOutcome,
}

impl Words<'_> {
    fn message(&self, example: &Example, unfulfilled: &Unfulfilled) -> String {
        let span = example.expectations.get(unfulfilled.expectation).map(|e| e.span).unwrap_or_default();
        let written = self.model.sources.slice(span).split_whitespace().collect::<Vec<_>>().join(" ");
        match unfulfilled.open.is_empty() {
            true => format!("`{written}` does not hold"),
            false => format!("`{written}` does not hold for every answer that is still possible"),
        }
    }

    fn notation(&self, id: TruthId) -> String {
        format!("`{}`", self.model.condition_notation(id))
    }

    fn questions(&self, ids: &[QuestionId]) -> String {
        let mut names: Vec<String> = ids.iter().take(MOST_OPEN).map(|id| format!("`{}`", self.key(*id))).collect();
        if ids.len() > MOST_OPEN {
            names.push(format!("and {} more", ids.len().saturating_sub(MOST_OPEN)));
        }
        names.join(", ")
    }

    fn key(&self, id: QuestionId) -> &str {
        self.model.questions.get(id.0 as usize).map_or("", |question| question.key.as_str())
    }

    /// What is, leaf by leaf, each said once.
    fn facts(&self, leaves: &[TruthId]) -> Vec<String> {
        let mut facts: Vec<String> = Vec::new();
        for leaf in leaves {
            let fact = self.fact(*leaf);
            if !facts.contains(&fact) {
                facts.push(fact);
            }
        }
        facts
    }

    fn fact(&self, leaf: TruthId) -> String {
        match self.model.truths.get(leaf.0 as usize) {
            Some(Truth::Compare(left, _, right)) => match self.is_constant(*right) {
                true => self.amount(*left),
                false => format!("{}, {}", self.amount(*left), self.amount(*right)),
            },
            Some(
                Truth::Answer(question, _)
                | Truth::Has(question, ..)
                | Truth::HasAtLeast(question, ..)
                | Truth::State(question, ..)
                | Truth::Counts(question, _),
            ) => self.answer(*question),
            Some(Truth::Suggested(action, sign)) => {
                let name = self.model.actions.get(action.0 as usize).map_or("", |action| action.name.as_str());
                match sign {
                    Sign::Is => format!("`{name}` is not suggested"),
                    Sign::IsNot => format!("`{name}` is suggested"),
                }
            }
            _ => format!("{} does not hold", self.notation(leaf)),
        }
    }

    fn is_constant(&self, id: NumberId) -> bool {
        matches!(self.model.numbers.get(id.0 as usize), Some(Number::Constant(_)))
    }

    fn amount(&self, id: NumberId) -> String {
        let unit = self.model.unit_of(id);
        let name = self.model.number_notation(id, unit);
        match self.evaluation.number(id) {
            Some(value) => format!("`{name}` is {}", self.model.value_notation(value, unit)),
            None => format!("`{name}` has no value: nothing that it needs is answered"),
        }
    }

    fn answer(&self, id: QuestionId) -> String {
        let key = self.key(id);
        let Some(question) = self.model.questions.get(id.0 as usize) else { return String::new() };
        match (self.evaluation.presence(id), self.answers.answers.get(id)) {
            (Presence::Outside, _) => format!("`{key}` is not for this role"),
            (Presence::Hidden, _) => format!("`{key}` is not asked"),
            (Presence::Unanswered, _) => format!("`{key}` is not answered"),
            (Presence::Na, _) => format!("`{key}` is `na`"),
            (Presence::Answered, Some(Answer::Index(index))) => {
                format!("`{key}` is {}", self.model.answer_notation(question, *index))
            }
            (Presence::Answered, _) => format!("`{key}` is answered"),
        }
    }
}
