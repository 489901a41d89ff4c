//! Every context of this program: what is served, and what recorded decisions are taken again with.

use decider::Service;
use directory::Pins;

/// One service per context.
pub(crate) fn services() -> Vec<Service<Pins>> {
    vec![
        directory::service(),
        intake::service(),
        classification::service(),
        forwarding::service(),
        monitoring::service(),
    ]
}
