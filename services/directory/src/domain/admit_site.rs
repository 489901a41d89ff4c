//! Letting a site act for bodies.

use decider::{DecideCtx, Decider, Emit, Folded, Refuse};
use proto::command::AdmitSite;
use proto::event::{DirectoryEvent, SiteAdmitted};
use proto::{BodyId, Site};
use serde::Serialize;

use super::{here, on_the_directory};
use crate::Pins;

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {
    /// The hub's own token is not a site: reactions come from there.
    HubIsNotASite,
    /// No such body.
    BodyUnknown {
        /// Which.
        body: BodyId,
    },
}
impl Refuse for Refusal {}

/// Decides [`AdmitSite`].
#[derive(Debug)]
pub struct AdmittingSite;

impl Decider for AdmittingSite {
    on_the_directory!(AdmitSite, Refusal);

    fn decide(
        _: &Folded<()>,
        command: &AdmitSite,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<DirectoryEvent>>, Refusal> {
        if command.site == Site::hub() {
            return Err(Refusal::HubIsNotASite);
        }
        let unknown = |body: &&BodyId| ctx.pins.directory.body(**body).is_none();
        if let Some(&body) = command.bodies.iter().find(unknown) {
            return Err(Refusal::BodyUnknown { body });
        }
        let AdmitSite { site, bodies } = command.clone();
        Ok(vec![Emit::on(here(), SiteAdmitted { site, bodies })])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::acting;
    use crate::fixture::{AFTER_REFORM, COUNCIL, FRONT, NOBODY, circle};

    fn admit(site: Site, bodies: &[BodyId]) -> AdmitSite {
        AdmitSite { site, bodies: bodies.to_vec() }
    }

    fn second_site() -> Site {
        Site::new("FRONT_OFFICE").unwrap()
    }

    #[test]
    fn a_site_is_admitted_for_bodies() {
        acting::<AdmittingSite>(AFTER_REFORM)
            .when(&admit(second_site(), &[FRONT]), &circle())
            .then(&[Emit::on(here(), SiteAdmitted { site: second_site(), bodies: vec![FRONT] })]);
    }

    #[test]
    fn the_hub_is_never_admitted_as_a_site() {
        acting::<AdmittingSite>(AFTER_REFORM)
            .when(&admit(Site::hub(), &[COUNCIL]), &circle())
            .then_refused(Refusal::HubIsNotASite);
    }

    #[test]
    fn no_site_acts_for_a_body_that_nobody_established() {
        acting::<AdmittingSite>(AFTER_REFORM)
            .when(&admit(second_site(), &[COUNCIL, NOBODY]), &circle())
            .then_refused(Refusal::BodyUnknown { body: NOBODY });
    }
}
