//! The other side, as a card: who it is, with a face or a logo. Loaded for whole lists at once.

use std::collections::HashMap;

use db::Conn;
use diesel::prelude::*;
use domain::ids::UserId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::accounts::UserRow;
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

type Row = (UserRow, Option<String>, Option<String>, Option<i64>);

/// So many are asked for one by one: that statement stays prepared, while one with a list is prepared each time.
const FEW: usize = 2;

/// People by id.
pub struct People(HashMap<UserId, Person>);

impl People {
    /// Loads all of these.
    pub fn load(conn: &mut Conn, ids: impl IntoIterator<Item = UserId>) -> Result<Self> {
        let ids: Vec<String> = ids.into_iter().map(|id| id.to_string()).collect();
        let with_pictures = users::table
            .left_join(influencer_profiles::table.on(influencer_profiles::user_id.eq(users::id)))
            .left_join(sponsor_profiles::table.on(sponsor_profiles::user_id.eq(users::id)))
            .select((
                UserRow::as_select(),
                influencer_profiles::avatar.nullable(),
                sponsor_profiles::logo.nullable(),
                influencer_profiles::reach.nullable(),
            ));
        let mut rows: Vec<Row> = Vec::with_capacity(ids.len());
        if ids.len() <= FEW {
            for id in &ids {
                rows.extend(with_pictures.filter(users::id.eq(id)).load::<Row>(conn)?);
            }
        } else {
            rows = with_pictures.filter(users::id.eq_any(&ids)).load(conn)?;
        }
        let person = |(user, avatar, logo, reach): Row| {
            let picture = avatar.or(logo);
            (user.id.0, Person { user, picture, reach: reach.unwrap_or(0) })
        };
        Ok(Self(rows.into_iter().map(person).collect()))
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
