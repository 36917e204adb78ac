use insta::assert_snapshot;

use super::Folder;

const MODEL: &str = include_str!("../responses/skola.mognad");

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("skola.mognad", MODEL);
    folder
}

fn answers(folder: &Folder, name: &str) -> Vec<String> {
    let text = folder.read(name);
    text.lines()
        .skip_while(|line| *line != "[answers]")
        .filter(|line| line.contains('=') && !line.starts_with('#'))
        .map(str::to_owned)
        .collect()
}

#[test]
fn a_whole_dialogue_ends_with_the_result() {
    let folder = folder();
    // Role by number; an unknown option, guidance, an option by number; back and again; a range out of bounds and off
    // its step; several options; a text; what a follow-up question is asked for.
    let typed =
        "1\nnonsense\n?\n4\nja\nb\nno\nb\nb\n\nyes\ndelvis\n1, robot\nVi har \"börjat\".\n40\n2.75\n2,7\n4\nna\n";
    let done = folder.feed(&["ask", "skola.mognad", "-o", "svar.toml"], typed);
    assert_snapshot!("whole", done.all());
    assert_eq!(
        answers(&folder, "svar.toml"),
        [
            "malbild = \"helt\"",
            "plan = \"yes\"",
            "foljs = \"delvis\"",
            "verktyg = [\"karta\", \"robot\"]",
            "anteckning = \"Vi har \\\"börjat\\\".\"",
            "elever_per_dator = 2.7",
            "\"natet.stod\" = \"helt\"",
            "\"support.stod\" = \"na\"",
        ]
    );
    let result = folder.run(&["eval", "skola.mognad", "svar.toml"]);
    assert_eq!((result.code, result.stdout), (0, done.stdout));
}

/// What the dialogue says about answers that are none: the lines with an exclamation mark, with those that go on from them.
fn refusals(said: &str) -> String {
    let mut found = Vec::new();
    let mut goes_on = false;
    for line in said.lines().map(|line| line.trim_start_matches("> ")) {
        goes_on = line.starts_with("! ") || goes_on && !line.is_empty() && !line.starts_with(' ');
        if goes_on {
            found.push(line);
        }
    }
    found.join("\n")
}

#[test]
fn what_is_no_answer_is_said_in_the_language_of_the_dialogue() {
    let folder = folder();
    let typed = "b\nnonsense\nhel\nhelt\nna\n5\n1, 1, robto\n,\n0\ns\nmany\n1/0\n40\n2,75\nq\n";
    let ask = |language: &str, name: &str| {
        let done = folder.feed(&["ask", "skola.mognad", "-o", name, "--role", "larare", "--lang", language], typed);
        assert_eq!(done.code, 0);
        refusals(&done.stderr)
    };
    let (sv, en) = (ask("sv", "sv.toml"), ask("en", "en.toml"));
    assert_snapshot!("refused_sv", sv);
    assert_snapshot!("refused_en", en);
}

#[test]
fn it_stops_and_goes_on_later() {
    let folder = folder();
    let stopped =
        folder.feed(&["ask", "skola.mognad", "-o", "svar.toml", "--role", "larare", "--lang", "en"], "helt\ns\nq\n");
    assert_snapshot!("stopped", stopped.all());
    assert_eq!(answers(&folder, "svar.toml"), ["malbild = \"helt\""]);
    // The end of the input saves as well; the first unanswered question comes first.
    let went_on = folder.feed(&["ask", "skola.mognad", "-o", "svar.toml", "--lang", "en"], "0\n");
    assert_snapshot!("went_on", went_on.all());
    assert_eq!(answers(&folder, "svar.toml"), ["malbild = \"helt\"", "verktyg = []"]);
    let skipped = folder.feed(&["ask", "skola.mognad", "-o", "svar.toml", "--lang", "en"], "s\ns\n1\n1\n");
    assert_eq!(skipped.code, 0);
    assert!(skipped.stdout.contains("School's") || skipped.stdout.contains("school's maturity"), "{}", skipped.stdout);
    assert!(skipped.stderr.contains("One question was skipped"), "{}", skipped.stderr);
}

#[test]
fn a_changed_answer_takes_away_what_is_no_longer_asked() {
    let folder = folder();
    folder
        .feed(&["ask", "skola.mognad", "-o", "svar.json", "--role", "skolledare"], "helt\nyes\nhelt\n1\nx\n2\n1\n1\n");
    assert!(folder.read("svar.json").contains("\"foljs\": \"helt\""));
    // Everything is answered: Enter keeps the first answer, the second one changes.
    folder.feed(&["ask", "skola.mognad", "-o", "svar.json"], "\nno\nq\n");
    let text = folder.read("svar.json");
    assert!(text.contains("\"plan\": \"no\"") && !text.contains("foljs"), "{text}");
    assert_eq!(folder.run(&["eval", "skola.mognad", "svar.json"]).code, 0);
}

