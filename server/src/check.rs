//! Invariants that hold in every database of ours, whatever happened to it; `tandem check` looks at all of them.

use db::Conn;
use diesel::prelude::*;
use diesel::sql_types;

use crate::ad_requests::RevisionRow;
use crate::agreements;
use crate::app::App;
use crate::audit;
use crate::error::Result;
use crate::rights;
use crate::schema::revisions;

/// How many revisions are read at a time.
const PAGE: i64 = 1_000;

/// An invariant, and what was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The invariant in words.
    pub invariant: &'static str,
    /// How many things were looked at.
    pub looked_at: i64,
    /// The ids of those that break it.
    pub broken: Vec<String>,
}

/// An invariant whose violations are found by a query.
struct Rule {
    invariant: &'static str,
    /// Counts what is looked at, as `n`.
    of: &'static str,
    /// Selects the `id` of each that breaks it.
    broken: &'static str,
}

const RULES: [Rule; 32] = [
    Rule {
        invariant: "Whoever and whatever is flagged has one flag that stands, and nothing else has",
        of: "select count(*) as n from flags",
        broken: "select t.id as id from (select id, 'user' as kind, flagged_at from users
                union all select id, 'campaign' as kind, flagged_at from campaigns) t
            left join flags f on f.subject_type = t.kind and f.subject_id = t.id and f.ended_at is null
            where (t.flagged_at is null) <> (f.id is null)
            union all select id from flags where (contested_at is null) <> (contested_until is null)
                or (upheld_at is not null and contested_at is null)",
    },
    Rule {
        invariant: "The reports of one case are of one thing and are decided together",
        of: "select count(*) as n from abuse_reports",
        broken: "select r.id as id from abuse_reports r left join abuse_reports c on c.id = r.case_id and c.case_id = c.id
            where c.id is null or c.subject_type <> r.subject_type or c.subject_id <> r.subject_id
                or coalesce(c.decided_at, 0) <> coalesce(r.decided_at, 0) or coalesce(c.verdict, '') <> coalesce(r.verdict, '')
                or r.reporter_id = r.owner_id",
    },
    Rule {
        invariant: "The messages of a conversation stand at 1, 2, 3, … up to its last position, and nobody has read beyond it",
        of: "select count(*) as n from conversations",
        broken: "select c.id as id from conversations c
            left join (select conversation_id, count(*) as n, max(position) as last from messages
                group by conversation_id) m on m.conversation_id = c.id
            where c.last_position <> coalesce(m.n, 0) or c.last_position <> coalesce(m.last, 0)
            or c.sponsor_read > c.last_position or c.influencer_read > c.last_position",
    },
    Rule {
        invariant: "A message is by one of the two sides of its conversation, and its files are its author's",
        of: "select count(*) as n from messages",
        broken: "select m.id as id from messages m join conversations c on c.id = m.conversation_id
            where m.author_id not in (c.sponsor_id, c.influencer_id)
            or exists (select 1 from attachments a where a.message_id = m.id and a.owner_id <> m.author_id)",
    },
    Rule {
        invariant: "What a campaign has committed is the sum of its accepted payments, less what went back or was never paid in",
        of: "select count(*) as n from campaigns",
        broken: "select c.id as id from campaigns c left join (
                select k.campaign_id, cast(sum(d.amount - d.refunded) as bigint) as owed from collaborations k
                join deliverables d on d.collaboration_id = k.id group by k.campaign_id) s on s.campaign_id = c.id
            where c.committed <> coalesce(s.owed, 0)",
    },
    Rule {
        invariant: "What a campaign has spent is the sum of the shares released for it",
        of: "select count(*) as n from campaigns",
        broken: "select c.id as id from campaigns c left join (
                select k.campaign_id, cast(sum(d.released) as bigint) as paid from collaborations k
                join deliverables d on d.collaboration_id = k.id group by k.campaign_id) s on s.campaign_id = c.id
            where c.spent <> coalesce(s.paid, 0)",
    },
    Rule {
        invariant: "No campaign has committed more than its budget, or spent more than it has committed",
        of: "select count(*) as n from campaigns",
        broken: "select id from campaigns where committed > budget or spent > committed or spent < 0",
    },
    Rule {
        invariant: "A campaign and an influencer have at most one open ad request",
        of: "select count(*) as n from ad_requests where status = 'pending'",
        broken: "select min(id) as id from ad_requests where status = 'pending'
            group by campaign_id, influencer_id having count(*) > 1",
    },
    Rule {
        invariant: "An open ad request awaits one side, and its clock either runs or stands still; a closed one has no clock",
        of: "select count(*) as n from ad_requests",
        broken: "select id from ad_requests where
            (status = 'pending' and (awaiting is null or (expires_at is null) = (time_left is null) or closed_at is not null))
            or (status <> 'pending' and (awaiting is not null or expires_at is not null or time_left is not null
                or closed_at is null))",
    },
    Rule {
        invariant: "An ad request is in its campaign's currency and between the campaign's sponsor and somebody else",
        of: "select count(*) as n from ad_requests",
        broken: "select a.id as id from ad_requests a join campaigns c on c.id = a.campaign_id
            where a.currency <> c.currency or a.sponsor_id <> c.sponsor_id or a.influencer_id = a.sponsor_id",
    },
    Rule {
        invariant: "An accepted ad request has exactly one collaboration, on the accepted terms; others have none",
        of: "select count(*) as n from ad_requests where status = 'accepted'",
        broken: "select a.id as id from ad_requests a
            left join collaborations k on k.ad_request_id = a.id
            left join revisions r on r.ad_request_id = a.id and r.number = a.revision
            where (a.status = 'accepted') <> (k.id is not null)
            or (k.id is not null and (k.payment <> a.payment or k.currency <> a.currency or k.revision <> a.revision
                or r.hash is null or k.terms_hash <> r.hash))",
    },
    Rule {
        invariant: "Every collaboration has an agreement on its terms",
        of: "select count(*) as n from collaborations",
        broken: "select k.id as id from collaborations k left join agreements g on g.collaboration_id = k.id
            where g.terms_hash is null or g.terms_hash <> k.terms_hash",
    },
    Rule {
        invariant: "The shares of a collaboration's deliverables sum to its payment",
        of: "select count(*) as n from collaborations",
        broken: "select k.id as id from collaborations k
            left join (select collaboration_id, cast(sum(amount) as bigint) as shares from deliverables
                group by collaboration_id) d on d.collaboration_id = k.id
            where d.shares is null or d.shares <> k.payment",
    },
    Rule {
        invariant: "A share that is settled went to the influencer or back, whole; of an open one nothing has moved",
        of: "select count(*) as n from deliverables",
        broken: "select id from deliverables where released < 0 or refunded < 0
            or (status in ('published', 'cancelled') and released + refunded <> amount)
            or (status not in ('published', 'cancelled') and released + refunded <> 0)",
    },
    Rule {
        invariant: "Every attached file is whole and came from whoever handed in what it is attached to, which has ten at most",
        of: "select count(*) as n from attachments where submission_id is not null",
        broken: "select a.id as id from attachments a
            left join submissions s on s.id = a.submission_id
            left join deliverables d on d.id = s.deliverable_id
            left join collaborations k on k.id = d.collaboration_id
            where a.submission_id is not null
            and (k.id is null or a.owner_id <> k.influencer_id or a.stored_at is null or a.position not between 0 and 9)",
    },
    Rule {
        invariant: "Whatever waits has a deadline, whatever is over has none",
        of: "select count(*) as n from collaborations",
        broken: "select k.id as id from collaborations k where
            (k.status in ('completed', 'cancelled') and (k.lapses_at is not null or k.ended_at is null))
            or (k.status in ('awaiting_funding', 'disputed') and k.lapses_at is null and k.stopped_at is null)
            or (k.status = 'active' and exists (select 1 from deliverables d where d.collaboration_id = k.id
                and d.status not in ('published', 'cancelled') and d.deadline_at is null))",
    },
    Rule {
        invariant: "The clocks of a collaboration stand still while one of its people is suspended, and only then",
        of: "select count(*) as n from collaborations",
        broken: "select k.id as id from collaborations k
            where (k.stopped_at is not null) <> (k.status in ('awaiting_funding', 'active', 'disputed') and exists
                (select 1 from users u where u.id in (k.sponsor_id, k.influencer_id) and u.status = 'suspended'))
            or (k.stopped_at is not null and k.lapses_at is not null)",
    },
    Rule {
        invariant: "Whose turn it is follows from what a collaboration waits for",
        of: "select count(*) as n from collaborations",
        broken: "select k.id as id from collaborations k left join (select collaboration_id,
                min(case when status = 'submitted' then deadline_at end) as sponsor,
                min(case when status <> 'submitted' then deadline_at end) as influencer
                from deliverables group by collaboration_id) d on d.collaboration_id = k.id
            where coalesce(k.sponsor_due_at, 0) <> coalesce(case
                when k.status = 'awaiting_funding' then k.funding_due_at
                when k.status = 'active' and k.asked_by is null then d.sponsor
                when k.status = 'active' and k.asked_by = 'influencer' then k.asked_until end, 0)
            or coalesce(k.influencer_due_at, 0) <> coalesce(case
                when k.status = 'active' and k.asked_by is null then d.influencer
                when k.status = 'active' and k.asked_by = 'sponsor' then k.asked_until end, 0)",
    },
    Rule {
        invariant: "What happened in a collaboration is numbered without a gap",
        of: "select count(*) as n from collaborations",
        broken: "select collaboration_id as id from work_events group by collaboration_id
            having min(position) <> 1 or max(position) <> count(*)",
    },
    Rule {
        invariant: "In escrow of each collaboration is what was funded and neither released nor refunded",
        of: "select count(*) as n from collaborations",
        broken: "select k.id as id from collaborations k
            left join (select collaboration_id, cast(sum(amount - released - refunded) as bigint) as open
                from deliverables group by collaboration_id) d on d.collaboration_id = k.id
            left join ledger_accounts a on a.kind = 'escrow' and a.owner = k.id
            where coalesce(a.balance, 0) <> case when k.status in ('active', 'disputed') then coalesce(d.open, 0) else 0 end",
    },
    Rule {
        invariant: "Every transaction of the ledger sums to zero",
        of: "select count(*) as n from ledger_transactions",
        broken: "select t.id as id from ledger_transactions t
            left join (select transaction_id, cast(sum(amount) as bigint) as rest, count(*) as n
                from ledger_entries group by transaction_id) e on e.transaction_id = t.id
            where coalesce(e.n, 0) < 2 or e.rest <> 0",
    },
    Rule {
        invariant: "The balance of every account is the sum of its entries, and no bounded one is below zero",
        of: "select count(*) as n from ledger_accounts",
        broken: "select a.id as id from ledger_accounts a
            left join (select account_id, cast(sum(amount) as bigint) as total from ledger_entries group by account_id) e
                on e.account_id = a.id
            where a.balance <> coalesce(e.total, 0) or (a.bounded = 1 and a.balance < 0)",
    },
    Rule {
        invariant: "Every entry of the ledger is in the currency of its transaction",
        of: "select count(*) as n from ledger_entries",
        broken: "select t.id as id from ledger_transactions t
            join ledger_entries e on e.transaction_id = t.id
            join ledger_accounts a on a.id = e.account_id where a.currency <> t.currency",
    },
    Rule {
        invariant: "Every deposit that succeeded is in the ledger once, with its amount; nothing else is there as a deposit",
        of: "select count(*) as n from payments where kind = 'deposit'",
        broken: "select p.id as id from payments p
            left join ledger_transactions t on t.kind = 'deposit' and t.cause = 'deposit:' || p.id
            where p.kind = 'deposit' and ((p.status = 'succeeded') <> (t.id is not null)
                or t.amount <> p.amount or t.currency <> p.currency)
            union all select t.id as id from ledger_transactions t
            left join payments p on p.kind = 'deposit' and t.cause = 'deposit:' || p.id
            where t.kind = 'deposit' and p.id is null",
    },
    Rule {
        invariant: "Every payout and withdrawal left its owner's balance, and arrived or came back once it is settled",
        of: "select count(*) as n from payments where kind <> 'deposit'",
        broken: "select p.id as id from payments p
            left join ledger_transactions o on o.cause = p.kind || ':' || p.id
            left join ledger_transactions s on s.cause = 'settlement:' || p.id
            left join ledger_transactions r on r.cause = 'reversal:' || p.id
            where p.kind <> 'deposit' and (o.id is null or o.amount <> p.amount or o.currency <> p.currency
                or s.amount <> p.amount or r.amount <> p.amount
                or (p.status = 'succeeded') <> (s.id is not null) or (p.status = 'failed') <> (r.id is not null))",
    },
    Rule {
        invariant: "In transit is, in each currency, what of payouts and withdrawals is not settled",
        of: "select count(*) as n from ledger_accounts where kind = 'in_transit'",
        broken: "select a.id as id from ledger_accounts a
            left join (select currency, cast(sum(amount) as bigint) as open from payments
                where kind <> 'deposit' and settled_at is null group by currency) p on p.currency = a.currency
            where a.kind = 'in_transit' and a.balance <> coalesce(p.open, 0)",
    },
    Rule {
        invariant: "The invoices of each issuer are numbered from 1 without a gap",
        of: "select count(*) as n from invoices",
        broken: "select s.series as id from invoice_series s
            left join (select series, count(*) as n, min(number) as first_one, max(number) as last_one
                from invoices group by series) i on i.series = s.series
            where coalesce(i.n, 0) <> s.last_number or coalesce(i.last_one, 0) <> s.last_number
                or coalesce(i.first_one, 1) <> 1
            union all select i.id from invoices i left join invoice_series s on s.series = i.series where s.series is null",
    },
    Rule {
        invariant: "Every release has an invoice of what left escrow and one of the fee, if any; nothing else has",
        of: "select count(*) as n from ledger_transactions where kind = 'release'",
        broken: "select t.id as id from ledger_transactions t
            join collaborations k on k.id = t.collaboration_id
            left join (select e.transaction_id, cast(sum(e.amount) as bigint) as amount from ledger_entries e
                join ledger_accounts a on a.id = e.account_id where a.kind = 'fees' group by e.transaction_id) f
                on f.transaction_id = t.id
            left join invoices w on w.deliverable_id = t.deliverable_id and w.kind = 'work'
                and w.series = k.influencer_id and w.issuer_id = k.influencer_id and w.recipient_id = k.sponsor_id
                and w.collaboration_id = k.id and w.currency = t.currency
            left join invoices p on p.deliverable_id = t.deliverable_id and p.kind = 'fee'
                and p.series = 'platform' and p.issuer_id is null and p.recipient_id = k.influencer_id
                and p.collaboration_id = k.id and p.currency = t.currency
            where t.kind = 'release' and (coalesce(w.amount, 0) <> t.amount or coalesce(p.amount, 0) <> coalesce(f.amount, 0))
            union all select i.id from invoices i
            left join ledger_transactions t on t.kind = 'release' and t.deliverable_id = i.deliverable_id
            where t.id is null",
    },
    Rule {
        invariant: "What open pages are told has no gap, and ends where the next event goes on",
        of: "select count(*) as n from event_logs",
        broken: "select l.user_id as id from event_logs l join (select user_id, min(position) as first, max(position) as last,
                count(*) as n from events group by user_id) e on e.user_id = l.user_id
            where e.last <> l.position or e.last - e.first + 1 <> e.n",
    },
    Rule {
        invariant: "Of a closed account nothing is left that is personal or lets anybody in",
        of: "select count(*) as n from users",
        broken: "select u.id as id from users u where u.status = 'closed' and (
            u.email <> '' or u.username <> 'closed-' || u.id
            or exists (select 1 from sessions s where s.user_id = u.id)
            or exists (select 1 from api_keys k where k.user_id = u.id)
            or exists (select 1 from webhook_endpoints w where w.user_id = u.id)
            or exists (select 1 from totp t where t.user_id = u.id)
            or exists (select 1 from channels c where c.user_id = u.id)
            or exists (select 1 from billing_details b where b.user_id = u.id)
            or exists (select 1 from revisions r where r.author_id = u.id and r.message_salt is not null))",
    },
    Rule {
        invariant: "It is known of everybody how many of their webhooks are on",
        of: "select count(*) as n from users",
        broken: "select u.id as id from users u left join (select user_id, count(*) as n from webhook_endpoints
                where enabled = 1 group by user_id) w on w.user_id = u.id where u.webhooks <> coalesce(w.n, 0)",
    },
    Rule {
        invariant: "What is to be sent to a webhook has its time, and what is over has none",
        of: "select count(*) as n from webhook_deliveries",
        broken: "select id from webhook_deliveries where (status = 'pending') <> (next_at is not null)
            or attempts < attempts_before",
    },
];

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = sql_types::BigInt)]
    n: i64,
}

