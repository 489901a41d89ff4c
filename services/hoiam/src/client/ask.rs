//! Asking the person at the terminal. Where nobody can answer, nothing is asked.

use std::io::{BufRead as _, IsTerminal as _, Write as _};

use crate::language::say;

/// Whether a person can be asked: the question goes to standard error, the answer comes in.
pub(crate) fn somebody() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// Asks a question; only a clear yes is one.
pub(crate) fn confirmed(question: &str) -> bool {
    let hint = say("[c/K]", "[y/N]");
    let _ = write!(std::io::stderr(), "{question} {hint} ");
    let _ = std::io::stderr().flush();
    let mut answer = String::new();
    let read = std::io::stdin().lock().read_line(&mut answer);
    read.is_ok() && is_yes(&answer)
}

fn is_yes(answer: &str) -> bool {
    ["c", "co", "y", "yes"].contains(&proto::text::fold(answer.trim()).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_clear_yes_in_either_language_counts() {
        assert!(["c", "Có\n", "y", "YES "].into_iter().all(is_yes));
        assert!(["", "\n", "k", "không", "n", "yesterday"].into_iter().all(|no| !is_yes(no)));
    }
}
