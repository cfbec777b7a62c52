//! `tandem demo`.

use std::io::Write;

use anyhow::{Context, Result};
use clap::Args;
use domain::clock::{Clock, Timestamp};

use crate::app::App;
use crate::config::{Config, Flags};
use crate::demo::{self, INFLUENCER, SPONSOR};
use crate::start;

const ADMIN_PASSWORD: &str = "tandem-demo-admin";

/// Which world.
#[derive(Args)]
pub(super) struct Demo {
    #[command(flatten)]
    flags: Flags,
    /// Another seed makes other people meet.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The instant that is the present of the world; now, if it isn't given.
    #[arg(long, value_name = "INSTANT")]
    at: Option<Timestamp>,
}

pub(super) async fn run(demo: Demo) -> Result<()> {
    let clock = demo.at.map_or_else(Clock::system, Clock::at);
    let app = start::app(Config::load(&demo.flags)?, clock).await?;
    let admin = admin(&app).await?;
    demo::fill(&app, demo.seed).await?;
    let logins = format!(
        "admin       {}  {admin}\nsponsor     {}  {}\ninfluencer  {}  {}\n",
        app.config.admin.username, SPONSOR.username, SPONSOR.password, INFLUENCER.username, INFLUENCER.password,
    );
    keep(&app, &logins)?;
    println!("The demo world is there. Start it with `tandem serve` and log in at {}:", app.config.public_url());
    print!("{logins}");
    Ok(())
}

/// Sees that there is an admin; answers the password, or where it comes from.
async fn admin(app: &App) -> Result<&'static str> {
    let settings = &app.config.admin;
    if start::has_admin(app).await? {
        return Ok("(the password that it has)");
    }
    if settings.password.is_set() {
        start::first_admin(app).await?;
        return Ok("(the password that is configured)");
    }
    let (username, email) = (settings.username.clone(), settings.email.clone());
    start::create_admin(app, username, email, ADMIN_PASSWORD.to_owned()).await?;
    Ok(ADMIN_PASSWORD)
}

/// Writes the logins where only the instance's owner reads them.
fn keep(app: &App, logins: &str) -> Result<()> {
    let path = app.config.data_dir.join("demo-logins.txt");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&path).and_then(|mut file| file.write_all(logins.as_bytes()));
    written.with_context(|| path.display().to_string())
}
