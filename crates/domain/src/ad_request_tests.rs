use super::*;
use crate::clock::Zone;
use crate::money::Money;
use crate::terms::DeliverableTerms;
use crate::words::{AccountStatus, CampaignStatus, Platform, Role, UsageRights, Visibility};
use proptest::prelude::*;

const NOW: Timestamp = Timestamp(1_795_000_000_000);

fn person(role: Role) -> Standing {
    Standing { id: UserId::new(NOW), role, status: AccountStatus::Active, flagged: false, verified: true }
}

fn campaign(sponsor: UserId) -> Campaign {
    Campaign {
        id: CampaignId::new(NOW),
        sponsor,
        status: CampaignStatus::Active,
        flagged: false,
        visibility: Visibility::Public,
        start: "2026-01-01".parse().unwrap(),
        end: "2027-12-31".parse().unwrap(),
        zone: Zone::UTC,
        budget: Money::new(10_000, "EUR".parse().unwrap()),
        committed: 0,
        negotiated: true,
    }
}

fn offer(amount: i64) -> Offer {
    let reel = DeliverableTerms {
        kind: "reel".into(),
        platform: Platform::Instagram,
        count: 1,
        due_date: "2027-01-31".parse().unwrap(),
        note: String::new(),
        amount: None,
    };
    let terms = Terms {
        payment: Money::new(amount, "EUR".parse().unwrap()),
        requirements: String::new(),
        deliverables: vec![reel],
        usage_rights: UsageRights::None,
        usage_days: 0,
        exclusivity_days: 0,
        revisions_allowed: 2,
        kill_fee_percent: None,
        territories: vec![],
        commission: None,
    };
    Offer { terms, message: "Hello".into(), salt: "salt".into(), brief: "The brief".into(), disclosure: "#ad".into() }
}

struct World {
    sponsor: Standing,
    influencer: Standing,
    campaign: Campaign,
    now: Timestamp,
}

impl World {
    fn new() -> Self {
        let sponsor = person(Role::Sponsor);
        Self { campaign: campaign(sponsor.id), sponsor, influencer: person(Role::Influencer), now: NOW }
    }

    fn scene(&self, side: Side) -> Scene<'_> {
        let (actor, other) = match side {
            Side::Sponsor => (&self.sponsor, &self.influencer),
            Side::Influencer => (&self.influencer, &self.sponsor),
        };
        Scene { campaign: &self.campaign, actor, other, now: self.now, answer_days: 14 }
    }

    fn invitation(&self) -> AdRequest {
        AdRequest::begin(
            AdRequestId::new(NOW),
            Direction::Invitation,
            self.influencer.id,
            offer(500),
            &self.scene(Side::Sponsor),
        )
        .unwrap()
    }
}

#[test]
fn a_negotiation_from_invitation_to_acceptance() {
    let world = World::new();
    let request = world.invitation();
    assert_eq!(request.awaited(), Some(Side::Influencer));
    assert_eq!(
        request.actions(Side::Influencer, &world.scene(Side::Influencer)),
        [Action::Accept, Action::Counter, Action::Reject]
    );
    assert_eq!(request.actions(Side::Sponsor, &world.scene(Side::Sponsor)), [Action::Edit, Action::Withdraw]);

    let countered = request.counter(Side::Influencer, offer(700), &world.scene(Side::Influencer)).unwrap();
    assert_eq!((countered.awaited(), countered.latest.number), (Some(Side::Sponsor), 2));
    let edited = countered.edit(Side::Influencer, offer(650), &world.scene(Side::Influencer)).unwrap();
    assert_eq!((edited.awaited(), edited.latest.number), (Some(Side::Sponsor), 3));

    let stale = edited.clone().accept(Side::Sponsor, 2, &world.scene(Side::Sponsor));
    assert_eq!(stale, Err(Refused::NewerRevision(3)));
    let accepted = edited.accept(Side::Sponsor, 3, &world.scene(Side::Sponsor)).unwrap();
    assert_eq!(accepted.status(), AdRequestStatus::Accepted);
    assert!(accepted.actions(Side::Sponsor, &world.scene(Side::Sponsor)).is_empty());
}

