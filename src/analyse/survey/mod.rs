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
use crate::model::{AreaId, Model, RoleId, Rule};
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

/// Surveys all possible responses to a model, role by role. What the budget does not allow is left undecided: the
/// spread may take half of it, and each part of the report has a share of what is left.
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
    respondent.begin(2);
    let areas = spread::of_areas(respondent);
    respondent.begin(4);
    let properties = properties::verdicts(respondent);
    respondent.begin(2);
    let questions = weight::of_questions(respondent);
    respondent.begin(1);
    RoleSurvey {
        role: role.map(|role| role.name.clone()),
        id: respondent.role,
        responses: responses.ok().map(|count| count.to_string()),
        areas,
        properties,
        suggestions: advice::by_level(respondent),
        questions,
    }
}

/// Works something out for each area that has levels, in the model's order; those with few questions behind them first,
/// as the budget may not last for the others.
fn by_area<'m, T>(
    respondent: &mut Respondent<'m>,
    of_area: impl Fn(&mut Respondent<'m>, AreaId) -> Option<T>,
) -> Vec<T> {
    let model = respondent.model;
    let mut areas: Vec<AreaId> = with_levels(model).collect();
    areas.sort_by_key(|area| model.questions_behind([Rule::Area(*area)]).len());
    let count = areas.len();
    let mut found: Vec<(AreaId, T)> = Vec::with_capacity(count);
    for (done, area) in areas.into_iter().enumerate() {
        respondent.expect_more(count.saturating_sub(done));
        found.extend(of_area(respondent, area).map(|found| (area, found)));
    }
    found.sort_by_key(|(area, _)| *area);
    found.into_iter().map(|(_, found)| found).collect()
}

/// The areas that have levels.
fn with_levels(model: &Model) -> impl Iterator<Item = AreaId> + '_ {
    (0u32..).map(AreaId).zip(&model.areas).filter(|(_, area)| area.adoption.is_some()).map(|(id, _)| id)
}
