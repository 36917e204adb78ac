//! "Did you mean": the name that a mistyped one is closest to.

/// The candidate that `name` most likely stands for, if any is close.
pub(crate) fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = name.to_lowercase();
    let longest = lower.chars().count();
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let other = candidate.to_lowercase();
            let edits = strsim::damerau_levenshtein(&lower, &other);
            let allowed = longest.max(other.chars().count()).div_ceil(3).min(4);
            let part = longest >= 4 && (other.starts_with(&lower) || lower.starts_with(&other) && other.len() >= 4);
            // A name that shares no letter with this one is not what was meant.
            let shared = edits < longest.max(other.chars().count());
            ((edits <= allowed && shared) || part).then_some((edits, candidate))
        })
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, candidate)| candidate)
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
        assert_eq!(nearest("infrastruktur", names), None);
        assert_eq!(nearest("", names), None);
        assert_eq!(nearest("d", ["a", "b"]), None);
    }
}
