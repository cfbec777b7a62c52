//! Sentences: names and amounts put into lines, written as that language writes them.

use domain::money::Money;

/// Who and what a line speaks of.
pub struct Speech<'a> {
    pub language: &'a str,
    pub influencer: &'a str,
    pub brand: &'a str,
    pub campaign: &'a str,
}

impl Speech<'_> {
    /// A line with everything filled in.
    pub fn say(&self, line: &str, payment: Money) -> String {
        line.replace("{influencer}", first_name(self.influencer))
            .replace("{brand}", self.brand)
            .replace("{campaign}", &self.quoted())
            .replace("{amount}", &amount(payment, self.language))
    }

    fn quoted(&self) -> String {
        let (open, close) = match self.language {
            "de" => ("„", "“"),
            "fr" => ("« ", " »"),
            "es" | "pt" | "ar" => ("«", "»"),
            "ja" => ("「", "」"),
            "zh" => ("《", "》"),
            _ => ("“", "”"),
        };
        format!("{open}{}{close}", self.campaign)
    }
}

/// The first word of a name in scripts that write the given name first; titles stay with what follows.
fn first_name(name: &str) -> &str {
    let is_latin = name.chars().all(|c| c < '\u{250}');
    let is_devanagari = name.chars().any(|c| ('\u{900}'..'\u{980}').contains(&c));
    match name.split_once(' ') {
        Some((first, _)) if (is_latin || is_devanagari) && first.chars().count() > 3 && first != "Familia" => first,
        _ => name,
    }
}

/// An amount such as `€1,250`, `1.250 €` or `₹1,25,000`.
pub fn amount(money: Money, language: &str) -> String {
    let code = money.currency.code();
    let unit = 10_i64.pow(u32::from(money.currency.digits()));
    let (whole, rest) = (money.amount / unit, money.amount % unit);
    let (thousands, point) = match language {
        "de" | "es" | "pt" => (".", ","),
        "fr" => ("\u{202f}", ","),
        _ => (",", "."),
    };
    let mut number = grouped(whole, thousands, code == "INR");
    if rest > 0 {
        let width = usize::from(money.currency.digits());
        number = format!("{number}{point}{rest:0width$}");
    }
    let symbol = match code {
        "EUR" => "€",
        "USD" => "$",
        "GBP" => "£",
        "INR" => "₹",
        "JPY" if language == "ja" => return format!("{number}円"),
        "JPY" => "¥",
        "BRL" => "R$ ",
        "CAD" if language != "fr" => "CA$",
        "AUD" => "A$",
        "MXN" if language == "es" => "$",
        "SGD" => "S$",
        _ => return format!("{number} {code}"),
    };
    match language {
        "de" | "es" | "fr" | "pt" if matches!(symbol, "€" | "$" | "£") && code != "MXN" => {
            format!("{number} {symbol}")
        }
        _ => format!("{symbol}{number}"),
    }
}

/// Digits in groups of three, or as India counts: the last three, then pairs.
fn grouped(number: i64, separator: &str, is_indian: bool) -> String {
    let digits = number.to_string();
    let mut groups = Vec::new();
    let mut end = digits.len();
    while end > 0 {
        let size = if is_indian && !groups.is_empty() { 2 } else { 3 };
        let start = end.saturating_sub(size);
        groups.push(&digits[start..end]);
        end = start;
    }
    groups.reverse();
    groups.join(separator)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_the_language_writes_them() {
        let write = |minor, code: &str, language| amount(Money::new(minor, code.parse().unwrap()), language);
        assert_eq!(write(125_000, "EUR", "en"), "€1,250");
        assert_eq!(write(125_050, "EUR", "de"), "1.250,50 €");
        assert_eq!(write(12_500_000, "INR", "hi"), "₹1,25,000");
        assert_eq!(write(350_000, "JPY", "ja"), "350,000円");
        assert_eq!(write(90_000, "AED", "ar"), "900 AED");
    }
}
