use super::Folder;

const MODEL: &str = r#"
model m "M" { edition 1 language en }
ladder steps { starting "Starting" established "Established" from 50% }
area a "A" {
    levels steps
QUESTIONS}
example "a level, or a score below it" {
    given q1 yes
    expect a.level == established or a.score < 50%
}
example "a level, or a score well below it" {
    given q1 yes
    expect a.level == established or a.score < 45%
}
"#;

/// With 20 open questions there are a million completions: what they come to is worked out over all of them at once.
#[test]
fn an_expectation_holds_for_more_completions_than_can_be_tried() {
    let folder = Folder::new();
    let questions: Vec<String> = (1..=21).map(|n| format!("    question q{n} \"Q\" {{ answers yes_no }}\n")).collect();
    folder.write("m.mognad", MODEL.replace("QUESTIONS", &questions.concat()));
    let done = folder.run(&["test", "m.mognad"]);
    assert_eq!(done.code, 1);
    assert!(done.stdout.contains("failed: a level, or a score well below it"), "{}", done.all());
    assert!(done.stdout.ends_with("1 passed, 1 failed in 1 model\n"), "{}", done.all());
}
