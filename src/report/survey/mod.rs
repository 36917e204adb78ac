//! A survey of all possible responses as a report.

mod html;
mod markdown;
mod page;
mod shares;
mod text;

pub(super) use html::colour;
pub use page::{Cell, LadderGroup, LadderRow, PropertyRow, Stands, SurveyPage, VerdictRow, WeightGroup, WeightRow};

use super::Words;
use super::naming::Naming;
use super::page::Fact;
use crate::analyse::{
    AreaAdvice, AreaSpread, LevelAdvice, LevelChange, Part, QuestionWeight, RoleSurvey, Survey, Verdict, Why,
};
use crate::exact::Rational;
use crate::model::{AreaId, LadderId, Model, OVERALL, Property};
use shares::{cell, full, readable, short, undecided};

/// Writes the page of a survey.
pub fn survey_page(model: &Model, survey: &Survey, words: &Words) -> SurveyPage {
    let composer = Composer { naming: Naming::new(model, words), survey };
    SurveyPage {
        language: words.language().to_owned(),
        title: composer.naming.model_title(),
        about: composer.about(),
        notices: composer.notices(),
        spread: composer.spread(),
        weights: survey.roles.iter().map(|role| composer.weights(role)).filter(|group| !group.is_empty()).collect(),
        advice: survey.roles.iter().flat_map(|role| composer.advice(role)).collect(),
        properties: (0..).zip(&model.properties).map(|(at, property)| composer.property(at, property)).collect(),
    }
}

impl WeightGroup {
    fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.idle.is_empty()
    }
}

struct Composer<'a> {
    naming: Naming<'a>,
    survey: &'a Survey,
}

