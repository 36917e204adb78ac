//! The columns that a plan works on, for one chunk of rows at a time.

use super::kernels;
use super::soon::Soon;
use super::vector::Vectors;
use crate::model::QuestionId;
use crate::score::block::{Block, Codes};
use crate::score::plan::op::Place;
use crate::score::plan::{Checked, Plan};

/// How many rows are worked on at once: what lies between input and output then stays in the cache.
pub const CHUNK: usize = 4096;

/// Working memory: made once, used for every chunk.
#[derive(Debug, Clone, Default)]
pub struct Machine {
    pub(super) bytes: Vec<Vec<u8>>,
    pub(super) shorts: Vec<Vec<u16>>,
    pub(super) words: Vec<Vec<u32>>,
    pub(super) longs: Vec<Vec<i64>>,
    pub(super) wides: Vec<Vec<i128>>,
    pub(super) doubles: Vec<Vec<f64>>,
    /// Rows that lie too near a threshold for doubles, 1 each; empty where there is none.
    pub(super) doubtful: Vec<u8>,
    roles: Vec<u8>,
    /// Bits of a plane that are to be added to others.
    pub(super) more: Vec<u8>,
    /// Codes of a question that do not come as they should; empty otherwise.
    mended: Vec<Vec<u8>>,
    /// For each question whether it is open in any row, and in which.
    open: Vec<(bool, Vec<u8>)>,
    any_open: bool,
    /// For each set of questions whether one of them is open: not known yet, nowhere, or in which rows.
    sets: Vec<(Known, Vec<u8>)>,
    /// Rows, and questions whose answers are out of place in them.
    misplaced: Vec<(usize, u32)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Known {
    #[default]
    NotYet,
    Nowhere,
    Somewhere,
}

/// Some rows of a block.
#[derive(Debug, Clone, Copy)]
pub struct Chunk<'b> {
    pub block: &'b Block<'b>,
    pub at: usize,
    pub rows: usize,
    /// The codes of each question that come as bytes, one for each row; none of others.
    pub bytes: &'b [&'b [u8]],
}

impl<'b> Chunk<'b> {
    /// The codes of a question, if there is one for each row.
    pub fn codes(&self, question: u32) -> Option<Codes<'b>> {
        let codes = self.block.answers.get(question as usize)?.slice(self.at..self.at + self.rows);
        (codes.len() == self.rows).then_some(codes)
    }
}

impl Machine {
    /// Makes the columns that a plan needs.
    pub fn prepare(&mut self, plan: &Plan) {
        let count = plan.columns;
        self.bytes.resize_with(count.bytes, || vec![0; CHUNK]);
        self.shorts.resize_with(count.shorts, || vec![0; CHUNK]);
        self.words.resize_with(count.words, || vec![0; CHUNK]);
        self.longs.resize_with(count.longs, || vec![0; CHUNK]);
        self.wides.resize_with(count.wides, || vec![0; CHUNK]);
        self.doubles.resize_with(count.doubles, || vec![0.0; CHUNK]);
        self.mended.resize_with(plan.questions.len(), Vec::new);
        self.open.resize_with(plan.questions.len(), Default::default);
        self.sets.resize_with(plan.open_sets.len(), Default::default);
        self.roles.resize(CHUNK, 0);
    }

    /// Forgets the rows before, and looks at roles.
    #[inline(always)]
    pub fn begin(&mut self, plan: &Plan, chunk: &Chunk<'_>) {
        self.any_open = false;
        self.misplaced.clear();
        self.doubtful.clear();
        self.sets.iter_mut().for_each(|(known, _)| *known = Known::NotYet);
        let roles = chunk.block.roles.and_then(|roles| roles.get(chunk.at..chunk.at + chunk.rows));
        match roles {
            Some(roles) => {
                for (slot, role) in self.roles.iter_mut().zip(roles) {
                    *slot = (*role).min(plan.roles);
                }
            }
            None => self.roles.fill(plan.roles),
        }
        self.mended.iter_mut().for_each(Vec::clear);
        self.open.iter_mut().for_each(|(is_open, _)| *is_open = false);
    }

