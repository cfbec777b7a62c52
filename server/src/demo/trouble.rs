//! Which collaborations do not simply go well.

use domain::clock::{DAY_MS, Timestamp};
use domain::words::{DeliverableStatus, Side};

use super::dice::Dice;

const HOUR_MS: i64 = DAY_MS / 24;

/// Somebody calls it off, or asks an admin to decide.
pub struct Trouble {
    pub at: Timestamp,
    pub by: Side,
    pub is_dispute: bool,
    /// When the other side, or the admin, answers; later than now when nobody has yet.
    pub answered: Timestamp,
}

impl Trouble {
    /// The side calls it off within hours, and the other says nothing.
    pub const fn called_off(at: Timestamp, by: Side) -> Self {
        Self { at: at.plus_ms(HOUR_MS), by, is_dispute: false, answered: at.plus_ms(80 * HOUR_MS) }
    }
}

/// What is to stand open now, so that there is something to see: how many cancellations that were asked for, and how many
/// disputes.
pub struct Troubles {
    cancellations: usize,
    disputes: usize,
    of_demo: usize,
    kill_fees: usize,
    decided: usize,
    seen: usize,
}

impl Default for Troubles {
    fn default() -> Self {
        Self { cancellations: 3, disputes: 1, of_demo: 1, kill_fees: 3, decided: 0, seen: 0 }
    }
}

/// What the influencer whom visitors log in as finds.
const TO_SEE: [DeliverableStatus; 3] =
    [DeliverableStatus::ChangesRequested, DeliverableStatus::Approved, DeliverableStatus::Submitted];

impl Troubles {
    /// Whether a collaboration that was over some weeks ago is to end with a kill fee: a few do.
    pub fn wants_kill_fee(&mut self, last: Timestamp, now: Timestamp) -> bool {
        let wants = self.kill_fees > 0 && last < now.plus_ms(-20 * DAY_MS);
        self.kill_fees -= usize::from(wants);
        wants
    }

    /// Counts the decisions of disputes: 0, 1, 2, 0, …
    pub const fn turn(&mut self) -> usize {
        self.decided += 1;
        (self.decided - 1) % 3
    }

    /// Where the next thing of that influencer's is to stand; `None` when there is one of each.
    pub fn next_to_see(&mut self) -> Option<DeliverableStatus> {
        self.seen += 1;
        TO_SEE.get(self.seen - 1).copied()
    }

    /// What befalls a collaboration between its funding and its last submission. Those that are `open` can end up in
    /// what stands open now.
    pub fn between(
        &mut self,
        dice: &mut Dice,
        (from, last): (Timestamp, Timestamp),
        now: Timestamp,
        open: bool,
        is_demo: bool,
    ) -> Option<Trouble> {
        let by = if dice.chance(55) { Side::Sponsor } else { Side::Influencer };
        let days_ago = |dice: &mut Dice, most: i64| now.plus_ms(-dice.number(3, most * 24) * HOUR_MS).max(from);
        if open && dice.chance(30) {
            let left = if is_demo { &mut self.of_demo } else { &mut self.disputes };
            if *left > 0 {
                *left -= 1;
                return Some(Trouble { at: days_ago(dice, 9), by, is_dispute: true, answered: now.plus_days(1) });
            }
            if self.cancellations > 0 {
                self.cancellations -= 1;
                return Some(Trouble { at: days_ago(dice, 2), by, is_dispute: false, answered: now.plus_days(1) });
            }
        }
        let at = dice.instant(from.plus_ms(6 * HOUR_MS), last.plus_days(4));
        let is_dispute = dice.chance(45);
        let most = if is_dispute { 15 * 24 } else { 80 };
        let answered = at.plus_ms(dice.number(5, most) * HOUR_MS);
        (dice.chance(14) && answered < now.plus_ms(-17 * DAY_MS)).then_some(Trouble { at, by, is_dispute, answered })
    }
}
