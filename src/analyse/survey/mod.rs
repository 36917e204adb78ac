//! A model at a glance: how all its possible responses spread over levels, which questions weigh most, what is suggested
//! where, and which properties hold.

mod advice;
mod properties;
mod respondent;
mod result;
mod spread;
mod weight;

pub use result::{
    ActionPart, AreaAdvice, AreaSpread, Broken, LevelAdvice, LevelChange, LevelPart, Part, PropertyVerdict,
    QuestionWeight, Ratio, RoleSurvey, SURVEY_FORMAT, Survey, Verdict, Why,
};

use super::walk::Budget;
use crate::model::{AreaId, Model, RoleId};
use respondent::Respondent;

/// So many steps take about a second: the states of these queries carry more than those of most findings.
pub const STEPS_A_SECOND: u64 = 1_000_000;

/// Of whom, and with how much work.
#[derive(Debug, Clone, Copy)]
pub struct SurveyOptions {
    /// Only this role.
    pub role: Option<RoleId>,
    /// The budget for the whole model, in steps.
    pub steps: u64,
}

impl SurveyOptions {
    /// All of a role (none: of each role), under a budget of milliseconds.
    pub fn new(role: Option<RoleId>, milliseconds: u64) -> SurveyOptions {
        SurveyOptions { role, steps: milliseconds.saturating_mul(STEPS_A_SECOND / 1000) }
    }
}

/// Surveys all possible responses to a model, role by role. What the budget does not allow is left undecided: the spread
/// comes first, the weight of questions last.
pub fn survey(model: &Model, options: &SurveyOptions) -> Survey {
    let roles = options.role.map_or_else(|| model.respondents(), |role| vec![Some(role)]);
    let mut left = options.steps;
    let mut found = Vec::with_capacity(roles.len());
    for (done, role) in roles.iter().enumerate() {
        // Each role gets its part, and what the ones before it did not need.
        let steps = left / u64::try_from(roles.len() - done).unwrap_or(1);
        let mut respondent = Respondent::new(model, *role, steps);
        found.push(of_role(&mut respondent));
        left = left.saturating_sub(steps.saturating_sub(respondent.steps_left()));
    }
    Survey { format: SURVEY_FORMAT, model: model.name.clone(), version: model.version.clone(), roles: found }
}

fn of_role(respondent: &mut Respondent<'_>) -> RoleSurvey {
    let model = respondent.model;
    let role = respondent.role.and_then(|role| model.roles.get(role.0 as usize));
    let responses = respondent.ask(|space, _, budget: &mut Budget| space.size(budget));
    RoleSurvey {
        role: role.map(|role| role.name.clone()),
        id: respondent.role,
        responses: responses.ok().map(|count| count.to_string()),
        areas: spread::of_areas(respondent),
        properties: properties::verdicts(respondent),
        suggestions: advice::by_level(respondent),
        questions: weight::of_questions(respondent),
    }
}

/// The areas that have levels.
fn with_levels(model: &Model) -> impl Iterator<Item = AreaId> + '_ {
    (0u32..).map(AreaId).zip(&model.areas).filter(|(_, area)| area.adoption.is_some()).map(|(id, _)| id)
}
