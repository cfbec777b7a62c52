//! Gauges that tell whether the workers keep up.

use std::time::Duration;

use crate::app::App;

/// How often they are read.
const PERIOD: Duration = Duration::from_secs(15);

/// Sets the gauges from now on, as long as it is polled.
#[expect(
    clippy::cast_precision_loss,
    reason = "a gauge takes floating point, and a queue of 2^53 jobs is not to be feared"
)]
pub async fn watch(app: App) {
    loop {
        let now = app.clock.now();
        match app.db.read(move |conn| queue::health(conn, now)).await {
            Ok(health) => {
                metrics::gauge!("tandem_jobs_ready").set(health.ready as f64);
                metrics::gauge!("tandem_jobs_dead").set(health.dead as f64);
                metrics::gauge!("tandem_jobs_oldest_ready_seconds").set(health.oldest_ms as f64 / 1000.0);
            }
            Err(error) => tracing::warn!(%error, "the jobs could not be counted"),
        }
        tokio::time::sleep(PERIOD).await;
    }
}
