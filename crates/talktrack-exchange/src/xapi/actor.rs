//! Who an actor is: the one inverse functional identifier that the specification asks for.

use serde_json::{Map, Value};
use talktrack::model::Invalid;

use super::text;

/// The key by which an actor is known: a mail address; the hash of one; an `OpenID`; or the name of an
/// account, behind its home page unless it is a mail address itself.
pub(super) fn key(actor: &Map<String, Value>) -> Result<String, Invalid> {
    let refused = |problem: &'static str| Err(Invalid::new("actor", problem));
    let account = match actor.get("account") {
        Some(Value::Object(account)) => Some(account),
        Some(Value::Null) | None => None,
        Some(_) => return refused("has an account that is not an object"),
    };
    let mbox = text(actor, "mbox");
    let hash = text(actor, "mbox_sha1sum");
    let openid = text(actor, "openid");
    match (mbox, hash, openid, account) {
        (Some(mbox), None, None, None) => match mbox.strip_prefix("mailto:") {
            Some(address) => Ok(address.to_lowercase()),
            None => refused("has an mbox that does not begin with mailto:"),
        },
        (None, Some(hash), None, None) => Ok(format!("sha1:{}", hash.to_ascii_lowercase())),
        (None, None, Some(openid), None) => Ok(openid.to_owned()),
        (None, None, None, Some(account)) => {
            match (text(account, "homePage"), text(account, "name")) {
                (Some(_), Some(name)) if name.contains('@') => Ok(name.to_lowercase()),
                (Some(home), Some(name)) => Ok(format!("{}/{name}", home.trim_end_matches('/'))),
                _ => refused("has an account without a name or a homePage"),
            }
        }
        (None, None, None, None) => {
            refused("has none of mbox, mbox_sha1sum, openid and account, so nobody knows who it is")
        }
        _ => refused("has several of mbox, mbox_sha1sum, openid and account: an actor has one"),
    }
}
