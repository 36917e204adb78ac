//! The catalogue of codes. A code never changes its meaning; each has a page in `docs/codes/`.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// A finding: the model can be used, but should be mended.
    Warning,
    /// The model or the response is rejected.
    Error,
}

/// A stable code: `M` and four digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub u16);

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "M{:04}", self.0)
    }
}

impl Code {
    /// Reads `M0301`; none when it is not in the catalogue.
    pub fn parse(text: &str) -> Option<Code> {
        let digits = text.strip_prefix('M').filter(|d| d.len() == 4)?;
        let code = Code(digits.parse().ok()?);
        code.entry().map(|e| e.code)
    }

    /// Its entry in the catalogue.
    pub fn entry(self) -> Option<&'static CodeEntry> {
        CATALOGUE.iter().find(|e| e.code == self)
    }

    /// The severity in the catalogue.
    pub fn severity(self) -> Severity {
        self.entry().map_or(Severity::Error, |e| e.severity)
    }
}

/// What the catalogue says of a code.
#[derive(Debug, Clone, Copy)]
pub struct CodeEntry {
    /// The code.
    pub code: Code,
    /// Its severity unless `--deny` raises it.
    pub severity: Severity,
    /// A line for lists: what is wrong, in a few words.
    pub title: &'static str,
    /// Its page, in Markdown.
    pub page: &'static str,
}

