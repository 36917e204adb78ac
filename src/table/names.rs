//! Lists of columns: names between commas. A name with a comma in it stands in quotation marks, as in CSV.

/// The names of a list.
///
/// # Errors
/// What is wrong with it, in words.
pub fn names(list: &str) -> Result<Vec<String>, String> {
    let mut names = Vec::new();
    let mut rest = list.trim_start();
    loop {
        let (name, behind) = match rest.strip_prefix('"') {
            Some(quoted) => quoted_name(quoted)?,
            None => {
                let (name, behind) = rest.split_at(rest.find(',').unwrap_or(rest.len()));
                (name.trim_end().to_owned(), behind)
            }
        };
        if name.is_empty() {
            return Err("a name is missing: give names with commas between them".to_owned());
        }
        names.push(name);
        let behind = behind.trim_start();
        match behind.strip_prefix(',') {
            Some(more) => rest = more.trim_start(),
            None if behind.is_empty() => return Ok(names),
            None => return Err("a comma is missing behind a quotation mark".to_owned()),
        }
    }
}

/// A name up to its second quotation mark, and what follows. Two in a row are one that belongs to the name.
fn quoted_name(text: &str) -> Result<(String, &str), String> {
    let mut name = String::new();
    let mut rest = text;
    while let Some((part, behind)) = rest.split_once('"') {
        name.push_str(part);
        match behind.strip_prefix('"') {
            Some(more) => {
                name.push('"');
                rest = more;
            }
            None => return Ok((name, behind)),
        }
    }
    Err("a quotation mark is missing at the end of a name".to_owned())
}

/// A name as it stands in such a list.
pub fn in_list(name: &str) -> String {
    if name.contains([',', '"']) || name.trim() != name {
        format!("\"{}\"", name.replace('"', "\"\""))
    } else {
        name.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::{in_list, names};

    #[test]
    fn every_name_can_stand_in_a_list() {
        let all = ["id", "School, name", "the \"old\" one", " behind a space", "a b"];
        let list = all.map(in_list).join(" , ");
        assert_eq!(names(&list).unwrap(), all);
        assert_eq!(names(" school ,role").unwrap(), ["school", "role"]);
    }

    #[test]
    fn what_is_no_list_is_told() {
        for list in ["", ",", "a,", "a,,b", "\"a", "\"a\"b", "\"\""] {
            assert!(names(list).is_err(), "{list}");
        }
    }
}
