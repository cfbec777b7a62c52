//! The other side, as a card: who it is, with a face or a logo. Loaded for whole lists at once.

use std::collections::HashMap;

use db::Conn;
use diesel::prelude::*;
use domain::ids::UserId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::accounts::UserRow;
use crate::db::Text;
use crate::error::{Error, Result};
use crate::schema::{influencer_profiles, sponsor_profiles, users};

/// A person with the picture of their profile.
#[derive(Clone, Debug)]
pub struct Person {
    /// The account.
    pub user: UserRow,
    /// Avatar or logo.
    pub picture: Option<String>,
    /// Followers over all channels; 0 for sponsors.
    pub reach: i64,
}

/// People by id.
pub struct People(HashMap<UserId, Person>);

impl People {
    /// Loads all of these.
    pub fn load(conn: &mut Conn, ids: impl IntoIterator<Item = UserId>) -> Result<Self> {
        let ids: Vec<String> = ids.into_iter().map(|id| id.to_string()).collect();
        let rows: Vec<UserRow> = users::table.filter(users::id.eq_any(&ids)).select(UserRow::as_select()).load(conn)?;
        let faces: Vec<(Text<UserId>, Option<String>, i64)> = influencer_profiles::table
            .filter(influencer_profiles::user_id.eq_any(&ids))
            .select((influencer_profiles::user_id, influencer_profiles::avatar, influencer_profiles::reach))
            .load(conn)?;
        let logos: Vec<(Text<UserId>, Option<String>)> = sponsor_profiles::table
            .filter(sponsor_profiles::user_id.eq_any(&ids))
            .select((sponsor_profiles::user_id, sponsor_profiles::logo))
            .load(conn)?;
        let bare = |user: UserRow| (user.id.0, Person { user, picture: None, reach: 0 });
        let mut people: HashMap<_, _> = rows.into_iter().map(bare).collect();
        let logos = logos.into_iter().map(|(id, logo)| (id, logo, 0));
        for (id, picture, reach) in faces.into_iter().chain(logos) {
            if let Some(person) = people.get_mut(&id.0) {
                (person.picture, person.reach) = (picture, reach);
            }
        }
        Ok(Self(people))
    }

    /// One of the loaded, to keep.
    pub fn take(&mut self, id: UserId) -> Option<Person> {
        self.0.remove(&id)
    }

    /// One of the loaded.
    pub fn get(&self, id: UserId) -> Result<&Person> {
        self.0.get(&id).ok_or(Error::NotFound)
    }
}

/// A sponsor, in a few words.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SponsorCard {
    /// Its user id.
    pub id: UserId,
    /// Its unique name.
    pub username: String,
    /// What it is called.
    pub display_name: String,
    /// Its logo.
    pub logo_url: Option<String>,
}

/// An influencer, in a few words.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct InfluencerCard {
    /// The user id.
    pub id: UserId,
    /// The unique name.
    pub username: String,
    /// What they are called.
    pub display_name: String,
    /// Their face.
    pub avatar_url: Option<String>,
    /// Followers over all channels.
    pub reach: i64,
}

impl From<&Person> for SponsorCard {
    fn from(person: &Person) -> Self {
        Self {
            id: person.user.id.0,
            username: person.user.username.clone(),
            display_name: person.user.display_name.clone(),
            logo_url: person.picture.clone(),
        }
    }
}

impl From<&Person> for InfluencerCard {
    fn from(person: &Person) -> Self {
        Self {
            id: person.user.id.0,
            username: person.user.username.clone(),
            display_name: person.user.display_name.clone(),
            avatar_url: person.picture.clone(),
            reach: person.reach,
        }
    }
}