    /// Looks at the codes of a question that are used as they come.
    #[inline(always)]
    pub(super) fn check<V: Vectors>(&mut self, plan: &Plan, chunk: &Chunk<'_>, question: u32, soon: &mut Soon<'_>) {
        soon.go_on();
        let checked = &plan.questions[question as usize];
        let first_missing = checked.coding.answers + u64::from(checked.coding.offers_na);
        let codes = chunk.bytes[question as usize];
        if codes.is_empty() {
            self.mend(question, checked, chunk, chunk.codes(question));
        } else if u64::from(V::largest(codes, soon)) >= first_missing {
            match self.has_misplaced(checked, codes) {
                true => self.mend(question, checked, chunk, chunk.codes(question)),
                false => self.note_open(plan, question, codes),
            }
        }
    }

    #[inline(always)]
    fn has_misplaced(&self, checked: &Checked, codes: &[u8]) -> bool {
        // Plain questions have codes for `na` and unanswered within a byte.
        let (answers, offers_na) = (checked.coding.answers as u8, checked.coding.offers_na);
        kernels::any(codes, codes, |code, _| (code > answers + 1) | ((code == answers) & !offers_na))
    }

    /// Where a question of which all codes mean something is open.
    #[inline(always)]
    fn note_open(&mut self, plan: &Plan, question: u32, codes: &[u8]) {
        let checked = plan.questions[question as usize];
        if checked.may_be_open {
            let unanswered = checked.coding.unanswered() as u8;
            let open = &mut self.open[question as usize].1;
            open.resize(codes.len(), 0);
            kernels::each(open, codes, |code| code == unanswered);
            self.mark_open(question);
        }
    }

    /// The codes of a question of which some mean nothing, or that do not come as bytes.
    #[cold]
    fn mend(&mut self, question: u32, checked: &Checked, chunk: &Chunk<'_>, codes: Option<Codes<'_>>) {
        let coding = checked.coding;
        let unanswered = coding.unanswered();
        let code = |row: usize| codes.and_then(|codes| codes.get(row)).unwrap_or(u64::MAX);
        self.mended[question as usize].extend((0..chunk.rows).map(|row| code(row).min(unanswered) as u8));
        let misplaced = (0..chunk.rows).filter(|row| !coding.fits(code(*row)));
        self.misplaced.extend(misplaced.map(|row| (row, question)));
        if checked.may_be_open {
            let open = &mut self.open[question as usize].1;
            open.clear();
            open.extend((0..chunk.rows).map(|row| u8::from(code(row) >= unanswered)));
            self.mark_open(question);
        }
    }

    fn mark_open(&mut self, question: u32) {
        let (is_open, rows) = &mut self.open[question as usize];
        *is_open = rows.contains(&1);
        self.any_open |= *is_open;
    }

