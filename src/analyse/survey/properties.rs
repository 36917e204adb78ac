//! Which properties hold.

use super::respondent::Respondent;
use super::result::{Broken, Part, PropertyVerdict, Verdict, Why};
use crate::analyse::findings::given;
use crate::analyse::witness::response;
use crate::evaluate::Evaluation;
use crate::model::{Model, Property};
use crate::source::Span;

/// Every property.
pub fn verdicts(respondent: &mut Respondent<'_>) -> Vec<PropertyVerdict> {
    let model = respondent.model;
    let one = |(place, property): (usize, &Property)| PropertyVerdict {
        property: place,
        never: property.never,
        condition: written(model, property.span),
        verdict: verdict(respondent, property),
    };
    model.properties.iter().enumerate().map(one).collect()
}

/// A condition as its author wrote it.
fn written(model: &Model, span: Span) -> String {
    model.sources.slice(span).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn verdict(respondent: &mut Respondent<'_>, property: &Property) -> Verdict {
    let model = respondent.model;
    let found = respondent.ask(|space, reading, budget| {
        let holds = reading.truth(&mut space.graph, property.condition);
        let breaks = if property.never { holds } else { space.graph.negation(holds) };
        let witness = space.witness(breaks, budget)?;
        Ok((breaks, witness.map(|witness| (response(reading, &witness), witness.is_cheapest))))
    });
    match found {
        Err(why) => Verdict::Undecided(why),
        Ok((_, None)) => Verdict::Proved,
        Ok((breaks, Some((answers, is_smallest)))) => {
            // What is shown was first read by the row evaluator.
            let confirmed = Evaluation::new(model, &answers).truth(property.condition) == property.never;
            debug_assert!(confirmed, "the row evaluator does not confirm {answers:?}");
            if !confirmed {
                return Verdict::Undecided(Why::Work);
            }
            let share = Part::counted(respondent.ask(|space, _, budget| space.count(breaks, budget)));
            Verdict::Broken(Broken { share, smallest: given(model, &answers), is_smallest })
        }
    }
}
