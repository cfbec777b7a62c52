use proptest::prelude::*;

use super::*;
use crate::words::{AccountStatus, Role};

const START: Timestamp = Timestamp(1_795_255_200_000); // 2026-11-21T10:00:00Z

fn eur(amount: i64) -> Money {
    Money::new(amount, "EUR".parse().unwrap())
}

fn agreed(shares: &[i64]) -> Collaboration {
    let part = |amount: &i64| Deliverable {
        id: DeliverableId::new(START),
        amount: eur(*amount),
        due_date: "2026-12-01".parse().unwrap(),
        status: DeliverableStatus::Todo,
        since: None,
        until: None,
        revisions_used: 0,
    };
    Collaboration {
        id: CollaborationId::new(START),
        sponsor: UserId::new(START),
        influencer: UserId::new(START),
        payment: eur(shares.iter().sum()),
        kill_fee_percent: 50,
        revisions_allowed: 1,
        state: State::AwaitingFunding { until: START.plus_days(7) },
        stopped: None,
        deliverables: shares.iter().map(part).collect(),
    }
}

static UTC: Zone = Zone::UTC;

fn after(days: i64) -> Scene<'static> {
    Scene { now: START.plus_days(days), zone: &UTC, periods: &Periods::USUAL }
}

fn funded(shares: &[i64]) -> Collaboration {
    agreed(shares).fund(&after(0)).unwrap().after
}

fn first(of: &Collaboration) -> DeliverableId {
    of.deliverables[0].id
}

/// What was released and what went back.
fn money(moved: &Moved) -> (i64, i64) {
    let sum = |pick: fn(&Movement) -> Option<Money>| moved.movements.iter().filter_map(pick).map(|m| m.amount).sum();
    (
        sum(|movement| if let Movement::Released(_, amount) = movement { Some(*amount) } else { None }),
        sum(|movement| if let Movement::Refunded(_, amount) = movement { Some(*amount) } else { None }),
    )
}

#[test]
fn from_money_to_money() {
    let work = agreed(&[100, 200]);
    let (one, two) = (work.deliverables[0].id, work.deliverables[1].id);
    let work = work.fund(&after(0)).unwrap();
    assert_eq!(work.movements, [Movement::Funded(eur(300))]);
    let work = work.after.submit(one, &after(1)).unwrap().after;
    let work = work.request_changes(one, &after(2)).unwrap().after;
    let work = work.submit(one, &after(3)).unwrap().after;
    assert_eq!(work.clone().request_changes(one, &after(4)), Err(Refused::RevisionsUsedUp));
    assert_eq!(work.deliverables[0].waiting(1), Some(Waiting::LastReview));
    let work = work.approve(one, &after(4)).unwrap().after;
    let work = work.publish(one).unwrap();
    assert_eq!(work.movements, [Movement::Released(one, eur(100))]);
    assert_eq!(work.after.status(), CollaborationStatus::Active);
    let work = work.after.submit(two, &after(5)).unwrap().after.approve(two, &after(6)).unwrap().after;
    let work = work.publish(two).unwrap();
    assert_eq!(work.after.status(), CollaborationStatus::Completed);
}

#[test]
fn nothing_is_done_twice_or_out_of_turn() {
    let work = agreed(&[100]);
    let of = first(&work);
    assert_eq!(work.clone().submit(of, &after(0)), Err(Refused::WrongState));
    assert_eq!(work.clone().dispute(Side::Sponsor, &after(0)), Err(Refused::WrongState));
    let work = work.fund(&after(0)).unwrap().after;
    assert_eq!(work.clone().fund(&after(0)), Err(Refused::WrongState));
    assert_eq!(work.clone().approve(of, &after(0)), Err(Refused::DeliverableState));
    assert_eq!(work.clone().publish(of), Err(Refused::DeliverableState));
    assert_eq!(work.clone().submit(DeliverableId::new(START), &after(0)), Err(Refused::NoSuchDeliverable));
    let done = work.submit(of, &after(1)).unwrap().after.approve(of, &after(1)).unwrap().after.publish(of).unwrap();
    assert_eq!(done.after.clone().publish(of), Err(Refused::WrongState));
    assert_eq!(done.after.cancel(Side::Sponsor, &after(2)), Err(Refused::WrongState));
}

