//! For whom somebody acts, and on which day: what every act on a petition has to keep to.
//!
//! Rules: who may record what a body said on paper, and how far back a day may lie, is in the
//! council's co-ordination rules.

use decider::{DecideCtx, Refuse};
use directory::Pins;
use directory::paper::{self, Unrecorded};
use proto::BodyId;
use proto::event::Rules;
use serde::Serialize;

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {
    /// The council has no co-ordination rules on that day; adopt them first.
    NoRules,
    /// The day lies further back than the rules allow; check it.
    TooFarBack {
        /// How many days back it may lie.
        days_max: u32,
    },
    /// The rules let nobody record for this body, or only the standing committee; leave it to them.
    NotRecordedOnBehalf {
        /// For whom it was to be recorded; none where nobody acts at all.
        of: Option<BodyId>,
    },
    /// What a body said on paper is recorded with the paper's symbol and date.
    NoPaper,
    /// The rules want the paper scanned; attach the scan to the document.
    NoScan,
}
impl Refuse for Refusal {}

/// The rules of `council` on the act's day, when that day does not lie too far back.
///
/// # Errors
/// [`Refusal::NoRules`], [`Refusal::TooFarBack`].
pub fn rules<'a>(council: BodyId, ctx: &DecideCtx<'a, Pins>) -> Result<&'a Rules, Refusal> {
    let day = ctx.act.occurred_on;
    let rules = ctx.pins.rules(council, day).ok_or(Refusal::NoRules)?;
    let days_back = ctx.today.since(day).map_or(0, |span| span.get_days());
    if u32::try_from(days_back).is_ok_and(|days| days > rules.back_dating_days) {
        return Err(Refusal::TooFarBack { days_max: rules.back_dating_days });
    }
    Ok(rules)
}

/// The body whose act it is: the one that answered on paper, or else the one that sends it.
///
/// # Errors
/// [`Refusal::NotRecordedOnBehalf`], [`Refusal::NoPaper`], [`Refusal::NoScan`].
pub fn acting(rules: &Rules, ctx: &DecideCtx<'_, Pins>) -> Result<BodyId, Refusal> {
    let not_recorded = || Refusal::NotRecordedOnBehalf { of: ctx.act.on_behalf };
    let acting = paper::acting(ctx.act, rules).map_err(|why| match why {
        Unrecorded::NotOnPaper | Unrecorded::NotTheStandingCommittee => not_recorded(),
        Unrecorded::NoPaper => Refusal::NoPaper,
        Unrecorded::NoScan => Refusal::NoScan,
    })?;
    acting.ok_or_else(not_recorded)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{paper, with_rules};
    use super::*;
    use decider::Act;
    use decider::spec::{act, reaction};
    use directory::fixture::petition::PETITION;
    use directory::fixture::{
        AFTER_REFORM, COUNCIL, DEPARTMENT, DISTRICT, FIRST_DAY, GROUP_EAST, STANDING_COMMITTEE,
        circle, photos, rules as adopted,
    };
    use proto::envelope::DocumentRef;
    use proto::{Day, Micros};
    use std::collections::BTreeMap;

    /// Whose act it is, where the rules let the standing committee record for the department.
    fn whose(act: &Act, today: Day) -> Result<BodyId, Refusal> {
        let pins = with_rules(Rules { on_paper: vec![DEPARTMENT], ..adopted() });
        let (now, counters) = (Micros(0), BTreeMap::new());
        let ctx = DecideCtx { now, today, act, pins: &pins, counters: &counters };
        acting(rules(COUNCIL, &ctx)?, &ctx)
    }

    fn on_paper(sender: BodyId, of: BodyId) -> Act {
        let document = Some(paper(AFTER_REFORM));
        Act { on_behalf: Some(of), document, ..act(PETITION, sender, AFTER_REFORM) }
    }

    #[test]
    fn a_body_acts_for_itself() {
        assert_eq!(whose(&act(PETITION, DISTRICT, AFTER_REFORM), AFTER_REFORM), Ok(DISTRICT));
        assert_eq!(whose(&on_paper(DISTRICT, DISTRICT), AFTER_REFORM), Ok(DISTRICT));
    }

    #[test]
    fn the_standing_committee_records_for_bodies_that_answer_on_paper() {
        assert_eq!(whose(&on_paper(STANDING_COMMITTEE, DEPARTMENT), AFTER_REFORM), Ok(DEPARTMENT));
    }

    #[test]
    fn nobody_else_records_and_for_no_other_body() {
        let refused = |of| Err(Refusal::NotRecordedOnBehalf { of });
        let by_group = on_paper(GROUP_EAST, DEPARTMENT);
        assert_eq!(whose(&by_group, AFTER_REFORM), refused(Some(DEPARTMENT)));
        let of_district = on_paper(STANDING_COMMITTEE, DISTRICT);
        assert_eq!(whose(&of_district, AFTER_REFORM), refused(Some(DISTRICT)));
        assert_eq!(whose(&reaction(PETITION, AFTER_REFORM), AFTER_REFORM), refused(None));
    }

    #[test]
    fn what_a_body_said_on_paper_is_recorded_with_the_paper() {
        let unwritten = Act { document: None, ..on_paper(STANDING_COMMITTEE, DEPARTMENT) };
        assert_eq!(whose(&unwritten, AFTER_REFORM), Err(Refusal::NoPaper));
    }

    #[test]
    fn where_the_rules_want_it_the_paper_is_recorded_with_its_scan() {
        let scanned = Rules { on_paper: vec![DEPARTMENT], paper_scanned: true, ..adopted() };
        let pins = with_rules(scanned);
        let whose = |act: &Act| {
            let (now, counters) = (Micros(0), BTreeMap::new());
            let ctx = DecideCtx { now, today: AFTER_REFORM, act, pins: &pins, counters: &counters };
            acting(rules(COUNCIL, &ctx)?, &ctx)
        };
        let mut act = on_paper(STANDING_COMMITTEE, DEPARTMENT);
        assert_eq!(whose(&act), Err(Refusal::NoScan));
        let scan = photos().iter().next().cloned();
        act.document = act.document.map(|document| DocumentRef { scan, ..document });
        assert_eq!(whose(&act), Ok(DEPARTMENT));
    }

    #[test]
    fn nothing_is_recorded_for_a_day_before_the_rules() -> Result<(), jiff::Error> {
        let early = act(PETITION, DEPARTMENT, FIRST_DAY.yesterday()?);
        let ctx = DecideCtx {
            now: Micros(0),
            today: early.occurred_on,
            act: &early,
            pins: &circle(),
            counters: &BTreeMap::new(),
        };
        assert_eq!(rules(COUNCIL, &ctx), Err(Refusal::NoRules));
        Ok(())
    }

    #[test]
    fn a_day_lies_no_further_back_than_the_rules_allow() -> Result<(), jiff::Error> {
        let act = act(PETITION, DEPARTMENT, AFTER_REFORM);
        let late = AFTER_REFORM.checked_add(jiff::Span::new().days(30))?;
        assert_eq!(whose(&act, late), Ok(DEPARTMENT));
        let refused = Err(Refusal::TooFarBack { days_max: 30 });
        assert_eq!(whose(&act, late.tomorrow()?), refused);
        Ok(())
    }
}
