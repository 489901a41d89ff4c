//! Fixing what a role may do.

use decider::{DecideCtx, Decider, Emit, Folded, Refuse};
use proto::command::DefineRole;
use proto::event::{DirectoryEvent, RoleDefined};
use serde::Serialize;

use super::{here, on_the_directory};
use crate::Pins;

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {
    /// A pattern names no command; write `context.Command`, `context.*` or `*`.
    UnknownCommand {
        /// The pattern.
        pattern: String,
    },
}
impl Refuse for Refusal {}

/// Decides [`DefineRole`].
#[derive(Debug)]
pub struct DefiningRole;

/// Whether a pattern covers at least one command of this program.
pub(crate) fn names_a_command(pattern: &str) -> bool {
    let mut all = proto::command::COMMANDS.iter().copied().flatten();
    all.any(|spec| {
        let name = format!("{}.{}", spec.context, spec.name);
        match pattern.strip_suffix('*') {
            Some(prefix) => name.starts_with(prefix),
            None => name == pattern,
        }
    })
}

impl Decider for DefiningRole {
    on_the_directory!(DefineRole, Refusal);

    fn decide(
        _: &Folded<()>,
        command: &DefineRole,
        _: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<DirectoryEvent>>, Refusal> {
        if let Some(pattern) = command.may.iter().find(|pattern| !names_a_command(pattern)) {
            return Err(Refusal::UnknownCommand { pattern: pattern.clone() });
        }
        let DefineRole { role, title, may } = command.clone();
        Ok(vec![Emit::on(here(), RoleDefined { role, title, may })])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::acting;
    use crate::fixture::{AFTER_REFORM, circle, code, line};

    fn define(may: &[&str]) -> DefineRole {
        let may = may.iter().map(|&pattern| pattern.to_owned()).collect();
        DefineRole { role: code("clerk"), title: line("Thư ký"), may }
    }

    #[test]
    fn a_role_may_be_defined_anew() {
        let DefineRole { role, title, may } = define(&["intake.*", "*"]);
        acting::<DefiningRole>(AFTER_REFORM)
            .when(&define(&["intake.*", "*"]), &circle())
            .then(&[Emit::on(here(), RoleDefined { role, title, may })]);
    }

    #[test]
    fn a_role_allows_nothing_that_is_no_command() {
        acting::<DefiningRole>(AFTER_REFORM)
            .when(&define(&["intake.*", "intake.Bury"]), &circle())
            .then_refused(Refusal::UnknownCommand { pattern: "intake.Bury".to_owned() });
    }
}
