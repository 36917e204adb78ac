use super::{Folder, SOUND};

#[test]
fn a_report_exits_with_0_unless_what_is_undecided_is_denied() {
    let folder = Folder::new();
    let area = "area a \"A\" { question q \"Q\" { answers yes_no } question r \"R\" { answers yes_no } levels s }";
    let ladder = "ladder s { low \"Low\" high \"High\" from 50% }";
    folder.write("m.mognad", format!("model m \"M\" {{ edition 1 }}\n{ladder}\n{area}\n")).write("sound.mognad", SOUND);
    let run = |arguments: &[&str]| folder.run(&[&["analyse"], arguments].concat());
    let open = run(&["m.mognad", "--budget", "0"]);
    assert!(open.code == 0 && open.stdout.contains('?'), "{}", open.all());
    assert_eq!(run(&["m.mognad", "--budget", "0", "--deny", "undecided"]).code, 3);
    assert_eq!(run(&["m.mognad", "--deny", "undecided"]).code, 0);
    let check = |more: &[&str]| folder.run(&[&["check", "--budget", "0", "m.mognad"], more].concat()).code;
    assert_eq!((check(&[]), check(&["--deny", "undecided"])), (0, check(&["--deny", "undecided"])));
}
