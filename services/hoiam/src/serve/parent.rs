//! Ties the life of a process to the one that started it.
//!
//! A supervisor that is killed cannot stop anybody any more; so the kernel does it. Works across
//! `exec`, which is how a NATS server, that knows nothing of us, is tied as well.

use std::os::unix::process::CommandExt as _;
use std::process::Command;

use anyhow::{Context as _, bail};
use rustix::process::{Signal, getppid, set_parent_process_death_signal};

use super::args::{NatsArgs, ParentArgs};

/// From now on the kernel kills this process when its parent ends. Does nothing without a parent.
///
/// # Errors
/// When the parent has ended already, or the kernel refuses.
pub(crate) fn tie(args: &ParentArgs) -> anyhow::Result<()> {
    let Some(parent) = args.parent_pid else { return Ok(()) };
    // Killed, not asked: a successor wants the ports and locks now, and every service has to
    // survive this anyway.
    set_parent_process_death_signal(Some(Signal::KILL)).context("cannot be tied to the parent")?;
    // The parent may have ended before the line above; then nobody would ever be told.
    let alive = getppid().and_then(|pid| u32::try_from(pid.as_raw_nonzero().get()).ok());
    if alive != Some(parent) {
        bail!("process {parent}, which started this one, has ended");
    }
    Ok(())
}

/// Becomes the NATS server. Comes back only with an error.
///
/// # Errors
/// When the server's program cannot be run.
pub(crate) fn become_nats(args: &NatsArgs) -> anyhow::Result<()> {
    tie(&args.parent)?;
    let failed = Command::new(&args.server).arg("-c").arg(&args.conf).exec();
    Err(failed).with_context(|| format!("cannot run {}", args.server.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_whose_parent_has_ended_does_not_start() {
        // Our own id is surely not our parent's.
        let tied = tie(&ParentArgs { parent_pid: Some(std::process::id()) });
        let _ = set_parent_process_death_signal(None);
        assert!(tied.is_err_and(|error| error.to_string().contains("has ended")));
    }
}
