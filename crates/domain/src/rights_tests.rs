use proptest::prelude::*;

use super::*;
use crate::money::Money;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn terms(usage_rights: UsageRights, usage_days: u32) -> Terms {
    Terms {
        payment: Money::new(100, "EUR".parse().unwrap()),
        requirements: String::new(),
        deliverables: vec![],
        usage_rights,
        usage_days,
        exclusivity_days: 0,
        revisions_allowed: 2,
        kill_fee_percent: None,
        territories: vec!["DE".into()],
        commission: None,
    }
}

#[test]
fn licences_by_table() {
    let online = at("2026-11-21T12:00:00Z");
    for (usage, days, until, alert) in [
        (UsageRights::None, 0, None, None),
        (UsageRights::Organic, 0, None, None),
        (UsageRights::Organic, 90, Some("2027-02-19T12:00:00Z"), Some("2027-02-05T12:00:00Z")),
        (UsageRights::Paid, 28, Some("2026-12-19T12:00:00Z"), Some("2026-12-05T12:00:00Z")),
        (UsageRights::Paid, 7, Some("2026-11-28T12:00:00Z"), Some("2026-11-25T00:00:00Z")),
        (UsageRights::Paid, 1, Some("2026-11-22T12:00:00Z"), Some("2026-11-22T00:00:00Z")),
    ] {
        let licence = Licence::of(&terms(usage, days), online);
        assert_eq!(licence.as_ref().map(|licence| licence.until), until.map(at), "{usage:?} {days}");
        assert_eq!(licence.as_ref().map(Licence::alert_at), alert.map(at), "{usage:?} {days}");
        if let Some(licence) = licence {
            assert_eq!((licence.usage, licence.territories.clone()), (usage, vec!["DE".into()]));
            assert_eq!(licence.standing(licence.until.plus_ms(-1)), Standing::Current);
            assert_eq!(licence.standing(licence.until), Standing::Ended);
        }
    }
}

#[test]
fn exclusivities_by_table() {
    let berlin = Zone::named("Europe/Berlin").unwrap();
    let (agreed, due) = (at("2026-11-01T09:00:00Z"), "2026-11-30".parse().unwrap());
    let (early, late) = (at("2026-11-20T09:00:00Z"), at("2026-12-03T09:00:00Z"));
    let over = Some(at("2026-12-05T00:00:00Z"));
    for (posts, ended, until, why) in [
        (vec![Post::Due(due)], None, "2026-12-10T23:00:00Z", "ten days after the due date is over in Berlin"),
        (vec![Post::Due(due), Post::Online(early)], None, "2026-12-10T23:00:00Z", "one is still to come"),
        (vec![Post::Due(due), Post::Online(late)], None, "2026-12-13T09:00:00Z", "the other came late"),
        (vec![Post::CalledOff, Post::Online(early)], None, "2026-11-30T09:00:00Z", "only what is online counts"),
        (vec![Post::Online(early), Post::Online(late)], over, "2026-12-13T09:00:00Z", "ten days after the last post"),
        (vec![Post::Online(early), Post::Due(due)], over, "2026-11-30T09:00:00Z", "ended before the second came"),
        (vec![Post::Due(due), Post::CalledOff], over, "2026-12-05T00:00:00Z", "nothing went online"),
        (vec![Post::CalledOff], None, "2026-11-11T09:00:00Z", "nothing is to come"),
    ] {
        let held = Exclusivity::of(10, agreed, &posts, ended, &berlin).unwrap();
        assert_eq!((held.from, held.until, held.settled), (agreed, at(until), ended.is_some()), "{why}");
        let after = if ended.is_some() { Standing::Ended } else { Standing::Current };
        assert_eq!(held.standing(held.until), after, "{why}");
        assert_eq!(held.standing(held.until.plus_ms(-1)), Standing::Current, "{why}");
    }
    assert_eq!(Exclusivity::of(0, agreed, &[Post::Due(due)], None, &berlin), None);
}

#[test]
fn only_others_in_the_same_niche_compete() {
    let [acme, other] = [1, 2].map(|ms| UserId::new(Timestamp(ms)));
    let (food, both) = (["food".to_owned()], ["food".to_owned(), "travel".to_owned()]);
    let travel = ["travel".to_owned()];
    assert!(competes((acme, &food), (other, &both)));
    assert!(!competes((acme, &food), (other, &travel)));
    assert!(!competes((acme, &food), (acme, &food)));
    assert!(!competes((acme, &[]), (other, &food)));
}

fn post() -> impl Strategy<Value = Post> {
    prop_oneof![
        (0..400_i64).prop_map(|hours| Post::Online(Timestamp(hours * DAY_MS / 24))),
        (1..28_i8).prop_map(|day| Post::Due(jiff::civil::date(1970, 1, day))),
        Just(Post::CalledOff),
    ]
}

proptest! {
    #[test]
    fn no_post_is_without_its_days_and_being_early_never_costs(
        days in 1..366_u32,
        posts in prop::collection::vec(post(), 1..6),
        which in 0..6_usize,
        ended in prop::option::of(500..600_i64),
    ) {
        let ended = ended.map(|hours| Timestamp(hours * DAY_MS / 24));
        let held = Exclusivity::of(days, Timestamp(0), &posts, ended, &Zone::UTC).unwrap();
        for post in &posts {
            if let Post::Online(at) = post {
                prop_assert!(held.until >= at.plus_days(i64::from(days)));
            }
        }
        // Whoever publishes before the due date is free no later for it.
        let mut sooner = posts;
        if let (None, Some(one @ Post::Due(_))) = (ended, sooner.get_mut(which)) {
            *one = Post::Online(Timestamp(0));
            let freed = Exclusivity::of(days, Timestamp(0), &sooner, None, &Zone::UTC).unwrap();
            prop_assert!(freed.until <= held.until);
        }
    }

    #[test]
    fn both_are_told_while_a_licence_holds(days in 1..3_651_u32, from in 0..1_000_000_000_000_i64) {
        let licence = Licence::of(&terms(UsageRights::Paid, days), Timestamp(from)).unwrap();
        let alert = licence.alert_at();
        prop_assert!(alert > licence.from && alert < licence.until);
        prop_assert!(licence.until.ms_since(alert) <= 14 * DAY_MS);
        prop_assert_eq!(licence.standing(alert), Standing::Current);
    }
}
