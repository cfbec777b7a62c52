//! What a sponsor is told of a new report.

use serde_json::json;

use super::report::Report;
use super::view::View;
use crate::locale::Locale;
use crate::mail::{Enclosure, Figure, Row, Section};
use crate::notifications::notice::ReportNews;

/// How many campaigns and influencers a mail names; all of them stand in the report.
const NAMED: usize = 5;

/// The news of that report, in that language.
pub fn of(report: &Report, locale: Locale) -> ReportNews {
    let view = View::of(report, locale);
    let figure = |tile: &super::view::Tile| {
        let note = tile.change.iter().map(String::as_str).chain([tile.note.as_str()]).collect::<Vec<_>>().join(" · ");
        Figure { name: tile.key.into(), value: tile.value.clone(), note }
    };
    let campaigns = report.campaign_rows.iter().zip(&view.campaigns.rows).map(|(of, row)| {
        let cell = |index: usize| row.cells.get(index).cloned().unwrap_or_default();
        let facts = json!({"budget": cell(0), "committed": cell(1), "ads": cell(4)});
        let facts = facts.as_object().cloned().unwrap_or_default();
        Row { title: row.name.clone(), value: cell(2), link: format!("/app/campaigns/{}", of.id), facts }
    });
    let top = report.top_influencers.iter().zip(&view.top.rows).map(|(of, row)| Row {
        title: row.name.clone(),
        value: row.cells.last().cloned().unwrap_or_default(),
        link: format!("/influencers/{}", of.username),
        facts: serde_json::Map::new(),
    });
    let section = |name: &str, rows: Vec<Row>| Section { name: name.into(), rows };
    let mut sections =
        vec![section("campaigns", campaigns.take(NAMED).collect()), section("top", top.take(NAMED).collect())];
    sections.retain(|section| !section.rows.is_empty());
    ReportNews {
        month: view.month,
        lede: view.lede,
        link: format!("/app/reports/{}", report.month),
        figures: view.tiles.iter().map(figure).collect(),
        sections,
        enclosures: enclosures(report),
    }
}

#[cfg(feature = "pdf")]
fn enclosures(report: &Report) -> Vec<Enclosure> {
    let source = crate::mail::Source::Report { sponsor: report.sponsor.id, month: report.month };
    let name = format!("report-{}.pdf", report.month);
    vec![Enclosure { name, content_type: "application/pdf".into(), source }]
}

#[cfg(not(feature = "pdf"))]
fn enclosures(_: &Report) -> Vec<Enclosure> {
    Vec::new()
}
