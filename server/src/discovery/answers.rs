//! What both searches share: the words, the place where a page begins, and the total.

use tantivy::collector::Count;
use uuid::Uuid;

use super::index::{Fields, Kind};
use super::page::{After, Order, PageOf};
use super::query::Filters;
use super::words::{self, Word};
use crate::app::App;
use crate::error::{Error, Result};
use crate::http::{Paging, paging};

/// A page of ids.
pub struct Ids {
    /// Of what was found, in order.
    pub found: Vec<Uuid>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
    /// How many in all, if asked for.
    pub total: Option<i64>,
}

/// A question.
pub struct Question<'a> {
    pub kind: Kind,
    pub q: Option<&'a str>,
    pub order: Order,
    /// Names the order in cursors.
    pub order_name: String,
    pub paging: Paging<'a>,
    pub count: bool,
}

impl Question<'_> {
    /// Asks the index of this process; `filter` adds what else must hold.
    pub async fn ask(self, app: &App, filter: impl FnOnce(&mut Filters<'_>, &Fields) + Send + 'static) -> Result<Ids> {
        let after: Option<After> = self.paging.after()?;
        let order_name = self.order_name;
        if after.as_ref().is_some_and(|after| after.order != order_name) {
            return Err(Error::invalid(
                "?cursor",
                "invalid_cursor",
                "Must be a cursor from an earlier page of the same list.",
            ));
        }
        let words = words_of(self.q)?;
        let now = app.clock.now().0;
        let (kind, order, count) = (self.kind, self.order, self.count);
        let limit = usize::try_from(self.paging.limit()).unwrap_or(1);
        let ask = move |searcher: &tantivy::Searcher, fields: &Fields| {
            let mut filters = Filters::of(fields, kind, now);
            filter(&mut filters, fields);
            let misspelt = match &after {
                Some(after) => after.misspelt,
                None => filters.misspelt(searcher, &words)?,
            };
            let query = filters.with_words(&words, misspelt);
            let page = PageOf { order, after: after.map(|after| (after.value, after.id.as_u128())), limit: limit + 1 };
            let found = searcher.search(&*query, &page)?;
            let total = if count { Some(searcher.search(&*query, &Count)?) } else { None };
            Ok((found, misspelt, total))
        };
        let (mut found, misspelt, total) = app.search.ask(ask).await?;
        let has_more = found.len() > limit;
        found.truncate(limit);
        let after =
            |(value, id): &(u64, u128)| After { order: order_name, value: *value, id: Uuid::from_u128(*id), misspelt };
        Ok(Ids {
            next_cursor: found.last().filter(|_| has_more).map(after).map(|after| paging::cursor(&after)),
            found: found.into_iter().map(|(_, id)| Uuid::from_u128(id)).collect(),
            total: total.and_then(|total| i64::try_from(total).ok()),
        })
    }
}

fn words_of(q: Option<&str>) -> Result<Vec<Word>> {
    let q = q.unwrap_or_default();
    if q.chars().count() > 200 {
        return Err(Error::invalid("?q", "too_long", "Must be at most 200 characters."));
    }
    let words = words::of_question(q);
    // Signs alone ask for nothing that could be found.
    Ok(if words.is_empty() && !q.trim().is_empty() {
        vec![Word { text: q.trim().to_owned(), in_letters: false }]
    } else {
        words
    })
}
