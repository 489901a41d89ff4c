//! What a portal tells of its realm, as `GET /directory` and `GET /rules` give it, as known names.

use serde_json::Value;

use super::{Known, Name};

impl Known {
    /// The names that a portal tells: areas, the council's fields, bodies, and what names in books
    /// were said to mean. `rules` are those of the council, as `GET /rules` has them.
    #[must_use]
    pub fn told(directory: &Value, rules: &Value) -> Self {
        let bodies = || entries(&directory["bodies"]);
        let fields = entries(&rules["fields"]);
        let mut known = Self {
            areas: entries(&directory["areas"]).filter_map(|area| name_of(area, "area")).collect(),
            fields: fields.filter_map(|field| name_of(field, "field")).collect(),
            bodies: bodies().filter_map(body_over_time).collect(),
            today: directory["on"].as_str().and_then(|day| day.parse().ok()),
        };
        known.areas.extend(bodies().filter_map(area_of_committee));
        for name in entries(&directory["names"]) {
            let Some(written) = name["written"].as_str() else { continue };
            let said = |to: &str| name["to"][to].as_str().map(|id| Name::new(written, id).said());
            known.areas.extend(said("area"));
            known.fields.extend(said("field"));
            known.bodies.extend(said("body"));
        }
        known
    }
}

fn entries(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

fn name_of(entry: &Value, id: &str) -> Option<Name> {
    Some(Name::new(entry["name"].as_str()?, entry[id].as_str()?))
}

/// A body with its first and last day and those that took its work over.
fn body_over_time(body: &Value) -> Option<Name> {
    let day = |name: &str| body[name].as_str().and_then(|day| day.parse().ok());
    let heirs = entries(&body["successors"]).filter_map(|heir| heir.as_str().map(str::to_owned));
    Some(name_of(body, "body")?.over(day("from"), day("until"), heirs.collect()))
}

/// The area that the name of its People's Committee tells: "Ủy ban nhân dân xã Suối Mơ".
fn area_of_committee(body: &Value) -> Option<Name> {
    let area = body["area"].as_str()?;
    let name = body["name"].as_str()?;
    ["Ủy ban nhân dân ", "UBND "]
        .iter()
        .find_map(|start| name.strip_prefix(start))
        .map(|place| Name::new(place, area))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_committee_that_is_responsible_for_an_area_tells_its_name() {
        let committee = json!({ "name": "Ủy ban nhân dân xã Suối Mơ", "area": "suoi-mo" });
        assert_eq!(area_of_committee(&committee), Some(Name::new("xã Suối Mơ", "suoi-mo")));
        let group = json!({ "name": "Tổ đại biểu số 2", "area": "suoi-mo" });
        assert_eq!(area_of_committee(&group), None);
    }
}
