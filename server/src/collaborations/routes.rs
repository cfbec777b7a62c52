//! Seeing a collaboration.

use domain::ids::CollaborationId;

use super::access::Party;
use super::{CollaborationOut, store};
use crate::app::App;
use crate::error::Result;
use crate::house::House;
use crate::http::Reply;

/// See one collaboration with all that happened in it.
#[utoipa::path(get, path = "/collaborations/{id}", tag = "collaborations", params(("id" = CollaborationId, Path)), responses((status = 200, body = CollaborationOut)))]
pub async fn get_collaboration(app: App, party: Party) -> Result<Reply> {
    let (now, house) = (app.clock.now(), House::of(&app));
    let out = app.db.read(move |conn| store::told(conn, party.id, Some(party.side), now, house)).await?;
    Ok(Reply::ok(&out)?.version(out.version))
}
