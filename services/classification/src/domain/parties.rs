//! Who has to agree on a petition, and whose turn it is.
//!
//! Pairs are taken in order: both sides of the first must have consented before the second. Days
//! count from the day on which a proposal is decided on, not from an earlier business date: nobody
//! can be silent on what nobody could see.

use directory::Pins;
use proto::event::{PairRule, Rules};
use proto::{BodyId, Day};

use super::case::{Consent, Received};

/// The pairs of one petition, on one day.
#[derive(Debug, Clone)]
pub struct Parties<'a> {
    pins: &'a Pins,
    day: Day,
    pairs: Vec<(&'a PairRule, [BodyId; 2])>,
}

/// The pair whose consent is awaited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Which, from 1.
    pub pair: u8,
    /// The sides that have not consented.
    pub awaited: Vec<BodyId>,
    /// Whether their silence is consent.
    pub silence_is_consent: bool,
}

/// What a consent leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Next {
    /// The last day of those awaited now, where it begins to run with this consent.
    pub consent_due: Option<Day>,
    /// It was the last consent that was missing.
    pub agreed: bool,
}

impl<'a> Parties<'a> {
    /// The pairs that `rules` name for a petition, on `day`.
    ///
    /// # Errors
    /// The first pair, from 1, of which a side is nobody, or could be several bodies.
    pub fn of(received: &Received, rules: &'a Rules, pins: &'a Pins, day: Day) -> Result<Self, u8> {
        let &Received { council, raised_with, ref area, .. } = received;
        let party = |side| pins.party(council, side, raised_with, area.as_ref(), day);
        let pairs = (1..=u8::MAX).zip(&rules.pairs).map(|(number, rule)| {
            let [one, other] = &rule.sides;
            match (party(one), party(other)) {
                (Some(one), Some(other)) => Ok((rule, [one, other])),
                (None, _) | (_, None) => Err(number),
            }
        });
        Ok(Self { pins, day, pairs: pairs.collect::<Result<_, u8>>()? })
    }

    /// Whether the rules name nobody who has to agree.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// Every party, in the order of the pairs.
    pub fn all(&self) -> impl Iterator<Item = BodyId> {
        self.pairs.iter().flat_map(|(_, sides)| *sides)
    }

    /// The pair that is not complete, the first of them; none when all have consented.
    #[must_use]
    pub fn turn(&self, consents: &[Consent]) -> Option<Turn> {
        (1..=u8::MAX).zip(&self.pairs).find_map(|(pair, (rule, sides))| {
            let awaited = self.missing(pair, *sides, consents);
            let silence_is_consent = rule.silence_is_consent;
            (!awaited.is_empty()).then_some(Turn { pair, awaited, silence_is_consent })
        })
    }

    /// The sides of a pair that have not consented, neither themselves nor a body whose work they
    /// took over. Where one body is both sides, each needs a consent of its own.
    fn missing(&self, pair: u8, sides: [BodyId; 2], consents: &[Consent]) -> Vec<BodyId> {
        let of_pair = consents.iter().filter(|consent| consent.pair == pair);
        let mut given: Vec<Option<BodyId>> =
            of_pair.map(|consent| self.pins.directory.heir(consent.party, self.day)).collect();
        let mut missing = Vec::new();
        for side in sides {
            match given.iter().position(|heir| *heir == Some(side)) {
                Some(n) => {
                    given.swap_remove(n);
                }
                None => missing.push(side),
            }
        }
        missing
    }

    /// Who else has to agree in the pairs of `party`.
    pub fn others(&self, party: BodyId) -> impl Iterator<Item = BodyId> {
        let facing = move |&(_, [one, other]): &(&PairRule, [BodyId; 2])| match party {
            party if party == one => Some(other),
            party if party == other => Some(one),
            _ => None,
        };
        self.pairs.iter().filter_map(facing)
    }

    /// The last day of a pair, counted from 1, whose turn begins today.
    #[must_use]
    pub fn due(&self, pair: u8) -> Option<Day> {
        let (rule, _) = self.pairs.get(usize::from(pair).checked_sub(1)?)?;
        self.pins.calendar.due(self.day, &rule.consent)
    }

    /// What follows when the last of `consents`, in `pair`, has just been given; `running` says
    /// whether the pair's days were counted already.
    #[must_use]
    pub fn next(&self, consents: &[Consent], pair: u8, running: bool) -> Next {
        match self.turn(consents) {
            None => Next { consent_due: None, agreed: true },
            Some(turn) if turn.pair == pair && running => Next { consent_due: None, agreed: false },
            Some(turn) => Next { consent_due: self.due(turn.pair), agreed: false },
        }
    }
}
