//! What a survey says, for programs and for the report.

use schemars::JsonSchema;
use serde::Serialize;

use crate::analyse::natural::Natural;
use crate::analyse::space::Share;
use crate::exact::Rational;
use crate::model::{ActionId, AreaId, QuestionId, RoleId};

/// The version of this form.
pub const SURVEY_FORMAT: u32 = 1;

/// Decimals of rounded numbers.
const DECIMALS: u32 = 6;

/// All possible responses to a model.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Survey {
    /// The version of this form.
    pub format: u32,
    /// The model's name.
    pub model: String,
    /// The model's version.
    pub version: Option<String>,
    /// One entry a role; one for everybody in a model without roles.
    pub roles: Vec<RoleSurvey>,
}

/// All possible responses of a role: each with every question that is asked answered.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RoleSurvey {
    /// The role's name; none in a model without roles.
    pub role: Option<String>,
    /// Its number in the model.
    #[serde(skip)]
    pub id: Option<RoleId>,
    /// How many they are, a whole number as a string of digits; none where counting takes too much work.
    pub responses: Option<String>,
    /// How they spread over the levels of each area that has levels.
    pub areas: Vec<AreaSpread>,
    /// How much each question weighs, in the model's order. Those that are never asked, and free text, are left out.
    pub questions: Vec<QuestionWeight>,
    /// What is suggested at each level of each area that has levels and actions.
    pub suggestions: Vec<AreaAdvice>,
    /// Every `always` and `never`, in the model's order.
    pub properties: Vec<PropertyVerdict>,
}

/// A share of the possible responses.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// This share.
    Exactly(Ratio),
    /// At least the first, at most the second: both are proved.
    Between(Ratio, Ratio),
    /// It is not decided.
    Undecided(Why),
}

/// A number from 0 to 1.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Ratio {
    /// The number itself.
    pub exact: Rational,
    /// Rounded to six decimals.
    pub rounded: serde_json::Number,
}

/// Why something is not decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "because", rename_all = "snake_case")]
pub enum Why {
    /// It takes more work than the budget allows.
    Work,
    /// A question has so many answers that they cannot be looked at one by one.
    ManyAnswers {
        /// The question.
        question: String,
        /// Its number in the model.
        #[serde(skip)]
        id: QuestionId,
    },
}

/// How the possible responses spread over the levels of an area.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct AreaSpread {
    /// What the area is called in results; `overall` for the whole.
    pub area: String,
    /// Its number in the model.
    #[serde(skip)]
    pub id: AreaId,
    /// The ladder.
    pub ladder: String,
    /// Every level, lowest first.
    pub levels: Vec<LevelPart>,
    /// The share of the possible responses that have no level there.
    pub without_level: Part,
}

/// The share of the possible responses that are at a level.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LevelPart {
    /// The level.
    pub level: String,
    /// Its place in the ladder, 0 the lowest.
    pub rank: u32,
    /// The share.
    pub share: Part,
}

/// How much a question weighs: for how large a share of the possible responses some other answer to it, and to nothing
/// else, leads to another level. Responses in which it is not asked count as those in which nothing changes. Where it
/// decides whether other questions are asked, a response has an answer to each question that some answer would let be
/// asked.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct QuestionWeight {
    /// The question.
    pub question: String,
    /// Its number in the model.
    #[serde(skip)]
    pub id: QuestionId,
    /// The area that it stands in.
    pub area: String,
    /// For each area whose level depends on it: its own area, those around it, then others.
    pub levels: Vec<LevelChange>,
}

/// How often an answer decides the level of an area.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LevelChange {
    /// The area.
    pub area: String,
    /// Its number in the model.
    #[serde(skip)]
    pub id: AreaId,
    /// The share of the possible responses.
    pub share: Part,
}

/// What an area, with the areas in it, suggests.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct AreaAdvice {
    /// The area.
    pub area: String,
    /// Its number in the model.
    #[serde(skip)]
    pub id: AreaId,
    /// Every level of the area, lowest first.
    pub levels: Vec<LevelAdvice>,
}

