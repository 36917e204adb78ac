//! Earlier names: `was` must point at nothing that is still there, and at one thing only.

use std::collections::BTreeMap;

use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

use super::checker::Checker;

/// Something with a name and earlier names.
struct Named {
    name: String,
    was: Vec<String>,
    span: Span,
}

impl Checker<'_> {
    /// Looks at the earlier names of everything that can be renamed.
    pub fn check_earlier_names(&mut self) {
        let mut groups: Vec<(&'static str, Vec<Named>)> = Vec::new();
        let model = &self.model;
        for scale in &model.scales {
            let options =
                scale.options.iter().map(|o| Named { name: o.name.clone(), was: o.was.clone(), span: scale.span });
            groups.push(("option", options.collect()));
        }
        for ladder in &model.ladders {
            let levels = ladder.levels.iter().map(|l| Named { name: l.name.clone(), was: l.was.clone(), span: l.span });
            groups.push(("level", levels.collect()));
        }
        let mut questions: BTreeMap<u32, Vec<Named>> = BTreeMap::new();
        for q in &model.questions {
            let named = Named { name: q.name.clone(), was: q.was.clone(), span: q.span };
            questions.entry(q.area.0).or_default().push(named);
        }
        groups.extend(questions.into_values().map(|group| ("question", group)));
        let areas = model.areas.iter().map(|a| Named { name: a.name.clone(), was: a.was.clone(), span: a.span });
        groups.push(("area", areas.filter(|named| !named.was.is_empty()).collect()));
        let actions = model.actions.iter().map(|a| Named { name: a.name.clone(), was: a.was.clone(), span: a.span });
        groups.push(("action", actions.collect()));
        for (what, group) in groups {
            self.check_group(what, &group);
        }
    }

    fn check_group(&mut self, what: &str, group: &[Named]) {
        let current: BTreeMap<&str, Span> = group.iter().map(|named| (named.name.as_str(), named.span)).collect();
        let mut claimed: BTreeMap<&str, &Named> = BTreeMap::new();
        for named in group {
            for was in &named.was {
                let wrong = match (current.get(was.as_str()), claimed.insert(was, named)) {
                    (Some(other), _) => Some((
                        format!("`{}` was called `{was}`, but there still is a {what} of that name", named.name),
                        *other,
                    )),
                    (None, Some(other)) => Some((
                        format!("`{}` and `{}` cannot both have been `{was}`", other.name, named.name),
                        other.span,
                    )),
                    (None, None) => None,
                };
                let Some((message, other)) = wrong else { continue };
                let mut diagnostic = Diagnostic::new(Code::M0113, message)
                    .at(named.span, format!("was `{was}`"))
                    .help("`was` names what this was called before, so that stored responses still find it");
                if other != named.span {
                    diagnostic = diagnostic.also(other, "the other one");
                }
                self.report(diagnostic);
            }
        }
    }
}
