//! What needs somebody now.

use db::Conn;
use diesel::prelude::*;
use domain::clock::Timestamp;
use domain::ids::UserId;
use domain::words::{AdRequestStatus, Side};
use serde::Serialize;
use utoipa::ToSchema;

use crate::collaborations;
use crate::error::Result;
use crate::schema::ad_requests;

/// How much waits for the reader; the lists with `awaiting=me` have it all.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[schema(example = json!({"ad_requests": 3, "collaborations": 2}))]
pub struct WaitingForMe {
    /// Ad requests to be answered.
    pub ad_requests: i64,
    /// Collaborations in which something is to be done.
    pub collaborations: i64,
}

impl WaitingForMe {
    /// What waits for that person on their side.
    pub fn count(conn: &mut Conn, me: UserId, side: Side, now: Timestamp) -> Result<Self> {
        let mine = ad_requests::table
            .filter(ad_requests::status.eq(AdRequestStatus::Pending.to_string()))
            .filter(ad_requests::awaiting.eq(side.to_string()))
            .into_boxed();
        let mine = match side {
            Side::Sponsor => mine.filter(ad_requests::sponsor_id.eq(me.to_string())),
            Side::Influencer => mine.filter(ad_requests::influencer_id.eq(me.to_string())),
        };
        Ok(Self {
            ad_requests: mine.count().get_result(conn)?,
            collaborations: collaborations::list::count_awaiting(conn, me, side, now)?,
        })
    }
}
