//! What the log may hold in place of a secret: MACs of requests and of tracking codes.
//!
//! The keys are derived from the vault's root secret. A tracking code is derived from the command
//! that opened the petition, so that a retry gives the same one and nobody needs to store it.
//!
//! Both are bound to the site that asks. Command ids stand in the log for all to read: without the
//! site, any portal could ask for another's tracking codes, or try out guesses at what another's
//! request said.

use proto::{CommandId, Digest, Site};

use crate::secret::{ClearText, Secret};

/// Crockford's alphabet: digits and capitals without I, L, O, U, which are misread.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// 16 characters of 5 bits: 80 random bits.
const CODE_LEN: usize = 16;

/// The keys under which MACs are made.
#[derive(Debug)]
pub(crate) struct Macs {
    request: Secret,
    code: Secret,
    tracking: Secret,
    row: Secret,
}

impl Macs {
    pub(crate) fn of(root: &Secret) -> Self {
        let derive = |label: &str| root.derive(b"", label.as_bytes());
        Self {
            request: derive("kn/request-mac/v1"),
            code: derive("kn/tracking-code/v1"),
            tracking: derive("kn/tracking-mac/v1"),
            row: derive("kn/book-row/v1"),
        }
    }

    /// The same for an honest retry of the same command, different for anything else.
    pub(crate) fn request(&self, site: &Site, command: CommandId, api_form: &ClearText) -> Digest {
        let parts: [&[u8]; 4] = [
            b"kn/request/v1",
            site.as_str().as_bytes(),
            command.as_bytes(),
            api_form.as_str().as_bytes(),
        ];
        Digest(self.request.mac(&parts))
    }

    /// What names a row of a book, given the digest of its words: the same for the same row at the
    /// same site, and to whoever does not hold the key nothing about the words.
    pub(crate) fn row(&self, site: &Site, words: &Digest) -> Digest {
        Digest(self.row.mac(&[b"kn/row/v1", site.as_str().as_bytes(), &words.0]))
    }

    /// The tracking code of the petition that `command` opens: `ABCD-EFGH-JKMN-PQRS`.
    pub(crate) fn tracking_code(&self, site: &Site, command: CommandId) -> ClearText {
        let bytes = self.code.mac(&[site.as_str().as_bytes(), command.as_bytes()]);
        let (chunk, _) = bytes.split_at(16);
        let mut first_bits = [0; 16];
        first_bits.copy_from_slice(chunk);
        let bits = u128::from_be_bytes(first_bits);
        let mut code = String::with_capacity(CODE_LEN + 3);
        for at in 0..CODE_LEN {
            if at > 0 && at % 4 == 0 {
                code.push('-');
            }
            let five = (bits >> (123 - 5 * at)) & 31;
            let index = usize::try_from(five).unwrap_or_default();
            code.push(char::from(ALPHABET[index]));
        }
        ClearText::new(code)
    }

    /// What the log holds of a tracking code, however the person typed it.
    ///
    /// `None` when no code looks like this.
    pub(crate) fn tracking(&self, code: &ClearText) -> Option<Digest> {
        let code = normalised(code)?;
        Some(Digest(self.tracking.mac(&[b"kn/tracking/v1", code.as_str().as_bytes()])))
    }
}

/// Capitals without dashes and blanks; what is misread is read as what was meant.
fn normalised(code: &ClearText) -> Option<ClearText> {
    let mut normal = String::with_capacity(CODE_LEN);
    for c in code.as_str().chars() {
        if c.is_whitespace() || matches!(c, '-' | '\u{2010}'..='\u{2015}') {
            continue;
        }
        let c = match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            c => c,
        };
        let known = u8::try_from(c).is_ok_and(|byte| ALPHABET.contains(&byte));
        if !known || normal.len() == CODE_LEN {
            return None;
        }
        normal.push(c);
    }
    let normal = ClearText::new(normal);
    (normal.as_str().len() == CODE_LEN).then_some(normal)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn macs() -> Macs {
        Macs::of(&Secret::from_bytes(&[7; 32]).unwrap())
    }

    fn site(name: &str) -> Site {
        Site::new(name).unwrap()
    }

    fn text(text: &str) -> ClearText {
        ClearText::new(text.to_owned())
    }

    proptest! {
        #[test]
        fn the_same_command_has_the_same_tracking_code(id in any::<u128>()) {
            let command = CommandId(Uuid::from_u128(id));
            let code = macs().tracking_code(&site("MAIN"), command);
            prop_assert_eq!(&code, &macs().tracking_code(&site("MAIN"), command));
            prop_assert!(normalised(&code).is_some());
            let other = CommandId(Uuid::from_u128(id ^ 1));
            prop_assert_ne!(&code, &macs().tracking_code(&site("MAIN"), other));
            prop_assert_ne!(&code, &macs().tracking_code(&site("OTHER"), command));
        }

        #[test]
        fn whatever_a_person_types_is_a_code_or_is_not(typed in ".{0,40}") {
            let _ = macs().tracking(&text(&typed));
        }
    }

    #[test]
    fn a_code_is_found_however_it_is_typed() {
        let macs = macs();
        let mac = macs.tracking(&text("AB1D-EFGH-JKM0-PQRS"));
        assert!(mac.is_some());
        for typed in ["ab1defghjkm0pqrs", " AB1D EFGH JKM0 PQRS\n", "ABID–EFGH–JKMO–PQRS"] {
            assert_eq!(macs.tracking(&text(typed)), mac, "{typed}");
        }
        for bad in
            ["", "ABCD", "ABCD-EFGH-JKMN-PQRS-T", "ABCD-EFGH-JKMN-PQRÁ", "U234-5678-9ABC-DEFG"]
        {
            assert_eq!(macs.tracking(&text(bad)), None, "{bad}");
        }
    }

    #[test]
    fn an_honest_retry_has_the_same_request_mac_and_nothing_else_has() {
        let (macs, command) = (macs(), CommandId(Uuid::from_u128(1)));
        let mac = macs.request(&site("MAIN"), command, &text("{}"));
        assert_eq!(macs.request(&site("MAIN"), command, &text("{}")), mac);
        assert_ne!(macs.request(&site("MAIN"), command, &text("{ }")), mac);
        assert_ne!(macs.request(&site("OTHER"), command, &text("{}")), mac);
        assert_ne!(macs.request(&site("MAIN"), CommandId(Uuid::from_u128(2)), &text("{}")), mac);
    }

    #[test]
    fn a_row_of_a_book_has_one_name_at_a_site_and_another_elsewhere() {
        let (macs, words) = (macs(), Digest([1; 32]));
        let name = macs.row(&site("MAIN"), &words);
        assert_eq!(macs.row(&site("MAIN"), &words), name);
        assert_ne!(macs.row(&site("OTHER"), &words), name);
        assert_ne!(macs.row(&site("MAIN"), &Digest([2; 32])), name);
        let other = Macs::of(&Secret::random());
        assert_ne!(other.row(&site("MAIN"), &words), name);
    }

    #[test]
    fn another_vault_gives_other_codes() {
        let (one, two) = (macs(), Macs::of(&Secret::random()));
        let command = CommandId(Uuid::from_u128(1));
        let site = site("MAIN");
        assert_ne!(one.tracking_code(&site, command), two.tracking_code(&site, command));
    }
}
