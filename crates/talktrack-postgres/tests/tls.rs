//! As much of a server is verified as `sslmode` says.
#![allow(clippy::unwrap_used)] // this is test code

use std::path::Path;
use std::process::Command;

use talktrack_conformance::server::{Durability, Server};
use talktrack_postgres::PostgresLedger;

/// Runs the program of Debian's package `openssl`, on which that of PostgreSQL depends.
fn openssl(folder: &Path, arguments: &str) {
    let done =
        Command::new("openssl").current_dir(folder).args(arguments.split(' ')).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

/// An authority in `NAME.pem`.
fn authority(folder: &Path, name: &str) {
    let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
    openssl(
        folder,
        &format!("req -x509 {key} -keyout {name}.key -out {name}.pem -subj /CN={name} -days 2"),
    );
}

/// A certificate of localhost in `server.pem`, signed by `authority`.
fn certificate(folder: &Path, authority: &str) {
    let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
    openssl(folder, &format!("req {key} -keyout server.key -out server.csr -subj /CN=localhost"));
    std::fs::write(
        folder.join("more"),
        "subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n",
    )
    .unwrap();
    openssl(
        folder,
        &format!(
            "x509 -req -in server.csr -CA {authority}.pem -CAkey {authority}.key -CAcreateserial -days 2 -extfile more -out server.pem"
        ),
    );
}

#[test]
fn a_server_is_verified_as_the_url_says() {
    let folder = tempfile::tempdir().unwrap();
    authority(folder.path(), "trusted");
    authority(folder.path(), "other");
    certificate(folder.path(), "trusted");
    let server = Server::start(Durability::None).unwrap();
    let database = server.database().unwrap();
    let open = |host: &str, options: &str| {
        let url = database.url().replace("127.0.0.1", host);
        PostgresLedger::open(&format!("{url}?{options}"))
    };
    let without = open("localhost", "sslmode=require").unwrap_err().to_string();
    assert!(without.contains("sslmode"), "{without}");

    // The server reads its own files only, so it writes them itself.
    for file in ["server.key", "server.pem"] {
        let text = std::fs::read_to_string(folder.path().join(file)).unwrap();
        let write = format!(
            "COPY (SELECT unnest(string_to_array('{}', E'\\n'))) TO PROGRAM 'umask 077; cat > {file}'",
            text.trim()
        );
        database.sql(&write).unwrap();
    }
    for setting in ["ssl_key_file = 'server.key'", "ssl_cert_file = 'server.pem'", "ssl = on"] {
        database.sql(&format!("ALTER SYSTEM SET {setting}")).unwrap();
    }
    database.sql("SELECT pg_reload_conf()").unwrap();
    let is_on = || database.sql("SHOW ssl").unwrap() == "on";
    while !is_on() {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }

    let roots =
        |name: &str| format!("sslrootcert={}", folder.path().join(format!("{name}.pem")).display());
    let encrypted = "SELECT DISTINCT s.ssl FROM pg_stat_ssl AS s JOIN pg_stat_activity AS a USING (pid) \
                     WHERE a.application_name = 'talktrack'";
    for (host, options, expected) in [
        ("localhost", "sslmode=disable".to_owned(), Some("f")),
        ("localhost", "sslmode=prefer".to_owned(), Some("t")),
        ("localhost", "sslmode=require".to_owned(), Some("t")),
        ("localhost", format!("sslmode=verify-full&{}", roots("trusted")), Some("t")),
        ("127.0.0.1", format!("sslmode=verify-ca&{}", roots("trusted")), Some("t")),
        ("127.0.0.1", format!("sslmode=verify-full&{}", roots("trusted")), None),
        ("localhost", format!("sslmode=verify-full&{}", roots("other")), None),
        ("localhost", format!("sslmode=verify-ca&{}", roots("other")), None),
        ("localhost", format!("sslmode=require&{}", roots("other")), None),
    ] {
        let ledger = open(host, &options);
        assert_eq!(ledger.is_ok(), expected.is_some(), "{host} {options}: {ledger:?}");
        if let Some(expected) = expected {
            assert_eq!(database.sql(encrypted).unwrap(), expected, "{host} {options}");
        }
        drop(ledger);
        let sessions = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'talktrack'";
        while database.sql(sessions).unwrap() != "0" {
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
    }
}
