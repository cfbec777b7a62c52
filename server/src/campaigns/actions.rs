//! What follows from a campaign's rules for who reads it.

use domain::access::Permission;
use domain::campaign::Campaign;
use domain::clock::Timestamp;
use domain::words::{Action, Visibility};
use jiff::civil::Date;

use super::reader::Influencer;

/// The moves that an influencer has on a campaign: one, to apply.
pub fn influencer_actions(campaign: &Campaign, reader: &Influencer, meets_all: bool, today: Date) -> Vec<Action> {
    let may = campaign.visibility == Visibility::Public
        && campaign.accepts_new(today).is_ok()
        && reader.standing.may(Permission::Apply).is_ok()
        && reader.open_on(campaign.id).is_none()
        && meets_all;
    if may { vec![Action::Apply] } else { Vec::new() }
}

/// How much of the time from the start of the first day to the end of the last has passed, 0 to 100.
pub fn time_elapsed_percent(campaign: &Campaign, now: Timestamp) -> i64 {
    let start = campaign.zone.start_of(campaign.start);
    let end = campaign.end.tomorrow().map_or(start, |day| campaign.zone.start_of(day));
    let (passed, whole) = (now.ms_since(start), end.ms_since(start).max(1));
    passed.clamp(0, whole).saturating_mul(100) / whole
}
