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

#[cfg(test)]
mod tests {
    use domain::clock::Zone;
    use domain::ids::{CampaignId, UserId};
    use domain::money::Money;
    use domain::words::CampaignStatus;

    use super::*;

    #[test]
    fn time_passes_from_the_first_day_to_the_end_of_the_last_in_its_zone() {
        let campaign = Campaign {
            id: CampaignId::new(Timestamp(0)),
            sponsor: UserId::new(Timestamp(0)),
            status: CampaignStatus::Active,
            flagged: false,
            visibility: Visibility::Public,
            start: "2026-12-01".parse().unwrap(),
            end: "2026-12-10".parse().unwrap(),
            zone: Zone::named("Asia/Kolkata").unwrap(),
            budget: Money::zero("EUR".parse().unwrap()),
            committed: 0,
            negotiated: false,
        };
        for (now, percent) in [
            ("2026-11-30T18:29:59Z", 0),
            ("2026-12-01T18:30:00Z", 10),
            ("2026-12-05T18:30:00Z", 50),
            ("2026-12-10T18:29:59Z", 99),
            ("2026-12-10T18:30:00Z", 100),
            ("2027-12-10T00:00:00Z", 100),
        ] {
            assert_eq!(time_elapsed_percent(&campaign, now.parse().unwrap()), percent, "{now}");
        }
    }
}