#[derive(QueryableByName)]
struct Broken {
    #[diesel(sql_type = sql_types::Text)]
    id: String,
}

/// Looks at every invariant.
pub async fn all(app: &App) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for rule in &RULES {
        findings.push(app.db.read(move |conn| look(conn, rule)).await?);
    }
    findings.push(chains(app).await?);
    findings.push(agreed(app).await?);
    findings.push(rights::check::register(app).await?);
    findings.push(audited(app).await?);
    Ok(findings)
}

/// Follows the audit log from its first entry to its last.
async fn audited(app: &App) -> Result<Finding> {
    let invariant = "The audit log is one chain from its first entry to its last: none was changed, taken out or moved";
    let chain = audit::chain::verify(app).await?;
    let broken = chain.broken_at.map(|position| format!("position {position}")).into_iter().collect();
    Ok(Finding { invariant, looked_at: chain.verified, broken })
}

fn look(conn: &mut Conn, rule: &Rule) -> Result<Finding> {
    let looked_at = diesel::sql_query(rule.of).get_result::<Count>(conn)?.n;
    let broken = diesel::sql_query(rule.broken).load::<Broken>(conn)?;
    Ok(Finding { invariant: rule.invariant, looked_at, broken: broken.into_iter().map(|row| row.id).collect() })
}