#[test]
fn what_is_refused_and_why() {
    let world = World::new();
    let request = world.invitation();
    let refused = |result: Result<AdRequest, Refused>| result.unwrap_err().code();
    assert_eq!(refused(request.clone().accept(Side::Sponsor, 1, &world.scene(Side::Sponsor))), "not_your_turn");
    assert_eq!(refused(request.clone().withdraw(Side::Influencer, &world.influencer)), "not_your_turn");
    assert_eq!(
        refused(request.clone().edit(Side::Influencer, offer(1), &world.scene(Side::Influencer))),
        "not_your_turn"
    );
    assert_eq!(refused(request.clone().expire(NOW.plus_days(13))), "no_longer_open");

    let with = |change: fn(&mut World)| {
        let mut world = World::new();
        change(&mut world);
        world
    };
    let accept = |world: &World| refused(request.clone().accept(Side::Influencer, 1, &world.scene(Side::Influencer)));
    assert_eq!(accept(&with(|world| world.campaign.status = CampaignStatus::Paused)), "campaign_not_active");
    assert_eq!(accept(&with(|world| world.campaign.flagged = true)), "campaign_flagged");
    assert_eq!(accept(&with(|world| world.campaign.end = "2026-01-02".parse().unwrap())), "campaign_ended");
    assert_eq!(accept(&with(|world| world.influencer.flagged = true)), "account_flagged");
    assert_eq!(accept(&with(|world| world.sponsor.flagged = true)), "other_side_inactive");
    assert_eq!(accept(&with(|world| world.sponsor.status = AccountStatus::Suspended)), "other_side_inactive");
    assert_eq!(accept(&with(|world| world.now = NOW.plus_days(14))), "no_longer_open");

    let dollars =
        Offer { terms: Terms { payment: Money::new(5, "USD".parse().unwrap()), ..offer(5).terms }, ..offer(5) };
    assert_eq!(refused(request.counter(Side::Influencer, dollars, &world.scene(Side::Influencer))), "other_currency");
}

#[test]
fn a_flagged_person_may_end_but_not_go_on() {
    let mut world = World::new();
    let request = world.invitation();
    world.influencer.flagged = true;
    assert_eq!(request.actions(Side::Influencer, &world.scene(Side::Influencer)), [Action::Reject]);
    assert!(request.reject(Side::Influencer, &world.influencer).is_ok());
}

#[test]
fn the_same_two_do_not_begin_twice() {
    let rejected = Between { last_rejected: Some(NOW), ..Between::default() };
    assert_eq!(may_begin(&Between { has_open: true, ..rejected }, NOW), Err(Refused::AlreadyOpen));
    assert_eq!(may_begin(&Between { blocked: true, ..rejected }, NOW), Err(Refused::NotPossible));
    assert_eq!(may_begin(&rejected, NOW.plus_days(6)), Err(Refused::CoolingDown));
    assert_eq!(may_begin(&rejected, NOW.plus_days(7)), Ok(()));
}

#[test]
fn the_clock_keeps_what_was_left() {
    let stopped = Deadline::At(NOW.plus_days(10)).stopped(NOW.plus_days(3));
    assert_eq!(stopped, Deadline::Stopped(7 * DAY_MS));
    assert_eq!(stopped.stopped(NOW.plus_days(9)), stopped);
    assert_eq!(stopped.running(NOW.plus_days(20)), Deadline::At(NOW.plus_days(27)));
}

#[test]
fn a_changed_revision_breaks_its_hash() {
    let world = World::new();
    let first = world.invitation();
    let second = first.clone().counter(Side::Influencer, offer(700), &world.scene(Side::Influencer)).unwrap();
    assert_eq!(first.latest.hash, first.latest.chained(""));
    assert_eq!(second.latest.hash, second.latest.chained(&first.latest.hash));
    for tampered in [
        Revision { message: "Goodbye".into(), ..second.latest.clone() },
        Revision { brief: "Another brief".into(), ..second.latest.clone() },
    ] {
        assert!(second.latest.holds(&first.latest.hash) && !tampered.holds(&first.latest.hash));
    }
}

