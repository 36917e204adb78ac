//! "Did you mean": the name that a mistyped one is closest to.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The candidate that `name` most likely stands for, if any is close. Case and accents count for nothing.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let written = plain(name);
    let longest = written.chars().count();
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let other = plain(candidate);
            let length = other.chars().count();
            let edits = strsim::damerau_levenshtein(&written, &other);
            let allowed = longest.max(length).div_ceil(3).min(4);
            let part = longest >= 4 && (other.starts_with(&written) || written.starts_with(&other) && other.len() >= 4);
            // Of a short name something must be left.
            let kept = edits == 0 || edits < longest.min(length);
            ((edits <= allowed && kept) || part).then_some((edits, candidate))
        })
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, candidate)| candidate)
}

fn plain(name: &str) -> String {
    name.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_slips_of_the_finger_only() {
        let names = ["malbild", "plan", "plan_foljs"];
        assert_eq!(nearest("malbidl", names), Some("malbild"));
        assert_eq!(nearest("Plan", names), Some("plan"));
        assert_eq!(nearest("plan_folj", names), Some("plan_foljs"));
        assert_eq!(nearest("plån_följs", names), Some("plan_foljs"));
        assert_eq!(nearest("infrastruktur", names), None);
        assert_eq!(nearest("", names), None);
        assert_eq!(nearest("d", ["a", "b"]), None);
    }

    #[test]
    fn a_name_of_which_nothing_is_left_is_another_name() {
        assert_eq!(nearest("z", ["x", "y"]), None);
        assert_eq!(nearest("X", ["x", "y"]), Some("x"));
        assert_eq!(nearest("hög", ["hog", "lag"]), Some("hog"));
    }
}