impl Composer<'_> {
    fn role(&self, role: &RoleSurvey) -> Option<String> {
        role.id.map(|id| self.naming.role(id))
    }

    fn about(&self) -> Vec<Fact> {
        let words = self.naming.words;
        let mut facts = Vec::new();
        if let Some(version) = &self.survey.version {
            facts.push(Fact { label: words.say("version"), value: version.clone() });
        }
        for role in &self.survey.roles {
            let count = role.responses.as_ref().map_or_else(|| "?".to_owned(), |count| readable(count, words));
            let label = match self.role(role) {
                Some(role) => words.with("possible-responses-of", &[("role", role.into())]),
                None => words.say("possible-responses"),
            };
            facts.push(Fact { label, value: count });
        }
        facts
    }

    fn notices(&self) -> Vec<String> {
        let mut notices = vec![self.naming.words.say("survey-notice")];
        let mut whys: Vec<&Why> = Vec::new();
        for why in self.survey.roles.iter().flat_map(undecided_parts) {
            if !whys.contains(&why) {
                whys.push(why);
            }
        }
        for why in whys {
            let reason = undecided(why, &self.naming);
            notices.push(self.naming.words.with("survey-question-mark", &[("reason", reason.into())]));
        }
        notices
    }

    fn depth(&self, id: AreaId) -> usize {
        let around = |id: &AreaId| self.naming.model.areas.get(id.0 as usize)?.parent;
        std::iter::successors(around(&id), around).count()
    }

    fn ladder(&self, id: AreaId) -> Option<LadderId> {
        Some(self.naming.model.areas.get(id.0 as usize)?.adoption.as_ref()?.ladder)
    }

    fn levels(&self, ladder: LadderId) -> Vec<String> {
        let ladder = self.naming.model.ladders.get(ladder.0 as usize);
        ladder
            .map_or_else(Vec::new, |ladder| ladder.levels.iter().map(|level| self.naming.level_title(level)).collect())
    }

    /// Rows of areas, those on the same ladder together.
    fn grouped(&self, role: Option<&String>, rows: Vec<(AreaId, LadderRow)>) -> Vec<LadderGroup> {
        let mut groups: Vec<(LadderId, LadderGroup)> = Vec::new();
        for (area, row) in rows {
            let Some(ladder) = self.ladder(area) else { continue };
            match groups.iter_mut().find(|(its, _)| *its == ladder) {
                Some((_, group)) => group.rows.push(row),
                None => {
                    let levels = self.levels(ladder);
                    groups.push((ladder, LadderGroup { role: role.cloned(), levels, rows: vec![row] }));
                }
            }
        }
        groups.into_iter().map(|(_, group)| group).collect()
    }

    fn spread(&self) -> Vec<LadderGroup> {
        let Some(first) = self.survey.roles.first() else { return Vec::new() };
        let mut rows = Vec::new();
        for (at, area) in first.areas.iter().enumerate() {
            let of_roles: Vec<(&RoleSurvey, &AreaSpread)> =
                self.survey.roles.iter().filter_map(|role| Some((role, role.areas.get(at)?))).collect();
            let same = of_roles.iter().all(|(_, other)| *other == area);
            for (role, spread) in of_roles {
                let role = self.role(role).filter(|_| !same);
                rows.push((area.id, self.spread_row(spread, role)));
                if same {
                    break;
                }
            }
        }
        self.grouped(None, rows)
    }

    fn spread_row(&self, spread: &AreaSpread, role: Option<String>) -> LadderRow {
        let words = self.naming.words;
        let open = matches!(spread.without_level, Part::Undecided(_));
        LadderRow {
            title: self.naming.area(spread.id),
            depth: self.depth(spread.id),
            role,
            cells: spread.levels.iter().map(|level| cell(&level.share, words)).collect(),
            without: (!spread.without_level.is_none() && !open).then(|| cell(&spread.without_level, words)),
        }
    }

    fn weights(&self, role: &RoleSurvey) -> WeightGroup {
        let has_overall = role.areas.iter().any(|area| area.id == OVERALL);
        let changes = |question: &QuestionWeight| question.levels.iter().any(|level| !level.share.is_none());
        let (weighty, idle): (Vec<&QuestionWeight>, Vec<&QuestionWeight>) =
            role.questions.iter().partition(|question| changes(question));
        let mut weighty = weighty;
        let of = |change: Option<&LevelChange>| {
            change.and_then(|change| change.share.at_least()).cloned().unwrap_or(Rational::ZERO)
        };
        let place = |question: &QuestionWeight| {
            let overall = question.levels.iter().find(|level| level.id == OVERALL);
            (of(overall), of(question.levels.first()))
        };
        // The weightiest first, else in the model's order.
        weighty.sort_by_key(|question| std::cmp::Reverse(place(question)));
        WeightGroup {
            role: self.role(role),
            overall: has_overall,
            rows: weighty.into_iter().map(|question| self.weight(question)).collect(),
            idle: idle.into_iter().map(|question| self.naming.question(question.id)).collect(),
        }
    }

    fn weight(&self, question: &QuestionWeight) -> WeightRow {
        let words = self.naming.words;
        let (overall, areas): (Vec<&LevelChange>, Vec<&LevelChange>) =
            question.levels.iter().partition(|level| level.id == OVERALL);
        WeightRow {
            title: self.naming.question(question.id),
            overall: overall.first().map(|level| cell(&level.share, words)),
            areas: areas
                .into_iter()
                .filter(|level| !level.share.is_none())
                .map(|level| (self.naming.area(level.id), cell(&level.share, words)))
                .collect(),
        }
    }

    fn advice(&self, role: &RoleSurvey) -> Vec<LadderGroup> {
        let title = self.role(role);
        let row = |area: &AreaAdvice| LadderRow {
            title: self.naming.area(area.id),
            depth: self.depth(area.id),
            role: None,
            cells: area.levels.iter().map(|level| self.advice_cell(level)).collect(),
            without: None,
        };
        let rows = role.suggestions.iter().map(|area| (area.id, row(area))).collect();
        self.grouped(title.as_ref(), rows)
    }

    fn advice_cell(&self, level: &LevelAdvice) -> Cell {
        let words = self.naming.words;
        let Some(without) = &level.without else { return Cell { text: "–".to_owned(), ..Cell::default() } };
        let (surely, open) = (level.actions.len(), level.open.len());
        let text = match open {
            0 => surely.to_string(),
            open => format!("{surely}–{}", surely.saturating_add(open)),
        };
        let remark = match without {
            part if part.is_none() => None,
            part if surely == 0 && open == 0 && part.at_least() == Some(&Rational::ONE) => None,
            part => Some(words.with("without-suggestion", &[("share", short(part, words).into())])),
        };
        Cell { text, remark, ..cell(without, words) }
    }

    fn property(&self, at: usize, property: &Property) -> PropertyRow {
        let words = self.naming.words;
        let written = self.survey.roles.first().and_then(|role| role.properties.get(at));
        let condition = written.map_or_else(String::new, |found| found.condition.clone());
        let word = if property.never { "never" } else { "always" };
        let mut verdicts: Vec<(Vec<String>, VerdictRow)> = Vec::new();
        for role in &self.survey.roles {
            let Some(found) = role.properties.get(at) else { continue };
            let row = self.verdict(&found.verdict);
            let name = self.role(role).into_iter();
            match verdicts.iter_mut().find(|(_, known)| *known == row) {
                Some((names, _)) => names.extend(name),
                None => verdicts.push((name.collect(), row)),
            }
        }
        let everybody = verdicts.len() == 1;
        let named = |(names, row): (Vec<String>, VerdictRow)| VerdictRow {
            role: (!everybody).then(|| words.and(&names)),
            ..row
        };
        PropertyRow {
            title: words.text(&property.text).map_or_else(|| condition.clone(), str::to_owned),
            condition: format!("{word} {condition}"),
            verdicts: verdicts.into_iter().map(named).collect(),
        }
    }

    fn verdict(&self, verdict: &Verdict) -> VerdictRow {
        let words = self.naming.words;
        match verdict {
            Verdict::Proved => {
                VerdictRow { role: None, stands: Stands::Proved, text: words.say("property-proved"), breaks_it: None }
            }
            Verdict::Undecided(why) => {
                VerdictRow { role: None, stands: Stands::Open, text: undecided(why, &self.naming), breaks_it: None }
            }
            Verdict::Broken(broken) => {
                let text = match &broken.share {
                    Part::Undecided(_) => words.say("property-broken"),
                    share => words.with("property-broken-for", &[("share", full(share, &self.naming).into())]),
                };
                let is_called = if broken.is_smallest { "property-smallest" } else { "property-shown" };
                let breaks_it = Some((words.say(is_called), broken.smallest.clone()));
                VerdictRow { role: None, stands: Stands::Broken, text, breaks_it }
            }
        }
    }
}

impl Cell {
    /// Text and remark in one line.
    fn line(&self) -> String {
        match &self.remark {
            Some(remark) => format!("{} ({remark})", self.text),
            None => self.text.clone(),
        }
    }
}

/// Why something of a role is undecided.
fn undecided_parts(role: &RoleSurvey) -> impl Iterator<Item = &Why> {
    let spread = role.areas.iter().flat_map(|area| area.levels.iter().map(|level| &level.share));
    let weights = role.questions.iter().flat_map(|question| question.levels.iter().map(|level| &level.share));
    let levels = role.suggestions.iter().flat_map(|area| &area.levels);
    let advice = levels.flat_map(|level| level.without.iter());
    spread.chain(weights).chain(advice).filter_map(|part| match part {
        Part::Undecided(why) => Some(why),
        _ => None,
    })
}