    /// A column of bytes.
    #[inline(always)]
    pub fn column<'s>(&'s self, chunk: &'s Chunk<'_>, place: Place) -> &'s [u8] {
        match place {
            Place::Byte(number) => &self.bytes[number as usize][..chunk.rows],
            Place::Roles => &self.roles[..chunk.rows],
            Place::Answers(question) => match self.mended[question as usize].as_slice() {
                [] => chunk.bytes[question as usize],
                mended => mended,
            },
            Place::Short(_) | Place::Word(_) | Place::Long(_) | Place::Wide(_) | Place::Double(_) => &[],
        }
    }

    /// After the codes of a question were given presences: where answers are out of place, and where it is open.
    /// `narrow` gives a presence as a byte, where it is one.
    #[inline(always)]
    pub(super) fn found<T: Copy + Into<u64>>(
        &mut self,
        question: u32,
        checked: &Checked,
        chunk: &Chunk<'_>,
        presence: &[T],
        answers: u64,
        narrow: impl Fn(T) -> u8,
    ) {
        let (coding, unanswered) = (checked.coding, checked.coding.unanswered());
        let hidden = answers + 2;
        let codes = chunk.codes(question);
        let is_misplaced = |code: u64, presence: u64| !coding.fits(code) || (presence >= hidden && code != unanswered);
        let any_misplaced = match codes {
            Some(Codes::Byte(codes)) if answers == coding.answers && hidden < 256 => {
                // The same as below, in bytes.
                let (na, unanswered, hidden) = (coding.answers as u8, unanswered as u8, hidden as u8);
                let offers_na = coding.offers_na;
                kernels::any(codes, presence, |code, presence| {
                    let unfit = (code > unanswered) | ((code == na) & !offers_na);
                    unfit | ((narrow(presence) >= hidden) & (code != unanswered))
                })
            }
            Some(Codes::Byte(codes)) => kernels::any(codes, presence, |c, p| is_misplaced(c.into(), p.into())),
            Some(Codes::Word(codes)) => kernels::any(codes, presence, |c, p| is_misplaced(c.into(), p.into())),
            Some(Codes::Long(codes)) => kernels::any(codes, presence, |c, p| is_misplaced(c, p.into())),
            None => true,
        };
        if any_misplaced {
            let code = |row: usize| codes.and_then(|codes| codes.get(row)).unwrap_or(u64::MAX);
            let rows =
                presence.iter().enumerate().filter(|(row, presence)| is_misplaced(code(*row), (**presence).into()));
            self.misplaced.extend(rows.map(|(row, _)| (row, question)));
        }
        if checked.may_be_open {
            let open = &mut self.open[question as usize].1;
            open.resize(chunk.rows, 0);
            kernels::each(open, presence, |presence| presence.into() == answers + 1);
            self.mark_open(question);
        }
    }

    /// The rows in which one of a set of questions is open; none where there is none.
    pub(super) fn open_rows(&mut self, plan: &Plan, chunk: &Chunk<'_>, set: Option<usize>) -> Option<Vec<u8>> {
        let set = set.filter(|_| self.any_open)?;
        if self.sets[set].0 == Known::NotYet {
            let mut rows = std::mem::take(&mut self.sets[set].1);
            let mut known = Known::Nowhere;
            for question in &plan.open_sets[set] {
                let (is_open, open) = &self.open[*question as usize];
                match (is_open, known) {
                    (false, _) => {}
                    (true, Known::Somewhere) => {
                        rows.iter_mut().zip(open).for_each(|(row, open)| *row |= *open);
                    }
                    (true, _) => {
                        rows.clear();
                        rows.extend(open.iter().take(chunk.rows));
                        known = Known::Somewhere;
                    }
                }
            }
            self.sets[set] = (known, rows);
        }
        (self.sets[set].0 == Known::Somewhere).then(|| std::mem::take(&mut self.sets[set].1))
    }

    /// Gives back what [`open_rows`](Self::open_rows) has lent.
    pub(super) fn give_back(&mut self, set: Option<usize>, rows: Option<Vec<u8>>) {
        if let (Some(set), Some(rows)) = (set, rows) {
            self.sets[set].1 = rows;
        }
    }

    /// Marks rows that doubles cannot decide.
    pub(super) fn doubt(&mut self, rows: usize, is_doubtful: impl Fn(usize) -> bool) {
        for row in (0..rows).filter(|row| is_doubtful(*row)) {
            self.doubtful.resize(rows, 0);
            self.doubtful[row] = 1;
        }
    }

    /// The rows with answers out of place, each with its first such question.
    pub(super) fn misplaced(&mut self, chunk: &Chunk<'_>) -> impl Iterator<Item = (usize, QuestionId)> + use<'_> {
        self.misplaced.sort_unstable();
        self.misplaced.dedup_by_key(|(row, _)| *row);
        let at = chunk.at;
        self.misplaced.iter().map(move |(row, question)| (at + row, QuestionId(*question)))
    }
}
