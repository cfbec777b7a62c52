//! An agreement on paper.

use domain::places;
use domain::terms::Terms;
use domain::words::{Side, UsageRights};

use super::AgreementRow;
use crate::accounts::CLOSED_NAME;
use crate::ad_requests::RevisionRow;
use crate::papers::{Block, Fact, Paper, PartyBox, Said, Table, named};
use crate::written;

/// An agreement with what it stands on.
#[derive(Clone, Debug)]
pub struct Signed {
    /// What the public proof is found by.
    pub code: String,
    /// What was signed.
    pub row: AgreementRow,
    /// The revisions of the terms, the first one first; the last is the accepted one.
    pub chain: Vec<RevisionRow>,
    /// The campaign's title.
    pub campaign: String,
}

/// That agreement, for that reader, with the key that it is verified by and the address where that is done.
pub fn of(signed: &Signed, said: &Said, key: String, link: String) -> Paper {
    let names = format!("{} · {}", signed.name(Side::Sponsor), signed.name(Side::Influencer));
    let mut paper = said.paper("agreement", signed.campaign.clone(), names);
    if let Some(agreed) = signed.chain.last() {
        paper.blocks = terms(agreed, said);
    }
    paper.blocks.push(Block::Table(revisions(signed, said)));
    paper.blocks.push(Block::Parties { parties: signatures(signed, said) });
    paper.blocks.push(codes(signed, said, key, link));
    paper.notes.push(said.times());
    paper
}

fn terms(agreed: &RevisionRow, said: &Said) -> Vec<Block> {
    let terms = &agreed.terms.0;
    let mut blocks = vec![
        Block::Sum { label: said.text("payment").to_owned(), value: said.money(terms.payment) },
        Block::Table(deliverables(terms, said)),
        Block::Facts { title: String::new(), facts: rules(terms, said) },
    ];
    let texts = [("requirements", &terms.requirements), ("disclosure", &agreed.disclosure), ("brief", &agreed.brief)];
    for (title, text) in texts.into_iter().filter(|(_, text)| !text.is_empty()) {
        blocks.push(Block::Prose { title: said.text(title).to_owned(), text: text.clone() });
    }
    blocks
}

fn deliverables(terms: &Terms, said: &Said) -> Table {
    let shares = terms.shares().unwrap_or_default();
    let row = |share: &domain::terms::Share| {
        let of = terms.deliverables.get(share.row)?;
        let what = written::deliverable(&of.kind, of.platform);
        let what = if of.note.is_empty() { what } else { format!("{what}\n{}", named(&of.note)) };
        Some(vec![what, said.day(of.due_date), said.money(share.amount)])
    };
    Table {
        title: said.text("deliverables").to_owned(),
        head: ["deliverable", "due_date", "amount"].map(|key| said.text(key)).into(),
        figures: 2,
        rows: shares.iter().filter_map(row).collect(),
        total: None,
    }
}

fn rules(terms: &Terms, said: &Said) -> Vec<Fact> {
    let days = |count: u32| said.filled("days", [("count", said.number(count))]);
    let percent = |part: u32| written::percent(said.locale, part.into());
    let usage = match terms.usage_rights {
        UsageRights::None => said.text("usage_none").to_owned(),
        UsageRights::Organic => format!("{} · {}", said.text("usage_organic"), days(terms.usage_days)),
        UsageRights::Paid => format!("{} · {}", said.text("usage_paid"), days(terms.usage_days)),
    };
    let mut facts = vec![
        said.fact("usage_rights", usage),
        said.fact("exclusivity_days", days(terms.exclusivity_days)),
        said.fact("revisions_allowed", said.number(terms.revisions_allowed)),
        said.fact(
            "kill_fee_percent",
            percent(terms.kill_fee_percent.unwrap_or(domain::collaboration::KILL_FEE_PERCENT)),
        ),
    ];
    if !terms.territories.is_empty() {
        let names: Vec<&str> = terms.territories.iter().map(|code| places::country_name(code)).collect();
        facts.push(said.fact("territories", names.join(", ")));
    }
    if let Some(commission) = &terms.commission {
        facts.push(said.fact("commission", percent(commission.percent)));
    }
    facts
}

/// How they came to it, revision by revision.
fn revisions(signed: &Signed, said: &Said) -> Table {
    let mut before: Option<&RevisionRow> = None;
    let row = |revision| {
        let changes = before.map(|before| changes(before, revision, said)).unwrap_or_default();
        before = Some(revision);
        vec![
            said.number(revision.number),
            format!("{}, {}", named(signed.name(revision.made_by.0)), said.instant(revision.rules().at)),
            changes,
            said.money(revision.terms.0.payment),
        ]
    };
    Table {
        title: said.text("revisions").to_owned(),
        head: ["revision", "offered_by", "changed", "payment"].map(|key| said.text(key)).into(),
        figures: 1,
        rows: signed.chain.iter().map(row).collect(),
        total: None,
    }
}

fn changes(before: &RevisionRow, after: &RevisionRow, said: &Said) -> String {
    let mut changed = after.terms.0.changes_from(&before.terms.0);
    let texts = [("brief", before.brief != after.brief), ("disclosure", before.disclosure != after.disclosure)];
    changed.extend(texts.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name.to_owned()));
    changed.iter().map(|name| said.text(name)).collect::<Vec<_>>().join(", ")
}

fn signatures(signed: &Signed, said: &Said) -> Vec<PartyBox> {
    let agreement = signed.row.rules();
    let offered_by = agreement.offered_by;
    let signature = |side: Side| {
        let (role, by) = match side {
            Side::Sponsor => ("sponsor", agreement.sponsor.id),
            Side::Influencer => ("influencer", agreement.influencer.id),
        };
        let (key, at) = if side == offered_by {
            ("signed_offer", agreement.offered_at)
        } else {
            ("signed_acceptance", agreement.accepted_at)
        };
        let lines = vec![said.filled(key, [("time", said.instant(at))]), format!("\u{2066}{by}\u{2069}")];
        PartyBox { label: said.text(role).to_owned(), name: signed.name(side).to_owned(), lines }
    };
    vec![signature(Side::Sponsor), signature(Side::Influencer)]
}

fn codes(signed: &Signed, said: &Said, key: String, link: String) -> Block {
    let row = &signed.row;
    let mut codes: Vec<Fact> = signed
        .chain
        .iter()
        .map(|one| Fact {
            label: said.filled("hash_of", [("number", said.number(one.number))]),
            value: one.hash.clone(),
        })
        .collect();
    codes.push(said.fact("agreement_hash", row.hash.clone()));
    codes.push(said.fact("signature", row.signature.clone()));
    codes.push(said.fact("public_key", key));
    let (title, note) = (said.text("chain").to_owned(), said.text("chain_note").to_owned());
    Block::Codes { title, note, link: Some(link), codes }
}

impl Signed {
    fn name(&self, side: Side) -> &str {
        let name = match side {
            Side::Sponsor => &self.row.sponsor_name,
            Side::Influencer => &self.row.influencer_name,
        };
        if name.is_empty() { CLOSED_NAME } else { name }
    }
}
