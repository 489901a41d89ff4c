//! Who may say what on the bus: one table, from which the NATS server's configuration is made.
//!
//! The stream lives in the account LEDGER, services in HUB, every site in an account of its own
//! name. `allow_responses` is never used: it lets a caller choose where an answer is published,
//! past every `deny`. A site's token in a command's subject is checked by the server.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::id::{Context, Realm, Site};
use crate::subject::{LEDGER_API, STREAM, Subjects, inbox, portal_durable};

/// One user of the bus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Names its key file and its inbox.
    pub name: String,
    /// The account that it lives in.
    pub account: String,
    /// What it may publish.
    pub publish: Vec<String>,
    /// What it may subscribe.
    pub subscribe: Vec<String>,
}

/// The account that holds the stream.
pub const LEDGER: &str = "LEDGER";
/// The account of the services.
pub const HUB: &str = "HUB";
/// The relay's user.
pub const RELAY: &str = "relay";
/// The store's user.
pub const STORE: &str = "store";

/// The vault's user: it reads the log, and says nothing.
pub const VAULT: &str = "vault";

/// The user of a site's portal.
#[must_use]
pub fn portal_user(site: &Site) -> String {
    format!("portal_{site}")
}

/// The durable consumers that the relay makes: one per service that reacts, one per site.
#[must_use]
pub fn durables(sites: &[Site]) -> Vec<String> {
    let services = Context::ALL.iter().map(|context| context.as_str().to_owned());
    services.chain(sites.iter().map(portal_durable)).collect()
}

fn reading(api: &str, durable: &str) -> [String; 2] {
    [
        format!("{api}.CONSUMER.INFO.{STREAM}.{durable}"),
        format!("{api}.CONSUMER.MSG.NEXT.{STREAM}.{durable}"),
    ]
}

/// Every user of a realm with these sites.
#[must_use]
pub fn users(realm: &Realm, sites: &[Site]) -> Vec<User> {
    let subjects = Subjects::of(realm);
    let own_inbox = |name: &str| format!("{}.>", inbox(name));
    let answers = ["_INBOX.>".to_owned(), "_R_.>".to_owned()];
    let mut users = vec![
        User {
            name: RELAY.to_owned(),
            account: LEDGER.to_owned(),
            publish: vec![
                subjects.event_any(),
                subjects.head(),
                format!("{}.>", inbox(RELAY)),
                format!("$JS.API.STREAM.INFO.{STREAM}"),
                format!("$JS.API.STREAM.CREATE.{STREAM}"),
                format!("$JS.API.STREAM.DELETE.{STREAM}"),
                format!("$JS.API.CONSUMER.CREATE.{STREAM}.>"),
            ],
            subscribe: vec![own_inbox(RELAY)],
        },
        User {
            name: STORE.to_owned(),
            account: HUB.to_owned(),
            publish: answers.to_vec(),
            subscribe: vec![subjects.append_any(), subjects.read(), own_inbox(STORE)],
        },
        User {
            name: VAULT.to_owned(),
            account: HUB.to_owned(),
            publish: vec![subjects.read()],
            subscribe: vec![own_inbox(VAULT)],
        },
    ];
    for context in Context::ALL {
        let name = context.as_str();
        let mut publish = vec![subjects.append(context), subjects.read()];
        publish.extend(reading(LEDGER_API, name));
        publish.extend(answers.clone());
        users.push(User {
            name: name.to_owned(),
            account: HUB.to_owned(),
            publish,
            subscribe: vec![subjects.command_to(context), subjects.head(), own_inbox(name)],
        });
    }
    for site in sites {
        let name = portal_user(site);
        let mut publish = vec![subjects.command_any(), subjects.read()];
        publish.extend(reading(LEDGER_API, &portal_durable(site)));
        publish.push(own_inbox(&name));
        users.push(User {
            subscribe: vec![subjects.head(), own_inbox(&name)],
            account: site.to_string(),
            publish,
            name,
        });
    }
    users
}

/// Where and how large the server is.
#[derive(Debug, Clone)]
pub struct Server {
    /// `host:port`; port -1 takes a free one.
    pub listen: String,
    /// A directory of its own.
    pub store_dir: String,
    /// Where the server writes the ports that it took; empty for none.
    pub ports_dir: String,
    /// The account's limit on disk, in bytes. The stream stays below it, so that old messages go
    /// and publishing never stops.
    pub max_file: u64,
}

/// The server's configuration. `keys` holds the public nkey of every user.
///
/// # Errors
/// The name of a user that has no key.
pub fn nats_conf(
    realm: &Realm,
    sites: &[Site],
    server: &Server,
    keys: &BTreeMap<String, String>,
) -> Result<String, String> {
    let subjects = Subjects::of(realm);
    let users = users(realm, sites);
    let mut conf = String::new();
    let quoted = |list: &[String]| {
        list.iter().map(|subject| format!("\"{subject}\"")).collect::<Vec<_>>().join(", ")
    };
    let mut line = |text: String| {
        conf.push_str(&text);
        conf.push('\n');
    };
    line("# Made from the table in proto/src/permission.rs; changes here are lost.".to_owned());
    line(format!("server_name: hoiam_{realm}\nlisten: \"{}\"", server.listen));
    if !server.ports_dir.is_empty() {
        line(format!("ports_file_dir: \"{}\"", server.ports_dir));
    }
    line("max_payload: 256KB\nwrite_deadline: \"5s\"\nmax_control_line: 4KB".to_owned());
    line(format!(
        "jetstream {{ store_dir: \"{}\", max_mem: 16MB, max_file: {} }}",
        server.store_dir,
        server.max_file.saturating_mul(2)
    ));
    line("accounts {".to_owned());
    let accounts = [LEDGER.to_owned(), HUB.to_owned()];
    for account in accounts.into_iter().chain(sites.iter().map(Site::to_string)) {
        line(format!("  {account} {{\n    users: ["));
        for user in users.iter().filter(|user| user.account == account) {
            let key = keys.get(&user.name).ok_or_else(|| user.name.clone())?;
            line(format!(
                "      {{ nkey: {key}, permissions: {{ publish: {{ allow: [{}] }}, subscribe: {{ \
                 allow: [{}] }} }} }}",
                quoted(&user.publish),
                quoted(&user.subscribe)
            ));
        }
        line("    ]".to_owned());
        line(match account.as_str() {
            LEDGER => ledger_exports(&subjects, sites, server.max_file),
            HUB => hub_exports(&subjects, sites),
            _ => site_imports(&subjects, sites, &account),
        });
        line("  }".to_owned());
    }
    line("}".to_owned());
    Ok(conf)
}

