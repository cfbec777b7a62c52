//! Running other programs so that nothing of them is left behind, whatever happens to us.

use std::{
    env,
    ffi::OsStr,
    io::ErrorKind,
    os::unix::process::CommandExt,
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicBool, AtomicI32, Ordering},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use nix::{
    sys::signal::{Signal, killpg},
    unistd::Pid,
};

/// The process group of the program that runs now, or 0.
static GROUP: AtomicI32 = AtomicI32::new(0);
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// How long an interrupted program may take to tidy up.
const GRACE: Duration = Duration::from_secs(10);

/// Hands SIGINT, SIGTERM and SIGHUP on to the running program as SIGINT, which every test runner understands;
/// a second signal, or ten seconds, end it for good.
pub(crate) fn forward_signals() -> Result<()> {
    ctrlc::set_handler(|| {
        let again = INTERRUPTED.swap(true, Ordering::SeqCst);
        let group = GROUP.load(Ordering::SeqCst);
        end(group, if again { Signal::SIGKILL } else { Signal::SIGINT });
        thread::spawn(move || {
            thread::sleep(GRACE);
            if GROUP.load(Ordering::SeqCst) == group {
                end(group, Signal::SIGKILL);
            }
        });
    })
    .context("cannot listen for signals")
}

fn end(group: i32, signal: Signal) {
    if group > 0 {
        // It may have ended in the meantime, which is what we want.
        let _ = killpg(Pid::from_raw(group), signal);
    }
}

/// A command without what `cargo run` put into our environment: build scripts that watch such variables would run
/// again, and everything above them be compiled again, each time somebody changes between `cargo` and `cargo xtask`.
pub(crate) fn tool(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    let ours = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_", "CARGO_PRIMARY_", "OUT_DIR"];
    for (name, _) in env::vars_os() {
        if ours.iter().any(|prefix| name.to_string_lossy().starts_with(prefix)) {
            command.env_remove(name);
        }
    }
    command
}

/// A program that runs beside us, in the background, and is ended with this.
pub(crate) struct Background {
    child: Child,
}

impl Background {
    /// Starts it; what it says goes where the command sends it.
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        Ok(Self { child: spawn(command)? })
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        let group = i32::try_from(self.child.id()).unwrap_or_default();
        end(group, Signal::SIGTERM);
        let start = Instant::now();
        while !self.has_ended() {
            if start.elapsed() > GRACE {
                end(group, Signal::SIGKILL);
            }
            thread::sleep(Duration::from_millis(20));
        }
    }
}

/// Runs it to its end with its output shown, after a line that says what runs.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let line = shown(command);
    eprintln!("$ {line}");
    let mut child = spawn_in_front(command)?;
    let status = child.wait();
    has_ended()?;
    let status = status?;
    if !status.success() {
        bail!("`{line}` failed ({status})");
    }
    Ok(())
}

/// Runs it to its end and returns what it wrote to its standard output; an error carries what it wrote to the other.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let child = spawn_in_front(command.stdout(Stdio::piped()).stderr(Stdio::piped()))?;
    let output = child.wait_with_output();
    has_ended()?;
    let output = output?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("`{}` failed ({}): {}", shown(command), output.status, said.trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs it quietly to its end after a signal too; what it says is of no use to anybody.
pub(crate) fn cleanup(command: &mut Command) {
    let _ = command.stdin(Stdio::null()).process_group(0).output();
}

/// Forgets the program that signals were handed on to. After a signal, what it left running ends too.
fn has_ended() -> Result<()> {
    let group = GROUP.swap(0, Ordering::SeqCst);
    let interrupted = stop_if_interrupted();
    if interrupted.is_err() {
        end(group, Signal::SIGKILL);
    }
    interrupted
}

/// An error when a signal came in the meantime.
pub(crate) fn stop_if_interrupted() -> Result<()> {
    if INTERRUPTED.load(Ordering::SeqCst) {
        bail!("interrupted");
    }
    Ok(())
}

fn spawn(command: &mut Command) -> Result<Child> {
    let program = command.get_program().to_string_lossy().into_owned();
    if let Some(folder) = command.get_current_dir().filter(|folder| !folder.is_dir()) {
        bail!("{} is missing from this checkout", folder.display());
    }
    let child = command.stdin(Stdio::null()).process_group(0).spawn().map_err(|error| match error.kind() {
        ErrorKind::NotFound => {
            anyhow::anyhow!("{program} is not installed, or not on the PATH")
        }
        _ => anyhow::Error::new(error).context(format!("cannot start {program}")),
    })?;
    Ok(child)
}

/// Starts it as the program that signals are handed on to.
fn spawn_in_front(command: &mut Command) -> Result<Child> {
    stop_if_interrupted()?;
    let child = spawn(command)?;
    GROUP.store(i32::try_from(child.id())?, Ordering::SeqCst);
    Ok(child)
}

fn shown(command: &Command) -> String {
    let program = command.get_program().to_string_lossy();
    let name = program.rsplit('/').next().unwrap_or_default().to_owned();
    command.get_args().fold(name, |line, arg| format!("{line} {}", arg.to_string_lossy()))
}
