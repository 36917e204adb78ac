//! The columns that a summary is grouped by.

use mognad::diagnostics::nearest;
use mognad::model::Model;
use mognad::respond::{Named, QuestionNames};
use mognad::table::{Layout, ROLE, in_list};

use super::Failure;
use super::responses::listed;

/// For each column its place among those that pass through; none for the role.
///
/// # Errors
/// For the first that groups cannot be made by.
pub fn grouping(model: &Model, layout: &Layout, by: &[String]) -> Result<Vec<Option<usize>>, Failure> {
    let mut places = Vec::new();
    for (number, name) in by.iter().enumerate() {
        if by.iter().take(number).any(|earlier| earlier == name) {
            return Err(Failure::new(format!("`--by` names `{name}` twice")).help("group by each column once"));
        }
        let place = layout.carried.iter().position(|(carried, _)| carried == name);
        if place.is_none() && (name != ROLE || model.roles.is_empty()) {
            return Err(unknown(model, layout, name));
        }
        places.push(place);
    }
    Ok(places)
}

fn unknown(model: &Model, layout: &Layout, name: &str) -> Failure {
    if let Some((_, what)) = layout.stuck.iter().find(|(stuck, _)| stuck == name) {
        return Failure::new(format!("the column `{name}` cannot be grouped by: it holds {what}"))
            .help("group by a column of texts, whole numbers or dates");
    }
    let role = (!model.roles.is_empty()).then_some(ROLE);
    let known: Vec<&str> = role.into_iter().chain(layout.carried.iter().map(|(name, _)| name.as_str())).collect();
    let is_question = matches!(QuestionNames::new(model).find(name), Named::One(_));
    let failure = match is_question {
        true => Failure::new(format!("`{name}` is a question, and groups are made by other columns")),
        false => Failure::new(format!("there is no column `{name}` to group by")),
    };
    let meant = nearest(name, known.iter().copied()).filter(|_| !is_question);
    match (meant, known.as_slice()) {
        (Some(meant), _) => failure.help(format!("did you mean `{}`?", in_list(meant))),
        (None, []) => {
            failure.help("all columns are questions; a summary by school takes a column that names the school")
        }
        (None, [only]) => failure.help(format!("there is `{only}`")),
        (None, known) => {
            failure.help(format!("there are {}", listed(&known.iter().map(|name| in_list(name)).collect::<Vec<_>>())))
        }
    }
}
