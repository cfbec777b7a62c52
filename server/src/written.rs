//! Numbers, money and days as people write them in each language.

use domain::clock::{Timestamp, Zone};
use domain::money::{Currency, Money};
use domain::words::Platform;
use jiff::civil::Date;

use crate::locale::Locale;
use crate::texts;

/// Between a number and its unit: no line breaks there.
const NARROW: char = '\u{a0}';

/// 1234567 as `1,234,567`, `1.234.567` or `12,34,567`.
pub fn number(locale: Locale, number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let sign = if number < 0 { "−" } else { "" };
    format!("{sign}{}", grouped(locale, &digits))
}

fn grouped(locale: Locale, digits: &str) -> String {
    let (thousands, rest) = match digits.len().checked_sub(3) {
        Some(head) if head > 0 => digits.split_at(head),
        _ => return digits.to_owned(),
    };
    let size = if locale == Locale::Hi { 2 } else { 3 };
    let mut groups: Vec<_> = thousands.as_bytes().rchunks(size).rev().map(String::from_utf8_lossy).collect();
    groups.push(rest.into());
    groups.join(separators(locale).0)
}

/// Between groups of digits, and before the fraction.
const fn separators(locale: Locale) -> (&'static str, &'static str) {
    match locale {
        Locale::De | Locale::Es => (".", ","),
        Locale::En | Locale::Hi | Locale::Ar => (",", "."),
    }
}

/// A whole percentage.
pub fn percent(locale: Locale, percent: i64) -> String {
    match locale {
        Locale::De | Locale::Es => format!("{}{NARROW}%", number(locale, percent)),
        Locale::En | Locale::Hi | Locale::Ar => format!("{}%", number(locale, percent)),
    }
}

/// `€1,500` or `1.500,50 €`: without a fraction where that is nothing.
pub fn money(locale: Locale, money: Money) -> String {
    let unit = 10_i64.pow(u32::from(money.currency.digits()));
    signed(locale, money, money.amount % unit != 0)
}

/// `€1,500.00`: with all digits of its minor unit, so that amounts stand in columns.
pub fn exact_money(locale: Locale, money: Money) -> String {
    signed(locale, money, money.currency.digits() > 0)
}

fn signed(locale: Locale, money: Money, to_the_minor_unit: bool) -> String {
    let places = usize::from(money.currency.digits());
    let unit = 10_i64.pow(u32::from(money.currency.digits()));
    let minus = if money.amount < 0 { "−" } else { "" };
    let mut amount = number(locale, (money.amount / unit).abs());
    if to_the_minor_unit {
        let fraction = (money.amount % unit).abs();
        amount = format!("{amount}{}{fraction:0places$}", separators(locale).1);
    }
    let sign = sign(money.currency);
    match locale {
        Locale::En | Locale::Hi if sign.len() < 4 && !sign.is_ascii() || sign == "$" => {
            format!("{minus}{sign}{amount}")
        }
        Locale::En | Locale::Hi => format!("{minus}{sign}{NARROW}{amount}"),
        Locale::De | Locale::Es => format!("{minus}{amount}{NARROW}{sign}"),
        // Kept in its own direction, wherever it stands in a line that runs from right to left.
        Locale::Ar => format!("\u{2066}{minus}{amount}{NARROW}{sign}\u{2069}"),
    }
}

/// A currency's sign where it has one of its own, else its code.
fn sign(currency: Currency) -> &'static str {
    match currency.code() {
        "EUR" => "€",
        "USD" => "$",
        "GBP" => "£",
        "INR" => "₹",
        "JPY" => "¥",
        code => code,
    }
}

/// `3 Oct 2026`.
pub fn day(locale: Locale, day: Date) -> String {
    filled(
        locale,
        "report.day",
        [
            ("day", number(locale, day.day().into())),
            ("month", month(locale, "months_short", day)),
            ("year", day.year().to_string()),
        ],
    )
}

/// `3 Oct 2026, 14:05`, as clocks in that zone show it.
pub fn instant(locale: Locale, at: Timestamp, zone: &Zone) -> String {
    let time = at.time_in(zone);
    format!("{}, \u{2066}{:02}:{:02}\u{2069}", day(locale, at.day_in(zone)), time.hour(), time.minute())
}

