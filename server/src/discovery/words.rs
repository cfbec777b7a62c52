//! Text as the words that are searched for, in any script: what is written with spaces by words, what is written without
//! by pairs of characters, emoji each as a word. Case is folded everywhere, accents in Latin, Greek and Cyrillic only: the
//! vowel signs of Hindi are no accents.

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// Characters of a word that count; the rest of a longer one is cut off.
const LONGEST: usize = 48;

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Word {
    /// As it stands in the index.
    pub text: String,
    /// Whether it is written in letters, so that a prefix or a typing error of it makes sense.
    pub in_letters: bool,
}

impl Word {
    /// How many letters it has, each with its marks.
    pub fn letters(&self) -> usize {
        self.text.graphemes(true).count()
    }
}

/// The words of a text that is to be found: of what is written without spaces, single characters too.
pub fn of_text(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    each(text, &mut |part| match part {
        Part::Word(word) | Part::Sign(word) => words.push(word),
        Part::Run(units) => {
            words.extend(pairs(&units));
            words.extend(units);
        }
    });
    words.sort_unstable();
    words.dedup();
    words
}

/// The words of a question, in their order: of what is written without spaces the pairs, or the one character.
pub fn of_question(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut add = |text, in_letters| {
        let word = Word { text, in_letters };
        if !words.contains(&word) {
            words.push(word);
        }
    };
    each(text, &mut |part| match part {
        Part::Word(word) => add(word, true),
        Part::Sign(sign) => add(sign, false),
        Part::Run(units) if units.len() == 1 => units.into_iter().for_each(|unit| add(unit, false)),
        Part::Run(units) => pairs(&units).into_iter().for_each(|pair| add(pair, false)),
    });
    words
}

fn pairs(units: &[String]) -> Vec<String> {
    units.windows(2).map(<[String]>::concat).collect()
}

/// A piece of text.
enum Part {
    /// Letters and digits between spaces.
    Word(String),
    /// An emoji.
    Sign(String),
    /// What is written without spaces, by its characters.
    Run(Vec<String>),
}

fn each(text: &str, take: &mut impl FnMut(Part)) {
    let text = folded(text);
    let mut run: Vec<String> = Vec::new();
    for segment in text.split_word_bounds() {
        let first = segment.chars().next().unwrap_or(' ');
        if is_ideographic(first) {
            run.extend(segment.chars().map(String::from));
            continue;
        }
        if is_unspaced(first) {
            run.push(segment.to_owned());
            continue;
        }
        if !run.is_empty() {
            take(Part::Run(std::mem::take(&mut run)));
        }
        if is_emoji(first) {
            take(Part::Sign(segment.chars().filter(|c| !is_variation(*c)).collect()));
            continue;
        }
        let joined = segment.split(|c: char| c.is_ascii_punctuation() || matches!(c, '’' | '·' | '‧' | '\u{2024}'));
        for word in joined.filter(|word| word.chars().any(char::is_alphanumeric)) {
            take(Part::Word(word.chars().filter(|c| !is_joiner(*c)).take(LONGEST).collect()));
        }
    }
    if !run.is_empty() {
        take(Part::Run(run));
    }
}

/// NFKC, lower case, without the accents of Latin, Greek and Cyrillic.
fn folded(text: &str) -> String {
    let lower: String = text.nfkc().collect::<String>().to_lowercase();
    let mut folded = String::with_capacity(lower.len());
    let mut takes_accents = false;
    for c in lower.nfd() {
        if matches!(c, '\u{300}'..='\u{36F}') {
            if !takes_accents {
                folded.push(c);
            }
            continue;
        }
        takes_accents = matches!(c, 'a'..='z' | '\u{DF}'..='\u{24F}' | '\u{370}'..='\u{52F}' | '\u{1E00}'..='\u{1FFF}');
        match plain(c) {
            Some(letters) => folded.push_str(letters),
            None => folded.push(c),
        }
    }
    folded.nfc().collect()
}