/// LEDGER lets each account pull from its own durables, and hear `head`; it takes nothing in.
fn ledger_exports(subjects: &Subjects, sites: &[Site], max_file: u64) -> String {
    let mut text = format!(
        "    jetstream: {{ max_mem: 16MB, max_file: {max_file}, max_streams: 1, max_consumers: \
         256 }}\n    exports: [\n"
    );
    let readers = Context::ALL.iter().map(|context| (context.as_str().to_owned(), HUB.to_owned()));
    let sites_read = sites.iter().map(|site| (portal_durable(site), site.to_string()));
    for (durable, account) in readers.chain(sites_read) {
        let [info, next] = reading("$JS.API", &durable);
        let _ = writeln!(text, "      {{ service: \"{info}\", accounts: [{account}] }}");
        let _ = writeln!(
            text,
            "      {{ service: \"{next}\", accounts: [{account}], response: \"Stream\" }}"
        );
    }
    let _ = writeln!(text, "      {{ stream: \"{}\" }}\n    ]", subjects.head());
    text
}

fn ledger_imports(subjects: &Subjects, durables: &[String]) -> String {
    let mut text = String::new();
    for durable in durables {
        let own = reading("$JS.API", durable);
        let seen = reading(LEDGER_API, durable);
        for (own, seen) in own.iter().zip(&seen) {
            let _ = writeln!(
                text,
                "      {{ service: {{ account: {LEDGER}, subject: \"{own}\" }}, to: \"{seen}\" }}"
            );
        }
    }
    let head = subjects.head();
    let _ = writeln!(text, "      {{ stream: {{ account: {LEDGER}, subject: \"{head}\" }} }}");
    text
}

fn hub_exports(subjects: &Subjects, sites: &[Site]) -> String {
    let accounts = sites.iter().map(Site::to_string).collect::<Vec<_>>().join(", ");
    let durables: Vec<String> = Context::ALL.iter().map(|c| c.as_str().to_owned()).collect();
    format!(
        "    imports: [\n{}    ]\n    exports: [\n      {{ service: \"{}\", \
         account_token_position: 6 }}\n      {{ service: \"{}\", accounts: [{accounts}] }}\n    ]",
        ledger_imports(subjects, &durables),
        subjects.command_exported(),
        subjects.read(),
    )
}

fn site_imports(subjects: &Subjects, sites: &[Site], account: &str) -> String {
    let Some(site) = sites.iter().find(|site| site.as_str() == account) else {
        return String::new();
    };
    format!(
        "    imports: [\n{}      {{ service: {{ account: {HUB}, subject: \"{}\" }}, to: \"{}\" \
         }}\n      {{ service: {{ account: {HUB}, subject: \"{}\" }} }}\n    ]",
        ledger_imports(subjects, &[portal_durable(site)]),
        subjects.command_any_of(site),
        subjects.command_any(),
        subjects.read(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Vec<User> {
        let realm = Realm::new("r1").into_iter().next();
        let sites: Vec<Site> = ["MAIN", "AGENCY"].iter().flat_map(|s| Site::new(s)).collect();
        realm.map(|realm| users(&realm, &sites)).unwrap_or_default()
    }

    #[test]
    fn only_the_relay_publishes_events_and_only_a_context_its_own_appends() {
        for user in table() {
            let events = user.publish.iter().any(|subject| subject.contains(".event."));
            assert_eq!(events, user.name == RELAY, "{}", user.name);
            for subject in user.publish.iter().filter(|s| s.contains("store.append")) {
                assert!(subject.ends_with(&format!(".{}", user.name)), "{} {subject}", user.name);
            }
        }
    }

    #[test]
    fn nobody_listens_in_an_inbox_that_is_not_its_own() {
        for user in table() {
            for subject in user.subscribe.iter().filter(|s| s.starts_with("_INBOX")) {
                assert_eq!(*subject, format!("_INBOX.{}.>", user.name));
            }
        }
    }

    #[test]
    fn a_user_without_a_key_is_named() {
        let (Ok(realm), Ok(site)) = (Realm::new("r1"), Site::new("MAIN")) else { return };
        let server = Server {
            listen: "127.0.0.1:-1".to_owned(),
            store_dir: "d".to_owned(),
            ports_dir: String::new(),
            max_file: 1,
        };
        let conf = nats_conf(&realm, &[site], &server, &BTreeMap::new());
        assert_eq!(conf, Err(RELAY.to_owned()));
    }
}
