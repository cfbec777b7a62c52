//! `tandem admin`.

use clap::Subcommand;
use domain::clock::Clock;

use crate::config::{Config, Flags};
use crate::{audit, start, totp};

/// Manage admins.
#[derive(Subcommand)]
pub(super) enum Admin {
    /// Add an admin. The password is read from `TANDEM_NEW_ADMIN_PASSWORD`, else drawn and printed.
    Create {
        /// Their user name.
        username: String,
        /// Their e-mail address.
        email: String,
        #[command(flatten)]
        flags: Flags,
    },
    /// Take the second factor off somebody who lost both phone and recovery codes. They log in with their password alone.
    RemoveSecondFactor {
        /// Their user name or e-mail address.
        login: String,
        #[command(flatten)]
        flags: Flags,
    },
}

pub(super) async fn run(command: Admin) -> anyhow::Result<()> {
    match command {
        Admin::Create { username, email, flags } => create(username, email, &flags).await,
        Admin::RemoveSecondFactor { login, flags } => remove_second_factor(login, &flags).await,
    }
}

async fn create(username: String, email: String, flags: &Flags) -> anyhow::Result<()> {
    let app = start::app(Config::load(flags)?, Clock::system()).await?;
    let given = std::env::var("TANDEM_NEW_ADMIN_PASSWORD").ok().filter(|password| password.len() >= 8);
    let password = given.clone().unwrap_or_else(crate::auth::tokens::secret);
    let id = start::create_admin(&app, username.clone(), email, password.clone()).await?.to_string();
    let named = serde_json::json!({"username": username});
    app.db.write(move |tx| audit::record(tx, None, "user.create_admin", "user", &id, &named)).await?;
    match given {
        Some(_) => println!("{username} is an admin now."),
        None => println!("{username} is an admin now. Password: {password}"),
    }
    Ok(())
}

async fn remove_second_factor(login: String, flags: &Flags) -> anyhow::Result<()> {
    let app = start::app(Config::load(flags)?, Clock::system()).await?;
    let name = login.clone();
    let removed = app.db.write(move |tx| totp::store::remove_for(tx, &name)).await?;
    if removed {
        println!("{login} has no second factor any more.");
        Ok(())
    } else {
        anyhow::bail!("{login} has no second factor, or there is no such account")
    }
}
