//! What is waited for now: each row of THE table as a query, and those of whom somebody is to be reminded.

use db::Tx;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Text};
use domain::clock::{DAY_MS, Timestamp};
use domain::reminder::Nudge;
use domain::waiting::{Periods, Waiting};
use domain::words::Side;

use crate::error::Result;

/// Something of which somebody is to be reminded.
#[derive(Debug, QueryableByName)]
pub struct Due {
    /// The id of what waits.
    #[diesel(sql_type = Text)]
    pub id: String,
    /// The id of the collaboration that it is part of; else the same.
    #[diesel(sql_type = Text)]
    pub whole: String,
    /// Under what the nudges of one wait are known, with `round`.
    #[diesel(sql_type = Text)]
    pub subject: String,
    /// Tells the waits of one subject apart.
    #[diesel(sql_type = BigInt)]
    pub round: i64,
    #[diesel(sql_type = BigInt)]
    since: i64,
    #[diesel(sql_type = BigInt)]
    ends: i64,
}

impl Due {
    /// When the wait ends.
    pub const fn until(&self) -> Timestamp {
        Timestamp(self.ends)
    }

    /// What is due of it.
    pub const fn nudge(&self, now: Timestamp) -> Option<Nudge> {
        Nudge::due(Timestamp(self.since), self.until(), now)
    }
}

/// The waits that there are, save those of [`Waiting::LastReview`], which are among those of [`Waiting::Review`]; the side says whose, where each has its own. Where a clock stands still nobody is reminded.
fn rows(waiting: Waiting, side: Side, periods: &Periods) -> Option<String> {
    let period = periods.deadline(waiting, Timestamp(0), None).0;
    let part = |status: &str| {
        format!(
            "select d.id as id, k.id as whole, d.id || ':{status}' as subject, d.revisions_used as round, \
             coalesce(d.waiting_since, k.created_at) as since, d.deadline_at as ends \
             from deliverables d join collaborations k on k.id = d.collaboration_id \
             where d.status = '{status}' and k.status = 'active' and k.asked_by is null and k.stopped_at is null"
        )
    };
    let asked = |status: &str| {
        format!(
            "select id, id as whole, id || ':{waiting}' as subject, asked_at as round, asked_until - {period} as since, \
             asked_until as ends from collaborations where status = '{status}' and asked_by is not null and stopped_at is null"
        )
    };
    Some(match waiting {
        Waiting::SponsorApproval => format!(
            "select id, id as whole, id as subject, awaiting_approval_since as round, awaiting_approval_since as since, \
             awaiting_approval_since + {period} as ends from users where awaiting_approval_since is not null"
        ),
        Waiting::Answer => format!(
            "select id, id as whole, id as subject, revision as round, expires_at - {period} as since, \
             expires_at as ends from ad_requests where status = 'pending'"
        ),
        Waiting::Funding => format!(
            "select id, id as whole, id || ':funding' as subject, cast(0 as bigint) as round, \
             funding_due_at - {period} as since, funding_due_at as ends \
             from collaborations where status = 'awaiting_funding' and stopped_at is null"
        ),
        Waiting::Submission => part("todo"),
        Waiting::Review => part("submitted"),
        Waiting::Changes => part("changes_requested"),
        Waiting::Publication => part("approved"),
        Waiting::Cancellation => asked("active"),
        Waiting::Dispute => asked("disputed"),
        Waiting::Payout => "select id, id as whole, id as subject, cast(0 as bigint) as round, created_at as since, \
             deadline_at as ends from payments where kind <> 'deposit' and settled_at is null"
            .to_owned(),
        Waiting::Rating => format!(
            "select k.id as id, k.id as whole, k.id || ':rating:{side}' as subject, cast(0 as bigint) as round, \
             k.ended_at as since, k.ended_at + {period} as ends from collaborations k \
             join users u on u.id = k.{side}_id and u.status = 'active' where k.status = 'completed' \
             and not exists (select 1 from reviews r where r.collaboration_id = k.id and r.made_by = '{side}')"
        ),
        Waiting::Contest => "select id, id as whole, id || ':contest' as subject, cast(0 as bigint) as round, \
             contested_at as since, contested_until as ends from flags \
             where contested_at is not null and upheld_at is null and ended_at is null"
            .to_owned(),
        Waiting::LastReview => return None,
    })
}

/// Some of those of whose wait somebody is to be reminded now and was not. Follows [`Nudge::due`].
pub fn due(tx: &mut Tx, waiting: Waiting, side: Side, periods: &Periods, limit: i64) -> Result<Vec<Due>> {
    let Some(rows) = rows(waiting, side, periods) else { return Ok(Vec::new()) };
    let last_day = format!("w.ends - $1 <= {DAY_MS} and w.ends - w.since > {DAY_MS}");
    // Whatever nudge there was counts until the last day begins; then only that of the last day does.
    let due = sql_query(format!(
        "select * from ({rows}) w where w.ends > $1 and (w.ends - $1 <= (w.ends - w.since) / 2 or ({last_day})) \
         and not exists (select 1 from deadline_reminders r where r.subject_id = w.subject and r.round = w.round \
         and (r.nudge = 'last_day' or not ({last_day}))) order by w.ends, w.subject limit $2"
    ));
    Ok(due.bind::<BigInt, _>(tx.now.0).bind::<BigInt, _>(limit).load(tx.conn)?)
}
