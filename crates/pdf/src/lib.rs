//! Typst behind one function: a template, its data and its pictures become a PDF.
//!
//! Nothing is read but what is handed in, no package is fetched, and the fonts are compiled in. A template reads its data
//! by `json("data.json")` and its pictures by `image("name")`.

mod fonts;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::LazyLock;

use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::ecow::EcoVec;
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World, comemo};
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

/// The name by which a template finds its data.
const DATA: &str = "data.json";
/// How many documents ago something was used last for it to be forgotten; what all have in common stays.
const KEEP: usize = 2;

/// A picture: PNG, JPEG, WebP, GIF or SVG.
#[derive(Clone, Debug)]
pub struct Picture {
    /// How the template calls it, with its extension. Names are kept for ever, so they come from a fixed set.
    pub name: &'static str,
    /// The file.
    pub bytes: Vec<u8>,
}

/// A finished document.
#[derive(Clone, Debug)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
}

/// Why there is no document: the template and its data do not fit. Says where in the template, nothing of the data.
#[derive(Debug, thiserror::Error)]
#[error("the template can't be set: {0}")]
pub struct Unset(String);

/// Sets the template with its data and pictures. Takes some tens of milliseconds of one core, so call it where blocking
/// is fine.
pub fn render(template: &str, data: &serde_json::Value, pictures: Vec<Picture>) -> Result<Pdf, Unset> {
    let main = file("main.typ").ok_or_else(|| Unset("no name".into()))?;
    let mut files = HashMap::new();
    let named = pictures.into_iter().map(|picture| (picture.name, picture.bytes));
    for (name, bytes) in named.chain([(DATA, data.to_string().into_bytes())]) {
        files.insert(file(name).ok_or_else(|| Unset(format!("no name: {name}")))?, Bytes::new(bytes));
    }
    let desk = Desk { source: Source::new(main, template.to_owned()), files };
    let finished = typst::compile::<PagedDocument>(&desk).output.and_then(|document| {
        let options = PdfOptions { creator: Smart::Custom(None), ..PdfOptions::default() };
        Ok(Pdf { bytes: typst_pdf::pdf(&document, &options)?, pages: document.pages().len() })
    });
    comemo::evict(KEEP);
    finished.map_err(|faults| Unset(told(&desk.source, &faults)))
}

fn file(name: &str) -> Option<FileId> {
    Some(RootedPath::new(VirtualRoot::Project, VirtualPath::new(name).ok()?).intern())
}

fn told(source: &Source, faults: &EcoVec<SourceDiagnostic>) -> String {
    use typst::WorldExt;
    let Some(fault) = faults.first() else { return String::new() };
    let desk = Desk { source: source.clone(), files: HashMap::new() };
    let line = desk.range(fault.span).and_then(|range| source.lines().byte_to_line(range.start));
    format!("line {}: {}", line.map_or(0, |line| line + 1), fault.message)
}

/// What is the same for all documents.
struct Common {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

static COMMON: LazyLock<Common> = LazyLock::new(|| {
    let (book, fonts) = fonts::load();
    Common { library: LazyHash::new(Library::default()), book: LazyHash::new(book), fonts }
});

/// What lies on the desk while a document is set.
struct Desk {
    source: Source,
    files: HashMap<FileId, Bytes>,
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &COMMON.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &COMMON.book
    }

    fn main(&self) -> FileId {
        self.source.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.source.id() { Ok(self.source.clone()) } else { Err(FileError::NotFound(PathBuf::new())) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(&id).cloned().ok_or_else(|| FileError::NotFound(PathBuf::new()))
    }

    fn font(&self, index: usize) -> Option<Font> {
        COMMON.fonts.get(index).cloned()
    }

    /// Unknown: a document says the same whenever it is set.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const TEMPLATE: &str = r#"
        #let data = json("data.json")
        #set document(title: data.title)
        #set text(font: ("Geist", "Noto Sans"))
        #data.title
        #if data.at("picture", default: false) { image("logo.png", width: 1cm) }
        #for page in range(1, data.pages) { pagebreak(); data.title }
    "#;
    const DOT: &[u8] =
        b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><circle r='4' cx='4' cy='4'/></svg>";

    #[test]
    fn the_same_data_make_the_same_document() {
        let data = json!({"title": "Tee & 茶 🎉 شاي", "pages": 3});
        let one = render(TEMPLATE, &data, Vec::new()).unwrap();
        assert!(one.bytes.starts_with(b"%PDF-"));
        assert_eq!(one.pages, 3);
        assert_eq!(render(TEMPLATE, &data, Vec::new()).unwrap().bytes, one.bytes);
        let other = render(TEMPLATE, &json!({"title": "Tee", "pages": 1}), Vec::new()).unwrap();
        assert_eq!(other.pages, 1);
        assert_ne!(other.bytes, one.bytes);
    }

    #[test]
    fn what_people_wrote_is_text_and_nothing_else() {
        let data = json!({"title": "#panic() $x$ *b* `c` <l> \\ #sys.version", "pages": 1});
        assert_eq!(render(TEMPLATE, &data, Vec::new()).unwrap().pages, 1);
    }

    #[test]
    fn a_picture_is_found_by_its_name() {
        let template = TEMPLATE.replace("logo.png", "logo.svg");
        let data = json!({"title": "t", "pages": 1, "picture": true});
        let logo = Picture { name: "logo.svg", bytes: DOT.to_vec() };
        assert!(render(&template, &data, vec![logo]).is_ok());
        assert!(render(&template, &data, Vec::new()).is_err());
    }

    #[test]
    fn a_fault_says_where_and_nothing_is_read_from_elsewhere() {
        let fault = |template: &str| render(template, &json!({}), Vec::new()).unwrap_err().to_string();
        assert!(fault("\n\n#nothing").contains("line 3: unknown variable: nothing"), "{}", fault("\n\n#nothing"));
        for outside in ["#read(\"/etc/hostname\")", "#read(\"../Cargo.toml\")", "#import \"@preview/a:1.0.0\""] {
            assert!(render(outside, &json!({}), Vec::new()).is_err());
        }
    }
}
