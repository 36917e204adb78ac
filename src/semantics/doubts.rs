//! What is not known because it is wrong and was reported: nothing is said that only follows from it.

use crate::model::{AreaId, OVERALL, QuestionId};
use crate::source::Span;

use super::checker::Checker;

impl Checker<'_> {
    /// Whether the name occurs in text that could not be read, so that its declaration may be there.
    pub fn is_lost(&self, name: &str) -> bool {
        self.lost_names.contains(name)
    }

    /// Forgets a declaration that stands twice: what it declares is not reported as unknown.
    pub fn lose(&mut self, declaration: Span) {
        let text = self.sources.slice(declaration);
        let names = text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|name| !name.is_empty());
        self.lost_names.extend(names.map(str::to_owned));
    }

    /// The area names a ladder that is not known: reported there, and nowhere else.
    pub fn adopts_unknown(&self, area: AreaId) -> bool {
        self.levels_line(area).is_some()
    }

    /// Something in the declaration could not be read.
    pub fn is_broken(&self, area: AreaId) -> bool {
        self.doubtful_areas.contains(&area) || self.has_broken_lines(area)
    }

    /// A line of the area itself could not be read.
    pub fn has_broken_lines(&self, area: AreaId) -> bool {
        self.area_sources.get(area.0 as usize).and_then(|source| source.head).is_some_and(|head| head.broken)
    }

    /// Something of the question is wrong, and was reported: its answers, or which sets it is in.
    pub fn is_doubtful(&self, question: QuestionId) -> bool {
        let scale = self.scale_of(question).and_then(|scale| self.scale_sources.get(scale.0 as usize));
        self.unresolved.contains(&question)
            || self.doubtful.contains(&question)
            || scale.is_some_and(|scale| scale.broken)
            || self.question_trees.get(question.0 as usize).is_some_and(|tree| tree.head.broken)
    }

    /// Something in the area, at any depth, could not be read.
    pub fn has_broken_parts(&self, area: AreaId) -> bool {
        self.is_broken(area)
            || self.questions_within(area).iter().any(|q| self.is_doubtful(*q))
            || self.area(area).areas.iter().any(|child| self.has_broken_parts(*child))
            || (area == OVERALL && !self.lost_names.is_empty())
            // A model that asks nothing is a finding of its own.
            || self.model.questions.is_empty()
    }
}
