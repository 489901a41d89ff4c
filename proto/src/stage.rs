//! The stage of a petition: one word each, with its label in both languages.

use serde::{Deserialize, Serialize};

macro_rules! stages {
    ($($(#[$doc:meta])* $stage:ident $word:literal $vi:literal $en:literal),* $(,)?) => {
        /// Where a petition stands. Worked out by one fold, in the crate `petition`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Stage {
            $($(#[$doc])* #[serde(rename = $word)] $stage,)*
        }

        impl Stage {
            /// All stages, in the order of a petition's life.
            pub const ALL: &[Self] = &[$(Self::$stage),*];

            /// The word in addresses, filters and JSON.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$stage => $word,)* }
            }

            /// As officials say it.
            #[must_use]
            pub fn label_vi(self) -> &'static str {
                match self { $(Self::$stage => $vi,)* }
            }

            /// In English.
            #[must_use]
            pub fn label_en(self) -> &'static str {
                match self { $(Self::$stage => $en,)* }
            }

            /// The stage called `word`, if there is one.
            #[must_use]
            pub fn named(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|stage| stage.as_str() == word)
            }
        }
    };
}

stages! {
    /// Received, nothing proposed yet.
    Received "received" "đã tiếp nhận" "received",
    /// A classification is proposed; those whom the rules name have not all agreed.
    BeingAgreed "being_agreed" "đang thống nhất phân loại" "being agreed",
    /// The classification is agreed.
    Agreed "agreed" "đã thống nhất phân loại" "agreed",
    /// Every agreed addressee has its letter.
    Forwarded "forwarded" "đã chuyển" "forwarded",
}
