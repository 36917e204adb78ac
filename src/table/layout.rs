//! What each column of an input is for, decided before the first row is read.

use std::collections::HashMap;

use super::carried::CarriedKind;
use super::fault::listed;
use super::fields::{Field, FieldKind};
use super::mapping::{Mapping, Target};
use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::model::{Domain, Model, Question, QuestionId};
use crate::respond::{Named, Notation, QuestionNames};

/// What the column of the role is called.
pub const ROLE: &str = "role";

/// What the columns of an input are for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Layout {
    /// Of each column.
    pub uses: Vec<Use>,
    /// The columns that pass through, with their kinds: the same for all inputs.
    pub carried: Vec<(String, CarriedKind)>,
    /// The columns that would pass through, but cannot, with what they hold.
    pub stuck: Vec<(String, String)>,
}

/// What a column is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Use {
    /// The answers to this question.
    Answer(QuestionId),
    /// The role of the respondents.
    Role,
    /// It passes through: its place among those that do.
    Carried(usize),
    /// Nothing.
    Unused,
}

/// What is wanted of the columns of all inputs.
#[derive(Debug)]
pub struct Wanted<'a> {
    /// The model.
    pub model: &'a Model,
    /// How the answers to choices are written.
    pub notation: Notation,
    /// Whether questions may have no column: they are then unanswered.
    pub partial: bool,
    /// What columns are called here that are called otherwise in the model.
    pub mapping: &'a Mapping,
    /// The names of the questions.
    pub names: QuestionNames<'a>,
}