/// Follows the chain of hashes through the revisions of every ad request.
async fn chains(app: &App) -> Result<Finding> {
    let invariant = "The revisions of an ad request follow each other without a gap, each with the hash that the one before demands";
    let mut finding = Finding { invariant, looked_at: 0, broken: Vec::new() };
    let mut last: Option<RevisionRow> = None;
    loop {
        let after = last.as_ref().map(|row| (row.ad_request_id.0.to_string(), row.number));
        let page = app.db.read(move |conn| next_revisions(conn, after.clone())).await?;
        if page.is_empty() {
            return Ok(finding);
        }
        for row in page {
            finding.looked_at += 1;
            let before = last.as_ref().filter(|before| before.ad_request_id == row.ad_request_id);
            let (number, hash) = before.map_or((1, ""), |before| (before.number + 1, before.hash.as_str()));
            let id = row.ad_request_id.0.to_string();
            if (row.number != number || !row.rules().holds(hash)) && !finding.broken.contains(&id) {
                finding.broken.push(id);
            }
            last = Some(row);
        }
    }
}

fn next_revisions(conn: &mut Conn, after: Option<(String, i64)>) -> Result<Vec<RevisionRow>> {
    let (id, number) = after.unwrap_or_default();
    let later = revisions::ad_request_id.eq(id.clone()).and(revisions::number.gt(number));
    let next = revisions::table.filter(revisions::ad_request_id.gt(id).or(later));
    let ordered = next.order((revisions::ad_request_id, revisions::number)).limit(PAGE);
    Ok(ordered.select(RevisionRow::as_select()).load(conn)?)
}

/// Verifies every agreement: its hash, the instance's signature, and that it stands on the accepted terms.
async fn agreed(app: &App) -> Result<Finding> {
    let invariant = "Every agreement is what both sides signed, and stands on the terms that were accepted";
    let mut finding = Finding { invariant, looked_at: 0, broken: Vec::new() };
    let mut after = String::new();
    loop {
        let from = after.clone();
        let page = app.db.read(move |conn| agreements::store::page(conn, &from, PAGE)).await?;
        let Some(last) = page.last() else { return Ok(finding) };
        after = last.collaboration_id.0.to_string();
        for row in &page {
            finding.looked_at += 1;
            if !row.is_intact(&app.keys) {
                finding.broken.push(row.collaboration_id.0.to_string());
            }
        }
    }
}