#[test]
fn cancelling_by_table() {
    let submitted = |work: Collaboration| {
        let of = first(&work);
        work.submit(of, &after(1)).unwrap().after.request_changes(of, &after(1)).unwrap().after
    };
    let fresh = funded(&[101, 200]);
    let begun = submitted(fresh.clone());
    // (before, who cancels, what the influencer gets, what goes back)
    let table = [
        (&fresh, Side::Sponsor, 0, 301),
        (&begun, Side::Sponsor, 51, 250),
        (&fresh, Side::Influencer, 0, 301),
        (&begun, Side::Influencer, 0, 301),
    ];
    for (before, by, released, refunded) in table {
        let asked = before.clone().cancel(by, &after(2)).unwrap().after;
        assert_eq!(asked.status(), CollaborationStatus::Active);
        assert_eq!(asked.clone().accept_cancellation(by), Err(Refused::NotYourTurn));
        let agreed = asked.clone().accept_cancellation(by.other()).unwrap();
        assert_eq!(money(&agreed), (released, refunded), "{by:?}");
        assert_eq!(agreed.after.status(), CollaborationStatus::Cancelled);
        assert_eq!(asked.clone().lapse(&after(4)), None);
        assert_eq!(asked.lapse(&after(5)), Some(agreed), "silence for 72 hours is consent");
    }
}

#[test]
fn a_submission_is_not_cancelled_around() {
    let work = funded(&[100]);
    let of = first(&work);
    let work = work.submit(of, &after(1)).unwrap().after;
    assert_eq!(work.clone().cancel(Side::Sponsor, &after(1)), Err(Refused::SubmissionWaiting));
    assert!(work.clone().cancel(Side::Influencer, &after(1)).is_ok());
    assert!(work.dispute(Side::Sponsor, &after(1)).is_ok());
}

#[test]
fn while_a_cancellation_is_asked_for_the_clocks_rest() {
    let work = funded(&[100]);
    let of = first(&work);
    let before = work.deliverables[0].until.unwrap();
    let asked = work.cancel(Side::Sponsor, &after(1)).unwrap().after;
    assert_eq!(asked.clone().submit(of, &after(2)), Err(Refused::CancellationAsked));
    let on = asked.decline_cancellation(Side::Influencer, &after(3)).unwrap().after;
    assert_eq!(on.deliverables[0].until, Some(before.plus_days(2)));
    assert!(on.submit(of, &after(3)).is_ok());
}

#[test]
fn while_somebody_is_suspended_every_clock_stands_still() {
    let unfunded = agreed(&[100]);
    let work = funded(&[100, 100]);
    let submitted = work.clone().submit(first(&work), &after(1)).unwrap().after;
    let asked = work.clone().cancel(Side::Sponsor, &after(1)).unwrap().after;
    let disputed = work.clone().dispute(Side::Influencer, &after(1)).unwrap().after;
    for before in [unfunded, submitted, asked, disputed] {
        let stopped = before.clone().stop(START.plus_days(2)).unwrap();
        assert_eq!((stopped.clone().lapse(&after(90)), stopped.lapses_at()), (None, None));
        assert_eq!(stopped.clone().stop(START.plus_days(3)), None);
        let later = stopped.clone().resume(START.plus_days(90)).unwrap();
        let (due, then) = (before.lapses_at().unwrap(), later.lapses_at().unwrap());
        assert_eq!(then, due.plus_days(88), "{:?}", before.state);
        assert_eq!(later.clone().resume(START.plus_days(91)), None);
        for side in [Side::Sponsor, Side::Influencer] {
            assert_eq!(later.awaits(side), before.awaits(side).map(|until| until.plus_days(88)));
        }
        let decided = stopped.resolve(Resolution::Refund).unwrap().after;
        assert_eq!((decided.status(), decided.stopped), (CollaborationStatus::Cancelled, None));
        assert_eq!(decided.stop(START), None);
    }
    // What is done meanwhile counts as if it were then.
    let stopped = work.clone().stop(START.plus_days(2)).unwrap();
    let at = Scene { now: stopped.clock(START.plus_days(5)), ..after(5) };
    let later = stopped.submit(first(&work), &at).unwrap().after.resume(START.plus_days(5)).unwrap();
    assert_eq!(later.deliverables[0].until, Some(START.plus_days(12)));
    // A cancellation rests what rested before it, whether or not somebody was suspended meanwhile.
    let asked = work.clone().cancel(Side::Sponsor, &after(1)).unwrap().after;
    let asked = asked.stop(START.plus_days(2)).unwrap().resume(START.plus_days(9)).unwrap();
    let on = asked.decline_cancellation(Side::Influencer, &after(10)).unwrap().after;
    assert_eq!(on.deliverables[0].until, work.deliverables[0].until.map(|until| until.plus_days(9)));
    assert_eq!(on.resolve(Resolution::Refund), Err(Refused::WrongState));
}