impl<'a> Wanted<'a> {
    /// What is wanted for a model, all columns being called as in the model.
    pub fn new(model: &'a Model, notation: Notation, partial: bool, mapping: &'a Mapping) -> Wanted<'a> {
        Wanted { model, notation, partial, mapping, names: QuestionNames::new(model) }
    }

    /// What is wrong with the wishes themselves: options that share a worth when answers are written as points.
    ///
    /// # Errors
    /// Everything that is wrong.
    pub fn check(&self) -> Result<(), Vec<Diagnostic>> {
        let choices = self.model.questions.iter().filter(|question| matches!(question.domain, Domain::Choice(_)));
        let wrong: Vec<Diagnostic> = match self.notation {
            Notation::Names => Vec::new(),
            Notation::Points => choices.filter_map(|question| self.not_told_by_points(question)).collect(),
        };
        if wrong.is_empty() { Ok(()) } else { Err(wrong) }
    }

    fn not_told_by_points(&self, question: &Question) -> Option<Diagnostic> {
        let options = self.model.options(question);
        let key = &question.key;
        let help = "write the answers as the names of the options";
        if options.iter().any(|option| option.points.is_none()) {
            let message = format!("`{key}` cannot be answered in points: its options have none");
            return Some(Diagnostic::new(Code::M0918, message).help(help));
        }
        options.iter().enumerate().find_map(|(place, option)| {
            let other = options.iter().skip(place.saturating_add(1)).find(|other| other.points == option.points)?;
            let message = format!(
                "`{key}` cannot be answered in points: `{}` and `{}` are worth the same",
                option.name, other.name
            );
            Some(Diagnostic::new(Code::M0918, message).help(help))
        })
    }

    /// What each column of `input` is for.
    ///
    /// # Errors
    /// Everything that is wrong with the columns.
    pub fn layout(&self, input: &str, fields: &[Field]) -> Result<Layout, Vec<Diagnostic>> {
        let mut wrong = Vec::new();
        let mut uses = Vec::new();
        let mut carried: Vec<(String, CarriedKind)> = Vec::new();
        let mut stuck: Vec<(String, String)> = Vec::new();
        let mut taken: HashMap<Use, &str> = HashMap::new();
        for field in fields {
            let target = self.target(input, field).unwrap_or_else(|diagnostic| {
                wrong.push(diagnostic);
                Use::Unused
            });
            match target {
                Use::Carried(_) if carried.iter().any(|(name, _)| *name == field.name) => {
                    wrong.push(twice(input, &field.name, &field.name, "column"));
                }
                Use::Carried(_) => {
                    if let Some(kind) = CarriedKind::of(&field.kind) {
                        uses.push(Use::Carried(carried.len()));
                        carried.push((field.name.clone(), kind));
                        continue;
                    }
                    stuck.push((field.name.clone(), field.kind.words().to_owned()));
                }
                Use::Unused => {}
                target => {
                    if let Some(earlier) = taken.insert(target, &field.name) {
                        wrong.push(twice(input, earlier, &field.name, &self.name(target)));
                    }
                    wrong.extend(self.wrong_kind(input, field, target));
                    uses.push(target);
                    continue;
                }
            }
            uses.push(Use::Unused);
        }
        if wrong.is_empty() {
            wrong.extend(self.missing(input, fields, &uses));
        }
        if wrong.is_empty() { Ok(Layout { uses, carried, stuck }) } else { Err(wrong) }
    }

    /// What a column is for, by the mapping or by its name.
    fn target(&self, input: &str, field: &Field) -> Result<Use, Diagnostic> {
        let name = match self.mapping.get(&field.name) {
            Some(Target::Nothing) => return Ok(Use::Unused),
            Some(Target::Carried) => return Ok(Use::Carried(0)),
            Some(Target::Called(name)) => name,
            None => &field.name,
        };
        if name == ROLE && !self.model.roles.is_empty() {
            return Ok(Use::Role);
        }
        match self.names.find(name) {
            Named::One(id) => Ok(Use::Answer(id)),
            Named::None => Ok(Use::Carried(0)),
            Named::Several(keys) => {
                let message = format!("several questions are called as the column `{name}` in `{input}`");
                Err(Diagnostic::new(Code::M0902, message)
                    .note(format!("they are {}", listed(keys.iter().map(String::as_str))))
                    .help("call the column by one of these names, in the file or with `--map`"))
            }
        }
    }

    fn name(&self, target: Use) -> String {
        match target {
            Use::Answer(id) => self.question(id).map_or_else(String::new, |question| question.key.clone()),
            _ => ROLE.to_owned(),
        }
    }

    fn question(&self, id: QuestionId) -> Option<&'a Question> {
        self.model.questions.get(id.0 as usize)
    }

    fn wrong_kind(&self, input: &str, field: &Field, target: Use) -> Option<Diagnostic> {
        let question = match target {
            Use::Answer(id) => Some(self.question(id)?),
            _ => None,
        };
        let is_number = matches!(
            field.kind,
            FieldKind::Whole | FieldKind::Unsigned | FieldKind::Number | FieldKind::Decimal { .. }
        );
        let (wanted, fits) = match question.map(|question| &question.domain) {
            None => ("the names of roles", matches!(field.kind, FieldKind::Text | FieldKind::Json)),
            Some(Domain::Choice(_)) => match self.notation {
                Notation::Points => {
                    ("what the options are worth", is_number || matches!(field.kind, FieldKind::Text | FieldKind::Json))
                }
                Notation::Names => {
                    let numbered = question.is_some_and(|question| {
                        let digits = |name: &str| name.bytes().all(|byte| byte.is_ascii_digit());
                        self.model.options(question).iter().any(|option| digits(&option.name))
                    });
                    let whole = matches!(field.kind, FieldKind::Whole | FieldKind::Unsigned) && numbered;
                    ("the names of options", whole || matches!(field.kind, FieldKind::Text | FieldKind::Json))
                }
            },
            Some(Domain::AnyOf(_)) => (
                "options between semicolons",
                matches!(field.kind, FieldKind::Text | FieldKind::Json | FieldKind::List),
            ),
            Some(Domain::Range(_)) => ("numbers", is_number || matches!(field.kind, FieldKind::Text | FieldKind::Json)),
            Some(Domain::Text) => ("texts", matches!(field.kind, FieldKind::Text | FieldKind::Json)),
        };
        if fits || field.kind == FieldKind::Nothing {
            return None;
        }
        let message = format!("the column `{}` in `{input}` takes {wanted}, not {}", field.name, field.kind.words());
        let diagnostic = Diagnostic::new(Code::M0910, message);
        Some(match question.map(|question| &question.domain) {
            Some(Domain::Choice(_)) if is_number => {
                diagnostic.help("if the numbers are what the options are worth, say so with `--answers points`")
            }
            _ => diagnostic.help("write the column as texts"),
        })
    }

    /// The columns that are not there.
    fn missing(&self, input: &str, fields: &[Field], uses: &[Use]) -> Option<Diagnostic> {
        let there = |target: Use| uses.contains(&target);
        let is_text = |question: &Question| matches!(question.domain, Domain::Text);
        let questions = (0..).map(QuestionId).zip(&self.model.questions);
        let absent = questions.filter(|(id, question)| !self.partial && !is_text(question) && !there(Use::Answer(*id)));
        let mut names: Vec<&str> = absent.map(|(_, question)| question.key.as_str()).collect();
        if !self.model.roles.is_empty() && !there(Use::Role) {
            names.insert(0, ROLE);
        }
        let first = names.first()?;
        let message = match names.len() {
            1 => format!("`{input}` has no column `{first}`"),
            count => format!("`{input}` lacks {count} columns"),
        };
        let mut diagnostic = Diagnostic::new(Code::M0914, message);
        if names.len() > 1 {
            diagnostic = diagnostic.note(format!("they are {}", listed(names.iter().copied())));
        }
        let free = fields.iter().zip(uses).filter(|(_, target)| matches!(target, Use::Carried(_)));
        let free: Vec<&str> = free.map(|(field, _)| field.name.as_str()).collect();
        let meant = names.iter().find_map(|name| Some((*name, nearest(name, free.iter().copied())?)));
        Some(match meant {
            Some((name, column)) => diagnostic.help(format!(
                "is `{column}` the column for `{name}`? then say so in a file for `--map`: `\"{column}\" = \"{name}\"`"
            )),
            None if names.contains(&ROLE) => diagnostic.help("each row says in which role it was given"),
            None => diagnostic.help(
                "name columns that are called otherwise in a file for `--map`; with `--partial`, questions without a \
                 column are unanswered",
            ),
        })
    }
}

