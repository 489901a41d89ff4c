//! For whom somebody acts: a body by itself, or one that answered on paper.
//!
//! Every context asks here, so that the same act is the same body's everywhere; how it says no is
//! each context's own. Invariants: only the standing committee records for another body, only for
//! those whom the rules name, only with the paper, and where the rules want it only with its scan.
//! Naming one's own body as the one acted for says nothing new.

use decider::Act;
use proto::BodyId;
use proto::event::Rules;

/// Why nobody may act so for a body that answered on paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unrecorded {
    /// By the rules this body does not answer on paper.
    NotOnPaper,
    /// Only the council's standing committee records what was answered on paper.
    NotTheStandingCommittee,
    /// The paper itself is not named.
    NoPaper,
    /// The rules want the paper scanned.
    NoScan,
}

/// The body whose act it is, paper included; none where nobody's officer acts.
///
/// # Errors
/// [`Unrecorded`].
pub fn acting(act: &Act, rules: &Rules) -> Result<Option<BodyId>, Unrecorded> {
    let Some(absent) = act.on_behalf.filter(|absent| Some(*absent) != act.body) else {
        return Ok(act.body);
    };
    if !rules.on_paper.contains(&absent) {
        return Err(Unrecorded::NotOnPaper);
    }
    if act.body != Some(rules.standing_committee) {
        return Err(Unrecorded::NotTheStandingCommittee);
    }
    let document = act.document.as_ref().ok_or(Unrecorded::NoPaper)?;
    if rules.misses_scan(document) { Err(Unrecorded::NoScan) } else { Ok(Some(absent)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{
        AFTER_REFORM, DEPARTMENT, DISTRICT, FRONT, STANDING_COMMITTEE, line, photos, rules,
    };
    use decider::spec::{act, reaction};
    use proto::StreamId;
    use proto::envelope::DocumentRef;

    fn paper() -> DocumentRef {
        DocumentRef { symbol: line("9/BC"), issued_on: AFTER_REFORM, signer: None, scan: None }
    }

    fn on_paper(body: BodyId, of: BodyId) -> Act {
        let act = act(StreamId::of_directory(), body, AFTER_REFORM);
        Act { on_behalf: Some(of), document: Some(paper()), ..act }
    }

    fn whose(act: &Act) -> Result<Option<BodyId>, Unrecorded> {
        acting(act, &Rules { on_paper: vec![DEPARTMENT], ..rules() })
    }

    #[test]
    fn a_body_acts_for_itself_also_where_it_names_itself_and_nobody_for_nobody() {
        let itself = act(StreamId::of_directory(), DISTRICT, AFTER_REFORM);
        assert_eq!(whose(&itself), Ok(Some(DISTRICT)));
        let named = Act { document: None, ..on_paper(DISTRICT, DISTRICT) };
        assert_eq!(whose(&named), Ok(Some(DISTRICT)));
        assert_eq!(whose(&reaction(StreamId::of_directory(), AFTER_REFORM)), Ok(None));
    }

    #[test]
    fn the_standing_committee_alone_records_for_those_whom_the_rules_name() {
        let paper = on_paper(STANDING_COMMITTEE, DEPARTMENT);
        assert_eq!(whose(&paper), Ok(Some(DEPARTMENT)));
        assert_eq!(whose(&on_paper(STANDING_COMMITTEE, FRONT)), Err(Unrecorded::NotOnPaper));
        let by_front = on_paper(FRONT, DEPARTMENT);
        assert_eq!(whose(&by_front), Err(Unrecorded::NotTheStandingCommittee));
        let unwritten = Act { document: None, ..paper };
        assert_eq!(whose(&unwritten), Err(Unrecorded::NoPaper));
    }

    #[test]
    fn where_the_rules_want_it_the_paper_has_its_scan() {
        let rules = Rules { on_paper: vec![DEPARTMENT], paper_scanned: true, ..rules() };
        let mut act = on_paper(STANDING_COMMITTEE, DEPARTMENT);
        assert_eq!(acting(&act, &rules), Err(Unrecorded::NoScan));
        let scan = photos().iter().next().cloned();
        act.document = Some(DocumentRef { scan, ..paper() });
        assert_eq!(acting(&act, &rules), Ok(Some(DEPARTMENT)));
    }
}
