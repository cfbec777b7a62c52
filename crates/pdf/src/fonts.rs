//! The fonts that documents are set in, compiled in.

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};

macro_rules! fonts {
    ($($file:literal)+) => { [$(include_bytes!(concat!("../fonts/", $file)).as_slice()),+] };
}

static FILES: [&[u8]; 27] = fonts![
    "Geist-Regular.ttf" "Geist-SemiBold.ttf"
    "NotoSans-Regular.ttf" "NotoSans-Bold.ttf"
    "NotoSansArabic-Regular.ttf" "NotoSansArabic-Bold.ttf"
    "NotoSansDevanagari-Regular.ttf" "NotoSansDevanagari-Bold.ttf"
    "NotoSansArmenian-Regular.ttf" "NotoSansBengali-Regular.ttf" "NotoSansEthiopic-Regular.ttf"
    "NotoSansGeorgian-Regular.ttf" "NotoSansGujarati-Regular.ttf" "NotoSansGurmukhi-Regular.ttf"
    "NotoSansHebrew-Regular.ttf" "NotoSansKannada-Regular.ttf" "NotoSansKhmer-Regular.ttf"
    "NotoSansLao-Regular.ttf" "NotoSansMalayalam-Regular.ttf" "NotoSansMyanmar-Regular.ttf"
    "NotoSansSinhala-Regular.ttf" "NotoSansTamil-Regular.ttf" "NotoSansTelugu-Regular.ttf"
    "NotoSansThai-Regular.ttf" "NotoSansCJK-Regular.otf" "NotoSansSymbols2-Regular.ttf" "NotoEmoji-Regular.ttf"
];

/// All fonts and the book they are looked up in.
pub fn load() -> (FontBook, Vec<Font>) {
    let fonts: Vec<Font> = FILES.iter().flat_map(|file| Font::iter(Bytes::new(*file))).collect();
    (FontBook::from_fonts(&fonts), fonts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_a_font_and_together_they_know_many_scripts() {
        let (_, fonts) = load();
        assert_eq!(fonts.len(), FILES.len());
        let samples = [
            "Größe, œuvre, Ελληνικά, Українська, Tiếng Việt, ₹ € £ ¥ −1,5 %",
            "العربية، עברית، हिन्दी, বাংলা, ગુજરાતી, ਪੰਜਾਬੀ, தமிழ், తెలుగు, ಕನ್ನಡ, മലയാളം, සිංහල",
            "ไทย, ລາວ, ខ្មែរ, မြန်မာ, አማርኛ, ქართული, Հայերեն",
            "简体中文、繁體中文、日本語のひらがなカタカナ、한국어 🎉🚀☕ ✓ → ▲ ★",
        ];
        for c in samples.iter().flat_map(|sample| sample.chars()) {
            let known = fonts.iter().any(|font| font.info().coverage.contains(c.into()));
            assert!(known, "{c:?}");
        }
    }
}
