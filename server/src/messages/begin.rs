//! Beginning a conversation, or finding the one there is.

use db::{Conn, Tx};
use domain::conversation::Refused;
use domain::ids::UserId;
use domain::words::{Role, Side};
use serde::Deserialize;
use utoipa::ToSchema;

use super::access::Talker;
use super::send::send;
use super::tie::may_write_in;
use super::{ConversationOut, ConversationRow, MessageIn, TopicIn, list, store};
use crate::accounts;
use crate::app::App;
use crate::auth::User;
use crate::error::{Error, Result};
use crate::house::House;
use crate::http::{Command, Reply};

/// Whom to talk to.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"user_id": "0193a4e0-7c1e-7000-8000-2f8f3c1d5e6a", "message": "We love how you film mornings."}))]
pub struct ConversationIn {
    /// The influencer, or the sponsor.
    pub user_id: UserId,
    /// What to say at once, 1 to 5,000 characters; left out, nothing.
    #[serde(default)]
    pub message: Option<String>,
    /// What that is about; goes with a message only.
    #[serde(default)]
    pub context: Option<TopicIn>,
}

/// Begin a conversation, or find the one there is. The other side sees it once something is said.
#[utoipa::path(post, path = "/conversations", tag = "messages", request_body = ConversationIn,
    responses((status = 200, body = ConversationOut, description = "There was one."), (status = 201, body = ConversationOut),
        (status = 409, description = "`messages_not_accepted`, `no_ad_request`, `not_possible`, `unreachable`")))]
pub async fn create_conversation(app: App, Talker(user): Talker, command: Command) -> Result<Reply> {
    let house = House::of(&app);
    command
        .run(&app, &user, move |tx, input: &ConversationIn| {
            let (row, side, new) = found_or_begun(tx, &user, input.user_id)?;
            match &input.message {
                Some(body) => {
                    let message = MessageIn { body: body.clone(), attachments: Vec::new(), context: input.context };
                    send(tx, &row, side, &message, house).map_err(in_message)?;
                }
                None if input.context.is_some() => {
                    return Err(Error::invalid("/context", "without_message", "Goes with a message only."));
                }
                // What was begun is found by whoever may no longer write, too.
                None if row.last_position == 0 => may_write_in(tx.conn, &row, side, house)??,
                None => {}
            }
            let out: ConversationOut = list::one(tx.conn, row.id.0, side, house)?;
            if new { Reply::created(format!("/api/v1/conversations/{}", out.id), &out) } else { Reply::ok(&out) }
        })
        .await
}

fn found_or_begun(tx: &mut Tx, user: &User, other: UserId) -> Result<(ConversationRow, Side, bool)> {
    let (side, role) = match user.standing.role {
        Role::Sponsor => (Side::Sponsor, Role::Influencer),
        _ => (Side::Influencer, Role::Sponsor),
    };
    is_of_role(tx.conn, other, role)?;
    let (sponsor, influencer) = match side {
        Side::Sponsor => (user.id(), other),
        Side::Influencer => (other, user.id()),
    };
    let (row, new) = store::find_or_insert(tx, sponsor, influencer)?;
    Ok((row, side, new))
}

fn is_of_role(conn: &mut Conn, id: UserId, role: Role) -> Result<()> {
    match accounts::store::find(conn, id) {
        Ok(user) if user.role.0 == role => Ok(()),
        Ok(_) => Err(Refused::NotAPair.into()),
        Err(Error::NotFound | Error::Database(diesel::result::Error::NotFound)) => {
            Err(Error::invalid("/user_id", "no_such_user", "There is nobody of that id."))
        }
        Err(error) => Err(error),
    }
}

/// The text stands in another place here.
fn in_message(error: Error) -> Error {
    match error {
        Error::Invalid(mut faults) => {
            for fault in faults.0.iter_mut().filter(|fault| fault.pointer == "/body") {
                "/message".clone_into(&mut fault.pointer);
            }
            Error::Invalid(faults)
        }
        other => other,
    }
}