/// What is suggested at a level.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LevelAdvice {
    /// The level.
    pub level: String,
    /// Its place in the ladder, 0 the lowest.
    pub rank: u32,
    /// The actions that are suggested to some response at this level.
    pub actions: Vec<ActionPart>,
    /// The actions of which it is not decided.
    pub open: Vec<String>,
    /// The share, of the possible responses at this level, to which nothing is suggested; none where no response is at
    /// this level.
    pub without: Option<Part>,
}

/// An action that is suggested at a level.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ActionPart {
    /// The action.
    pub action: String,
    /// Its number in the model.
    #[serde(skip)]
    pub id: ActionId,
    /// The share of the possible responses at this level to which it is suggested.
    pub share: Part,
}

/// A property, for one role.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PropertyVerdict {
    /// Its place in the model, 0 the first.
    pub property: usize,
    /// It must never hold, instead of always.
    pub never: bool,
    /// What it says, as the model has it: the condition.
    pub condition: String,
    /// Whether it holds.
    pub verdict: Verdict,
}

/// Whether a property holds.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// For every possible response.
    Proved,
    /// Not for all.
    Broken(Broken),
    /// It is not decided.
    Undecided(Why),
}

/// How a property is broken.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Broken {
    /// The share of the possible responses that break it.
    pub share: Part,
    /// One of them, with few answers away from their lowest, as an `example` gives it.
    pub smallest: String,
    /// Whether it is proved that none has fewer.
    pub is_smallest: bool,
}

impl Survey {
    /// Whether something in it is not decided.
    pub fn is_open(&self) -> bool {
        self.roles.iter().any(RoleSurvey::is_open)
    }
}

impl RoleSurvey {
    fn is_open(&self) -> bool {
        let spread = self
            .areas
            .iter()
            .any(|area| area.without_level.is_open() || area.levels.iter().any(|level| level.share.is_open()));
        let weights = self.questions.iter().flat_map(|question| &question.levels).any(|change| change.share.is_open());
        let advice = self.suggestions.iter().flat_map(|area| &area.levels).any(|level| {
            let shares = level.actions.iter().map(|action| &action.share).chain(&level.without);
            !level.open.is_empty() || shares.into_iter().any(Part::is_open)
        });
        let properties = self.properties.iter().any(|property| match &property.verdict {
            Verdict::Proved => false,
            Verdict::Broken(broken) => broken.share.is_open(),
            Verdict::Undecided(_) => true,
        });
        spread || weights || advice || properties
    }
}

impl Ratio {
    pub(super) fn new(exact: Rational) -> Ratio {
        let rounded = serde_json::from_str(&exact.to_decimal(DECIMALS)).unwrap_or_else(|_| 0.into());
        Ratio { exact, rounded }
    }
}

impl Part {
    /// So many of so many; none of nothing.
    pub(super) fn of(count: &Natural, whole: &Natural) -> Option<Part> {
        Some(Part::Exactly(Ratio::new(count.share_of(whole)?)))
    }

    /// None of them.
    pub(super) fn none() -> Part {
        Part::Exactly(Ratio::new(Rational::ZERO))
    }

    /// The share, if it was counted. Where there are no responses it is none.
    pub(super) fn counted(share: Result<Share, Why>) -> Part {
        match share.map(|share| share.ratios()) {
            Err(why) => Part::Undecided(why),
            Ok(None) => Part::none(),
            Ok(Some((least, most))) if least == most => Part::Exactly(Ratio::new(least)),
            Ok(Some((least, most))) => Part::Between(Ratio::new(least), Ratio::new(most)),
        }
    }

    /// Whether it is not decided.
    pub fn is_open(&self) -> bool {
        matches!(self, Part::Undecided(_))
    }

    /// Whether it is proved that it is none.
    pub fn is_none(&self) -> bool {
        matches!(self, Part::Exactly(ratio) if ratio.exact.is_zero())
    }

    /// The least that it surely is.
    pub fn at_least(&self) -> Option<&Rational> {
        match self {
            Part::Exactly(ratio) | Part::Between(ratio, _) => Some(&ratio.exact),
            Part::Undecided(_) => None,
        }
    }
}
