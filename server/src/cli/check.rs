//! `tandem check`.

use anyhow::{Result, bail};
use domain::clock::Clock;

use crate::config::Config;
use crate::{check, start};

/// How many of those that break an invariant are named.
const NAMED: usize = 5;

/// Prints a line for each invariant; fails when one is broken.
pub(super) async fn run(config: Config) -> Result<()> {
    let app = start::app(config, Clock::system()).await?;
    let findings = check::all(&app).await?;
    let mut broken = 0;
    for finding in &findings {
        let count = finding.broken.len();
        let verdict = if count == 0 { "holds" } else { "BROKEN" };
        println!("{verdict:6} {:>8} seen {count:>6} broken  {}", finding.looked_at, finding.invariant);
        for id in finding.broken.iter().take(NAMED) {
            println!("         {id}");
        }
        broken += usize::from(count > 0);
    }
    if broken > 0 {
        bail!("{broken} of {} invariants are broken", findings.len());
    }
    println!("All {} invariants hold.", findings.len());
    Ok(())
}
