//! What an answer to the old version of a question is in the new one.

use super::pairs::{Named, Pairs, pair_by_name};
use crate::analyse::Numbering;
use crate::exact::Rational;
use crate::model::{Answer, Domain, Model, Question, Range, ScaleOption};

/// So many steps of a range are looked through for the first that both versions have.
const MOST_STEPS: u64 = 1 << 20;

/// The answers of the old version of a question in the new one.
#[derive(Debug, Clone, PartialEq)]
pub struct AnswerMap {
    kind: Kind,
    /// The old version offers `na`, or not.
    na_before: bool,
    /// The new version offers `na`, or not.
    na_now: bool,
}

#[derive(Debug, Clone, PartialEq)]
enum Kind {
    /// Another kind of answers: none has a counterpart.
    Other,
    Text,
    Choice(Pairs<usize>),
    AnyOf(Pairs<usize>),
    /// The new index is `offset + factor × old`, where that is a whole number below `count`.
    Steps {
        offset: Rational,
        factor: Rational,
        before: u64,
        count: u64,
    },
}

/// The answers that both versions of a question have, `na` apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Common {
    /// None.
    Nothing,
    /// Free text.
    Text,
    /// These, in the old version and in the new one.
    Answers(Numbering, Numbering),
    /// These of the options of an `any of`, in the old version and in the new one.
    Options(Vec<(u32, u32)>),
}

impl AnswerMap {
    /// The answers that both versions have.
    pub fn common(&self) -> Common {
        let indices = |pairs: &Pairs<usize>| -> Vec<(u32, u32)> {
            pairs.both().filter_map(|(old, new)| Some((u32::try_from(old).ok()?, u32::try_from(new).ok()?))).collect()
        };
        match &self.kind {
            Kind::Other => Common::Nothing,
            Kind::Text => Common::Text,
            Kind::AnyOf(options) => Common::Options(indices(options)),
            Kind::Choice(options) => match indices(options) {
                both if both.is_empty() => Common::Nothing,
                both => {
                    let each = |indices: Vec<u32>| Numbering::Each(indices.into_iter().map(u64::from).collect());
                    let (old, new): (Vec<u32>, Vec<u32>) = both.into_iter().unzip();
                    Common::Answers(each(old), each(new))
                }
            },
            Kind::Steps { before, .. } => self.common_steps(*before).unwrap_or(Common::Nothing),
        }
    }

    /// Steps that fall on steps come back as often as the first two of them say.
    fn common_steps(&self, before: u64) -> Option<Common> {
        let mut shared = (0..before.min(MOST_STEPS)).filter_map(|old| Some((old, self.index(old)?))).take(2);
        let (old, new) = shared.next()?;
        let Some((next_old, next_new)) = shared.next() else {
            let one = |first: u64| Numbering::Steps { first, stride: 1, count: 1 };
            return Some(Common::Answers(one(old), one(new)));
        };
        let stride = next_old.checked_sub(old)?;
        let (mut low, mut high) = (1, before.checked_sub(1)?.checked_sub(old)?.checked_div(stride)?);
        // The last that both have: the new indices only grow.
        while low < high {
            let middle = low.saturating_add(high.saturating_sub(low).div_ceil(2));
            match self.index(old.saturating_add(stride.saturating_mul(middle))) {
                Some(_) => low = middle,
                None => high = middle.saturating_sub(1),
            }
        }
        let count = low.saturating_add(1);
        Some(Common::Answers(
            Numbering::Steps { first: old, stride, count },
            Numbering::Steps { first: new, stride: next_new.checked_sub(new)?, count },
        ))
    }

    /// Whether `na` can be answered in both versions.
    pub fn keeps_na(&self) -> bool {
        self.na_before && self.na_now
    }

    /// Pairs options by name and earlier name, numbers by value.
    pub(super) fn new(old_model: &Model, old: &Question, new_model: &Model, new: &Question) -> AnswerMap {
        let options = || pair_options(old_model.options(old), new_model.options(new));
        let kind = match (&old.domain, &new.domain) {
            (Domain::Choice(_), Domain::Choice(_)) => Kind::Choice(options()),
            (Domain::AnyOf(_), Domain::AnyOf(_)) => Kind::AnyOf(options()),
            (Domain::Range(old), Domain::Range(new)) => steps(old, new).unwrap_or(Kind::Other),
            (Domain::Text, Domain::Text) => Kind::Text,
            _ => Kind::Other,
        };
        AnswerMap { kind, na_before: old.na.is_some(), na_now: new.na.is_some() }
    }

