//! Who has to agree to a row, who did, and whose turn it is: for the eye only.
//!
//! Whether a consent counts is decided where it is always decided; what stands here shows the same
//! pairs of the same rules before anybody acts.

use directory::Pins;
use petition::{Petition, Proposal};
use proto::event::{ClassificationEvent, Event, PairRule};
use proto::{BodyId, Day};
use register::Entry;

/// What a side of a pair said to the proposal that stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::pages) enum Said {
    /// It agreed, on this day.
    Consented(Day),
    /// It let its day pass, and that counts.
    Silent(Day),
    /// It contested, on this day.
    Contested(Day),
    /// It is asked now.
    Awaited,
    /// Others come first.
    Later,
    /// The proposal is open to nobody: it was contested, or agreed otherwise.
    Idle,
}

/// One side of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::pages) struct Side {
    /// Who; none where the rules name nobody, or could mean several.
    pub(in crate::pages) body: Option<BodyId>,
    pub(in crate::pages) said: Said,
}

/// One pair, in the order of the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::pages) struct Pair {
    pub(in crate::pages) sides: [Side; 2],
    pub(in crate::pages) silence_is_consent: bool,
}

/// The pairs of a petition, in order; none without rules.
pub(in crate::pages) fn pairs(petition: &Petition, pins: &Pins, today: Day) -> Vec<Pair> {
    let Some(received) = &petition.received else { return Vec::new() };
    let Some(rules) = pins.rules(received.council, today) else { return Vec::new() };
    let party = |rule: &PairRule| {
        rule.sides.clone().map(|side| {
            let (with, area) = (received.raised_with, received.area.as_ref());
            pins.party(received.council, &side, with, area, today)
        })
    };
    let open = petition.proposal.as_ref().filter(|_| petition.raised.exit.is_none());
    let closed = open.is_none_or(|open| open.agreed || !open.contests.is_empty());
    let mut asked = !closed;
    let mut pairs = Vec::new();
    for (number, rule) in (1_u8..).zip(&rules.pairs) {
        let bodies = party(rule);
        let mut given = open.map(|open| given(open, number, pins, today)).unwrap_or_default();
        let sides = bodies.map(|body| {
            let spoke = given.iter().position(|(heir, _)| body.is_some() && *heir == body);
            match spoke {
                // Where one body is both sides, each word counts once.
                Some(at) => Side { body, said: given.swap_remove(at).1 },
                None if closed => Side { body, said: Said::Idle },
                None => Side { body, said: if asked { Said::Awaited } else { Said::Later } },
            }
        });
        asked &= sides.iter().all(|side| side.said != Said::Awaited);
        pairs.push(Pair { sides, silence_is_consent: rule.silence_is_consent });
    }
    pairs
}

/// What was said in a pair, by whoever does the work of the party today.
fn given(proposal: &Proposal, pair: u8, pins: &Pins, today: Day) -> Vec<(Option<BodyId>, Said)> {
    let heir = |party: BodyId| pins.directory.heir(party, today);
    let consents = proposal.consents.iter().filter(|consent| consent.pair == pair);
    let consents = consents.map(|consent| {
        let said = if consent.silent { Said::Silent } else { Said::Consented };
        (heir(consent.party), said(consent.on))
    });
    let contests = proposal.contests.iter().filter(|contest| contest.event.pair == pair);
    let contests = contests.map(|contest| (heir(contest.event.party), Said::Contested(contest.on)));
    // A contest is the last word of whoever consented before.
    contests.chain(consents).collect()
}

/// The bodies whose word is awaited now.
pub(in crate::pages) fn awaited(pairs: &[Pair]) -> impl Iterator<Item = BodyId> {
    let sides = pairs.iter().flat_map(|pair| pair.sides);
    sides.filter(|side| side.said == Said::Awaited).filter_map(|side| side.body)
}

/// Whether the silence of whoever is awaited now counts as consent.
pub(in crate::pages) fn silence_counts(pairs: &[Pair]) -> bool {
    let awaits = |pair: &&Pair| pair.sides.iter().any(|side| side.said == Said::Awaited);
    pairs.iter().find(awaits).is_some_and(|pair| pair.silence_is_consent)
}

/// How many proposals were contested since something was agreed last: what a deadlock is counted by.
pub(in crate::pages) fn rounds(entries: &[Entry]) -> usize {
    let mut contested = std::collections::BTreeSet::new();
    for (_, event) in entries.iter().filter_map(Entry::known) {
        let Event::Classification(event) = event else { continue };
        match event {
            ClassificationEvent::ClassificationContested(said) => {
                contested.insert(said.proposal);
            }
            ClassificationEvent::ClassificationProposed(proposed) => {
                contested.extend(proposed.counters);
            }
            ClassificationEvent::ClassificationAgreed(_) => contested.clear(),
            ClassificationEvent::ConsentGiven(_)
            | ClassificationEvent::SilenceCounted(_)
            | ClassificationEvent::DissentRecorded(_)
            | ClassificationEvent::DeadlockDecided(_)
            | ClassificationEvent::ClassificationReactionRefused(_) => {}
        }
    }
    contested.len()
}
