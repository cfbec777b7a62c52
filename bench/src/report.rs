//! The table.

use std::{fmt, time::Duration};

use crate::load::Measured;

/// All that was measured in one run. The first is what the others are compared with.
#[derive(Default)]
pub(crate) struct Report {
    pub(crate) measured: Vec<(&'static str, Measured)>,
    /// Before the first request.
    pub(crate) idle_kib: Option<u64>,
    /// After the last one.
    pub(crate) loaded_kib: Option<u64>,
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hello_world = self.measured.first().map_or(f64::NAN, |(_, measured)| measured.per_second());
        writeln!(out, "| request | requests/s | p50 | p99 | of hello world | failed |")?;
        writeln!(out, "|---|---:|---:|---:|---:|---:|")?;
        for (name, measured) in &self.measured {
            let rate = measured.per_second();
            let [p50, p99] = [(1, 2), (99, 100)].map(|share| milliseconds(measured.quantile(share)));
            let ratio = rate / hello_world;
            writeln!(out, "| {name} | {rate:.0} | {p50} | {p99} | {ratio:.3} | {} |", measured.failures)?;
        }
        for (name, measured) in &self.measured {
            if let Some(failure) = &measured.failure {
                writeln!(out, "\n{name} failed with: {failure}")?;
            }
        }
        let mebibytes =
            |kib: Option<u64>| kib.map_or("unknown".to_owned(), |kib| format!("{} MiB", kib.div_ceil(1024)));
        writeln!(out, "\nMemory: {} idle, {} after all of it.", mebibytes(self.idle_kib), mebibytes(self.loaded_kib))
    }
}

fn milliseconds(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1000.0)
}
