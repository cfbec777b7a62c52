//! One open stream: reads its person's log on whenever a hint says so, and ends with its session or token.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;

use axum::response::sse;
use domain::clock::Timestamp;
use domain::ids::{SessionId, UserId};
use futures_util::{Stream, stream};
use tokio::time::Instant;

use super::bus::{Hint, Subscription};
use super::outgoing::{self, Next, Outgoing};
use super::store;
use crate::app::App;
use crate::error::Result;

/// Who listens, and until when at most.
#[derive(Clone, Copy, Debug)]
pub struct Listener {
    pub user: UserId,
    pub session: SessionId,
    /// When the token that opened it runs out.
    pub until: Timestamp,
}

struct Open {
    app: App,
    listener: Listener,
    subscription: Subscription,
    until: Instant,
    /// How far the log was read.
    position: i64,
    /// Whether there may be more in it.
    is_behind: bool,
    outgoing: VecDeque<Outgoing>,
}

/// Opens the stream: after that position of the log or, without one, with what comes from now on. What the position leads to
/// may be gone; then the first event is a `reset`.
pub(super) async fn open(
    app: &App,
    listener: Listener,
    from: Option<i64>,
) -> Result<impl Stream<Item = Result<sse::Event, Infallible>> + use<>> {
    let Listener { user, session, until } = listener;
    // Before the log is read, so that nothing can come between.
    let subscription = app.events.subscribe(app, user, session)?;
    let begin = move |conn: &mut db::Conn| match from {
        Some(from) if store::continues(conn, user, from)? => Ok(("ready", from)),
        Some(_) => Ok(("reset", store::last(conn, user)?)),
        None => Ok::<_, crate::Error>(("ready", store::last(conn, user)?)),
    };
    let (name, position) = app.db.read(begin).await?;
    let left = until.ms_since(app.clock.now()).max(0).unsigned_abs();
    let open = Open {
        app: app.clone(),
        listener,
        subscription,
        until: Instant::now() + Duration::from_millis(left),
        position,
        is_behind: true,
        outgoing: VecDeque::from([Outgoing::about_stream(name, position)]),
    };
    Ok(stream::unfold(open, |mut open| async move {
        let next = open.next().await?;
        Some((Ok(next.into()), open))
    }))
}

impl Open {
    /// The next event; `None` when the stream ends.
    async fn next(&mut self) -> Option<Outgoing> {
        loop {
            if let Some(next) = self.outgoing.pop_front() {
                return Some(next);
            }
            if self.is_behind {
                self.read_on().await.ok()?;
                continue;
            }
            let hint = tokio::select! {
                biased;
                () = self.app.events.closed() => return None,
                () = tokio::time::sleep_until(self.until) => return None,
                hint = self.subscription.hints.recv() => hint,
            };
            if self.app.clock.now() >= self.listener.until {
                return None;
            }
            match hint {
                Ok(Hint::Whisper(event)) => self.outgoing.extend(Outgoing::whispered(&event)),
                // Of hints that were missed one may have been about the session.
                Ok(Hint::Check) | Err(_) if !self.may_listen().await.ok()? => return None,
                _ => self.is_behind = true,
            }
        }
    }

    /// Reads some more of the log. When the database can't answer, the stream ends, and its reader comes again.
    async fn read_on(&mut self) -> Result<()> {
        let (user, position) = (self.listener.user, self.position);
        let app = self.app.clone();
        let read = move |conn: &mut db::Conn| outgoing::after(conn, user, position, &app.config.instance.name);
        match self.app.db.read(read).await? {
            Next::Read(events, up_to) => {
                self.is_behind = up_to > position;
                self.position = up_to;
                self.outgoing.extend(events);
            }
            Next::Lost(last) => {
                self.position = last;
                self.outgoing.push_back(Outgoing::about_stream("reset", last));
            }
        }
        self.app.events.read_up_to(user, self.position);
        Ok(())
    }

    async fn may_listen(&self) -> Result<bool> {
        let (session, now) = (self.listener.session, self.app.clock.now());
        let open = self.app.db.read(move |conn| store::open_sessions(conn, &[session], now)).await?;
        Ok(open.contains(&session))
    }
}
