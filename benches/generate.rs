//! Models of any size, for measuring and for tests.
#![allow(clippy::arithmetic_side_effects, reason = "small numbers")]

use std::fmt::Write as _;

/// A model with so many questions that has no findings: twenty an area, with `na`, weights, hidden questions, a
/// requirement, actions for every level, and a property.
#[must_use]
pub fn sound(questions: usize) -> String {
    let mut out = "model stor \"En stor modell\" {\n    edition 1\n    language sv\n    na left out\n}\n".to_owned();
    out.push_str(SCALE);
    out.push_str(LADDER);
    for area in 0..questions.div_ceil(20) {
        let weight = area % 3 + 1;
        let _ = write!(
            out,
            "\narea omrade_{area} \"Område {area}\" {{\n    weight {weight}\n    levels trappa {{\n        \
             etablerad requires all(own questions on skattning >= delvis)\n    }}\n"
        );
        let within = (questions - area * 20).min(20);
        for number in 0..within {
            let weight = number % 4 + 1;
            let _ = writeln!(
                out,
                "\n    question f{area}_{number} \"Vi har en gemensam bild av område {area}, del {number}\" {{"
            );
            if number % 5 == 4 {
                let before = number - 1;
                let _ = writeln!(
                    out,
                    "        answers yes_no\n        ask when f{area}_{before} >= delvis\n        hidden counts as lowest"
                );
            } else {
                out.push_str("        answers skattning\n");
            }
            let _ = writeln!(out, "        weight {weight}");
            out.push_str("    }\n");
        }
        for level in ["inledande", "utvecklande", "etablerad"] {
            let _ = write!(
                out,
                "\n    action efter_{level}_{area} \"Gå vidare i område {area}\" {{\n        suggest when level == {level}\n    }}\n"
            );
        }
        for number in 0..within.min(4) {
            let _ = write!(
                out,
                "\n    action hoj_{area}_{number} \"Arbeta med del {number} av område {area}\" {{\n        \
                 suggest when level <= utvecklande and f{area}_{number} <= delvis\n        \
                 raises f{area}_{number} to helt\n        effort 2\n    }}\n"
            );
        }
        out.push_str("}\n");
    }
    out.push_str("\noverall {\n    levels trappa\n    level min(level of areas)\n}\n");
    out.push_str("\nnever \"ledande utan grund\" {\n    overall.level == ledande and f0_0 == inte\n}\n");
    out
}

/// A piece of a model.
#[derive(Debug, Clone)]
pub struct Piece {
    /// Its lines.
    pub text: String,
    /// It is a declaration from its first word to its closing brace; others open or close an area.
    pub whole: bool,
}

/// A model with so many questions, as its text.
#[must_use]
pub fn model(questions: usize) -> String {
    pieces(questions).into_iter().map(|piece| piece.text).collect()
}

/// A model with so many questions, in pieces.
#[must_use]
pub fn pieces(questions: usize) -> Vec<Piece> {
    let mut out = Vec::new();
    whole(&mut out, MODEL);
    whole(&mut out, SCALE);
    whole(&mut out, LADDER);
    let areas = questions.div_ceil(20).max(1);
    for area in 0..areas {
        let weight = area % 3 + 1;
        part(
            &mut out,
            &format!(
                "\narea omrade_{area} \"Område {area} – hur vi arbetar\" {{\n    weight {weight}\n    levels trappa {{\n        \
                 etablerad requires all(own questions on skattning >= delvis)\n    }}\n"
            ),
        );
        for number in 0..questions.saturating_sub(area * 20).min(20) {
            whole(&mut out, &question(area, number));
        }
        whole(&mut out, &action(area));
        part(&mut out, "}\n");
    }
    whole(
        &mut out,
        "\noverall {\n    levels trappa\n    level min(level of areas)\n    value andel \"Andel\" share(questions are met)\n}\n",
    );
    whole(&mut out, "\nnever \"ledande utan plan\" {\n    overall.level == ledande and omrade_0.f_0 == inte\n}\n");
    whole(
        &mut out,
        "\nexample \"allt lågt\" {\n    as skolledare\n    given omrade_0.f_0 inte, omrade_0.f_1 nej, others lowest\n    expect overall.level == inledande\n    expect suggested(atgard_0)\n}\n",
    );
    out
}

fn whole(out: &mut Vec<Piece>, text: &str) {
    out.push(Piece { text: text.to_owned(), whole: true });
}

fn part(out: &mut Vec<Piece>, text: &str) {
    out.push(Piece { text: text.to_owned(), whole: false });
}

const MODEL: &str = "\
model stor \"En stor modell\" {
    edition 1
    version \"2025.1\"
    language sv
    roles {
        skolledare \"Skolledare\"
        larare \"Lärare\"
    }
}
";

const SCALE: &str = "
scale skattning \"Skattning\" {
    inte 0 \"Stämmer inte\"
    delvis 1 \"Stämmer delvis\"
    mycket 2 \"Stämmer till stor del\"
    helt 3 \"Stämmer helt\"
    na \"Ej aktuellt\"
    met from mycket
}
";

const LADDER: &str = "
ladder trappa {
    inledande \"Inledande\"
    utvecklande \"Utvecklande\" from 25%
    etablerad \"Etablerad\" from 50%
    ledande \"Ledande\" from 80%
}
";

/// The kinds of questions take turns.
fn question(area: usize, number: usize) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "\n    question f_{number} \"Vi har en gemensam bild av område {area}, del {number}\" {{");
    out.push_str("        guidance \"Tänk på det senaste läsåret, och på alla som berörs.\"\n");
    match number % 4 {
        0 => out.push_str("        answers skattning\n        weight 3\n"),
        1 => out.push_str("        answers { nej 0 \"Nej\"  ja 5 \"Ja\"  met from ja }\n        for skolledare\n"),
        2 => {
            out.push_str("        answers 1 to 30 step 0.5 \"elever\"\n");
            out.push_str("        points { 3 up to 1.5, 2 up to 3, 1 below 6, 0 otherwise }\n        met up to 3\n");
        }
        _ => {
            let before = number - 3;
            let _ = writeln!(
                out,
                "        answers skattning\n        ask when f_{before} >= delvis and not f_{before} is na"
            );
            out.push_str("        unanswered counts as lowest\n        tagged kritisk\n");
        }
    }
    out.push_str("    }\n");
    out
}

fn action(area: usize) -> String {
    format!(
        "\n    action atgard_{area} \"Ta fram en plan för område {area}\" {{\n        for skolledare\n        \
         suggest when level <= utvecklande and f_0 < helt\n        raises f_0 to helt\n        effort 2\n        \
         priority 1\n    }}\n"
    )
}