#[test]
fn whose_turn_it_is_by_table() {
    let work = agreed(&[100, 100]);
    assert_eq!((work.awaits(Side::Sponsor), work.awaits(Side::Influencer)), (Some(START.plus_days(7)), None));
    let work = work.fund(&after(0)).unwrap().after;
    let due = work.deliverables[0].until;
    assert_eq!((work.awaits(Side::Sponsor), work.awaits(Side::Influencer)), (None, due));
    let both = work.clone().submit(first(&work), &after(1)).unwrap().after;
    assert_eq!((both.awaits(Side::Sponsor), both.awaits(Side::Influencer)), (Some(START.plus_days(8)), due));
    let asked = both.cancel(Side::Influencer, &after(1)).unwrap().after;
    assert_eq!((asked.awaits(Side::Sponsor), asked.awaits(Side::Influencer)), (Some(START.plus_days(4)), None));
    let disputed = asked.dispute(Side::Sponsor, &after(1)).unwrap().after;
    assert_eq!((disputed.awaits(Side::Sponsor), disputed.awaits(Side::Influencer)), (None, None));
}

#[test]
fn silence_by_table() {
    let unfunded = agreed(&[100]);
    assert_eq!(unfunded.clone().lapse(&after(6)), None);
    let freed = unfunded.lapse(&after(7)).unwrap();
    assert_eq!((freed.after.status(), money(&freed)), (CollaborationStatus::Cancelled, (0, 0)));

    let work = funded(&[100, 100]);
    let of = first(&work);
    let submitted = work.submit(of, &after(1)).unwrap().after;
    assert_eq!(submitted.lapses_at(), Some(START.plus_days(8)));
    let approved = submitted.clone().lapse(&after(8)).unwrap().after;
    assert_eq!(approved.deliverables[0].status, DeliverableStatus::Approved);
    assert_eq!(approved.clone().lapse(&after(8)), None, "a second run changes nothing");

    let decided = approved.dispute(Side::Influencer, &after(9)).unwrap().after.lapse(&after(23)).unwrap();
    assert_eq!(money(&decided), (100, 100), "approved shares are released, the rest is refunded");
    let decided = submitted.dispute(Side::Sponsor, &after(9)).unwrap().after.lapse(&after(23)).unwrap();
    assert_eq!((decided.after.status(), money(&decided)), (CollaborationStatus::Cancelled, (0, 200)));
}

#[test]
fn what_is_overdue_may_be_called_off() {
    let work = funded(&[100, 50]);
    let of = first(&work);
    assert_eq!(work.clone().cancel_overdue(of, &after(17)), Err(Refused::NotOverdue));
    let called_off = work.cancel_overdue(of, &after(18)).unwrap();
    assert_eq!(money(&called_off), (0, 100));
    assert_eq!(called_off.after.status(), CollaborationStatus::Active);
    let two = called_off.after.deliverables[1].id;
    assert_eq!(
        called_off.after.cancel_overdue(two, &after(18)).unwrap().after.status(),
        CollaborationStatus::Cancelled
    );
}

#[test]
fn disputes_by_table() {
    let work = funded(&[101]).dispute(Side::Influencer, &after(1)).unwrap().after;
    let table = [
        (Resolution::Release, (101, 0), CollaborationStatus::Completed),
        (Resolution::Refund, (0, 101), CollaborationStatus::Cancelled),
        (Resolution::Split(30), (31, 70), CollaborationStatus::Completed),
    ];
    for (resolution, moves, status) in table {
        let moved = work.clone().resolve(resolution).unwrap();
        assert_eq!((money(&moved), moved.after.status()), (moves, status), "{resolution:?}");
        assert_eq!(moved.after.resolve(resolution), Err(Refused::WrongState));
    }
}

#[test]
fn disclosures() {
    assert!(discloses("Our loaf, paid for by the mill. #AD", "#ad"));
    assert!(discloses("Paid  partnership\nwith the mill", "paid partnership with the mill"));
    assert!(!discloses("Our loaf", "#ad"));
    assert!(discloses("anything", ""));
}

