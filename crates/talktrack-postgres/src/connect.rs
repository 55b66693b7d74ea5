//! Reaching the server.

use std::time::{Duration, Instant};

use postgres::error::SqlState;
use postgres::{Client, NoTls};
use talktrack::{Error, Result};

use crate::failure::{is_passing, message, without_values};
use crate::session::Session;
use crate::settings::Settings;
use crate::tls;

/// How long it is waited between attempts to reach a server that is restarting.
const BETWEEN: Duration = Duration::from_millis(100);

/// Opens a session at once, or says why not.
pub(crate) fn connect(settings: &Settings) -> Result<Session> {
    let tls = tls::connector(settings)?;
    client(settings, &tls).map_err(|error| refused(settings, &error))
}

/// Opens a session, waiting until `deadline` for a server that cannot be reached just now.
pub(crate) fn connect_patiently(settings: &Settings, deadline: Instant) -> Result<Session> {
    let tls = tls::connector(settings)?;
    loop {
        match client(settings, &tls) {
            Ok(session) => return Ok(session),
            Err(error) if is_away(&error) && Instant::now() < deadline => {
                std::thread::sleep(BETWEEN);
            }
            Err(error) => return Err(refused(settings, &error)),
        }
    }
}

fn client(settings: &Settings, tls: &tls::Connector) -> Result<Session, postgres::Error> {
    let client: Client = if settings.without_tls() {
        settings.config.connect(NoTls)?
    } else {
        settings.config.connect(tls.clone())?
    };
    Session::begin(client)
}

/// Whether the server may be there again in a moment.
fn is_away(error: &postgres::Error) -> bool {
    error.as_db_error().is_none() || is_passing(error)
}

fn refused(settings: &Settings, error: &postgres::Error) -> Error {
    let code = error.code();
    let advice = if code == Some(&SqlState::INVALID_PASSWORD)
        || code == Some(&SqlState::INVALID_AUTHORIZATION_SPECIFICATION)
    {
        ": check the user in the URL, and the password in it or in PGPASSWORD"
    } else if code == Some(&SqlState::INVALID_CATALOG_NAME) {
        ": check the name of the database in the URL, or create the database"
    } else if code == Some(&SqlState::TOO_MANY_CONNECTIONS) {
        ": close other programs that use the server, or raise its max_connections"
    } else if code.is_none() {
        ": check the host, the port and sslmode in the URL, and that the server runs and lets this machine in"
    } else {
        ""
    };
    // Where nobody answered there was no connection that could have been lost.
    let said = if code.is_none() { without_values(error) } else { message(error) };
    Error::Storage {
        attempted: format!("open {}", settings.place()),
        reason: format!("{said}{advice}"),
    }
}
