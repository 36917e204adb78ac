//! `always` and `never`, held against all possible responses.

use super::condition::Condition;
use super::finder::{Exists, Finder};
use crate::diagnostics::{Code, Diagnostic};

/// Properties that some response breaks, and those that none does.
pub(super) fn find(finder: &mut Finder<'_>) {
    let model = finder.model;
    for property in &model.properties {
        let word = if property.never { "never" } else { "always" };
        let title = model.languages.first().and_then(|language| property.text.get(language));
        let title = title.map_or(format!("this `{word}`"), |title| format!("`{word} \"{title}\"`"));
        let holds = Condition::Truth(property.condition);
        let broken = if property.never { holds } else { holds.negated() };
        let (mut breaking, mut open) = (Vec::new(), false);
        for role in finder.roles() {
            match finder.exists(role, &broken) {
                Exists::Yes(_) => breaking.push(role),
                Exists::No => {}
                Exists::Undecided => {
                    open = true;
                    let who = finder.of_role(role);
                    finder.leave_open(property.span, format!("whether {title} holds for the responses{who}"));
                }
            }
        }
        let Some(role) = breaking.first().copied() else {
            if !open {
                let proved = Diagnostic::new(Code::M0707, format!("{title} is proved"))
                    .at(property.span, "no possible response breaks it");
                finder.report(proved, None);
            }
            continue;
        };
        let who = finder.who(&breaking).map_or(String::new(), |who| format!(" for {who}"));
        let label = if property.never {
            "a possible response fulfils this"
        } else {
            "a possible response does not fulfil this"
        };
        let diagnostic = Diagnostic::new(Code::M0706, format!("{title} does not hold{who}")).at(property.span, label);
        let diagnostic = finder
            .evidence(diagnostic, role, &broken)
            .help("put the response into an `example` to look at it; then mend the rules, or what the property says");
        finder.report(diagnostic, None);
    }
}
