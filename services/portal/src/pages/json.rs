//! Reading what the API's own functions gave.

use serde_json::Value;

/// Members by JSON pointer.
pub(super) trait At {
    /// A text.
    fn text(&self, pointer: &str) -> Option<&str>;
    /// A text, or nothing of it.
    fn words(&self, pointer: &str) -> String;
    /// A number.
    fn number(&self, pointer: &str) -> u64;
    /// Whether it is there and true.
    fn is(&self, pointer: &str) -> bool;
}

impl At for Value {
    fn text(&self, pointer: &str) -> Option<&str> {
        self.pointer(pointer)?.as_str()
    }

    fn words(&self, pointer: &str) -> String {
        self.text(pointer).unwrap_or_default().to_owned()
    }

    fn number(&self, pointer: &str) -> u64 {
        self.pointer(pointer).and_then(Value::as_u64).unwrap_or_default()
    }

    fn is(&self, pointer: &str) -> bool {
        self.pointer(pointer).and_then(Value::as_bool).unwrap_or_default()
    }
}

/// The members of a list; none of what is no list.
pub(super) fn items<'a>(value: &'a Value, pointer: &str) -> &'a [Value] {
    value.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
