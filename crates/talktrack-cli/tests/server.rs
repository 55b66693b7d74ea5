//! The command over a PostgreSQL server.

use std::path::Path;
use std::process::{Command, Output};

use talktrack_conformance::server::Server;

fn talktrack(folder: &Path, ledger: &str, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_talktrack"))
        .current_dir(folder)
        .env("TALKTRACK_DB", ledger)
        .args(arguments)
        .output()
        .unwrap()
}

fn told(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn a_ledger_moves_to_a_server_and_back_and_answers_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let database = Server::shared().database().unwrap();
    let url = database.url();
    let password = url.split(':').nth(2).unwrap().split('@').next().unwrap();
    let small = ["demo", "--uses", "3000", "--deals", "60", "--reps", "12", "--assets", "30"];
    told(&talktrack(folder, "usage.db", &small));

    let moved = told(&talktrack(folder, &url, &["merge", "usage.db"]));
    assert!(moved.contains("0 there already, 0 refused"), "{moved}");
    let again = told(&talktrack(folder, &url, &["merge", "usage.db"]));
    assert!(again.contains("0 recorded"), "{again}");
    for question in ["unused", "funnel", "effect", "attribution"] {
        let ask = |ledger: &str| told(&talktrack(folder, ledger, &["--format", "csv", question]));
        assert_eq!(ask(&url), ask("usage.db"), "{question}");
    }
    let back = talktrack(folder, "back.db", &["merge", &url]);
    assert!(!String::from_utf8_lossy(&back.stdout).contains(password));
    told(&back);
    let digest = |ledger: &str| {
        let answer = told(&talktrack(folder, ledger, &["--format", "json", "unused"]));
        let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
        answer["provenance"]["digest"].clone()
    };
    assert!(digest("back.db").is_string());
    assert_eq!([digest("back.db"), digest(&url)], [digest("usage.db"), digest("usage.db")]);
    assert!(told(&talktrack(folder, &url, &["check"])).contains("sealed chunks agree"));

    let wrong = url.replace(password, "wrong-password");
    let refused = talktrack(folder, &wrong, &["unused"]);
    let message = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(1));
    assert!(message.contains("check the user in the URL"), "{message}");
    assert!(!message.contains("wrong-password"), "{message}");
}
