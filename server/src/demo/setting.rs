//! What is given before the world is made: the instant, who logs in, and the pictures.

use std::collections::HashMap;

use domain::clock::{DAY_MS, Timestamp};

use super::dice::Dice;
use crate::house::House;

/// An account that whoever looks around logs in with.
#[derive(Clone, Copy)]
pub struct Login {
    /// The name to log in with.
    pub username: &'static str,
    /// The address does as well.
    pub email: &'static str,
    /// No secret: it is printed.
    pub password: &'static str,
}

/// What is given.
pub struct Setting {
    /// The present of the world.
    pub now: Timestamp,
    /// The id of the admin who approved and flagged.
    pub admin: String,
    pub sponsor: Login,
    pub influencer: Login,
    /// Hashes by user name; everybody else's is under the empty name.
    pub hashes: HashMap<String, String>,
    /// Where the pictures are kept, by their names in the content.
    pub images: HashMap<String, String>,
    /// How long each is waited for, and what the platform takes.
    pub house: House,
}

impl Setting {
    /// An instant of the day that was so many days ago.
    pub fn days_ago(&self, dice: &mut Dice, days: i64) -> Timestamp {
        Timestamp(self.now.0 - days * DAY_MS - dice.number(0, DAY_MS - 1))
    }

    /// The path of a picture.
    pub fn image(&self, name: &str) -> Option<String> {
        self.images.get(name).cloned()
    }

    /// The hash of that user's password.
    pub fn password_hash(&self, username: &str) -> String {
        self.hashes.get(username).or_else(|| self.hashes.get("")).cloned().unwrap_or_default()
    }
}