    /// The index of an old answer in the new version (both as in [`Domain`]); none when it has no counterpart: the
    /// option or the number is gone, or for `any of` one of the options.
    pub fn index(&self, old: u64) -> Option<u64> {
        match &self.kind {
            Kind::Other | Kind::Text => None,
            Kind::Choice(options) => options.new_of(usize::try_from(old).ok()?).and_then(|new| u64::try_from(new).ok()),
            Kind::AnyOf(options) => {
                let chosen = (0..64_u32).filter(|bit| old >> bit & 1 == 1);
                chosen
                    .map(|bit| options.new_of(usize::try_from(bit).ok()?))
                    .try_fold(0_u64, |set, bit| Some(set | 1_u64.checked_shl(u32::try_from(bit?).ok()?)?))
            }
            Kind::Steps { offset, factor, before, count } => {
                if old >= *before {
                    return None;
                }
                let index = (offset + &(factor * &Rational::from(i64::try_from(old).ok()?))).to_i64()?;
                u64::try_from(index).ok().filter(|index| index < count)
            }
        }
    }

    /// An old answer in the new version; none when it has no counterpart.
    pub fn answer(&self, old: &Answer) -> Option<Answer> {
        match old {
            Answer::Index(index) => self.index(*index).map(Answer::Index),
            Answer::Text(text) => (self.kind == Kind::Text).then(|| Answer::Text(text.clone())),
            Answer::Na => self.na_now.then_some(Answer::Na),
        }
    }

    /// The options in both versions, by their numbers; none for numbers, texts, and where the kind of answers changed.
    pub fn options(&self) -> Option<&Pairs<usize>> {
        match &self.kind {
            Kind::Choice(options) | Kind::AnyOf(options) => Some(options),
            Kind::Other | Kind::Text | Kind::Steps { .. } => None,
        }
    }

    /// Whether the answers are of the same kind: options of a scale, any of them, numbers, text.
    pub fn is_same_kind(&self) -> bool {
        self.kind != Kind::Other
    }

    /// Whether every old answer has a counterpart, `na` included.
    pub fn is_total(&self) -> bool {
        if self.na_before && !self.na_now {
            return false;
        }
        match &self.kind {
            Kind::Other => false,
            Kind::Text => true,
            Kind::Choice(options) | Kind::AnyOf(options) => options.removed().next().is_none(),
            // In between, steps fall on steps when the first two and the last one do.
            Kind::Steps { before, .. } => {
                [0, 1, before.saturating_sub(1)].into_iter().all(|index| self.index(index).is_some())
            }
        }
    }

    /// Whether both versions have the same answers, by whatever numbers, `na` included.
    pub fn is_same_set(&self) -> bool {
        let all = match (&self.kind, self.common()) {
            (Kind::Choice(options) | Kind::AnyOf(options), _) => {
                options.removed().next().is_none() && options.added().next().is_none()
            }
            (Kind::Steps { before, count, .. }, Common::Answers(old, new)) => {
                old.count() == *before && new.count() == *count
            }
            (Kind::Text, _) => true,
            _ => false,
        };
        all && self.na_before == self.na_now
    }

    /// Whether both versions have the same answers with the same numbers, `na` included.
    pub fn is_identity(&self) -> bool {
        if self.na_before != self.na_now {
            return false;
        }
        match &self.kind {
            Kind::Other => false,
            Kind::Text => true,
            Kind::Choice(options) | Kind::AnyOf(options) => {
                options.removed().next().is_none()
                    && options.added().next().is_none()
                    && options.both().all(|(old, new)| old == new)
            }
            Kind::Steps { offset, factor, before, count } => {
                offset.is_zero() && factor == &Rational::ONE && before == count
            }
        }
    }
}

fn pair_options(old: &[ScaleOption], new: &[ScaleOption]) -> Pairs<usize> {
    fn named(options: &[ScaleOption]) -> Vec<Named<'_, usize>> {
        options.iter().enumerate().map(|(id, option)| Named { id, name: &option.name, was: &option.was }).collect()
    }
    let mut pairs = Pairs::new(old.len(), new.len());
    pair_by_name(&mut pairs, &named(old), &named(new));
    pairs
}

fn steps(old: &Range, new: &Range) -> Option<Kind> {
    Some(Kind::Steps {
        offset: (&old.first - &new.first).checked_div(&new.step)?,
        factor: old.step.checked_div(&new.step)?,
        before: old.count,
        count: new.count,
    })
}
