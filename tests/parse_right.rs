//! Right models.
use mognad::source::{FileId, Sources};
use mognad::syntax::parse;

#[test]
fn reads_every_form() {
    let text = std::fs::read_to_string("tests/syntax/right/it_strategi.mognad").unwrap();
    let parsed = parse(FileId(0), &text);
    let mut sources = Sources::new();
    let file = sources.add("m", text.as_str());
    for d in &parsed.diagnostics {
        let l = d.primary.as_ref().unwrap();
        println!(
            "{:?} {} {} {:?} {}",
            sources.line_column(file, l.span.start),
            d.code,
            d.message,
            sources.slice(l.span),
            l.message
        );
    }
    if std::env::var("SHOW").is_ok() {
        println!("{:#?}", parsed.tree);
    }
    assert!(parsed.diagnostics.is_empty());
}
