//! Which collaborations do not simply go well.

use domain::clock::{DAY_MS, Timestamp};
use domain::words::Side;

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
    /// The side calls it off, and the other agrees two days later.
    pub const fn called_off(at: Timestamp, by: Side) -> Self {
        Self { at, by, is_dispute: false, answered: at.plus_ms(50 * HOUR_MS) }
    }
}

/// What is to stand open now, so that there is something to see: how many cancellations that were asked for, and how many
/// disputes.
pub struct Troubles {
    cancellations: usize,
    disputes: usize,
    of_demo: usize,
}

impl Default for Troubles {
    fn default() -> Self {
        Self { cancellations: 3, disputes: 1, of_demo: 1 }
    }
}

impl Troubles {
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
        (dice.chance(9) && answered < now.plus_ms(-17 * DAY_MS)).then_some(Trouble { at, by, is_dispute, answered })
    }
}
