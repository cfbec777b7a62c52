//! What messages are about: campaigns, ad requests and collaborations that both sides see.

use std::collections::HashMap;

use db::Conn;
use diesel::dsl::exists;
use diesel::prelude::*;
use domain::words::{CampaignStatus, Visibility};

use super::{ConversationRow, MessageRow, TopicIn, TopicKind, TopicOut};
use crate::error::Result;
use crate::schema::{ad_requests, campaigns, collaborations};

/// Whether both sides of that conversation see it.
pub fn is_seen_by_both(conn: &mut Conn, row: &ConversationRow, topic: TopicIn) -> Result<bool> {
    let (sponsor, influencer) = (row.sponsor_id.0.to_string(), row.influencer_id.0.to_string());
    let id = topic.id.to_string();
    Ok(match topic.kind {
        TopicKind::Campaign => {
            let is_open = campaigns::visibility
                .eq(Visibility::Public.to_string())
                .and(campaigns::status.ne(CampaignStatus::Draft.to_string()))
                .and(campaigns::flagged_at.is_null());
            let negotiated = ad_requests::table
                .filter(ad_requests::campaign_id.eq(campaigns::id).and(ad_requests::influencer_id.eq(influencer)));
            let of_sponsor = campaigns::table.find(id).filter(campaigns::sponsor_id.eq(sponsor));
            diesel::select(exists(of_sponsor.filter(is_open.or(exists(negotiated))))).get_result(conn)?
        }
        TopicKind::AdRequest => {
            let of_pair = ad_requests::sponsor_id.eq(sponsor).and(ad_requests::influencer_id.eq(influencer));
            diesel::select(exists(ad_requests::table.find(id).filter(of_pair))).get_result(conn)?
        }
        TopicKind::Collaboration => {
            let of_pair = collaborations::sponsor_id.eq(sponsor).and(collaborations::influencer_id.eq(influencer));
            diesel::select(exists(collaborations::table.find(id).filter(of_pair))).get_result(conn)?
        }
    })
}

/// What the topics of these messages are called, by their id.
pub struct Titles(HashMap<String, String>);

impl Titles {
    /// Loads all of these.
    pub fn load(conn: &mut Conn, rows: &[MessageRow]) -> Result<Self> {
        let of = |kind| {
            let mut ids: Vec<String> = rows
                .iter()
                .filter(|row| row.topic_kind.as_ref().is_some_and(|this| this.0 == kind))
                .filter_map(|row| row.topic_id.as_ref().map(|id| id.0.to_string()))
                .collect();
            ids.sort_unstable();
            ids.dedup();
            ids
        };
        let mut all: Vec<(String, String)> = Vec::new();
        let ids = of(TopicKind::Campaign);
        if !ids.is_empty() {
            let found = campaigns::table.filter(campaigns::id.eq_any(ids));
            all.extend(found.select((campaigns::id, campaigns::title)).load::<(String, String)>(conn)?);
        }
        let ids = of(TopicKind::AdRequest);
        if !ids.is_empty() {
            let found = ad_requests::table
                .inner_join(campaigns::table.on(campaigns::id.eq(ad_requests::campaign_id)))
                .filter(ad_requests::id.eq_any(ids));
            all.extend(found.select((ad_requests::id, campaigns::title)).load::<(String, String)>(conn)?);
        }
        let ids = of(TopicKind::Collaboration);
        if !ids.is_empty() {
            let found = collaborations::table
                .inner_join(campaigns::table.on(campaigns::id.eq(collaborations::campaign_id)))
                .filter(collaborations::id.eq_any(ids));
            all.extend(found.select((collaborations::id, campaigns::title)).load::<(String, String)>(conn)?);
        }
        Ok(Self(all.into_iter().collect()))
    }

    /// What that message is about, if it is still there.
    pub fn of(&self, row: &MessageRow) -> Option<TopicOut> {
        let (kind, id) = (row.topic_kind.as_ref()?.0, row.topic_id.as_ref()?.0);
        self.0.get(&id.to_string()).map(|title| TopicOut { kind, id, title: title.clone() })
    }
}