/// Two columns for the same thing.
fn twice(input: &str, earlier: &str, later: &str, what: &str) -> Diagnostic {
    let message = match earlier == later {
        true => format!("`{input}` has two columns called `{later}`"),
        false => format!("`{input}` has two columns for `{what}`: `{earlier}` and `{later}`"),
    };
    Diagnostic::new(Code::M0908, message).help("leave one of them out, in the file or with `--map`")
}

impl Layout {
    /// The same with the carried columns of the first input, so that they mean the same in all inputs.
    ///
    /// # Errors
    /// When they are not the same columns.
    pub fn like(mut self, first: &Layout, input: &str, first_input: &str) -> Result<Layout, Diagnostic> {
        let mut places = Vec::new();
        for (name, kind) in &self.carried {
            let place = first.carried.iter().position(|(other, _)| other == name);
            match place.and_then(|place| Some((place, first.carried.get(place)?.1))) {
                Some((place, other)) if other == *kind => places.push(place),
                Some(_) => {
                    let message =
                        format!("the column `{name}` is of another kind in `{input}` than in `{first_input}`");
                    return Err(Diagnostic::new(Code::M0919, message));
                }
                None => {
                    let message = format!("`{input}` has a column `{name}`, and `{first_input}` has none");
                    return Err(Diagnostic::new(Code::M0919, message).help(LEAVE_OUT));
                }
            }
        }
        if let Some((name, _)) = first.carried.iter().find(|(name, _)| !self.carried.iter().any(|(n, _)| n == name)) {
            let message = format!("`{input}` has no column `{name}`, and `{first_input}` has one");
            return Err(Diagnostic::new(Code::M0919, message).help(LEAVE_OUT));
        }
        for target in &mut self.uses {
            if let Use::Carried(place) = target {
                *place = places.get(*place).copied().unwrap_or(*place);
            }
        }
        self.carried.clone_from(&first.carried);
        Ok(self)
    }

    /// The same with those carried columns alone that are kept.
    #[must_use]
    pub fn keeping(&self, kept: &[usize]) -> Layout {
        let place = |old: usize| kept.iter().position(|kept| *kept == old);
        let uses = self.uses.iter().map(|target| match target {
            Use::Carried(old) => place(*old).map_or(Use::Unused, Use::Carried),
            other => *other,
        });
        Layout {
            uses: uses.collect(),
            carried: kept.iter().filter_map(|kept| self.carried.get(*kept).cloned()).collect(),
            stuck: self.stuck.clone(),
        }
    }
}

const LEAVE_OUT: &str = "leave it out with a file for `--map`: `\"column\" = \"\"`";
