//! What both sides say of each other when the work is done: mostly both, sometimes one, of whom some still wait for the other.

use domain::clock::{DAY_MS, Timestamp};
use domain::ids::ReviewId;
use domain::waiting::Waiting;
use domain::words::{CollaborationStatus, Side};

use super::life::Life;
use super::rows::{ReviewRow, Rows};
use super::work::Place;

/// What they give, one after the other.
const RATINGS: [i64; 9] = [5, 5, 4, 5, 4, 5, 3, 5, 4];

/// Adds what was said of a completed collaboration until now. Its place in the world decides, so that nothing else changes.
pub fn say(rows: &mut Rows, place: &Place, life: &Life) {
    let Some(ended) = life.row.ended_at.filter(|_| life.rules.status() == CollaborationStatus::Completed) else {
        return;
    };
    let (ended, now, at) = (Timestamp(ended), place.setting.now, rows.collaborations.len());
    let due = life.house.periods.deadline(Waiting::Rating, ended, None);
    let sides: &[Side] = match at % 5 {
        0 => &[Side::Sponsor],
        1 => &[Side::Influencer],
        2..=3 => &[Side::Sponsor, Side::Influencer],
        _ => &[Side::Influencer, Side::Sponsor],
    };
    let when = |nth: usize| ended.plus_ms(DAY_MS * i64::try_from(1 + (at + 3 * nth) % 6).unwrap_or(1) + 7_200_000);
    let said: Vec<(Side, Timestamp)> =
        sides.iter().enumerate().map(|(nth, side)| (*side, when(nth))).filter(|(_, at)| *at < now).collect();
    let last = said.iter().map(|(_, at)| *at).max();
    let shown = if said.len() == 2 { last } else { Some(due).filter(|due| *due <= now) };
    for (side, written) in said {
        let (author, subject, lines) = match side {
            Side::Sponsor => (life.rules.sponsor, life.rules.influencer, &place.reviews.of_influencer),
            Side::Influencer => (life.rules.influencer, life.rules.sponsor, &place.reviews.of_sponsor),
        };
        let nth = rows.reviews.len();
        let rating = RATINGS.get(nth % RATINGS.len()).copied().unwrap_or(5);
        rows.reviews.push(ReviewRow {
            id: ReviewId::new(written).to_string(),
            collaboration_id: life.row.id.clone(),
            made_by: side.to_string(),
            author_id: author.to_string(),
            subject_id: subject.to_string(),
            rating,
            comment: lines.get(nth % lines.len().max(1)).cloned().unwrap_or_default(),
            created_at: written.0,
            due_at: due.0,
            shown_at: shown.map(|at| at.0),
        });
    }
}