/// Letters that have no accent to take off, but are typed without it all the same.
const fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ı' => "i",
        'þ' => "th",
        'ς' => "σ",
        _ => return None,
    })
}

/// Han, kana and their marks.
const fn is_ideographic(c: char) -> bool {
    matches!(c, '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{3096}' | '\u{309D}'..='\u{30FA}' | '\u{30FC}'..='\u{30FF}'
        | '\u{31F0}'..='\u{31FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{323AF}')
}

/// Thai, Lao, Burmese and Khmer, whose words stand without spaces; each unit is a character with its marks.
const fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{E01}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}')
}

const fn is_emoji(c: char) -> bool {
    matches!(c, '\u{1F000}'..='\u{1FAFF}' | '\u{2190}'..='\u{21FF}' | '\u{2300}'..='\u{23FF}' | '\u{2600}'..='\u{27BF}' | '\u{2B00}'..='\u{2BFF}')
}

/// How an emoji is drawn: in colour, in which skin.
const fn is_variation(c: char) -> bool {
    matches!(c, '\u{FE0E}' | '\u{FE0F}' | '\u{1F3FB}'..='\u{1F3FF}')
}

/// Invisible marks that join or part letters within a word.
const fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}' | '\u{AD}' | '\u{2060}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(text: &str) -> Vec<String> {
        of_question(text).into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn words_in_letters() {
        for (text, words) in [
            ("Street Food, Pune!", &["street", "food", "pune"] as &[_]),
            ("Crème Brûlée STRASSE straße", &["creme", "brulee", "strasse"]),
            ("Łódź Søren İstanbul ısı", &["lodz", "soren", "istanbul", "isi"]),
            ("Ένας Ὀδυσσεύς", &["ενασ", "οδυσσευσ"]),
            ("Ёлка й", &["елка", "и"]),
            ("l'Oréal don’t mira.rao_7", &["l", "oreal", "don", "t", "mira", "rao", "7"]),
            ("#ad @mira 4K", &["ad", "mira", "4k"]),
            ("ｆｕｌｌ ﬁne", &["full", "fine"]),
            ("", &[]),
            (" .,;— ", &[]),
        ] {
            assert_eq!(asked(text), words, "{text}");
        }
    }

    #[test]
    fn vowel_signs_are_no_accents() {
        assert_eq!(asked("सड़क का खाना"), ["सड़क".nfc().collect::<String>(), "का".into(), "खाना".into()]);
        assert_ne!(asked("की"), asked("का"));
        // However it was typed, with the dot inside or beside.
        assert_eq!(asked("स\u{95c}क"), asked("स\u{921}\u{93c}क"));
        assert_eq!(asked("مطعم دمشق"), ["مطعم", "دمشق"]);
        assert_eq!(asked("می\u{200c}خواهم"), ["میخواهم"]);
        assert_eq!(asked("한국 음식"), ["한국", "음식"]);
    }

    #[test]
    fn without_spaces_by_pairs_and_single_characters() {
        assert_eq!(asked("美食"), ["美食"]);
        assert_eq!(asked("美"), ["美"]);
        assert_eq!(asked("美食旅行"), ["美食", "食旅", "旅行"]);
        assert_eq!(asked("ラーメン"), ["ラー", "ーメ", "メン"]);
        assert_eq!(of_text("美食 vlog"), ["vlog", "美", "美食", "食"]);
        let thai = of_text("อาหาร");
        assert!(asked("อาหาร").iter().all(|word| thai.contains(word)) && !thai.is_empty());
    }

    #[test]
    fn emoji_are_words() {
        assert_eq!(asked("🎉🍜 food"), ["🎉", "🍜", "food"]);
        assert_eq!(asked("❤️"), asked("❤"));
        assert_eq!(asked("👍🏽"), asked("👍"));
        assert_eq!(asked("👩‍🍳").len(), 1);
        assert_eq!(asked("🇮🇳").len(), 1);
    }

    #[test]
    fn long_words_are_cut() {
        assert_eq!(asked(&"a".repeat(10_000))[0].len(), LONGEST);
    }
}
