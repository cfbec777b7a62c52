//! CSV that opens right in a spreadsheet: RFC 4180, and no cell that one would take for a formula.

use csv::{Terminator, Writer, WriterBuilder};
use domain::clock::Timestamp;
use domain::money::{Currency, Money};

use crate::error::{Error, Result};

/// Tells spreadsheets that the file is UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// A part of a file in the making.
pub struct Sheet {
    writer: Writer<Vec<u8>>,
    rows: u64,
}

impl Sheet {
    /// A part without rows.
    pub fn new() -> Self {
        Self::over(Vec::new())
    }

    /// The beginning of a file, with the titles of its columns.
    pub fn with_titles(titles: &[&str]) -> Result<Self> {
        let mut sheet = Self::over(BYTE_ORDER_MARK.into());
        sheet.writer.write_record(titles).map_err(Error::internal)?;
        Ok(sheet)
    }

    fn over(buffer: Vec<u8>) -> Self {
        Self { writer: WriterBuilder::new().terminator(Terminator::CRLF).from_writer(buffer), rows: 0 }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) -> Result<()> {
        self.rows += 1;
        self.writer.write_record(cells).map_err(Error::internal)
    }

    /// The bytes, and how many rows they hold.
    pub fn finish(self) -> Result<(Vec<u8>, u64)> {
        let rows = self.rows;
        Ok((self.writer.into_inner().map_err(Error::internal)?, rows))
    }
}

/// What a person wrote. An apostrophe before what would begin a formula makes it text.
pub fn text(text: &str) -> String {
    if is_formula(text) { format!("'{text}") } else { text.to_owned() }
}

/// The wide forms count as their narrow ones in some spreadsheets, and blanks before them are passed over.
fn is_formula(text: &str) -> bool {
    let blank = |c: char| c.is_whitespace() && !matches!(c, '\t' | '\r' | '\n');
    let first = text.trim_start_matches(blank).chars().next();
    first.is_some_and(|c| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠'))
}

/// An amount as a plain decimal number.
pub fn money(amount: i64, currency: Currency) -> String {
    Money::new(amount, currency).decimal()
}

/// An instant in UTC, as spreadsheets read it: `2026-11-21 12:00:00`.
pub fn instant(at: i64) -> String {
    let text = Timestamp(at).to_string();
    text.get(..19).unwrap_or(&text).replace('T', " ")
}

/// The same, or an empty cell.
pub fn perhaps(at: Option<i64>) -> String {
    at.map(instant).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(cells: &[&str]) -> String {
        let mut sheet = Sheet::new();
        sheet.row(cells.iter().map(|cell| text(cell))).unwrap();
        String::from_utf8(sheet.finish().unwrap().0).unwrap()
    }

    #[test]
    fn it_is_csv_as_rfc_4180_says() {
        let mut sheet = Sheet::with_titles(&["a", "b"]).unwrap();
        sheet.row(["x, y".into(), "say \"hi\"".into()]).unwrap();
        sheet.row(["two\nlines".into(), String::new()]).unwrap();
        let (bytes, rows) = sheet.finish().unwrap();
        let expected = "\u{feff}a,b\r\n\"x, y\",\"say \"\"hi\"\"\"\r\n\"two\nlines\",\r\n";
        assert_eq!((String::from_utf8(bytes).unwrap().as_str(), rows), (expected, 2));
    }

    #[test]
    fn no_cell_is_a_formula() {
        for bad in
            ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u{a0}=1", "＝1", "＋1", "－1", "＠a"]
        {
            assert!(text(bad).starts_with('\''), "{bad:?}");
        }
        for good in ["", "a=1", "1-1", "me@example.com", "'=1", "Ünïcödé"] {
            assert_eq!(text(good), good);
        }
        assert_eq!(written(&["=HYPERLINK(\"http://x\",\"y\")"]), "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"\r\n");
    }

    #[test]
    fn numbers_and_instants_are_read_as_such() {
        assert_eq!(money(150_000, "EUR".parse().unwrap()), "1500.00");
        assert_eq!(money(5, "KWD".parse().unwrap()), "0.005");
        assert_eq!(money(12, "JPY".parse().unwrap()), "12");
        assert_eq!(instant(1_795_262_400_123), "2026-11-21 12:00:00");
        assert_eq!(perhaps(None), "");
    }

    proptest! {
        #[test]
        fn whatever_is_written_is_read_again(cells in proptest::collection::vec(".{0,40}", 2..6)) {
            // Every row begins with an id; a byte order mark would be passed over there.
            let cells = [vec!["id".to_owned()], cells].concat();
            let mut sheet = Sheet::new();
            sheet.row(cells.clone()).unwrap();
            let (bytes, _) = sheet.finish().unwrap();
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.as_slice());
            let read: Vec<String> = reader.records().next().unwrap().unwrap().iter().map(str::to_owned).collect();
            prop_assert_eq!(read, cells);
        }

        #[test]
        fn nothing_that_is_written_begins_a_formula(cell in "[ \t\r\n=+@-]{0,3}.{0,10}") {
            let first = text(&cell).trim_start().chars().next();
            prop_assert!(!first.is_some_and(|c| "=+-@".contains(c)), "{cell:?}");
        }
    }
}
