//! The language in words: what blocks are called, what belongs in them, how each line is written.

use super::super::kind::Kind;
use super::super::parser::Block;
use crate::diagnostics::nearest as nearest_text;

/// A block in words.
pub(super) const fn block(block: Block) -> &'static str {
    match block {
        Block::File => "a file",
        Block::Model => "a model",
        Block::Roles => "the roles",
        Block::Scale => "a scale",
        Block::Ladder => "a ladder",
        Block::Levels => "`levels`",
        Block::Area => "an area",
        Block::Overall => "`overall`",
        Block::Question => "a question",
        Block::Action => "an action",
        Block::Property => "a property",
        Block::Example => "an example",
        Block::Notes => "notes",
    }
}

/// Where something stands that stands in a block.
pub(super) fn inside(place: Block) -> String {
    match place {
        Block::File => "at the top of a file".to_owned(),
        Block::Roles => "among the roles".to_owned(),
        Block::Notes => "among notes".to_owned(),
        place => format!("in {}", block(place)),
    }
}

/// Every block, for finding out where a word belongs.
pub(super) const BLOCKS: &[Block] = &[
    Block::File,
    Block::Model,
    Block::Area,
    Block::Overall,
    Block::Question,
    Block::Action,
    Block::Ladder,
    Block::Scale,
    Block::Example,
];

/// How a line is written.
pub(super) const fn example(place_block: Block, keyword: Kind) -> Option<&'static str> {
    Some(match (keyword, place_block) {
        (Kind::Use, _) => "use \"scales.mognad\"",
        (Kind::Model, _) => "model tools \"Our digital tools\" { edition 1 }",
        (Kind::Scale, _) => "scale agreement { no 0 \"Does not apply\"  fully 2 \"Applies fully\" }",
        (Kind::Ladder, _) => "ladder steps { starting \"Starting\"  leading \"Leading\" from 50% }",
        (Kind::Area, _) => "area skills \"Digital skills\" { … }",
        (Kind::Overall, _) => "overall { levels steps }",
        (Kind::Always, _) => "always \"a plan is needed\" { overall.level < leading or plan == yes }",
        (Kind::Never, _) => "never \"leading without a plan\" { overall.level == leading and plan == no }",
        (Kind::Example, _) => "example \"a new school\" { as head  given plan no  expect overall.level == starting }",
        (Kind::Question, _) => "question plan \"There is a plan\" { answers yes_no }",
        (Kind::Action, _) => "action make_plan \"Make a plan\" { suggest when plan == no }",
        (Kind::Edition, _) => "edition 1",
        (Kind::Version, _) => "version \"2014.1\"",
        (Kind::Language, _) => "language sv, en",
        (Kind::Roles, _) => "roles { head \"Head teacher\"  teacher \"Teacher\" }",
        (Kind::Unanswered, _) => "unanswered counts as lowest",
        (Kind::Na, Block::Scale) => "na \"Not applicable\"",
        (Kind::Na, _) => "na left out",
        (Kind::Hidden, _) => "hidden counts as lowest",
        (Kind::Code, _) => "code \"3.1.1\"",
        (Kind::Guidance, _) => "guidance \"Think of the past school year.\"",
        (Kind::Was, _) => "was old_name",
        (Kind::Allow, _) => "allow M0507 \"the reason\"",
        (Kind::Met, Block::Scale) => "met from mostly",
        (Kind::Met, _) => "met from 80",
        (Kind::From, _) => "from 25%",
        (Kind::Above, _) => "above 1",
        (Kind::To, _) => "to 49%",
        (Kind::Below, _) => "below 2",
        (Kind::Requires, _) => "requires plan == yes for head",
        (Kind::Gating, _) => "gating highest",
        (Kind::Levels, _) => "levels steps",
        (Kind::Level, _) => "level min(level of areas)",
        (Kind::Score, _) => "score sum(points of questions)",
        (Kind::Weights, _) => "weights of questions total 100",
        (Kind::Weight, _) => "weight 2",
        (Kind::Value, _) => "value deduction \"Deduction\" sum(points of questions)",
        (Kind::Answers, _) => "answers agreement",
        (Kind::Points, _) => "points { 3 up to 1.5, 2 up to 3, 0 otherwise }",
        (Kind::For, _) => "for head",
        (Kind::At, _) => "at level_1",
        (Kind::Tagged, _) => "tagged critical",
        (Kind::Ask, _) => "ask when plan == yes",
        (Kind::Suggest, _) => "suggest when level <= starting and plan == no",
        (Kind::Raises, _) => "raises plan to yes",
        (Kind::Effort, _) => "effort 2",
        (Kind::Priority, _) => "priority 1",
        (Kind::After, _) => "after make_plan",
        (Kind::As, _) => "as head",
        (Kind::Given, _) => "given goal fully, plan no, others lowest",
        (Kind::Expect, _) => "expect skills.level == starting",
        (Kind::Colon, _) => "sv: \"Lärare\" en: \"Teachers\"",
        (Kind::When, _) => "{ 0 when plan == no, mean(points of questions) otherwise }",
        (Kind::Name, Block::Roles) => "head \"Head teacher\"",
        (Kind::Name, Block::Scale) => "fully 2 \"Applies fully\"",
        (Kind::Name, _) => "leading \"Leading\" from 50%",
        _ => return None,
    })
}

/// What a line holds, in words: "a weight is written `weight 2`".
pub(super) fn written_like(block: Block, keyword: Kind) -> Option<String> {
    let example = example(block, keyword)?;
    let subject = match keyword {
        Kind::When => "a formula with cases is",
        Kind::Name if block == Block::Roles => "a role is",
        Kind::Name if block == Block::Scale => "an option is",
        Kind::Name => "a level is",
        Kind::Colon => "a text in several languages is",
        _ => return Some(format!("write it like `{example}`")),
    };
    Some(format!("{subject} written like `{example}`"))
}

