//! `always` and `never`: broken or proved, and for whom.

use mognad::diagnostics::Code;
use mognad::model::RoleId;

use super::Case;

pub fn check(case: &Case<'_>) {
    for property in &case.model.properties {
        let breaks = |role: Option<RoleId>| {
            case.evaluations(role).iter().any(|it| it.truth(property.condition) == property.never)
        };
        let breaking: Vec<Option<RoleId>> =
            case.roles.iter().map(|(role, _)| *role).filter(|role| breaks(*role)).collect();
        let at = |code: Code| case.of(code).find(|said| said.primary.as_ref().unwrap().span == property.span);
        let (broken, proved) = (at(Code::M0706), at(Code::M0707));
        if broken.is_some() && proved.is_some() || proved.is_some() && !breaking.is_empty() {
            case.complain(&format!("{} is broken", case.text(property.span)));
        }
        match broken {
            Some(finding) => {
                let who = finding.message.split(" does not hold").nth(1).unwrap_or_default();
                if case.named(who) != breaking {
                    case.complain(&format!("{} is broken for {breaking:?}", finding.message));
                }
            }
            None if !case.undecided && (!breaking.is_empty() || proved.is_none()) => {
                case.complain(&format!("{} is broken for {breaking:?}", case.text(property.span)));
            }
            None => {}
        }
    }
}
