//! Stages of rows, as few words: without a proposal, asked, contested, agreed, set aside.

use portal_pages::lists::Tally;
use proto::Day;
use proto::stage::Stage;
use register::ListStanding;

/// How the rows of one list stand, and the first day on which a consent is due.
pub(super) fn of<'a>(standing: impl Iterator<Item = &'a ListStanding>) -> (Tally, Option<Day>) {
    let (mut tally, mut due) = (Tally::default(), None::<Day>);
    for of in standing {
        count(&mut tally, of.stage, of.count);
        due = [due, of.consent_due].into_iter().flatten().min();
    }
    (tally, due)
}

/// Counts `count` rows of `stage`.
pub(super) fn count(tally: &mut Tally, stage: Stage, count: u64) {
    tally.all += count;
    match stage {
        Stage::Received => tally.unproposed += count,
        Stage::BeingAgreed => tally.asked += count,
        Stage::Contested => tally.contested += count,
        Stage::OpinionNoted
        | Stage::AnsweredOnTheSpot
        | Stage::NotAPetition
        | Stage::Merged
        | Stage::Withdrawn => tally.aside += count,
        Stage::Agreed
        | Stage::PassedOn
        | Stage::Forwarded
        | Stage::Returned
        | Stage::PartlyAnswered
        | Stage::Answered
        | Stage::Followed
        | Stage::WaitingForResources
        | Stage::Settled
        | Stage::Closed => tally.agreed += count,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_counted_once() {
        let mut tally = Tally::default();
        for &stage in Stage::ALL {
            count(&mut tally, stage, 1);
        }
        let Tally { all, unproposed, asked, contested, agreed, aside } = tally;
        assert_eq!(all, unproposed + asked + contested + agreed + aside);
        assert_eq!(usize::try_from(all).unwrap(), Stage::ALL.len());
    }
}
