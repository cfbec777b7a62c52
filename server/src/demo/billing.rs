//! How people of the world stand on their invoices: made-up streets in real cities, and tax numbers that nobody has.

use domain::billing::Party;
use domain::clock::Timestamp;
use domain::ids::UserId;

use super::dice::Dice;
use super::rows::{BillingRow, Rows};
use crate::db::to_json;

/// A country: the ending of a company's name, an address, a tax number; `#` is a digit.
const PLACES: [(&str, &str, [&str; 2], &str); 14] = [
    ("GB", "Ltd", ["## Mill Lane", "Bristol BS1 0AA"], "GB000######"),
    ("US", "LLC", ["### Orchard Street", "Portland, OR 97200"], "00-00#####"),
    ("IN", "Pvt Ltd", ["## Lake View Road", "Pune 411000"], "27AAAAA####A1Z#"),
    ("DE", "GmbH", ["Gartenweg ##", "20000 Hamburg"], "DE000######"),
    ("AT", "GmbH", ["Mühlgasse ##", "1000 Wien"], "ATU000#####"),
    ("CA", "Inc.", ["### Maple Row", "Halifax NS B3H 0A0"], "000###### RT0001"),
    ("SG", "Pte. Ltd.", ["## Garden Walk", "Singapore 018000"], "2000#####K"),
    ("FR", "SAS", ["## rue du Moulin", "69000 Lyon"], "FR00000######"),
    ("ES", "S.L.", ["Calle del Molino ##", "46000 Valencia"], "ESB00######"),
    ("MX", "S.A. de C.V.", ["Calle Olivo ###", "06000 Ciudad de México"], "XAXX0000###A0"),
    ("BR", "Ltda.", ["Rua do Moinho ###", "01000-000 São Paulo"], "00.000.###/0001-##"),
    ("PT", "Lda.", ["Rua do Moinho ##", "4000-000 Porto"], "PT000######"),
    ("AE", "FZ-LLC", ["Palm Court ##", "Dubai"], "1000000########"),
    ("JP", "K.K.", ["#-## Midoricho", "Yokohama 220-0000"], "T0000000######"),
];

/// Lets that person have said it, if their country is one of those above.
pub fn enter(
    rows: &mut Rows,
    dice: &mut Dice,
    who: UserId,
    since: Timestamp,
    (name, country): (&str, &str),
    firm: bool,
) {
    let Some((_, ending, address, tax_id)) = PLACES.iter().find(|place| place.0 == country) else { return };
    let mut digits = |text: &str| -> String {
        let digit = |c: char| if c == '#' { dice.number(1, 9).to_string() } else { c.to_string() };
        text.chars().map(digit).collect()
    };
    let party = Party {
        legal_name: if firm { format!("{name} {ending}") } else { name.to_owned() },
        address_lines: address.map(&mut digits).into(),
        country: Some(country.to_owned()),
        tax_id: Some(digits(tax_id)),
    };
    rows.billing_details.push(BillingRow {
        user_id: who.to_string(),
        party: to_json(&party.checked().unwrap_or_else(|_| Party::named(name))),
        updated_at: since.0,
    });
}
