//! The kinds of tokens: every reserved word and sign of the language.

use logos::Logos;

macro_rules! kinds {
    (words { $($word:ident $word_text:literal)* } signs { $($sign:ident $sign_text:literal)* }) => {
        /// What a token is.
        #[derive(Logos, Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[logos(skip r"[ \t\r\n]+")]
        #[repr(u8)]
        pub enum Kind {
            $(#[doc = concat!("The word `", $word_text, "`.")] #[token($word_text)] $word,)*
            $(#[doc = concat!("The sign `", $sign_text, "`.")] #[token($sign_text)] $sign,)*
            /// A name, with or without backticks.
            #[regex(r"[\p{XID_Start}_]\p{XID_Continue}*")]
            #[regex(r"`[\p{XID_Continue}_.\-]+`")]
            Name,
            /// Digits, perhaps with a decimal point.
            #[regex(r"[0-9][0-9_]*(\.[0-9][0-9_]*)?")]
            Number,
            /// A text in quotation marks.
            #[regex(r#""([^"\\\r\n]|\\[^\r\n])*""#)]
            String,
            /// `//` to the end of the line.
            #[regex(r"//[^\r\n]*", allow_greedy = true)]
            Comment,
            /// `=`, which is no sign of the language; the parser says what was meant.
            #[token("=")]
            Equals,
            /// Something that other languages write, or nothing at all; no token of this kind leaves the lexer.
            #[token("/*")]
            #[token("===")]
            #[token("!==")]
            #[token("<>")]
            #[token("=>")]
            #[token("=<")]
            #[token("->")]
            #[token("**")]
            #[regex(r"\.[0-9][0-9_]*")]
            #[regex(r"[0-9][0-9_]*\.")]
            #[regex(r"[0-9][0-9_]*\.[0-9_]+\.[0-9_.]*")]
            #[regex(r"[0-9][0-9_]*(\.[0-9][0-9_]*)?\p{XID_Start}\p{XID_Continue}*")]
            Foreign,
        }

        /// The reserved words, with their kinds.
        pub const WORDS: &[(&str, Kind)] = &[$(($word_text, Kind::$word)),*];

        /// The signs, with their kinds.
        pub const SIGNS: &[(&str, Kind)] = &[$(($sign_text, Kind::$sign)),*];

        impl Kind {
            /// How a word or sign is written; none for the kinds whose text varies.
            pub const fn text(self) -> Option<&'static str> {
                match self {
                    $(Kind::$word => Some($word_text),)*
                    $(Kind::$sign => Some($sign_text),)*
                    _ => None,
                }
            }

            /// Whether it is a reserved word.
            pub const fn is_word(self) -> bool {
                matches!(self, $(Kind::$word)|*)
            }
        }
    };
}

kinds! {
    words {
        Use "use"
        Model "model"
        Scale "scale"
        Ladder "ladder"
        Area "area"
        Overall "overall"
        Always "always"
        Never "never"
        Example "example"
        Question "question"
        Action "action"
        Edition "edition"
        Version "version"
        Language "language"
        Roles "roles"
        Unanswered "unanswered"
        Na "na"
        Hidden "hidden"
        Counts "counts"
        As "as"
        Lowest "lowest"
        Highest "highest"
        Left "left"
        Out "out"
        Code "code"
        Guidance "guidance"
        Was "was"
        Allow "allow"
        Met "met"
        From "from"
        Above "above"
        To "to"
        Below "below"
        Requires "requires"
        For "for"
        Gating "gating"
        Cumulative "cumulative"
        Levels "levels"
        Level "level"
        Score "score"
        Weights "weights"
        Weight "weight"
        Total "total"
        Value "value"
        Answers "answers"
        Answer "answer"
        Answered "answered"
        Points "points"
        Any "any"
        Of "of"
        Or "or"
        Text "text"
        Step "step"
        Up "up"
        At "at"
        Tagged "tagged"
        Ask "ask"
        When "when"
        Otherwise "otherwise"
        Suggest "suggest"
        Suggested "suggested"
        Raises "raises"
        Effort "effort"
        Priority "priority"
        After "after"
        Given "given"
        Expect "expect"
        Nothing "nothing"
        Others "others"
        And "and"
        Not "not"
        Is "is"
        Are "are"
        Has "has"
        Else "else"
        Round "round"
        Sum "sum"
        Mean "mean"
        Min "min"
        Max "max"
        Count "count"
        Share "share"
        All "all"
        Own "own"
        Questions "questions"
        Areas "areas"
        In "in"
        On "on"
        Except "except"
        Where "where"
        Pool "pool"
        Rank "rank"
        Extends "extends"
    }
    signs {
        OpenBrace "{"
        CloseBrace "}"
        OpenParen "("
        CloseParen ")"
        Comma ","
        Dot "."
        Colon ":"
        Plus "+"
        Minus "-"
        Star "*"
        Slash "/"
        Percent "%"
        Equal "=="
        NotEqual "!="
        Less "<"
        LessEqual "<="
        Greater ">"
        GreaterEqual ">="
    }
}

impl Kind {
    /// The kind of a reserved word.
    pub fn of_word(text: &str) -> Option<Kind> {
        WORDS.iter().find(|(word, _)| *word == text).map(|(_, kind)| *kind)
    }

    /// Whether it is a sign that compares.
    pub const fn compares(self) -> bool {
        use Kind::{Equal, Greater, GreaterEqual, Less, LessEqual, NotEqual};
        matches!(self, Equal | NotEqual | Less | LessEqual | Greater | GreaterEqual)
    }

    /// Whether it begins what is said of a name: a comparison, also as it is mistyped.
    pub const fn says_of_a_name(self) -> bool {
        self.compares() || matches!(self, Kind::Equals | Kind::Is | Kind::Has)
    }
}
