//! Commands of monitoring.

use super::commands;

commands! {
    Monitoring {}
}