/// The name that a platform gives itself; nothing for what is none of those we know.
pub const fn platform(platform: Platform) -> &'static str {
    match platform {
        Platform::Instagram => "Instagram",
        Platform::YouTube => "YouTube",
        Platform::TikTok => "TikTok",
        Platform::X => "X",
        Platform::Twitch => "Twitch",
        Platform::LinkedIn => "LinkedIn",
        Platform::Facebook => "Facebook",
        Platform::Pinterest => "Pinterest",
        Platform::Podcast => "Podcast",
        Platform::Blog => "Blog",
        Platform::Other => "",
    }
}

/// `reel · Instagram`
pub fn deliverable(kind: &str, on: Platform) -> String {
    match platform(on) {
        "" => kind.to_owned(),
        name => format!("{kind} · {name}"),
    }
}

/// `October 2026`.
pub fn month_and_year(locale: Locale, day: Date) -> String {
    filled(locale, "report.month_year", [("month", month(locale, "months", day)), ("year", day.year().to_string())])
}

/// `Oct`.
pub fn short_month(locale: Locale, day: Date) -> String {
    month(locale, "months_short", day)
}

fn month(locale: Locale, names: &str, day: Date) -> String {
    let names = texts::get(locale, &format!("report.{names}")).unwrap_or_default();
    let index = usize::try_from(day.month() - 1).unwrap_or_default();
    names.split(' ').nth(index).unwrap_or_default().to_owned()
}

/// A text with its placeholders filled in.
pub fn filled<const N: usize>(locale: Locale, key: &str, values: [(&str, String); N]) -> String {
    let mut text = texts::get(locale, key).unwrap_or_default().to_owned();
    for (name, value) in values {
        text = text.replace(&format!("{{{{ {name} }}}}"), &value);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_as_each_language_does() {
        use Locale::{Ar, De, En, Es, Hi};
        for (locale, value, written) in [
            (En, 0, "0"),
            (En, 999, "999"),
            (En, 1_234_567, "1,234,567"),
            (De, 1_234_567, "1.234.567"),
            (Es, 1_000, "1.000"),
            (Hi, 123, "123"),
            (Hi, 12_345_678, "1,23,45,678"),
            (Ar, 12_345, "12,345"),
            (En, -1_200, "−1,200"),
        ] {
            assert_eq!(number(locale, value), written, "{locale:?}");
        }
        assert_eq!((percent(En, 12), percent(De, -5)), ("12%".into(), "−5\u{a0}%".into()));
    }

    #[test]
    fn money_is_written_as_each_language_does() {
        use Locale::{Ar, De, En, Hi};
        for (locale, amount, currency, written) in [
            (En, 150_000, "EUR", "€1,500"),
            (En, 150_050, "USD", "$1,500.50"),
            (De, 150_005, "EUR", "1.500,05\u{a0}€"),
            (Hi, 123_456_700, "INR", "₹12,34,567"),
            (En, 1_234_567, "JPY", "¥1,234,567"),
            (En, 1_234, "KWD", "KWD\u{a0}1.234"),
            (En, -50, "EUR", "−€0.50"),
            (De, -150_000, "EUR", "−1.500\u{a0}€"),
            (Ar, 150_000, "AED", "\u{2066}1,500\u{a0}AED\u{2069}"),
        ] {
            assert_eq!(money(locale, Money::new(amount, currency.parse().unwrap())), written);
        }
    }

    #[test]
    fn exact_money_has_all_its_digits() {
        for (amount, currency, written) in
            [(150_000, "EUR", "€1,500.00"), (0, "EUR", "€0.00"), (7, "JPY", "¥7"), (-5, "USD", "−$0.05")]
        {
            assert_eq!(exact_money(Locale::En, Money::new(amount, currency.parse().unwrap())), written);
        }
    }

    #[test]
    fn days_and_months_have_names_in_every_language() {
        for locale in Locale::ALL {
            for name in ["report.months", "report.months_short"] {
                assert_eq!(texts::get(locale, name).unwrap().split(' ').count(), 12, "{locale:?} {name}");
            }
        }
        let first = Date::constant(2026, 3, 1);
        assert_eq!(day(Locale::En, first), "1 Mar 2026");
        assert_eq!(day(Locale::De, first), "1. März 2026");
        assert_eq!(month_and_year(Locale::Es, first), "marzo de 2026");
    }
}
