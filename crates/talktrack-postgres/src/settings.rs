//! Where the server is and how it is reached, from a URL as libpq reads one.

use std::path::PathBuf;
use std::time::Duration;

use postgres::Config;
use postgres::config::{Host, SslMode};
use talktrack::{Error, Result};

/// How long a host may take to answer, unless the URL says otherwise.
const CONNECT: Duration = Duration::from_secs(10);

/// What is verified of a server that speaks TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verify {
    /// Nothing: only listeners are kept out.
    Nothing,
    /// That somebody who is trusted signed its certificate.
    Signer,
    /// That, and that the certificate is of this host.
    SignerAndHost,
}

/// Where the server is and how it is reached.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) config: Config,
    pub(crate) verify: Verify,
    /// A file with the certificates that are trusted.
    pub(crate) root: Option<PathBuf>,
}

fn invalid(reason: impl std::fmt::Display) -> Error {
    // The URL may hold a password, so the message does not repeat it.
    Error::Storage { attempted: "read the URL of the server".into(), reason: reason.to_string() }
}

impl Settings {
    /// Reads a URL.
    pub(crate) fn read(url: &str) -> Result<Self> {
        let (base, query) = url.split_once('?').unwrap_or((url, ""));
        let (mut verify, mut root, mut rest) = (Verify::Nothing, None, Vec::new());
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            match (name, value) {
                ("sslmode", "verify-ca") => {
                    verify = Verify::Signer;
                    rest.push("sslmode=require");
                }
                ("sslmode", "verify-full") => {
                    verify = Verify::SignerAndHost;
                    rest.push("sslmode=require");
                }
                ("sslmode", "disable" | "prefer" | "require") => rest.push(pair),
                ("sslmode", _) => {
                    return Err(invalid(
                        "sslmode is disable, prefer, require, verify-ca or verify-full",
                    ));
                }
                ("sslrootcert", path) => root = Some(decoded(path)?.into()),
                ("sslcert" | "sslkey", _) => {
                    return Err(invalid(
                        "certificates of clients (sslcert, sslkey) are not supported: use a password",
                    ));
                }
                _ => rest.push(pair),
            }
        }
        if verify != Verify::Nothing && root.is_none() {
            return Err(invalid(
                "sslmode=verify-ca and verify-full need sslrootcert=FILE, the certificates that are \
                 trusted, such as /etc/ssl/certs/ca-certificates.crt",
            ));
        }
        // As libpq: a file of trusted certificates is there to be asked.
        if root.is_some() && verify == Verify::Nothing && rest.contains(&"sslmode=require") {
            verify = Verify::Signer;
        }
        let plain =
            if rest.is_empty() { base.to_owned() } else { format!("{base}?{}", rest.join("&")) };
        let mut config: Config = plain.parse().map_err(|error: postgres::Error| {
            invalid(format!(
                "it is not of the form postgresql://user@host:port/database?sslmode=verify-full ({})",
                crate::failure::without_values(&error)
            ))
        })?;
        if config.get_hosts().is_empty() {
            config.host("localhost");
        }
        if config.get_password().is_none()
            && let Ok(password) = std::env::var("PGPASSWORD")
        {
            config.password(password);
        }
        if config.get_application_name().is_none() {
            config.application_name("talktrack");
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT);
        }
        Ok(Self { config, verify, root })
    }

    /// Whether the connection may go without TLS.
    pub(crate) fn without_tls(&self) -> bool {
        self.config.get_ssl_mode() == SslMode::Disable
    }

    /// The server and the database, for messages: nothing of it is secret.
    pub(crate) fn place(&self) -> String {
        let hosts: Vec<_> = self
            .config
            .get_hosts()
            .iter()
            .map(|host| match host {
                Host::Tcp(name) => name.clone(),
                #[cfg(unix)]
                Host::Unix(path) => path.display().to_string(),
            })
            .collect();
        let port = self.config.get_ports().first().copied().unwrap_or(5432);
        let database = self.config.get_dbname().or(self.config.get_user()).unwrap_or_default();
        format!("postgresql://{}:{port}/{database}", hosts.join(","))
    }
}

/// A value of a URL without its percent signs.
fn decoded(value: &str) -> Result<String> {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
        let (Some(high), Some(low)) = (digit(rest.next()), digit(rest.next())) else {
            return Err(invalid("a percent sign is not followed by two hexadecimal digits"));
        };
        bytes.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
    }
    String::from_utf8(bytes).map_err(invalid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_says_what_is_verified() {
        let read = |url: &str| {
            Settings::read(url).map(|settings| (settings.without_tls(), settings.verify))
        };
        let base = "postgresql://ada:secret@db.example.com:5433/sales";
        assert_eq!(read(base).unwrap(), (false, Verify::Nothing));
        assert_eq!(read(&format!("{base}?sslmode=disable")).unwrap(), (true, Verify::Nothing));
        let full = format!("{base}?sslmode=verify-full&sslrootcert=%2Ftmp%2Fca.pem");
        assert_eq!(read(&full).unwrap(), (false, Verify::SignerAndHost));
        assert_eq!(Settings::read(&full).unwrap().root, Some("/tmp/ca.pem".into()));
        let place = Settings::read(&full).unwrap().place();
        assert_eq!(place, "postgresql://db.example.com:5433/sales");
    }

    #[test]
    fn what_is_wrong_with_a_url_is_told_without_its_password() {
        for url in [
            "postgresql://ada:secret@host/sales?sslmode=verify-full",
            "postgresql://ada:secret@host/sales?sslmode=allow",
            "postgresql://ada:secret@host:port/sales",
            "postgresql://ada:secret@host/sales?speed=secret",
            "postgresql://ada:secret@host/sales?sslrootcert=%zz",
        ] {
            let message = Settings::read(url).unwrap_err().to_string();
            assert!(message.starts_with("cannot read the URL of the server: "), "{message}");
            assert!(!message.contains("secret"), "{message}");
        }
    }
}
