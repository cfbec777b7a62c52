//! Asks the database now and then for what no hint told: events that other replicas committed, and sessions that ended.

use std::collections::HashSet;
use std::time::Duration;

use domain::ids::UserId;

use super::replicas::Said;
use super::store;
use crate::app::App;
use crate::error::{Error, Result};

/// How often it is asked where nothing else tells.
const PERIOD: Duration = Duration::from_secs(2);
/// In how many of those periods it is asked once where hints come, and for sessions.
const SELDOM: u32 = 8;

/// Begins with it; once in a process, with its first stream.
pub(super) fn start(app: &App) {
    match app.events.shared_bus() {
        Some(shared) => {
            tokio::spawn(shared.clone().listen(app.events.clone()));
        }
        None if !app.db.is_sqlite() => {
            tracing::info!("without redis_url live events of other replicas are found by asking the database");
        }
        None => {}
    }
    let app = app.clone();
    tokio::spawn(async move {
        tokio::select! {
            () = app.events.closed() => {}
            () = watch(&app) => {}
        }
    });
}

async fn watch(app: &App) {
    let mut round = 0_u32;
    let mut heard_before = false;
    loop {
        tokio::time::sleep(PERIOD).await;
        round = round.wrapping_add(1);
        let is_seldom = round.is_multiple_of(SELDOM);
        let hears = is_told(app);
        // Something may have been said just before it was listened to.
        let is_new = hears && !heard_before;
        heard_before = hears;
        let done = async {
            if !hears || is_new || is_seldom {
                look(app).await?;
            }
            if is_seldom {
                check(app).await?;
            }
            Ok::<_, Error>(())
        };
        if let Err(error) = done.await {
            tracing::warn!(%error, "open streams could not look for events");
        }
    }
}

/// Whether hints tell of all that is committed; and a sign of life for the others.
fn is_told(app: &App) -> bool {
    match app.events.shared_bus() {
        Some(shared) => {
            shared.say(Vec::new());
            shared.is_heard()
        }
        // Only this process writes to it.
        None => app.db.is_sqlite(),
    }
}

/// One query for everybody with an open stream.
async fn look(app: &App) -> Result<()> {
    let people = app.events.people();
    if !people.is_empty() {
        app.events.reached(&app.db.read(move |conn| store::lasts(conn, &people)).await?);
    }
    Ok(())
}

/// One query for all sessions with an open stream.
async fn check(app: &App) -> Result<()> {
    let sessions = app.events.sessions();
    if sessions.is_empty() {
        return Ok(());
    }
    let ids: Vec<_> = sessions.iter().map(|(_, session)| *session).collect();
    let now = app.clock.now();
    let open = app.db.read(move |conn| store::open_sessions(conn, &ids, now)).await?;
    let ended = sessions.into_iter().filter(|(_, session)| !open.contains(session));
    let theirs: HashSet<UserId> = ended.map(|(user, _)| user).collect();
    for user in theirs {
        app.events.hint(&Said::Check(user));
    }
    Ok(())
}