#[derive(Clone, Copy, Debug)]
enum Try {
    Fund,
    Submit(usize),
    Approve(usize),
    Changes(usize),
    Publish(usize),
    CallOff(usize),
    Cancel(Side),
    Agree(Side),
    Decline(Side),
    Dispute(Side),
    Resolve(u32),
    Lapse,
}

fn tries() -> impl Strategy<Value = Try> {
    let side = || prop_oneof![Just(Side::Sponsor), Just(Side::Influencer)];
    prop_oneof![
        3 => Just(Try::Fund),
        6 => (0..4_usize).prop_map(Try::Submit),
        5 => (0..4_usize).prop_map(Try::Approve),
        3 => (0..4_usize).prop_map(Try::Changes),
        5 => (0..4_usize).prop_map(Try::Publish),
        2 => (0..4_usize).prop_map(Try::CallOff),
        1 => side().prop_map(Try::Cancel),
        1 => side().prop_map(Try::Agree),
        2 => side().prop_map(Try::Decline),
        1 => side().prop_map(Try::Dispute),
        1 => (0..120_u32).prop_map(Try::Resolve),
        2 => Just(Try::Lapse),
    ]
}

fn attempt(work: Collaboration, what: Try, scene: &Scene) -> Option<Moved> {
    let part = |at: usize| work.deliverables[at % work.deliverables.len()].id;
    match what {
        Try::Fund => work.fund(scene).ok(),
        Try::Submit(at) => {
            let of = part(at);
            work.submit(of, scene).ok()
        }
        Try::Approve(at) => {
            let of = part(at);
            work.approve(of, scene).ok()
        }
        Try::Changes(at) => {
            let of = part(at);
            work.request_changes(of, scene).ok()
        }
        Try::Publish(at) => {
            let of = part(at);
            work.publish(of).ok()
        }
        Try::CallOff(at) => {
            let of = part(at);
            work.cancel_overdue(of, scene).ok()
        }
        Try::Cancel(by) => work.cancel(by, scene).ok(),
        Try::Agree(by) => work.accept_cancellation(by).ok(),
        Try::Decline(by) => work.decline_cancellation(by, scene).ok(),
        Try::Dispute(by) => work.dispute(by, scene).ok(),
        Try::Resolve(percent) => work.resolve(Resolution::Split(percent)).ok(),
        Try::Lapse => work.lapse(scene),
    }
}

proptest! {
    #[test]
    fn no_sequence_of_moves_makes_or_loses_money(
        shares in prop::collection::vec(0..1_000_i64, 1..4),
        moves in prop::collection::vec((tries(), 0..4_i64), 0..60),
    ) {
        let mut work = agreed(&shares);
        let total: i64 = shares.iter().sum();
        let (mut escrow, mut out, mut day, mut freed) = (0, 0, 0, 0);
        for (what, days) in moves {
            day += days;
            let Some(moved) = attempt(work.clone(), what, &after(day)) else { continue };
            for movement in &moved.movements {
                let amount = movement.amount().amount;
                prop_assert!(amount >= 0);
                match movement {
                    Movement::Funded(_) => escrow += amount,
                    Movement::Released(..) | Movement::Refunded(..) => { escrow -= amount; out += amount; }
                    Movement::Freed(..) => freed += amount,
                }
                prop_assert!(escrow >= 0);
            }
            work = moved.after;
            let left: i64 = work.deliverables.iter().filter(|part| !part.is_settled()).map(|part| part.amount.amount).sum();
            match work.state {
                State::AwaitingFunding { .. } => prop_assert_eq!((escrow, out), (0, 0)),
                State::Active | State::Cancelling(_) | State::Disputed(_) => prop_assert_eq!(escrow, left),
                State::Completed | State::Cancelled => prop_assert_eq!((escrow, out + freed), (0, total)),
            }
            let over = matches!(work.state, State::Completed | State::Cancelled);
            prop_assert_eq!(over, work.deliverables.iter().all(Deliverable::is_settled));
            prop_assert!(work.state != State::Active || work.deliverables.iter().all(|part| part.is_settled() != part.until.is_some()));
            let standing = Standing { id: work.sponsor, role: Role::Sponsor, status: AccountStatus::Active, flagged: false, verified: true };
            prop_assert!(!over || work.actions(Side::Sponsor, &standing).is_empty());
        }
    }
}
