//! Many responses as columns of codes: random ones, or those of a file.

use mognad::evaluate::{Evaluation, Presence};
use mognad::model::{Answer, Model, QuestionId, RoleId};
use mognad::score::{Block, Codes, Coding, Width};

/// How many different random responses there are.
const DIFFERENT: usize = 4999;

enum Answers {
    Byte(Vec<u8>),
    Word(Vec<u32>),
    Long(Vec<u64>),
}

/// Answers in memory, a column a question.
pub struct Responses {
    pub rows: usize,
    roles: Option<Vec<u8>>,
    answers: Vec<Answers>,
}

impl Responses {
    /// Complete random responses, some thousand different ones again and again: every question that is asked is answered,
    /// with `na` in 2% where it is offered.
    pub fn random(model: &Model, rows: usize) -> Responses {
        let mut state = 0x9e37_79b9_7f4a_7c15u64;
        let mut random = move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state >> 20
        };
        let different: Vec<(u8, Vec<u64>)> = (0..DIFFERENT).map(|_| response(model, &mut random)).collect();
        let repeated = || different.iter().cycle().take(rows);
        let roles = (!model.roles.is_empty()).then(|| repeated().map(|(role, _)| *role).collect());
        let column = |place: usize| {
            let codes = repeated().map(|(_, codes)| codes[place]);
            match Coding::of(&model.questions[place]).width() {
                Width::Byte => Answers::Byte(codes.map(|code| code as u8).collect()),
                Width::Word => Answers::Word(codes.map(|code| code as u32).collect()),
                Width::Long => Answers::Long(codes.collect()),
            }
        };
        Responses { rows, roles, answers: (0..model.questions.len()).map(column).collect() }
    }

    /// The bytes of a file: for each question so many codes, then the roles if there are any.
    pub fn of_bytes(model: &Model, bytes: &[u8], rows: usize) -> Responses {
        let mut columns = bytes.chunks(rows);
        let answers = columns.by_ref().take(model.questions.len()).map(|codes| Answers::Byte(codes.to_vec()));
        let answers: Vec<Answers> = answers.collect();
        let roles = columns.next().map(<[u8]>::to_vec);
        assert_eq!(roles.is_some(), !model.roles.is_empty());
        assert_eq!(answers.len(), model.questions.len());
        Responses { rows, roles, answers }
    }

    /// All of them, for the engine.
    pub fn block(&self) -> Block<'_> {
        let answers = self.answers.iter().map(|answers| match answers {
            Answers::Byte(codes) => Codes::Byte(codes),
            Answers::Word(codes) => Codes::Word(codes),
            Answers::Long(codes) => Codes::Long(codes),
        });
        Block { rows: self.rows, roles: self.roles.as_deref(), answers: answers.collect() }
    }

    /// The columns whose codes are bytes.
    pub fn bytes(&self) -> Vec<&[u8]> {
        let columns = self.answers.iter().filter_map(|answers| match answers {
            Answers::Byte(codes) => Some(codes.as_slice()),
            Answers::Word(_) | Answers::Long(_) => None,
        });
        columns.chain(self.roles.as_deref()).collect()
    }
}

fn response(model: &Model, random: &mut impl FnMut() -> u64) -> (u8, Vec<u64>) {
    let role = (!model.roles.is_empty()).then(|| (random() % model.roles.len() as u64) as u8);
    let mut codes: Vec<u64> = Vec::new();
    let mut answers = mognad::evaluate::Answers::blank(model, role.map(|role| RoleId(u32::from(role))));
    for (id, question) in (0..).map(QuestionId).zip(&model.questions) {
        let coding = Coding::of(question);
        let is_na = coding.offers_na && random().is_multiple_of(50);
        let code = if is_na { coding.na() } else { random() % coding.answers };
        codes.push(code);
        answers.set(id, Some(if is_na { Answer::Na } else { Answer::Index(code) }));
    }
    // What is not asked is not answered.
    for _ in 0..4 {
        let evaluation = Evaluation::new(model, &answers);
        let ids = (0..codes.len() as u32).map(QuestionId);
        let hidden: Vec<QuestionId> =
            ids.filter(|id| matches!(evaluation.presence(*id), Presence::Outside | Presence::Hidden)).collect();
        for id in hidden {
            codes[id.0 as usize] = Coding::of(&model.questions[id.0 as usize]).unanswered();
            answers.set(id, None);
        }
    }
    (role.unwrap_or(0), codes)
}
