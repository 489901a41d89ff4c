//! A decision of a test as a sample: what is frozen is chosen from these.

use proto::command::{CommandData, Message};

use super::Spec;
use crate::sample::{Broken, Came, Kept, Sample};
use crate::{AnyDecider, Decider};

pub(super) fn sample<D: Decider>(
    spec: &Spec<D>,
    command: &D::Command,
    pins: &D::Pins,
    decider: &dyn AnyDecider<D::Pins>,
) -> Result<Sample, Broken> {
    let act = &spec.act;
    let message = Message {
        command_id: act.command_id,
        request_mac: proto::Digest::ZERO,
        version: <D::Command as CommandData>::SPEC.version,
        stream: act.stream,
        seen_version: act.seen_version,
        body: act.body,
        officer: act.officer,
        on_behalf: act.on_behalf,
        document: act.document.clone(),
        occurred_on: act.occurred_on,
        correlation: act.command_id.0,
        causation: None,
        tracking_mac: act.tracking_mac,
        data: serde_json::value::to_raw_value(command)?,
    };
    let came = decider.decide(&message, &spec.events, &spec.ctx(pins));
    let came = Came::of(came?);
    let mut folded = Vec::new();
    for (stream, events) in &spec.events {
        for dated in events {
            let (stream, day) = (Some(*stream), Some(dated.day));
            folded.push(Kept { stream, day, ..Kept::of(&dated.event)? });
        }
    }
    let (now, today, counters) = (proto::Micros(0), spec.today, spec.counters.clone());
    Ok(Sample { site: act.site.clone(), now, today, message, counters, folded, came })
}