macro_rules! catalogue {
    ($($name:ident $number:literal $severity:ident $title:literal)*) => {
        impl Code {
            $(#[doc = $title] pub const $name: Code = Code($number);)*
        }
        /// Every code, in order.
        pub const CATALOGUE: &[CodeEntry] = &[$(CodeEntry {
            code: Code($number),
            severity: Severity::$severity,
            title: $title,
            page: include_str!(concat!("../../docs/codes/", stringify!($name), ".md")),
        }),*];
    };
}

catalogue! {
    // syntax
    M0001 1 Error "something else was expected here"
    M0002 2 Error "the file is not UTF-8"
    M0003 3 Error "the file is too large"
    M0004 4 Error "nested too deeply"
    M0005 5 Error "a control character in the text"
    M0006 6 Error "a character that changes the direction of writing"
    M0007 7 Error "a look-alike character"
    M0008 8 Error "a string without its closing quotation mark"
    M0009 9 Error "an unknown escape in a string"
    M0010 10 Error "a brace or parenthesis without its partner"
    M0011 11 Error "a sign from another language"
    M0012 12 Error "a number written in another way"
    M0013 13 Error "a reserved word as a name"
    M0014 14 Error "`and` beside `or` without parentheses"
    M0015 15 Error "a chain of comparisons"
    M0016 16 Error "a character that the language does not use"
    M0017 17 Error "a line that does not belong here"
    M0018 18 Warning "a byte order mark"
    M0019 19 Warning "line ends from another system"
    M0020 20 Error "the file cannot be read"
    M0021 21 Error "a compiled model that cannot be read"
    // names
    M0101 101 Error "an unknown name"
    M0102 102 Error "a name declared twice"
    M0103 103 Error "a name that could mean several things"
    M0104 104 Warning "a name that nothing uses"
    M0105 105 Error "a name of another kind"
    M0106 106 Error "a used file that cannot be read"
    M0107 107 Error "files that use each other in a circle"
    M0108 108 Error "a used file outside the folder of the models"
    M0109 109 Error "not exactly one model"
    M0110 110 Error "rules that depend on each other in a circle"
    M0111 111 Error "a line given twice"
    M0112 112 Error "a line that is missing"
    M0113 113 Error "an earlier name that is taken"
    M0114 114 Warning "an `allow` that silences nothing"
    M0115 115 Error "an `allow` of an unknown code, of an error, or without a reason"
    M0116 116 Error "an edition that this version does not know"
    M0117 117 Error "a declaration with nothing in it"
    // types and units
    M0201 201 Error "a value of another kind"
    M0202 202 Error "points where a percentage belongs, or the other way round"
    M0203 203 Error "a product of two values that depend on answers"
    M0204 204 Error "a division by an answer or by zero"
    M0205 205 Error "answers or levels that cannot be compared"
    M0206 206 Error "an option compared over several scales"
    M0207 207 Error "points or a score where there are none"
    M0208 208 Error "an area in points among percentages"
    M0209 209 Error "a sum, mean or count that does not fit its set"
    M0210 210 Error "a word that means nothing here"
    M0211 211 Error "a test that does not fit the question"
    M0212 212 Warning "a set with nothing in it"
    M0213 213 Warning "a comparison that always gives the same"
    // levels and thresholds
    M0301 301 Error "thresholds that do not ascend"
    M0302 302 Error "a threshold that every score, or no score, reaches"
    M0303 303 Error "bands that overlap"
    M0304 304 Error "a level that can never be reached"
    M0305 305 Error "a threshold or requirement on the lowest level"
    M0306 306 Error "a level with neither threshold nor requirement"
    M0307 307 Warning "a requirement that a role can never meet"
    M0308 308 Error "thresholds without a score"
    M0309 309 Error "weights that do not add up as declared"
    M0310 310 Error "a weight that is not positive"
    M0311 311 Warning "a level that a role can never reach"
    M0312 312 Warning "a level that is passed and never the result"
    M0313 313 Warning "a score that no band is for"
    M0314 314 Warning "a level reached without evidence"
    M0315 315 Warning "a requirement that never decides"
    M0316 316 Info "a threshold that no response lands on"
    M0317 317 Info "a level reached with nothing answered"
    // questions and missing answers
    M0401 401 Error "a range that does not work out"
    M0402 402 Error "lines of points that leave answers out or are never used"
    M0403 403 Warning "a question whose answers are all worth the same"
    M0404 404 Error "points for some options only"
    M0405 405 Error "a rule for a state that cannot occur"
    M0406 406 Error "not applicable is given two values"
    M0407 407 Warning "a question that a role is never asked"
    M0408 408 Error "too few or too many options"
    M0409 409 Error "points that do not belong to these answers"
    M0410 410 Warning "a model that asks nothing"
    M0411 411 Warning "an `ask when` that always holds"
    M0412 412 Warning "a better answer that lowers a level"
    M0413 413 Warning "`na` that pays better than the highest answer"
    M0414 414 Info "`na` that pays better than the lowest answer, and nothing says so"
    M0415 415 Warning "a question that changes nothing"
    M0416 416 Warning "answers that always come to the same"
    M0417 417 Warning "a weight that changes nothing"
    // actions
    M0501 501 Warning "an action that raises what its role is not asked"
    M0502 502 Warning "an action that a role is never suggested"
    M0503 503 Error "an effort or priority that is not a whole number"
    M0504 504 Warning "an action that is always suggested"
    M0505 505 Warning "an action that is suggested where nothing is left to raise"
    M0506 506 Warning "an `after` that says nothing new"
    M0507 507 Warning "a level at which no suggestion comes"
    M0508 508 Warning "an action after one that is only suggested further up"
    // texts and languages
    M0601 601 Warning "a text that is missing in a language"
    M0602 602 Error "a text in a language that the model does not have"
    M0603 603 Error "a language that is not known"
    M0604 604 Warning "no text for the reader"
    // properties and examples
    M0701 701 Error "an example that fails"
    M0702 702 Error "an answer in an example that cannot be given"
    M0703 703 Warning "an example that expects nothing"
    M0704 704 Error "an example without a role"
    M0705 705 Error "an example that breaks a property"
    M0706 706 Error "a property that does not hold"
    M0707 707 Info "a property that is proved"
    M0714 714 Info "something that could not be decided"
    // compatibility between versions
    M0801 801 Error "a question that is gone"
    M0802 802 Error "an answer that is gone"
    M0803 803 Error "a role that is gone or new"
    M0804 804 Error "a question that is asked of fewer"
    M0805 805 Error "a name that old responses do not know"
    M0806 806 Warning "a question that old responses do not answer"
    M0807 807 Info "a change that may change results"
    M0808 808 Warning "an accepted change that is not there"
    M0809 809 Error "a file of accepted changes that cannot be read"
    M0810 810 Error "a version that git does not have"
    // responses and data
    M0901 901 Error "a response that is broken"
    M0902 902 Error "an answer to an unknown question"
    M0903 903 Error "an unknown option"
    M0904 904 Error "a number outside its range"
    M0905 905 Error "a number between two steps"
    M0906 906 Error "not applicable where it is not offered"
    M0907 907 Error "an answer to a question that is not asked"
    M0908 908 Error "an answer given twice"
    M0909 909 Error "a role that is missing or unknown"
    M0910 910 Error "an answer of another kind"
    M0911 911 Error "a response to another model"
    M0912 912 Warning "a response to another version of the model"
    M0913 913 Error "a line that a response does not have"
    M0914 914 Error "a column that is missing"
    M0915 915 Error "columns to write that are not there or called the same"
    M0916 916 Error "a table that cannot be read"
    M0917 917 Error "a row with other cells than the header"
    M0918 918 Error "options that points do not tell apart"
    M0919 919 Error "tables with different columns"
    M0920 920 Error "a mapping that cannot be read"
    M0921 921 Error "an output that would destroy what is read"
    M0922 922 Error "results that a table cannot hold"
    // other engines
    M1001 1001 Error "numbers that an engine cannot hold"
    M1002 1002 Error "a range that a query cannot read"
    M1003 1003 Error "a name that a query cannot do without"
}
