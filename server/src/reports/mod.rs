//! The monthly activity report: what a sponsor's month was, written once it is over, kept as figures, read as JSON, as a
//! page and as a PDF.

mod facts;
mod figures;
mod html;
pub mod jobs;
mod month;
mod months;
mod news;
#[cfg(feature = "pdf")]
mod pdf;
mod report;
pub mod routes;
mod store;
#[cfg(test)]
mod tests;
mod view;

pub use month::Month;
pub use months::MonthsQuery;
#[cfg(feature = "pdf")]
pub use pdf::document;