#[test]
fn metadata_and_exact_numbers_survive() {
    let folder = folder();
    folder.write(
        "svar.toml",
        "model = \"skola\"\nversion = \"1.0\"\nrole = \"larare\"\n[metadata]\nskola = \"Björk\"\nexakt = 0.1000\nnar = 2014-08-20\nlista = [1, { a = \"b\" }]\n",
    );
    let done = folder.feed(&["ask", "skola.mognad", "-o", "svar.toml"], "helt\nq\n");
    assert_eq!(done.code, 0);
    assert!(done.stderr.contains("M0912"));
    let text = folder.read("svar.toml");
    assert!(text.contains("version = \"2.0\""));
    assert!(
        text.ends_with("[metadata]\nskola = \"Björk\"\nexakt = 0.1000\nnar = 2014-08-20\nlista = [1, { a = \"b\" }]\n"),
        "{text}"
    );
}

#[test]
fn what_cannot_be_gone_on_with_is_left_alone() {
    let folder = folder();
    folder.write("svar.toml", "model = \"skola\"\nrole = \"larare\"\n[answers]\nmalbild = \"fel\"\n");
    let before = folder.read("svar.toml");
    assert_eq!(folder.feed(&["ask", "skola.mognad", "-o", "svar.toml"], "helt\n").code, 2);
    assert_eq!(folder.read("svar.toml"), before);
    folder.write("annan.toml", "model = \"skola\"\nrole = \"larare\"\n");
    assert_snapshot!(
        "roles",
        folder.feed(&["ask", "skola.mognad", "-o", "annan.toml", "--role", "skolledare"], "").all()
    );
    assert_snapshot!("input", folder.feed(&["ask", "-", "-o", "annan.toml"], MODEL).all());
    assert_eq!(
        folder.feed(&["ask", "skola.mognad", "-o", "no/such/folder.toml", "--role", "larare"], "helt\n").code,
        2
    );
    // Nobody said who they are: nothing is written.
    assert_eq!(folder.feed(&["ask", "skola.mognad", "-o", "ny.toml"], "").code, 0);
    assert!(!folder.path("ny.toml").exists());
}

#[test]
fn comments_and_the_order_of_the_file_survive() {
    let folder = folder();
    folder.write(
        "svar.toml",
        "# Filled in by Anna and Bo, 20 August\n\
         model = \"skola\" # our model\n\
         role = \"skolledare\"\n\
         \n\
         [metadata]\n\
         skola = \"Björk\"  # the old building\n\
         \n\
         [answers]\n\
         # Bo was not sure about this one.\n\
         plan = \"yes\"   # decided in May\n\
         # Everybody agreed.\n\
         foljs = \"delvis\"\n\
         verktyg = [\n  \"karta\", # in every room\n  \"robot\",\n]\n\
         # elever_per_dator =   # to be counted\n\
         \n\
         # Answers of the technicians\n\
         [answers.natet]\n\
         stod = \"delvis\"\n",
    );
    // The vision first; then the plan changes, so that its follow-up is asked no more; the count; the last two.
    let typed = "helt\nb\n\nno\n\nEn text\n4,5\n\nna\n";
    let done = folder.feed(&["ask", "skola.mognad", "-o", "svar.toml"], typed);
    assert_eq!(done.code, 0, "{}", done.all());
    assert_snapshot!("comments", folder.read("svar.toml"));
    // Once more, with nothing changed: not a byte.
    let before = folder.read("svar.toml");
    folder.feed(&["ask", "skola.mognad", "-o", "svar.toml"], "q\n");
    assert_eq!(folder.read("svar.toml"), before);
}

#[test]
fn a_filled_in_template_keeps_what_was_written_into_it() {
    let folder = folder();
    let template = folder.run(&["template", "skola.mognad", "--role", "larare"]).stdout;
    folder.write("svar.toml", template.replace("# malbild =", "# Ask Bo again.\nmalbild = \"helt\""));
    assert_eq!(folder.feed(&["ask", "skola.mognad", "-o", "svar.toml"], "0\ns\n2\nq\n").code, 0);
    let expected = template
        .replace("# malbild =", "# Ask Bo again.\nmalbild = \"helt\"")
        .replace("# verktyg =", "verktyg = []")
        .replace("# elever_per_dator =", "elever_per_dator = 2");
    assert_eq!(folder.read("svar.toml"), expected);
}

#[test]
fn answers_in_one_line_are_gone_on_with_too() {
    let folder = folder();
    folder.write("svar.toml", "model = \"skola\"\nrole = \"larare\"\nanswers = { malbild = \"helt\" }\n");
    assert_eq!(folder.feed(&["ask", "skola.mognad", "-o", "svar.toml"], "0\nq\n").code, 0);
    assert_eq!(answers(&folder, "svar.toml"), ["malbild = \"helt\"", "verktyg = []"]);
}
