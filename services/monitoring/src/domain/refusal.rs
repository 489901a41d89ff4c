//! Why monitoring does not do what was asked: one column for all its decisions, in the order in
//! which the rules are looked at.

use std::collections::BTreeSet;

use decider::Refuse;
use proto::id::Code;
use proto::{BodyId, Day};
use serde::Serialize;

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {
    /// No such petition; look for the right one.
    NotReceived,
    /// An opinion, no petition at all, merged, split or withdrawn: nobody supervises it.
    NotSupervised,
    /// The council has no co-ordination rules on that day; adopt some first.
    NoRules,
    /// Only the standing committee records for another body, and only for one that the rules say
    /// answers on paper; let the body act itself.
    NotOnPaper {
        /// Bodies that answer on paper.
        allowed: Vec<BodyId>,
    },
    /// What a body said on paper is recorded with the paper's symbol and date.
    NoDocument,
    /// The rules want the paper scanned; attach the scan to the document.
    NoScan,
    /// Only the council's standing committee does this; ask it.
    NotTheStandingCommittee {
        /// Who may.
        allowed: BodyId,
    },
    /// Only the named follower checks; ask it, or have another one named.
    NotTheFollower {
        /// Who follows the petition.
        follower: Option<BodyId>,
    },
    /// Only these bodies may; ask one of them.
    NotYours {
        /// Who may.
        allowed: BTreeSet<BodyId>,
    },
    /// Only a body that holds the petition claims; ask one of them.
    NotAnAddressee {
        /// Who holds it.
        holders: Vec<BodyId>,
    },
    /// The standing committee closed it; open it again first.
    AlreadyClosed,
    /// It is settled; open it again first, if it is not.
    AlreadySettled,
    /// It is not settled: some part was not checked and accepted, or is held by nobody; see to it.
    NotSettled,
    /// The follower does not exist on that day; the rules may be out of date. Name another one.
    FollowerNotStanding {
        /// Which body.
        body: BodyId,
        /// Who took over its work.
        successors: BTreeSet<BodyId>,
    },
    /// The Front, or a committee or delegate group of the council, follows; choose one of them.
    NotAFollower,
    /// Whoever answers does not follow; choose another body.
    FollowerAnswers {
        /// Which body.
        body: BodyId,
    },
    /// This body follows it already; nothing more is needed.
    AlreadyFollows,
    /// This body does not hold the petition; choose one that does.
    NotHeldBy {
        /// Which body.
        body: BodyId,
        /// Who holds it.
        holders: Vec<BodyId>,
    },
    /// This body holds it already; nothing needs to be handed over.
    AlreadyHeldBy {
        /// Which body.
        body: BodyId,
    },
    /// Whoever takes the work over has to exist; choose a body that does.
    ReceiverNotStanding {
        /// Which body.
        body: BodyId,
        /// Who took over its work.
        successors: BTreeSet<BodyId>,
    },
    /// Only the days of an answer and of promised work can be moved.
    DueUnknown,
    /// Nothing of the kind is due from this body.
    NothingDue,
    /// A due day is only moved to a later one.
    NotLater {
        /// The day on which it is due now.
        day: Day,
    },
    /// This body owes nothing: it answered, or says that it is done.
    NothingOwed,
    /// There is no answer yet; wait for it, or remind.
    NotAnswered,
    /// The answer does not say that work goes on; answer anew, if more was done.
    NothingGoesOn {
        /// What it says.
        outcome: Code,
    },
    /// It was claimed already; wait for the check.
    AlreadyClaimed,
    /// Nothing is claimed or checked before the day on which it was answered or claimed; give a
    /// later day.
    BeforeItWasSaid {
        /// The day of the last answer or claim.
        said_on: Day,
    },
    /// Nobody checks its own work or what it took over; have another follower named.
    NeverOwnWork,
    /// What was resolved, explained or claimed done does not wait for anything.
    CannotWait {
        /// What the answer says.
        outcome: Code,
    },
    /// A review lies in the future; choose a later day.
    ReviewNotInTheFuture,
    /// Nobody closes what it answered itself; hand the petition over to another body.
    CannotCloseOwnAnswer,
    /// The council plans no such session; plan it first.
    SessionUnknown,
    /// It was carried over into this session already; nothing more is needed.
    AlreadyCarriedOver,
    /// No due day can be counted: days off of that year are not published, or it is too far away.
    NoDueDay,
}
impl Refuse for Refusal {}

#[cfg(test)]
mod tests;