/// One try of a move by one side.
#[derive(Clone, Debug)]
enum Try {
    Counter(i64),
    Edit(i64),
    Accept(i64),
    Reject,
    Withdraw,
    Expire,
    Wait(i64),
    Pause(bool),
    Flag(bool),
}

fn tries() -> impl Strategy<Value = Vec<(bool, Try)>> {
    let one = prop_oneof![
        (0..20_000_i64).prop_map(Try::Counter),
        (0..20_000_i64).prop_map(Try::Edit),
        (1..6_i64).prop_map(Try::Accept),
        Just(Try::Reject),
        Just(Try::Withdraw),
        Just(Try::Expire),
        (0..10_i64).prop_map(Try::Wait),
        any::<bool>().prop_map(Try::Pause),
        any::<bool>().prop_map(Try::Flag),
    ];
    prop::collection::vec((any::<bool>(), one), 0..30)
}

proptest! {
    #[test]
    fn no_sequence_of_moves_breaks_an_invariant(tries in tries()) {
        let mut world = World::new();
        let mut request = world.invitation();
        let mut chain = vec![request.latest.clone()];
        for (by_sponsor, attempt) in tries {
            let side = if by_sponsor { Side::Sponsor } else { Side::Influencer };
            let before = request.clone();
            let scene = world.scene(side);
            let offered = request.actions(side, &scene);
            let (moved, action) = match attempt {
                Try::Counter(amount) => (request.clone().counter(side, offer(amount), &scene), Some(Action::Counter)),
                Try::Edit(amount) => (request.clone().edit(side, offer(amount), &scene), Some(Action::Edit)),
                Try::Accept(seen) => {
                    let seen = seen.min(request.latest.number);
                    let fits = world.campaign.commit(request.latest.terms.payment).map_err(Refused::from);
                    let accepted = request.clone().accept(side, seen, &scene).and_then(|accepted| fits.map(|_| accepted));
                    (accepted, Some(Action::Accept))
                }
                Try::Reject => (request.clone().reject(side, scene.actor), Some(Action::Reject)),
                Try::Withdraw => (request.clone().withdraw(side, scene.actor), Some(Action::Withdraw)),
                Try::Expire => (request.clone().expire(world.now), None),
                Try::Wait(days) => { world.now = world.now.plus_days(days); continue }
                Try::Pause(paused) => { world.campaign.status = if paused { CampaignStatus::Paused } else { CampaignStatus::Active }; continue }
                Try::Flag(flagged) => { world.campaign.flagged = flagged; continue }
            };
            let Ok(moved) = moved else { continue };
            // Whatever succeeded was on offer, from a pending state, and only ever added to the history.
            if let Some(action) = action { prop_assert!(offered.contains(&action), "{action} was not on offer"); }
            prop_assert_eq!(before.status(), AdRequestStatus::Pending);
            if moved.latest == before.latest {
                prop_assert_ne!(moved.status(), AdRequestStatus::Pending);
            } else {
                prop_assert_eq!(moved.latest.number, before.latest.number + 1);
                prop_assert_eq!(&moved.latest.hash, &moved.latest.chained(&before.latest.hash));
                prop_assert_eq!(moved.awaited(), Some(moved.latest.by.other()));
                chain.push(moved.latest.clone());
            }
            if moved.status() == AdRequestStatus::Accepted {
                prop_assert_eq!(world.campaign.status, CampaignStatus::Active);
                prop_assert!(!world.campaign.flagged && before.awaited() == Some(side));
                prop_assert!(moved.latest.terms.payment.amount <= world.campaign.budget.amount);
            }
            request = moved;
        }
        prop_assert!(chain.windows(2).all(|pair| pair[1].hash == pair[1].chained(&pair[0].hash)));
    }
}