/// What a name stands for behind a word.
pub(super) const fn name_after(keyword: Option<Kind>) -> &'static str {
    match keyword {
        Some(Kind::For | Kind::As) => "the name of a role",
        Some(Kind::Levels) => "the name of a ladder",
        Some(Kind::Answers) => "the name of a scale",
        Some(Kind::At) => "the name of a level",
        Some(Kind::Tagged) => "a tag",
        Some(Kind::After) => "the name of an action",
        Some(Kind::Raises | Kind::Given) => "the name of a question",
        Some(Kind::Language) => "a language such as `sv`",
        Some(Kind::Allow) => "a code such as `M0507`",
        _ => "a name",
    }
}

/// Words of other languages, and what is written here.
const FOREIGN_WORDS: &[(&str, Kind)] = &[
    ("om", Kind::When),
    ("och", Kind::And),
    ("eller", Kind::Or),
    ("inte", Kind::Not),
    ("annars", Kind::Otherwise),
    ("default", Kind::Otherwise),
    ("avg", Kind::Mean),
    ("average", Kind::Mean),
    ("medel", Kind::Mean),
    ("summa", Kind::Sum),
    ("total", Kind::Sum),
    ("maximum", Kind::Max),
    ("minimum", Kind::Min),
    ("medelvarde", Kind::Mean),
    ("medelvärde", Kind::Mean),
    ("antal", Kind::Count),
    ("andel", Kind::Share),
    ("import", Kind::Use),
    ("include", Kind::Use),
];

/// Words that begin lines in Swedish, and in what others say of maturity models.
const FOREIGN_BEGINNINGS: &[(&str, Kind)] = &[
    ("aldrig", Kind::Never),
    ("alltid", Kind::Always),
    ("använd", Kind::Use),
    ("category", Kind::Area),
    ("description", Kind::Guidance),
    ("dimension", Kind::Area),
    ("dold", Kind::Hidden),
    ("efter", Kind::After),
    ("exempel", Kind::Example),
    ("fraga", Kind::Question),
    ("fråga", Kind::Question),
    ("för", Kind::For),
    ("förvänta", Kind::Expect),
    ("förväntat", Kind::Expect),
    ("givet", Kind::Given),
    ("helhet", Kind::Overall),
    ("hint", Kind::Guidance),
    ("höjer", Kind::Raises),
    ("indicator", Kind::Question),
    ("kod", Kind::Code),
    ("märkt", Kind::Tagged),
    ("niva", Kind::Level),
    ("nivå", Kind::Level),
    ("nivåer", Kind::Levels),
    ("obesvarad", Kind::Unanswered),
    ("omrade", Kind::Area),
    ("område", Kind::Area),
    ("poäng", Kind::Points),
    ("prioritet", Kind::Priority),
    ("roller", Kind::Roles),
    ("section", Kind::Area),
    ("skala", Kind::Scale),
    ("som", Kind::As),
    ("språk", Kind::Language),
    ("stege", Kind::Ladder),
    ("svar", Kind::Answers),
    ("tag", Kind::Tagged),
    ("tags", Kind::Tagged),
    ("totalt", Kind::Overall),
    ("trappa", Kind::Ladder),
    ("utgåva", Kind::Edition),
    ("varde", Kind::Value),
    ("vikt", Kind::Weight),
    ("vikter", Kind::Weights),
    ("vägledning", Kind::Guidance),
    ("värde", Kind::Value),
    ("åtgärd", Kind::Action),
];

/// The word that a line of the block was meant to begin with.
pub(super) fn meant_beginning(written: &str, block: Block) -> Option<Kind> {
    let small = written.to_lowercase();
    let foreign = FOREIGN_BEGINNINGS.iter().find(|(word, _)| *word == small).map(|(_, kind)| *kind);
    foreign.filter(|kind| block.words().contains(kind)).or_else(|| nearest(written, block.words()))
}

/// The word of the language that is meant by one of another, or by one in capitals.
pub(super) fn foreign_word(text: &str) -> Option<Kind> {
    if let Some((_, meant)) = FOREIGN_WORDS.iter().find(|(word, _)| *word == text) {
        return Some(*meant);
    }
    let small = text.to_lowercase();
    (small != text).then(|| Kind::of_word(&small)).flatten()
}

/// The one of `words` that was meant by a misspelt one. Short words are close to everything.
pub(super) fn nearest(written: &str, words: &[Kind]) -> Option<Kind> {
    let close = written.chars().count() > 2;
    let meant = nearest_text(written, words.iter().filter_map(|kind| kind.text())).filter(|_| close)?;
    Kind::of_word(meant)
}

/// The words in backticks.
pub(super) fn all_of(words: &[Kind]) -> Vec<String> {
    words.iter().filter_map(|k| k.text()).map(|t| format!("`{t}`")).collect()
}

/// How a function is written.
pub(super) const fn function(function: Kind) -> &'static str {
    match function {
        Kind::Sum | Kind::Mean => {
            "write it like `mean(points of questions at level_1)`, or with a list, `mean(a, b, c)`"
        }
        Kind::Min | Kind::Max => "write it like `min(level of areas)`, or with a list, `max(a, b, c)`",
        Kind::Count | Kind::Share => "it counts questions or areas, as in `count(questions on agreement >= mostly)`",
        Kind::All | Kind::Any => "it tests questions or areas, as in `all(questions at level_1 are met)`",
        Kind::Round => "write the number of decimals after a comma, as in `round(score, 2)`",
        Kind::Suggested => "write the name of an action, as in `suggested(make_plan)`",
        _ => "what stands in parentheses is a value or a condition",
    }
}
