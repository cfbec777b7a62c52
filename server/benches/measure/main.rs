//! What the server does much of, measured: `cargo xtask bench reports`, `reminders` or `exports`.
#![expect(clippy::expect_used, reason = "a measurement stops where it can't go on")]

mod common;
mod exports;
mod reminders;
mod reports;

#[tokio::main]
async fn main() {
    // Cargo adds an argument of its own.
    let asked = |name: &str| std::env::args().any(|argument| argument == name);
    match () {
        () if asked("reports") => reports::measure().await,
        () if asked("reminders") => reminders::measure().await,
        () if asked("exports") => exports::measure().await,
        () => eprintln!("say what: reports, reminders or exports"),
    }
}
