//! As many requests as the server takes, over a number of connections, for some seconds.

use std::{
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Result;
use tokio::task::JoinSet;

use crate::http::Connection;

/// The next request of a connection; none when there is nothing more to ask.
pub(crate) type Requests = Box<dyn FnMut() -> Option<Arc<[u8]>> + Send>;

/// One way of loading a server, the same for all kinds of requests.
pub(crate) struct Load {
    pub(crate) address: SocketAddr,
    pub(crate) connections: usize,
    pub(crate) time: Duration,
}

/// What came back.
#[derive(Default)]
pub(crate) struct Measured {
    /// How long each successful request took, from short to long.
    pub(crate) latencies: Vec<Duration>,
    pub(crate) elapsed: Duration,
    pub(crate) failures: usize,
    /// Status and body of one that failed.
    pub(crate) failure: Option<String>,
}

impl Load {
    pub(crate) async fn run(&self, requests: impl Fn() -> Requests) -> Result<Measured> {
        let start = Instant::now();
        let mut connections = JoinSet::new();
        for _ in 0..self.connections {
            connections.spawn(one_connection(self.address, start + self.time, requests()));
        }
        let mut total = Measured::default();
        while let Some(part) = connections.join_next().await {
            let part = part??;
            total.latencies.extend(part.latencies);
            total.failures += part.failures;
            total.failure = total.failure.or(part.failure);
        }
        total.elapsed = start.elapsed();
        total.latencies.sort_unstable();
        Ok(total)
    }
}

async fn one_connection(address: SocketAddr, end: Instant, mut requests: Requests) -> Result<Measured> {
    let mut connection = Connection::new(address);
    let mut measured = Measured::default();
    while Instant::now() < end {
        let Some(request) = requests() else { break };
        let asked = Instant::now();
        let (status, body) = connection.ask(&request).await?;
        if (200..300).contains(&status) {
            measured.latencies.push(asked.elapsed());
        } else {
            measured.failures += 1;
            measured.failure.get_or_insert_with(|| format!("{status} {}", String::from_utf8_lossy(body)));
        }
    }
    Ok(measured)
}

impl Measured {
    pub(crate) fn per_second(&self) -> f64 {
        count(self.latencies.len()) / self.elapsed.as_secs_f64()
    }

    /// The latency that so many of so many requests did not exceed: (99, 100) for the 99th percentile.
    pub(crate) fn quantile(&self, share: (usize, usize)) -> Duration {
        let index = self.latencies.len() * share.0 / share.1;
        self.latencies.get(index).or(self.latencies.last()).copied().unwrap_or_default()
    }
}

#[expect(clippy::cast_precision_loss, reason = "nobody sends 2^52 requests")]
fn count(number: usize) -> f64 {
    number as f64
}
