//! Thousands of open pages on one process: what they take in memory, and how soon all of them hear of something.

use std::{
    fmt,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::{Notify, Semaphore},
    task::JoinSet,
};

use crate::{http::Connection, memory, world::Audience};

/// Pages that each person has open.
const PAGES_EACH: usize = 10;
/// How many connect at the same time.
const AT_ONCE: usize = 64;
/// How long all of them may take to hear of something.
const PATIENCE: Duration = Duration::from_mins(2);

/// What was measured.
pub(crate) struct Report {
    streams: usize,
    opened_in: Duration,
    told_in: Duration,
    heard_in: Duration,
    heard: usize,
    before_kib: Option<u64>,
    open_kib: Option<u64>,
    after_kib: Option<u64>,
}

/// What open pages have seen so far.
#[derive(Default)]
struct Seen {
    ready: AtomicUsize,
    heard: AtomicUsize,
    changed: Notify,
}

/// Opens that many streams, tells each person something, and waits until every page has heard of it.
pub(crate) async fn run(address: SocketAddr, admin_password: &str, pid: Option<u32>, streams: usize) -> Result<Report> {
    open_many_files()?;
    let people = streams.div_ceil(PAGES_EACH);
    eprintln!("Preparing {people} people…");
    let audience = Audience::create(address, admin_password, people).await?;
    let resident = || pid.and_then(memory::resident_kib);
    let before_kib = resident();
    eprintln!("Opening {streams} streams…");
    let seen = Arc::new(Seen::default());
    let turns = Arc::new(Semaphore::new(AT_ONCE));
    let mut pages = JoinSet::new();
    let begun = Instant::now();
    for number in 0..streams {
        let token = audience.tokens[number % people].clone();
        pages.spawn(page(address, token, seen.clone(), turns.clone()));
    }
    let all = |count: &AtomicUsize| count.load(Ordering::Relaxed) >= streams;
    wait(&mut pages, &seen, || all(&seen.ready)).await?;
    let opened_in = begun.elapsed();
    let open_kib = resident();
    eprintln!("Telling everybody…");
    let begun = Instant::now();
    let mut connection = Connection::new(address);
    for invitation in &audience.invitations {
        connection.json(invitation).await?;
    }
    let told_in = begun.elapsed();
    wait(&mut pages, &seen, || all(&seen.heard)).await?;
    let heard_in = begun.elapsed();
    let heard = seen.heard.load(Ordering::Relaxed);
    Ok(Report { streams, opened_in, told_in, heard_in, heard, before_kib, open_kib, after_kib: resident() })
}

/// Waits until that holds; a page that ends before is a failure.
async fn wait(pages: &mut JoinSet<Result<()>>, seen: &Seen, done: impl Fn() -> bool) -> Result<()> {
    let until = tokio::time::sleep(PATIENCE);
    tokio::pin!(until);
    while !done() {
        tokio::select! {
            () = seen.changed.notified() => {}
            Some(ended) = pages.join_next() => {
                ended??;
                bail!("a stream has ended");
            }
            () = &mut until => {
                let (ready, heard) = (seen.ready.load(Ordering::Relaxed), seen.heard.load(Ordering::Relaxed));
                bail!("after {} s only {ready} are open and {heard} have heard", PATIENCE.as_secs());
            }
        }
    }
    Ok(())
}

/// One open page: counts what it hears.
async fn page(address: SocketAddr, token: String, seen: Arc<Seen>, turns: Arc<Semaphore>) -> Result<()> {
    let turn = turns.acquire_owned().await?;
    let mut stream = TcpStream::connect(address).await.context("a stream could not be opened")?;
    let request = format!("GET /api/v1/events HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {token}\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut received = String::new();
    read_until(&mut stream, &mut received, "event: ready").await?;
    drop(turn);
    seen.ready.fetch_add(1, Ordering::Relaxed);
    seen.changed.notify_one();
    loop {
        read_until(&mut stream, &mut received, "event: notification").await?;
        seen.heard.fetch_add(1, Ordering::Relaxed);
        seen.changed.notify_one();
    }
}

/// Reads until that has come, and forgets what was up to it.
async fn read_until(stream: &mut TcpStream, received: &mut String, mark: &str) -> Result<()> {
    let mut piece = [0; 2048];
    loop {
        if let Some(at) = received.find(mark) {
            received.drain(..at + mark.len());
            return Ok(());
        }
        let read = stream.read(&mut piece).await?;
        ensure!(read > 0, "the server closed a stream: {received}");
        received.push_str(&String::from_utf8_lossy(&piece[..read]));
    }
}

#[cfg(target_os = "linux")]
fn open_many_files() -> Result<()> {
    use nix::sys::resource::{Resource, getrlimit, setrlimit};

    let (_, most) = getrlimit(Resource::RLIMIT_NOFILE)?;
    Ok(setrlimit(Resource::RLIMIT_NOFILE, most, most)?)
}

#[cfg(not(target_os = "linux"))]
fn open_many_files() -> Result<()> {
    Ok(())
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { streams, heard, .. } = self;
        let (opened, told, heard_in) =
            (self.opened_in.as_secs_f64(), self.told_in.as_secs_f64(), self.heard_in.as_secs_f64());
        writeln!(out, "{streams} streams open after {opened:.1} s.")?;
        writeln!(out, "Everybody told within {told:.2} s, all {heard} heard after {heard_in:.2} s.")?;
        let mebibytes =
            |kib: Option<u64>| kib.map_or("unknown".to_owned(), |kib| format!("{} MiB", kib.div_ceil(1024)));
        let [before, open, after] = [self.before_kib, self.open_kib, self.after_kib].map(mebibytes);
        writeln!(out, "Memory: {before} before, {open} with all of them open, {after} after all had heard.")?;
        if let (Some(before), Some(open)) = (self.before_kib, self.open_kib) {
            let each = open.saturating_sub(before) / u64::try_from(*streams).unwrap_or(u64::MAX).max(1);
            writeln!(out, "That is about {each} KiB a stream.")?;
        }
        Ok(())
    }
}
